import { multiply, one } from "../symbolic/index.ts";
import { pairOf } from "./attributes.ts";
import { costParts } from "./cost-parts.ts";
import { rankFault } from "./faults.ts";
import type { Operator } from "./operator.ts";
import { elements, image, vector } from "./shape.ts";

/** Enlarges height and width by a whole factor. Nearest neighbour copies; bilinear is counted as one operation per output element. */
export const upsample: Operator = {
  name: "upsample",
  doc: "enlarges height and width by a factor",
  inputs: 1,
  family: "layout",
  memory: "allocates",
  attributes: [
    { name: "f", type: "int-or-pair", doc: "factor, or [height, width]" },
    {
      name: "mode",
      type: "word",
      default: "nearest",
      words: ["nearest", "bilinear"],
      doc: "how new pixels come about",
    },
  ],
  inferShape(inputs, attributes) {
    const ifmap = inputs[0];
    if (ifmap?.layout !== "image") return rankFault("upsample", "an image [C, H, W]", ifmap);
    const [channels = one, height = one, width = one] = ifmap.dims;
    const [factorHeight, factorWidth] = pairOf(attributes, "f");
    return { kind: "shapes", outputs: [image(channels, multiply(factorHeight, height), multiply(factorWidth, width))] };
  },
  cost: (_inputs, outputs, attributes) =>
    costParts(attributes.get("mode") === "bilinear" ? { arithmeticElements: elements(outputs[0] ?? vector(one)) } : {}),
};
