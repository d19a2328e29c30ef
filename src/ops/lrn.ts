import { constant, one } from "../symbolic/index.ts";
import { costParts } from "./cost-parts.ts";
import { rankFault } from "./faults.ts";
import { keepShape } from "./identity-shape.ts";
import type { Operator } from "./operator.ts";
import { pointwise } from "./reach.ts";
import { elements, vector } from "./shape.ts";

/**
 * Local response normalisation across `size` neighbouring channels. It has no parameters and stays at inference: one counted
 * operation per element, whatever the size.
 * Errors: shape/rank.
 * Source: Krizhevsky et al. 2012, section 3.3.
 */
export const lrn: Operator = {
  name: "lrn",
  doc: "local response normalisation across the channels",
  inputs: 1,
  family: "norm",
  memory: "allocates",
  reach: () => pointwise,
  attributes: [{ name: "size", type: "int", default: constant(5n), doc: "channels that are summed over" }],
  inferShape: (inputs) =>
    inputs[0]?.layout === "image" ? keepShape(inputs) : rankFault("lrn", "an image [C, H, W]", inputs[0]),
  cost: (inputs) => costParts({ normElements: elements(inputs[0] ?? vector(one)) }),
};
