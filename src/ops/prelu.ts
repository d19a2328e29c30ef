import { one } from "../symbolic/index.ts";
import { flagOf } from "./attributes.ts";
import { costParts } from "./cost-parts.ts";
import { keepShape } from "./identity-shape.ts";
import type { Operator } from "./operator.ts";
import { pointwise } from "./reach.ts";
import { elements, features, vector } from "./shape.ts";

/**
 * x where positive, a learned multiple of x elsewhere: one slope per feature, or one altogether; one counted operation per element.
 * Source: He et al. 2015, arXiv 1502.01852, section 2.1.
 */
export const prelu: Operator = {
  name: "prelu",
  doc: "x where positive, a learned multiple of x elsewhere, one slope per feature",
  inputs: 1,
  family: "activation",
  memory: "allocates",
  reach: () => pointwise,
  attributes: [{ name: "shared", type: "bool", default: false, doc: "whether all features have the same slope" }],
  inferShape: keepShape,
  cost(inputs, _outputs, attributes) {
    const ifmap = inputs[0] ?? vector(one);
    const weights = flagOf(attributes, "shared") ? one : features(ifmap);
    return costParts({ weights, activationElements: elements(ifmap) });
  },
};
