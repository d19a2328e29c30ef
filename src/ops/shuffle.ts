import { one } from "../symbolic/index.ts";
import { numberOf } from "./attributes.ts";
import { costParts } from "./cost-parts.ts";
import { divisibilityFault } from "./faults.ts";
import { keepShape } from "./identity-shape.ts";
import type { Operator } from "./operator.ts";
import { pointwise } from "./reach.ts";
import { features, vector } from "./shape.ts";

/** Channel shuffle: [g, C / g] transposed to [C / g, g]. Source: Zhang et al. 2018, arXiv 1707.01083. */
export const shuffle: Operator = {
  name: "shuffle",
  doc: "channel shuffle over g groups",
  inputs: 1,
  family: "layout",
  memory: "view",
  reach: () => pointwise,
  attributes: [{ name: "g", type: "int", doc: "groups; must divide the channels" }],
  inferShape(inputs, attributes, context) {
    const groups = numberOf(attributes, "g");
    const channels = features(inputs[0] ?? vector(one));
    return context.requireDivides(groups, channels)
      ? keepShape(inputs)
      : divisibilityFault("shuffle", "g", groups, channels, "channels");
  },
  cost: () => costParts(),
};
