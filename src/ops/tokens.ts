import { multiply, one } from "../symbolic/index.ts";
import { costParts } from "./cost-parts.ts";
import { rankFault } from "./faults.ts";
import type { Operator } from "./operator.ts";
import { pointwise } from "./reach.ts";

/** Each pixel of an image as a token: [C, H, W] to [1, H * W, C]. Errors: shape/rank. */
export const tokens: Operator = {
  name: "tokens",
  doc: "the pixels of an image as one set of tokens",
  inputs: 1,
  family: "layout",
  memory: "view",
  reach: () => pointwise,
  attributes: [],
  inferShape(inputs) {
    const ifmap = inputs[0];
    if (ifmap?.layout !== "image") return rankFault("tokens", "an image [C, H, W]", ifmap);
    const [channels = one, height = one, width = one] = ifmap.dims;
    return { kind: "shapes", outputs: [{ layout: "tokens", dims: [one, multiply(height, width), channels] }] };
  },
  cost: () => costParts(),
};
