import type { AttributeSpec, AttributeValue, Operator, Shape, ShapeContext } from "../src/ops/index.ts";
import { image, operators, vector } from "../src/ops/index.ts";
import {
  constant,
  divide,
  type Expr,
  equals,
  multiply,
  noFacts,
  one,
  power,
  subtract,
  symbol,
  toText,
} from "../src/symbolic/index.ts";

/** An operator on tensors and attributes whose extents are free symbols: what its documentation and its laws are made from. */
export interface OperatorSample {
  readonly operator: Operator;
  readonly inputs: readonly Shape[];
  readonly attributes: ReadonlyMap<string, AttributeValue>;
  /** The shape of the operator's optional tensor. */
  readonly optional?: Shape;
}

/** A free integer, at least 1 unless said. */
export const count = (name: string, low = 1n): Expr =>
  symbol(name, { kind: "int", low: { value: { num: low, den: 1n }, closed: true } });

const [C, D, E, H, K, L, M, P, W] = ["C", "D", "E", "H", "K", "L", "M", "P", "W"].map((name) => count(name)) as [
  Expr,
  Expr,
  Expr,
  Expr,
  Expr,
  Expr,
  Expr,
  Expr,
  Expr,
];
const patch = power(count("p"), 2n);
const map = image(C, H, W);
const tokens = (sets: Expr, length: Expr, depth: Expr): Shape => ({ layout: "tokens", dims: [sets, length, depth] });
const offsets = power(subtract(multiply(constant(2n), count("window")), one), 2n);

interface Choice {
  readonly inputs?: readonly Shape[];
  readonly attributes?: Readonly<Record<string, AttributeValue>>;
  readonly optional?: Shape;
}

/** What an operator is shown on, where that is not one image [C, H, W] with a symbol for each of its integers. */
const choices: Readonly<Record<string, Choice>> = {
  conv_transpose: { attributes: { pad: count("p") } },
  linear: { inputs: [vector(D)] },
  matmul: { inputs: [tokens(P, L, K), tokens(P, K, M)] },
  sdpa: { inputs: [tokens(P, L, D), tokens(P, M, D), tokens(P, M, E)] },
  attention: { inputs: [tokens(P, L, D)] },
  window_attention: { optional: tokens(one, offsets, count("heads")) },
  maxpool: { attributes: { pad: count("p") } },
  avgpool: { attributes: { pad: count("p") } },
  reduce_mean: { attributes: { axis: "HW" } },
  reduce_max: { attributes: { axis: "HW" } },
  reduce_min: { attributes: { axis: "HW" } },
  reduce_sum: { attributes: { axis: "HW" } },
  reduce_l2: { attributes: { axis: "HW" } },
  power: { attributes: { p: constant(2n) } },
  rearrange: {
    attributes: { from: [C, H, W], order: [constant(1n), constant(2n), constant(0n)], shape: [multiply(H, W), C] },
  },
  add: { inputs: [map, map] },
  mul: { inputs: [map, image(C, one, one)] },
  sub: { inputs: [map, image(one, H, W)] },
  div: { inputs: [map, image(one, one, one)] },
  maximum: { inputs: [map, vector(C)] },
  minimum: { inputs: [tokens(P, L, D), vector(D)] },
  concat: { inputs: [map, image(D, H, W)] },
  split: { attributes: { n: constant(4n) } },
  slice: { attributes: { axis: "C" } },
  reshape: { attributes: { shape: [multiply(H, W), C] } },
  transpose: { inputs: [tokens(P, L, D)] },
  to_image: { inputs: [tokens(one, multiply(count("h"), count("w")), D)] },
  fold: { inputs: [{ ...tokens(patch, divide(multiply(H, W), patch), C), grid: [H, W] }] },
  depth_to_space: { inputs: [image(multiply(C, power(count("b"), 2n)), H, W)] },
  pad: { attributes: { p: ["t", "b", "l", "r"].map((name) => count(name)) } },
  embedding: { inputs: [vector(L)] },
  weight: { inputs: [], attributes: { shape: [L, D], values: multiply(L, D) } },
};

/** One sample for every operator of the registry. */
export const operatorSamples: readonly OperatorSample[] = [...operators.values()].map((operator) => {
  const { inputs = [map], attributes = {}, optional } = choices[operator.name] ?? {};
  const values = new Map<string, AttributeValue>();
  for (const spec of operator.attributes) values.set(spec.name, attributes[spec.name] ?? freeValue(spec, values));
  return { operator, inputs, attributes: values, ...(optional === undefined ? {} : { optional }) };
});

/** Integers are symbols of their own; everything else has its default. */
function freeValue(spec: AttributeSpec, earlier: ReadonlyMap<string, AttributeValue>): AttributeValue {
  if (spec.type === "int" || spec.type === "int-or-pair") return count(spec.name, spec.minimum);
  const value = typeof spec.default === "function" ? spec.default(earlier) : spec.default;
  if (value === undefined) throw new Error(`the sample of an operator needs a value for \`${spec.name}\``);
  return value;
}

/** Symbols are taken to divide each other where an operator wants it. */
export const freeContext: ShapeContext = {
  facts: noFacts,
  requireInteger: () => true,
  requireDivides: () => true,
  requireEqual: equals,
  require: () => true,
  requireAtLeast: () => true,
};

/** The shapes that come out of a sample; undefined where its attributes do not fit its inputs. */
export function outputsOf(
  { operator, inputs, attributes }: OperatorSample,
  context: ShapeContext = freeContext,
): readonly Shape[] | undefined {
  const result = operator.inferShape(inputs, attributes, context);
  return result.kind === "shapes" ? result.outputs : undefined;
}

/** The sample with each other choice of a flag, a word or an optional tensor that fits it, and what is written for it. */
export function variants(sample: OperatorSample): readonly (readonly [name: string, sample: OperatorSample])[] {
  const { operator, optional, attributes, inputs } = sample;
  const other = operator.attributes.flatMap((spec) => {
    const value = attributes.get(spec.name);
    return alternatives(spec, value)
      .filter((each) => each !== value)
      .map((each) => {
        return [`\`${spec.name}=${valueText(each)}\``, withAttribute(sample, spec.name, each)] as const;
      });
  });
  const tensor =
    optional === undefined || operator.optionalInput === undefined
      ? []
      : [[`with \`${operator.optionalInput.name}\``, { ...sample, inputs: [...inputs, optional] }] as const];
  return [...other, ...tensor].filter(([, each]) => outputsOf(each) !== undefined);
}

/** What else an attribute may be: the other flag, the other words, numbers instead of `same`. */
function alternatives(spec: AttributeSpec, value: AttributeValue | undefined): readonly AttributeValue[] {
  if (spec.type === "bool") return [value !== true];
  if (spec.type === "padding" && value === "same") return [count("p")];
  return spec.type === "word" ? (spec.words ?? []) : [];
}

function withAttribute(sample: OperatorSample, name: string, value: AttributeValue): OperatorSample {
  return { ...sample, attributes: new Map([...sample.attributes, [name, value]]) };
}

/** A value as it is written in a call. */
export function valueText(value: AttributeValue): string {
  if (typeof value === "string" || typeof value === "boolean") return String(value);
  return "kind" in value ? toText(value) : `[${value.map(toText).join(", ")}]`;
}
