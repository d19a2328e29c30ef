import { divide, multiply, one } from "../symbolic/index.ts";
import { numberOf } from "./attributes.ts";
import { costParts } from "./cost-parts.ts";
import { divisibilityFault, rankFault } from "./faults.ts";
import type { Operator } from "./operator.ts";
import { pointwise } from "./reach.ts";
import type { Shape } from "./shape.ts";

/**
 * Takes an image apart into p x p interleaved token sets: [C, H, W] to [p p, H W / (p p), C].
 * Source: Mehta and Rastegari 2022, arXiv 2110.02178.
 */
export const unfold: Operator = {
  name: "unfold",
  doc: "an image as p*p sets of tokens",
  inputs: 1,
  family: "layout",
  memory: "allocates",
  reach: () => pointwise,
  attributes: [{ name: "p", type: "int", doc: "patch size; must divide height and width" }],
  inferShape(inputs, attributes, context) {
    const ifmap = inputs[0];
    if (ifmap?.layout !== "image") return rankFault("unfold", "an image [C, H, W]", ifmap);
    const [channels = one, height = one, width = one] = ifmap.dims;
    const patch = numberOf(attributes, "p");
    if (!context.requireDivides(patch, height)) return divisibilityFault("unfold", "p", patch, height, "height");
    if (!context.requireDivides(patch, width)) return divisibilityFault("unfold", "p", patch, width, "width");
    const area = multiply(patch, patch);
    const tokens: Shape = {
      layout: "tokens",
      dims: [area, divide(multiply(height, width), area), channels],
      grid: [height, width],
    };
    return { kind: "shapes", outputs: [tokens] };
  },
  cost: () => costParts(),
};
