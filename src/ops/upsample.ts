import { multiply, one } from "../symbolic/index.ts";
import { pairOf } from "./attributes.ts";
import { rankFault } from "./faults.ts";
import { interpolationCost, interpolationReach, modeAttribute } from "./interpolation.ts";
import type { Operator } from "./operator.ts";
import { image } from "./shape.ts";

/** Enlarges height and width by a whole factor. */
export const upsample: Operator = {
  name: "upsample",
  doc: "enlarges height and width by a factor",
  inputs: 1,
  family: "layout",
  memory: "allocates",
  reach: interpolationReach,
  attributes: [{ name: "f", type: "int-or-pair", doc: "factor, or [height, width]" }, modeAttribute("nearest")],
  inferShape(inputs, attributes) {
    const ifmap = inputs[0];
    if (ifmap?.layout !== "image") return rankFault("upsample", "an image [C, H, W]", ifmap);
    const [channels = one, height = one, width = one] = ifmap.dims;
    const [factorHeight, factorWidth] = pairOf(attributes, "f");
    return { kind: "shapes", outputs: [image(channels, multiply(factorHeight, height), multiply(factorWidth, width))] };
  },
  cost: (_inputs, outputs, attributes) => interpolationCost(outputs[0], attributes),
};
