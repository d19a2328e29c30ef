import { one, zero } from "../symbolic/index.ts";
import { costParts } from "./cost-parts.ts";
import { keepShape } from "./identity-shape.ts";
import type { Operator } from "./operator.ts";
import { pointwise } from "./reach.ts";
import { elements, vector } from "./shape.ts";

/** scale * x + shift with two fixed numbers, such as the normalisation of an input; one counted operation per element. */
export const affine: Operator = {
  name: "affine",
  doc: "scale * x + shift with fixed numbers",
  inputs: 1,
  family: "arithmetic",
  memory: "allocates",
  reach: () => pointwise,
  attributes: [
    { name: "scale", type: "number", default: one, doc: "factor of each element" },
    { name: "shift", type: "number", default: zero, doc: "what is added to each element" },
  ],
  inferShape: keepShape,
  cost: (_inputs, outputs) => costParts({ arithmeticElements: elements(outputs[0] ?? vector(one)) }),
};
