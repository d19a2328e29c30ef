import { costParts } from "./cost-parts.ts";
import { keepShape } from "./identity-shape.ts";
import type { Operator } from "./operator.ts";
import { pointwise } from "./reach.ts";

/** The identity: makes no layer, so that an activation or attention can be switched off. */
export const id: Operator = {
  name: "id",
  doc: "the identity; makes no layer",
  inputs: 1,
  family: "layout",
  memory: "view",
  reach: () => pointwise,
  attributes: [],
  inferShape: keepShape,
  cost: () => costParts(),
};
