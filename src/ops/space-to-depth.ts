import { divide, multiply, one, subtract, zero } from "../symbolic/index.ts";
import { numberOf } from "./attributes.ts";
import { costParts } from "./cost-parts.ts";
import { divisibilityFault, rankFault } from "./faults.ts";
import type { Operator } from "./operator.ts";
import { image } from "./shape.ts";

/** Moves b x b pixels into the channels: [C, H, W] to [C b b, H / b, W / b]. */
export const spaceToDepth: Operator = {
  name: "space_to_depth",
  doc: "moves blocks of pixels into the channels",
  inputs: 1,
  family: "layout",
  memory: "allocates",
  reach(_inputs, _outputs, attributes) {
    const block = numberOf(attributes, "b");
    const cells = { advance: block, reads: [{ from: zero, to: subtract(block, one), step: one }] };
    return [cells, cells];
  },
  attributes: [{ name: "b", type: "int", doc: "block size; must divide height and width" }],
  inferShape(inputs, attributes, context) {
    const ifmap = inputs[0];
    if (ifmap?.layout !== "image") return rankFault("space_to_depth", "an image [C, H, W]", ifmap);
    const [channels = one, height = one, width = one] = ifmap.dims;
    const block = numberOf(attributes, "b");
    if (!context.requireDivides(block, height))
      return divisibilityFault("space_to_depth", "b", block, height, "height");
    if (!context.requireDivides(block, width)) return divisibilityFault("space_to_depth", "b", block, width, "width");
    const deep = multiply(channels, multiply(block, block));
    return { kind: "shapes", outputs: [image(deep, divide(height, block), divide(width, block))] };
  },
  cost: () => costParts(),
};
