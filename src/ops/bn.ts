import { constant, multiply, one } from "../symbolic/index.ts";
import { costParts } from "./cost-parts.ts";
import { keepShape } from "./identity-shape.ts";
import type { Operator } from "./operator.ts";
import { pointwise } from "./reach.ts";
import { elements, features, vector } from "./shape.ts";

const two = constant(2n);

/**
 * Batch normalisation: a scale and a shift per channel; running mean and variance are buffers.
 * It folds into the layer before it at inference, so its elements are counted apart.
 * Source: Ioffe and Szegedy 2015, arXiv 1502.03167.
 */
export const bn: Operator = {
  name: "bn",
  doc: "batch normalisation over the channels",
  inputs: 1,
  family: "norm",
  memory: "in-place",
  reach: () => pointwise,
  attributes: [],
  inferShape: keepShape,
  cost(inputs) {
    const ifmap = inputs[0] ?? vector(one);
    const perChannel = multiply(two, features(ifmap));
    return costParts({ normParams: perChannel, buffers: perChannel, foldedElements: elements(ifmap) });
  },
};
