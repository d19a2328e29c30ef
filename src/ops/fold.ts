import { multiply, one } from "../symbolic/index.ts";
import { numberOf } from "./attributes.ts";
import { costParts } from "./cost-parts.ts";
import { mismatchFault, rankFault } from "./faults.ts";
import type { Operator } from "./operator.ts";
import { pointwise } from "./reach.ts";
import { image } from "./shape.ts";

/** Puts the tokens of `unfold` together again: [p p, L, D] to [D, H, W] of the image that was taken apart. */
export const fold: Operator = {
  name: "fold",
  doc: "the tokens of unfold as an image again",
  inputs: 1,
  family: "layout",
  memory: "allocates",
  reach: () => pointwise,
  attributes: [{ name: "p", type: "int", doc: "patch size that unfold had" }],
  inferShape(inputs, attributes, context) {
    const tokens = inputs[0];
    if (tokens?.layout !== "tokens" || tokens.grid === undefined)
      return rankFault("fold", "tokens made by unfold", tokens);
    const [sets = one, length = one, depth = one] = tokens.dims;
    const [height, width] = tokens.grid;
    const patch = numberOf(attributes, "p");
    const folded = image(depth, height, width);
    const isWhole = context.requireEqual(multiply(sets, length), multiply(height, width));
    if (!isWhole || !context.requireEqual(sets, multiply(patch, patch))) return mismatchFault("fold", tokens, folded);
    return { kind: "shapes", outputs: [folded] };
  },
  cost: () => costParts(),
};
