import { one, toText } from "../symbolic/index.ts";
import { listOf } from "./attributes.ts";
import { costParts } from "./cost-parts.ts";
import { rankFault } from "./faults.ts";
import type { Operator } from "./operator.ts";
import { everywhere, unknownReach } from "./reach.ts";
import { elements, shapeText, vector } from "./shape.ts";
import { shapeAttributes, writtenShape } from "./written-shape.ts";

/**
 * The same elements in the same order under another shape of 1 to 3 dimensions.
 * Errors: shape/rank, shape/reshape.
 */
export const reshape: Operator = {
  name: "reshape",
  doc: "the same elements under another shape",
  inputs: 1,
  family: "layout",
  memory: "view",
  reach: (_inputs, [reshaped]) => (reshaped?.layout === "vector" ? everywhere : unknownReach),
  attributes: shapeAttributes,
  inferShape(inputs, attributes, context) {
    const ifmap = inputs[0] ?? vector(one);
    const shape = writtenShape(attributes);
    if (shape === undefined) {
      return rankFault("reshape", "1 to 3 dimensions", { layout: "vector", dims: listOf(attributes, "shape") });
    }
    const [before, after] = [elements(ifmap), elements(shape)];
    if (context.requireEqual(before, after)) return { kind: "shapes", outputs: [shape] };
    const args = {
      operator: "reshape",
      found: shapeText(ifmap),
      elements: toText(before),
      wanted: shapeText(shape),
      wantedElements: toText(after),
    };
    return { kind: "fault", fault: { code: "shape/reshape", attribute: "shape", args } };
  },
  cost: () => costParts(),
};
