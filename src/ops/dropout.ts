import { constant } from "../symbolic/index.ts";
import { costParts } from "./cost-parts.ts";
import { keepShape } from "./identity-shape.ts";
import type { Operator } from "./operator.ts";
import { pointwise } from "./reach.ts";

/** Dropout: the identity at inference. */
export const dropout: Operator = {
  name: "dropout",
  doc: "dropout, the identity at inference",
  inputs: 1,
  family: "layout",
  memory: "view",
  reach: () => pointwise,
  attributes: [
    { name: "p", type: "number", default: constant({ num: 1n, den: 2n }), doc: "share of values dropped in training" },
  ],
  inferShape: keepShape,
  cost: () => costParts(),
};
