import { constant, multiply, one } from "../symbolic/index.ts";
import { numberOf } from "./attributes.ts";
import { costParts } from "./cost-parts.ts";
import { divisibilityFault, rankFault } from "./faults.ts";
import { keepShape } from "./identity-shape.ts";
import type { Operator } from "./operator.ts";
import { everywhere } from "./reach.ts";
import { elements, features, vector } from "./shape.ts";

/**
 * Group normalisation: mean and variance over each of g groups of channels, then a scale and a shift per channel.
 * It depends on the input, so it stays at inference: one counted operation per element.
 * Errors: shape/rank, shape/divides.
 * Source: Wu and He 2018, arXiv 1803.08494.
 */
export const groupnorm: Operator = {
  name: "groupnorm",
  doc: "normalisation over g groups of channels",
  inputs: 1,
  family: "norm",
  memory: "allocates",
  reach: () => everywhere,
  attributes: [{ name: "g", type: "int", doc: "groups; must divide the channels" }],
  inferShape(inputs, attributes, context) {
    const ifmap = inputs[0];
    if (ifmap === undefined || ifmap.layout === "tokens") {
      return rankFault("groupnorm", "an image [C, H, W] or a vector [D]", ifmap);
    }
    const groups = numberOf(attributes, "g");
    const channels = features(ifmap);
    return context.requireDivides(groups, channels)
      ? keepShape(inputs)
      : divisibilityFault("groupnorm", "g", groups, channels, "channels");
  },
  cost(inputs) {
    const ifmap = inputs[0] ?? vector(one);
    return costParts({ normParams: multiply(constant(2n), features(ifmap)), normElements: elements(ifmap) });
  },
};
