import { one, product } from "../symbolic/index.ts";
import { flagOf, listOf, numberOf } from "./attributes.ts";
import { costParts } from "./cost-parts.ts";
import { rankFault } from "./faults.ts";
import type { Operator } from "./operator.ts";
import { pointwise } from "./reach.ts";
import { elements, vector } from "./shape.ts";
import { shapeAttributes, writtenShape } from "./written-shape.ts";

/** A learned tensor that no operator owns: class token, position embedding, layer scale. Each element is a parameter, unless `learned=false`. */
export const weight: Operator = {
  name: "weight",
  doc: "a learned tensor that no operator owns",
  inputs: 0,
  family: "weight",
  memory: "allocates",
  reach: () => pointwise,
  attributes: [
    ...shapeAttributes,
    {
      name: "learned",
      type: "bool",
      default: true,
      doc: "whether the elements are parameters; else a buffer, such as a mask",
    },
    {
      name: "values",
      type: "int",
      default: (given) => product(listOf(given, "shape")),
      doc: "how many learned values the elements are taken from, such as those of a table of relative positions",
    },
  ],
  inferShape(_inputs, attributes) {
    const shape = writtenShape(attributes);
    if (shape !== undefined) return { kind: "shapes", outputs: [shape] };
    return rankFault("weight", "1 to 3 dimensions", { layout: "vector", dims: listOf(attributes, "shape") });
  },
  cost(_inputs, outputs, attributes) {
    const count = elements(outputs[0] ?? vector(one));
    return costParts(flagOf(attributes, "learned") ? { weights: numberOf(attributes, "values") } : { buffers: count });
  },
};
