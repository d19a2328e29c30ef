import { one } from "../symbolic/index.ts";
import { numberOf } from "./attributes.ts";
import { rankFault } from "./faults.ts";
import { interpolationCost, interpolationReach, modeAttribute } from "./interpolation.ts";
import type { Operator } from "./operator.ts";
import { features, image } from "./shape.ts";

/**
 * Interpolates an image to a given extent: [C, H, W] to [C, h, w], larger or smaller.
 * Errors: shape/rank.
 * Source: ONNX operator Resize; PyTorch interpolate.
 */
export const resize: Operator = {
  name: "resize",
  doc: "interpolation to a given height and width",
  inputs: 1,
  family: "layout",
  memory: "allocates",
  reach: interpolationReach,
  attributes: [
    { name: "h", type: "int", doc: "output height" },
    { name: "w", type: "int", default: (given) => given.get("h") ?? one, doc: "output width; the height unless given" },
    modeAttribute("bilinear"),
  ],
  inferShape(inputs, attributes) {
    const ifmap = inputs[0];
    if (ifmap?.layout !== "image") return rankFault("resize", "an image [C, H, W]", ifmap);
    return { kind: "shapes", outputs: [image(features(ifmap), numberOf(attributes, "h"), numberOf(attributes, "w"))] };
  },
  cost: (_inputs, outputs, attributes) => interpolationCost(outputs[0], attributes),
};
