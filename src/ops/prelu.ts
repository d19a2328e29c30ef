import { one } from "../symbolic/index.ts";
import { costParts } from "./cost-parts.ts";
import { keepShape } from "./identity-shape.ts";
import type { Operator } from "./operator.ts";
import { pointwise } from "./reach.ts";
import { elements, features, vector } from "./shape.ts";

/**
 * x where positive, a learned multiple of x elsewhere: one slope per feature; one counted operation per element.
 * Source: He et al. 2015, arXiv 1502.01852, section 2.1.
 */
export const prelu: Operator = {
  name: "prelu",
  doc: "x where positive, a learned multiple of x elsewhere, one slope per feature",
  inputs: 1,
  family: "activation",
  memory: "allocates",
  reach: () => pointwise,
  attributes: [],
  inferShape: keepShape,
  cost(inputs) {
    const ifmap = inputs[0] ?? vector(one);
    return costParts({ weights: features(ifmap), activationElements: elements(ifmap) });
  },
};
