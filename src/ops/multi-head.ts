import { add, constant, divide, type Expr, multiply, power, product, zero } from "../symbolic/index.ts";
import { costParts } from "./cost-parts.ts";
import { matmulNest } from "./matmul-nest.ts";
import type { AttributeSpec, LoopNest, OperatorCost } from "./operator.ts";

/** Self-attention with its four projections, on `sets` independent sequences of `length` tokens. */
export interface MultiHead {
  readonly sets: Expr;
  readonly length: Expr;
  readonly depth: Expr;
  readonly heads: Expr;
  /** Whether each projection has a bias. */
  readonly bias: boolean;
}

/** `bias=true` of the attention operators. */
export const projectionBias: AttributeSpec = {
  name: "bias",
  type: "bool",
  default: true,
  doc: "whether the query, key, value and output projections have biases",
};

/**
 * Query, key, value and output projections and both matmuls; the softmax is counted once per element of its input.
 * Units: MACs sets (4 L D^2 + 2 L^2 D), whatever the heads; params 4 D^2 and, with biases, 4 D.
 */
export function multiHeadCost({ sets, length, depth, heads, bias }: MultiHead): OperatorCost {
  const projections = product([constant(4n), length, power(depth, 2n)]);
  const matmuls = product([constant(2n), power(length, 2n), depth]);
  return costParts({
    macs: multiply(sets, add(projections, matmuls)),
    weights: multiply(constant(4n), power(depth, 2n)),
    biases: bias ? multiply(constant(4n), depth) : zero,
    biasAdds: bias ? product([constant(4n), sets, length, depth]) : zero,
    activationElements: product([sets, heads, power(length, 2n)]),
  });
}

/** Query, key and value in one product, q k^T, the weights times v, and the output projection. */
export function multiHeadNests({ sets, length, depth, heads }: MultiHead): readonly LoopNest[] {
  const perHead = divide(depth, heads);
  return [
    matmulNest({ sets, rows: length, summed: depth, columns: multiply(constant(3n), depth) }),
    matmulNest({ sets, groups: heads, rows: length, summed: perHead, columns: length }),
    matmulNest({ sets, groups: heads, rows: length, summed: length, columns: perHead }),
    matmulNest({ sets, rows: length, summed: depth, columns: depth }),
  ];
}
