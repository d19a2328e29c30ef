import { constant, multiply, one } from "../symbolic/index.ts";
import { costParts } from "./cost-parts.ts";
import { keepShape } from "./identity-shape.ts";
import type { Operator } from "./operator.ts";
import { pointwise } from "./reach.ts";
import { elements, features, vector } from "./shape.ts";

/**
 * Layer normalisation over the feature axis (C of an image, D of tokens and vectors): a scale and a shift per feature.
 * Source: Ba et al. 2016, arXiv 1607.06450.
 */
export const layernorm: Operator = {
  name: "layernorm",
  doc: "layer normalisation over the feature axis",
  inputs: 1,
  family: "norm",
  memory: "allocates",
  reach: () => pointwise,
  attributes: [],
  inferShape: keepShape,
  cost(inputs) {
    const ifmap = inputs[0] ?? vector(one);
    return costParts({ normParams: multiply(constant(2n), features(ifmap)), normElements: elements(ifmap) });
  },
};
