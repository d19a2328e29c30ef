import { divide, multiply, one } from "../symbolic/index.ts";
import { numberOf } from "./attributes.ts";
import { costParts } from "./cost-parts.ts";
import { divisibilityFault, rankFault } from "./faults.ts";
import type { Operator } from "./operator.ts";
import { nearest, resampledReach } from "./sampling.ts";
import { image } from "./shape.ts";

/** Moves b b channels into b x b pixels: [C, H, W] to [C / (b b), H b, W b]. Source: Shi et al. 2016, arXiv 1609.05158. */
export const depthToSpace: Operator = {
  name: "depth_to_space",
  doc: "moves channels into blocks of pixels",
  inputs: 1,
  family: "layout",
  memory: "allocates",
  reach: (inputs, outputs) => resampledReach(inputs, outputs, nearest),
  attributes: [{ name: "b", type: "int", doc: "block size; its square must divide the channels" }],
  inferShape(inputs, attributes, context) {
    const ifmap = inputs[0];
    if (ifmap?.layout !== "image") return rankFault("depth_to_space", "an image [C, H, W]", ifmap);
    const [channels = one, height = one, width = one] = ifmap.dims;
    const block = numberOf(attributes, "b");
    const cells = multiply(block, block);
    if (!context.requireDivides(cells, channels))
      return divisibilityFault("depth_to_space", "b", cells, channels, "channels");
    return {
      kind: "shapes",
      outputs: [image(divide(channels, cells), multiply(height, block), multiply(width, block))],
    };
  },
  cost: () => costParts(),
};
