import { one } from "../symbolic/index.ts";
import { numberOf } from "./attributes.ts";
import { costParts } from "./cost-parts.ts";
import { rankFault } from "./faults.ts";
import type { Operator } from "./operator.ts";
import { adaptive, resampledReach } from "./sampling.ts";
import { elements, features, image, vector } from "./shape.ts";

/** Average pooling to a given extent: [C, H, W] to [C, h, w]; counted as one operation per input element. */
export const adaptiveAvgpool: Operator = {
  name: "adaptive_avgpool",
  doc: "average pooling to a given height and width",
  inputs: 1,
  family: "pooling",
  memory: "allocates",
  reach: (inputs, outputs) => resampledReach(inputs, outputs, adaptive),
  attributes: [
    { name: "h", type: "int", doc: "output height" },
    { name: "w", type: "int", default: (given) => given.get("h") ?? one, doc: "output width; the height unless given" },
  ],
  inferShape(inputs, attributes) {
    const ifmap = inputs[0];
    if (ifmap?.layout !== "image") return rankFault("adaptive_avgpool", "an image [C, H, W]", ifmap);
    return { kind: "shapes", outputs: [image(features(ifmap), numberOf(attributes, "h"), numberOf(attributes, "w"))] };
  },
  cost: (inputs) => costParts({ poolingOps: elements(inputs[0] ?? vector(one)) }),
};
