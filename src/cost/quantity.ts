import type { Layer } from "../graph/index.ts";
import { elements, features, type OperatorCost, positions, type Shape, vector } from "../ops/index.ts";
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

/** MACs of an attention's four projections: each of their tokens x D outputs, which a bias is added to, takes D of them. */
function projectionMacs(layer: CountedLayer): Expr {
  if (!isAttention(layer)) return zero;
  return divide(multiply(layer.counts.biasAdds, layer.counts.biases), constant(4n));
}

function productMacs(layer: CountedLayer): Expr {
  if (products.includes(layer.layer.operator.name)) return layer.counts.macs;
  return isAttention(layer) ? subtract(layer.counts.macs, projectionMacs(layer)) : zero;
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
  queries: {
    doc: "elements of an attention's queries",
    of: (layer) => (isAttention(layer) ? divide(layer.counts.biasAdds, constant(4n)) : zero),
  },
  scores: { doc: "attention weights", of: ({ counts }) => counts.activationElements },
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
