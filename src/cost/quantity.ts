import type { Layer } from "../graph/index.ts";
import { elements, features, numberOf, type OperatorCost, positions, type Shape, vector } from "../ops/index.ts";
import { constant, divide, type Expr, multiply, one, subtract, zero } from "../symbolic/index.ts";

/** What a rule of a convention multiplies: something that one layer has a number of. */
export type Quantity =
  | "layer"
  | "macs"
  | "projectionMacs"
  | "productMacs"
  | "inputs"
  | "outputs"
  | "positions"
  | "queries"
  | "scores"
  | "scoreRows"
  | "windowOps"
  | "biasAdds"
  | "normElements"
  | "activationElements"
  | "arithmeticElements"
  | "poolingOps"
  | "weights"
  | "weightsPerOutput"
  | "biases"
  | "normParams"
  | "shifts"
  | "buffers";

/** One layer as the rules see it, its factor not applied. */
export interface CountedLayer {
  readonly layer: Layer;
  readonly inputs: readonly Shape[];
  readonly outputs: readonly Shape[];
  readonly counts: OperatorCost;
}

interface QuantityRule {
  /** In words, for the documentation. */
  readonly doc: string;
  readonly of: (layer: CountedLayer) => Expr;
}

const first = (shapes: readonly Shape[]): Shape => shapes[0] ?? vector(zero);
const attentions: readonly string[] = ["attention", "window_attention"];
const products: readonly string[] = ["matmul", "sdpa"];
const isAttention = ({ layer }: CountedLayer) => attentions.includes(layer.operator.name);

/** MACs of both products of an attention: each weight of a head belongs to D / heads products of queries and keys, and as many of values. */
function attentionProducts({ layer, inputs, counts }: CountedLayer): Expr {
  const perScore = divide(multiply(constant(2n), features(first(inputs))), numberOf(layer.attributes, "heads"));
  return multiply(counts.activationElements, perScore);
}

function projectionMacs(layer: CountedLayer): Expr {
  return isAttention(layer) ? subtract(layer.counts.macs, attentionProducts(layer)) : zero;
}

function productMacs(layer: CountedLayer): Expr {
  if (products.includes(layer.layer.operator.name)) return layer.counts.macs;
  return isAttention(layer) ? attentionProducts(layer) : zero;
}

/** Each of the four projections takes D MACs per element that it makes. */
function queries(layer: CountedLayer): Expr {
  return divide(projectionMacs(layer), multiply(constant(4n), features(first(layer.inputs))));
}

/** Every quantity; exact, symbolic where the shapes are. */
export const quantities: Readonly<Record<Quantity, QuantityRule>> = {
  layer: { doc: "layers", of: () => one },
  macs: { doc: "multiply-accumulates", of: ({ counts }) => counts.macs },
  projectionMacs: { doc: "MACs of an attention's four projections", of: projectionMacs },
  productMacs: { doc: "MACs of matrix products without learned weights", of: productMacs },
  inputs: { doc: "elements of the first input", of: ({ inputs }) => elements(first(inputs)) },
  outputs: { doc: "elements of the output", of: ({ outputs }) => elements(first(outputs)) },
  positions: { doc: "feature vectors of the output", of: ({ outputs }) => positions(first(outputs)) },
  queries: { doc: "elements of an attention's queries", of: queries },
  scores: { doc: "attention weights", of: ({ counts }) => counts.activationElements },
  scoreRows: {
    doc: "softmaxes of an attention: one per query and head",
    of: (layer) =>
      isAttention(layer)
        ? divide(multiply(queries(layer), numberOf(layer.layer.attributes, "heads")), features(first(layer.inputs)))
        : zero,
  },
  windowOps: { doc: "elements of all pooling windows", of: ({ counts }) => counts.poolingOps },
  biasAdds: { doc: "additions of a bias", of: ({ counts }) => counts.biasAdds },
  normElements: { doc: "elements of norms that stay at inference", of: ({ counts }) => counts.normElements },
  activationElements: { doc: "elements of activations", of: ({ counts }) => counts.activationElements },
  arithmeticElements: { doc: "elements of element-wise arithmetic", of: ({ counts }) => counts.arithmeticElements },
  poolingOps: { doc: "pooled elements", of: ({ counts }) => counts.poolingOps },
  weights: { doc: "weights", of: ({ counts }) => counts.weights },
  weightsPerOutput: {
    doc: "weights x output positions",
    of: ({ counts, outputs }) => multiply(counts.weights, divide(elements(first(outputs)), features(first(outputs)))),
  },
  biases: { doc: "biases", of: ({ counts }) => counts.biases },
  normParams: { doc: "scale and shift values of norms", of: ({ counts }) => counts.normParams },
  shifts: { doc: "shift values of norms", of: ({ counts }) => divide(counts.normParams, constant(2n)) },
  buffers: { doc: "moving means and variances", of: ({ counts }) => counts.buffers },
};
