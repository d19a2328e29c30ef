import { multiply, one, toText } from "../symbolic/index.ts";
import { numberOf } from "./attributes.ts";
import { costParts } from "./cost-parts.ts";
import { operandFault, rankFault } from "./faults.ts";
import type { Operator } from "./operator.ts";
import { pointwise } from "./reach.ts";
import { features, image, shapeText } from "./shape.ts";

/** One set of tokens as the pixels of an image, row by row: [1, h * w, C] to [C, h, w]. Errors: shape/rank, shape/operand. */
export const toImage: Operator = {
  name: "to_image",
  doc: "one set of tokens as an image",
  inputs: 1,
  family: "layout",
  memory: "view",
  reach: () => pointwise,
  attributes: [
    { name: "h", type: "int", doc: "height of the image" },
    { name: "w", type: "int", default: (given) => given.get("h") ?? one, doc: "width; the height unless given" },
  ],
  inferShape(inputs, attributes, context) {
    const found = inputs[0];
    if (found?.layout !== "tokens") return rankFault("to_image", "tokens [1, L, D]", found);
    const [height, width] = [numberOf(attributes, "h"), numberOf(attributes, "w")];
    const [sets = one, length = one] = found.dims;
    const pixels = multiply(height, width);
    if (!context.requireEqual(sets, one) || !context.requireEqual(length, pixels)) {
      return operandFault("to_image", `tokens [1, ${toText(pixels)}, ${toText(features(found))}]`, shapeText(found));
    }
    return { kind: "shapes", outputs: [image(features(found), height, width)] };
  },
  cost: () => costParts(),
};
