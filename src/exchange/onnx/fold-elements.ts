import { intOf } from "./attributes.ts";
import { type Constant, computed, int64 } from "./constant.ts";
import { elementTypes } from "./data-type.ts";
import type { FoldRule } from "./fold-rule.ts";
import { spreadDims, spreadOffset } from "./fold-spread.ts";
import { elementCount, type Numbers } from "./tensor.ts";

/** A function of two tensors, element by element. */
const binary =
  (apply: (a: number, b: number) => number, isBool = false): FoldRule =>
  (node, inputs, folding) => {
    const [a, b] = inputs;
    if (a === undefined || b === undefined) return folding.mismatch("an input is missing");
    const dims = spreadDims(a.dims, b.dims, folding);
    const [atA, atB] = [spreadOffset(a.dims, dims), spreadOffset(b.dims, dims)];
    const type = isBool ? boolType : a.type;
    const whole = type.kind !== "float";
    const compute = (into: Numbers) => {
      const [left, right] = [a.values(), b.values()];
      for (let at = 0; at < into.length; at++) {
        const value = apply(left[atA(at)] ?? 0, right[atB(at)] ?? 0);
        into[at] = whole ? Math.trunc(value) : value;
      }
    };
    const learned = isBool ? undefined : learnedOf([a, b], elementCount(dims, node.name));
    return [computed(dims, type, compute, folding.budget, node.name, learned)];
  };

/** Learned tensors make a learned tensor; each of them counts with the elements that the file stores, however many the result has. */
function learnedOf(inputs: readonly Constant[], count: number): Parameters<typeof computed>[5] {
  const learned = inputs.filter((each) => each.isLearned);
  if (learned.length === 0) return undefined;
  const stored = learned.reduce((sum, each) => sum + (each.distinct ?? each.count), 0);
  return { source: undefined, isLearned: true, distinct: stored === count ? undefined : stored };
}

/** An operator of any number of inputs, from left to right. */
const several =
  (rule: FoldRule): FoldRule =>
  (node, inputs, folding) => {
    let made = inputs.slice(0, 1);
    for (const next of inputs.slice(1)) made = [...(rule(node, [...made, next], folding) ?? [])];
    return made.flatMap((each) => each ?? []);
  };

/** The nearest whole number; halves go to the even one. */
function roundedToEven(value: number): number {
  const low = Math.floor(value);
  const rest = value - low;
  return rest > 0.5 || (rest === 0.5 && low % 2 !== 0) ? low + 1 : low;
}

const unary =
  (apply: (x: number) => number, keepsLearned = true): FoldRule =>
  (node, [a], folding) => {
    if (a === undefined) return folding.mismatch("its input is missing");
    const compute = (into: Numbers) => {
      const values = a.values();
      for (let at = 0; at < into.length; at++) into[at] = apply(values[at] ?? 0);
    };
    const learned = keepsLearned ? learnedOf([a], a.count) : undefined;
    return [computed(a.dims, a.type, compute, folding.budget, node.name, learned)];
  };

const boolType = elementTypes.get(9) ?? int64;
/** Functions of elements, spread over each other where they take several. */
export const elementFolds: Readonly<Record<string, FoldRule>> = {
  Add: binary((a, b) => a + b),
  Sub: binary((a, b) => a - b),
  Mul: binary((a, b) => a * b),
  Div: binary((a, b) => a / b),
  Pow: binary((a, b) => a ** b),
  // `fmod` takes the sign of the dividend.
  Mod: (node, inputs, folding) =>
    binary(intOf(node, "fmod", 0) === 1 ? (a, b) => a % b : (a, b) => a - Math.floor(a / b) * b)(node, inputs, folding),
  Min: several(binary(Math.min)),
  Max: several(binary(Math.max)),
  Equal: binary((a, b) => Number(a === b), true),
  Greater: binary((a, b) => Number(a > b), true),
  GreaterOrEqual: binary((a, b) => Number(a >= b), true),
  Less: binary((a, b) => Number(a < b), true),
  LessOrEqual: binary((a, b) => Number(a <= b), true),
  And: binary((a, b) => Number(a !== 0 && b !== 0), true),
  Or: binary((a, b) => Number(a !== 0 || b !== 0), true),
  Not: unary((a) => Number(a === 0), false),
  Neg: unary((a) => -a),
  Abs: unary(Math.abs),
  Floor: unary(Math.floor),
  Ceil: unary(Math.ceil),
  Round: unary(roundedToEven),
  Sign: unary(Math.sign),
  Sqrt: unary(Math.sqrt),
  Reciprocal: unary((a) => 1 / a),
  Exp: unary(Math.exp),
  Log: unary(Math.log),
  // Tables of positions, which nobody has learned, whatever their frequencies are stored as.
  Sin: unary(Math.sin, false),
  Cos: unary(Math.cos, false),
  Relu: unary((a) => Math.max(a, 0)),
  Sigmoid: unary((a) => 1 / (1 + Math.exp(-a))),
  Softplus: unary((a) => Math.max(a, 0) + Math.log1p(Math.exp(-Math.abs(a)))),
  Tanh: unary(Math.tanh),
  Where: (node, [condition, a, b], folding) => {
    if (condition === undefined || a === undefined || b === undefined) return undefined;
    const dims = spreadDims(spreadDims(condition.dims, a.dims, folding), b.dims, folding);
    const [atC, atA, atB] = [condition, a, b].map((each) => spreadOffset(each.dims, dims));
    const compute = (into: Numbers) => {
      const [yes, left, right] = [condition.values(), a.values(), b.values()];
      for (let at = 0; at < into.length; at++) {
        into[at] = (yes[atC?.(at) ?? 0] ?? 0) !== 0 ? (left[atA?.(at) ?? 0] ?? 0) : (right[atB?.(at) ?? 0] ?? 0);
      }
    };
    return [computed(dims, a.type, compute, folding.budget, node.name)];
  },
};
