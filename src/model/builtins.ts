import type { CallExpression } from "../../grammar/index.ts";
import {
  abs,
  ceil,
  compare,
  type Expr,
  exp,
  floor,
  isConstant,
  log2,
  maxOf,
  minOf,
  round,
  squareRoot,
  toText,
  zero,
} from "../symbolic/index.ts";
import { numberOperand } from "./arithmetic.ts";
import type { Dimension } from "./dimension.ts";
import { requireCondition } from "./integer.ts";
import type { Frame, Machine } from "./machine.ts";
import { isMeasure, isolated, measure } from "./measure.ts";
import { shapeFrom } from "./net.ts";
import { errorValue, listValue, numberValue, typeName, type Value } from "./value.ts";

const ofOne: ReadonlyMap<string, (value: Expr) => Expr> = new Map([
  ["floor", floor],
  ["ceil", ceil],
  ["round", round],
  ["abs", abs],
]);

const rationalOnly: ReadonlyMap<string, (value: Expr) => Expr | undefined> = new Map([
  ["sqrt", squareRoot],
  ["log2", log2],
  ["exp", exp],
]);

const ofMany: ReadonlyMap<string, (values: readonly Expr[]) => Expr> = new Map([
  ["max", maxOf],
  ["min", minOf],
]);

/** The names of the language's own functions. */
export const builtinNames: readonly string[] = [
  ...ofOne.keys(),
  ...rationalOnly.keys(),
  ...ofMany.keys(),
  "tensor",
  "shape",
  "macs",
  "params",
  "flops",
  "bytes",
  "peak_memory",
  "intensity",
  "layers",
  "latency",
  "energy",
];

/** Calls one of the language's own functions. */
export function callBuiltin(machine: Machine, frame: Frame, name: string, call: CallExpression): Value {
  if (isMeasure(name)) return measure(machine, frame, name, call);
  if (name === "tensor") return callTensor(machine, frame, call);
  if (name === "shape") return callShape(machine, frame, call);
  const values: Expr[] = [];
  let dimension: Dimension | undefined;
  for (const argument of call.arguments) {
    if (argument.name !== undefined) {
      machine.report(
        "argument/unknown",
        { callee: name, name: argument.name.name, nearest: [], known: "" },
        argument.name.span,
      );
      return errorValue;
    }
    const value = numberOperand(machine, frame, argument.value, `an argument of \`${name}\``);
    if (value === undefined) return errorValue;
    if (dimension !== undefined && dimension !== value.dimension) {
      machine.report(
        "type/unit",
        { operator: name, left: dimension === "none" ? "a number" : dimension, right: typeName(value) },
        argument.span,
      );
      return errorValue;
    }
    dimension ??= value.dimension;
    values.push(value.expr);
  }
  const [first] = values;
  if (first === undefined) {
    machine.report("argument/missing", { callee: name, name: "x" }, call.span);
    return errorValue;
  }
  const many = ofMany.get(name);
  if (many !== undefined) return numberValue(many(values), dimension);
  if (values.length > 1) {
    machine.report(
      "argument/too-many",
      { callee: name, wanted: 1, found: values.length },
      call.arguments[1]?.span ?? call.span,
    );
    return errorValue;
  }
  const one = ofOne.get(name);
  if (one !== undefined) return numberValue(one(first), dimension);
  requireArgument(machine, name, first);
  return exactOrReported(machine, first, rationalOnly.get(name)?.(first), name, call);
}

/** Records where a root or logarithm has a value, since terms that cancel take it out of sight. One without any value anywhere stays. */
function requireArgument(machine: Machine, name: string, argument: Expr): void {
  if (isConstant(argument)) return;
  if (name === "sqrt") requireCondition(machine, compare(">=", argument, zero));
  if (name === "log2") requireCondition(machine, compare(">", argument, zero));
}

/** A function's value; where it is irrational at a number, only a machine that compares may keep it. */
export function exactOrReported(
  machine: Machine,
  argument: Expr,
  value: Expr | undefined,
  name: string,
  call: CallExpression,
): Value {
  if (value !== undefined && (machine.keepsIrrational || !isConstant(argument) || isConstant(value)))
    return numberValue(value);
  machine.report("number/not-exact", { call: `${name}(${toText(argument)})` }, call.span);
  return errorValue;
}

/** `tensor([C, H, W])`: something to cost a flow on. */
function callTensor(machine: Machine, frame: Frame, call: CallExpression): Value {
  const [argument] = call.arguments;
  if (argument === undefined) {
    machine.report("argument/missing", { callee: "tensor", name: "shape" }, call.span);
    return errorValue;
  }
  const shape = shapeFrom(machine, machine.evaluator.evaluate(machine, frame, argument.value), argument.value);
  return shape === undefined ? errorValue : { kind: "tensor", id: machine.builder.addInput(shape), shape };
}

/** `shape(x)`: the dimensions as a list. */
function callShape(machine: Machine, frame: Frame, call: CallExpression): Value {
  const [argument] = call.arguments;
  // Layers that are only asked for their shape are no part of the network.
  const value =
    argument === undefined
      ? undefined
      : isolated(machine, () => machine.evaluator.evaluate(machine, frame, argument.value));
  if (value?.kind === "tensor") return listValue(value.shape.dims.map((each) => numberValue(each)));
  if (value?.kind !== "error") {
    machine.report(
      "type/mismatch",
      { what: "the argument of `shape`", wanted: "a tensor", found: value === undefined ? "nothing" : typeName(value) },
      call.span,
    );
  }
  return errorValue;
}
