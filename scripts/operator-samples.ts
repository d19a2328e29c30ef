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
} from "../src/symbolic/index.ts";

/** An operator on tensors and attributes whose extents are free symbols: what its documentation and its laws are made from. */
export interface OperatorSample {
  readonly operator: Operator;
  readonly inputs: readonly Shape[];
  readonly attributes: ReadonlyMap<string, AttributeValue>;
  /** The shape of the operator's optional tensor. */
  readonly optional?: Shape;
}

/** A free count. */
export const count = (name: string): Expr =>
  symbol(name, { kind: "int", low: { value: { num: 1n, den: 1n }, closed: true } });

const [C, D, E, H, K, L, M, P, W] = ["C", "D", "E", "H", "K", "L", "M", "P", "W"].map(count) as [
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
  pad: { attributes: { pad: ["t", "b", "l", "r"].map(count) } },
  embedding: { inputs: [vector(L)] },
  weight: { inputs: [], attributes: { shape: [L, D] } },
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
  if (spec.type === "int" || spec.type === "int-or-pair") return count(spec.name);
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
};

/** The shapes that come out of a sample; undefined where its attributes do not fit its inputs. */
export function outputsOf(
  { operator, inputs, attributes }: OperatorSample,
  context: ShapeContext = freeContext,
): readonly Shape[] | undefined {
  const result = operator.inferShape(inputs, attributes, context);
  return result.kind === "shapes" ? result.outputs : undefined;
}
