import { constant, multiply, one } from "../symbolic/index.ts";
import { flagOf } from "./attributes.ts";
import { costParts } from "./cost-parts.ts";
import { keepShape } from "./identity-shape.ts";
import type { Operator } from "./operator.ts";
import { pointwise } from "./reach.ts";
import { elements, features, vector } from "./shape.ts";

/**
 * Layer normalisation over the feature axis (C of an image, D of tokens and vectors): a scale and a shift per feature, unless these
 * are switched off.
 * Source: Ba et al. 2016, arXiv 1607.06450.
 */
export const layernorm: Operator = {
  name: "layernorm",
  doc: "layer normalisation over the feature axis",
  inputs: 1,
  family: "norm",
  memory: "allocates",
  reach: () => pointwise,
  attributes: [
    { name: "scale", type: "bool", default: true, doc: "whether each feature has a learned scale" },
    { name: "bias", type: "bool", default: true, doc: "whether each feature has a learned shift" },
  ],
  inferShape: keepShape,
  cost(inputs, _outputs, attributes) {
    const ifmap = inputs[0] ?? vector(one);
    const learned = BigInt(Number(flagOf(attributes, "scale")) + Number(flagOf(attributes, "bias")));
    return costParts({ normParams: multiply(constant(learned), features(ifmap)), normElements: elements(ifmap) });
  },
};
