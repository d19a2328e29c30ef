import { one } from "../symbolic/index.ts";
import { listOf } from "./attributes.ts";
import { costParts } from "./cost-parts.ts";
import { rankFault } from "./faults.ts";
import type { Operator } from "./operator.ts";
import { pointwise } from "./reach.ts";
import { elements, vector } from "./shape.ts";
import { shapeAttributes, writtenShape } from "./written-shape.ts";

/** A learned tensor that no operator owns: class token, position embedding, layer scale. Each element is a parameter. */
export const weight: Operator = {
  name: "weight",
  doc: "a learned tensor that no operator owns",
  inputs: 0,
  family: "weight",
  memory: "allocates",
  reach: () => pointwise,
  attributes: shapeAttributes,
  inferShape(_inputs, attributes) {
    const shape = writtenShape(attributes);
    if (shape !== undefined) return { kind: "shapes", outputs: [shape] };
    return rankFault("weight", "1 to 3 dimensions", { layout: "vector", dims: listOf(attributes, "shape") });
  },
  cost: (_inputs, outputs) => costParts({ weights: elements(outputs[0] ?? vector(one)) }),
};
