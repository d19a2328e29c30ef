import { one } from "../symbolic/index.ts";
import { costParts } from "./cost-parts.ts";
import { rankFault } from "./faults.ts";
import type { Operator } from "./operator.ts";
import { everywhere } from "./reach.ts";
import { elements, features, image, vector } from "./shape.ts";

/** Global average pooling: [C, H, W] to [C, 1, 1]; each input element is read once. */
export const gap: Operator = {
  name: "gap",
  doc: "global average pooling to [C, 1, 1]",
  inputs: 1,
  family: "pooling",
  memory: "allocates",
  reach: () => everywhere,
  attributes: [],
  inferShape(inputs) {
    const ifmap = inputs[0];
    if (ifmap?.layout !== "image") return rankFault("gap", "an image [C, H, W]", ifmap);
    return { kind: "shapes", outputs: [image(features(ifmap), one, one)] };
  },
  cost: (inputs) => costParts({ poolingOps: elements(inputs[0] ?? vector(one)) }),
};
