import { add, constant, multiply, one, power, product } from "../symbolic/index.ts";
import { numberOf } from "./attributes.ts";
import { costParts } from "./cost-parts.ts";
import { divisibilityFault, rankFault } from "./faults.ts";
import { keepShape } from "./identity-shape.ts";
import type { Operator } from "./operator.ts";

/**
 * Multi-head self-attention over the tokens of each set, one row: query, key, value and output projections with biases, and both matmuls.
 *
 * Shapes: [P, L, D] in and out. Units: MACs P (4 L D^2 + 2 L^2 D); params 4 D^2 + 4 D.
 * Source: Vaswani et al. 2017, arXiv 1706.03762, section 3.2.
 */
export const attention: Operator = {
  name: "attention",
  doc: "multi-head self-attention, projections included",
  inputs: 1,
  family: "attention",
  memory: "allocates",
  attributes: [{ name: "heads", type: "int", doc: "heads; must divide the token depth D" }],
  inferShape(inputs, attributes, context) {
    const tokens = inputs[0];
    if (tokens?.layout !== "tokens") return rankFault("attention", "tokens [P, L, D]", tokens);
    const heads = numberOf(attributes, "heads");
    const depth = tokens.dims[2] ?? one;
    if (!context.requireDivides(heads, depth)) return divisibilityFault("attention", "heads", heads, depth, "depth");
    return keepShape(inputs);
  },
  cost(inputs, _outputs, attributes) {
    const [sets = one, length = one, depth = one] = inputs[0]?.dims ?? [];
    const projections = product([constant(4n), length, power(depth, 2n)]);
    const matmuls = product([constant(2n), power(length, 2n), depth]);
    return costParts({
      macs: multiply(sets, add(projections, matmuls)),
      weights: multiply(constant(4n), power(depth, 2n)),
      biases: multiply(constant(4n), depth),
      biasAdds: product([constant(4n), sets, length, depth]),
      activationElements: product([sets, numberOf(attributes, "heads"), power(length, 2n)]),
    });
  },
};
