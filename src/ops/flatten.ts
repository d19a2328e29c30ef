import { costParts } from "./cost-parts.ts";
import type { Operator } from "./operator.ts";
import { everywhere } from "./reach.ts";
import { elements, vector } from "./shape.ts";

/** Any tensor as a vector. */
export const flatten: Operator = {
  name: "flatten",
  doc: "the tensor as a vector",
  inputs: 1,
  family: "layout",
  memory: "view",
  reach: () => everywhere,
  attributes: [],
  inferShape: (inputs) => ({ kind: "shapes", outputs: inputs.slice(0, 1).map((each) => vector(elements(each))) }),
  cost: () => costParts(),
};
