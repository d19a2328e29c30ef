import { one } from "../symbolic/index.ts";
import { type Attributes, flagOf, numberOf } from "./attributes.ts";
import { divisibilityFault, rankFault } from "./faults.ts";
import { keepShape } from "./identity-shape.ts";
import { type MultiHead, multiHeadCost, multiHeadNests, projectionBias } from "./multi-head.ts";
import type { Operator } from "./operator.ts";
import { everywhere } from "./reach.ts";
import type { Shape } from "./shape.ts";

/**
 * Multi-head self-attention over the tokens of each set, one row: query, key, value and output projections, and both matmuls.
 *
 * Shapes: [P, L, D] in and out. Units: MACs P (4 L D^2 + 2 L^2 D); params 4 D^2 + 4 D.
 * Errors: shape/rank, shape/divides.
 * Source: Vaswani et al. 2017, arXiv 1706.03762, section 3.2.
 */
export const attention: Operator = {
  name: "attention",
  doc: "multi-head self-attention, projections included",
  inputs: 1,
  family: "attention",
  memory: "allocates",
  reach: () => everywhere,
  attributes: [{ name: "heads", type: "int", doc: "heads; must divide the token depth D" }, projectionBias],
  inferShape(inputs, attributes, context) {
    const tokens = inputs[0];
    if (tokens?.layout !== "tokens") return rankFault("attention", "tokens [P, L, D]", tokens);
    const heads = numberOf(attributes, "heads");
    const depth = tokens.dims[2] ?? one;
    if (!context.requireDivides(heads, depth)) return divisibilityFault("attention", "heads", heads, depth, "depth");
    return keepShape(inputs);
  },
  loopNests: (inputs, _outputs, attributes) => multiHeadNests(multiHeadOf(inputs[0], attributes)),
  cost: (inputs, _outputs, attributes) => multiHeadCost(multiHeadOf(inputs[0], attributes)),
};

function multiHeadOf(tokens: Shape | undefined, attributes: Attributes): MultiHead {
  const [sets = one, length = one, depth = one] = tokens?.dims ?? [];
  return { sets, length, depth, heads: numberOf(attributes, "heads"), bias: flagOf(attributes, "bias") };
}
