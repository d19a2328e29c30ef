import { one } from "../symbolic/index.ts";
import { costParts } from "./cost-parts.ts";
import { rankFault } from "./faults.ts";
import type { Operator } from "./operator.ts";
import { everywhere } from "./reach.ts";

/** Swaps the tokens of each set with their features: [P, L, D] to [P, D, L]. Errors: shape/rank. */
export const transpose: Operator = {
  name: "transpose",
  doc: "swaps L and D of tokens",
  inputs: 1,
  family: "layout",
  memory: "view",
  reach: () => everywhere,
  attributes: [],
  inferShape(inputs) {
    const tokens = inputs[0];
    if (tokens?.layout !== "tokens") return rankFault("transpose", "tokens [P, L, D]", tokens);
    const [sets = one, length = one, depth = one] = tokens.dims;
    return { kind: "shapes", outputs: [{ layout: "tokens", dims: [sets, depth, length] }] };
  },
  cost: () => costParts(),
};
