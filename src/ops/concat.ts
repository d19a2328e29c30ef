import { one, sum } from "../symbolic/index.ts";
import { wordOf } from "./attributes.ts";
import { costParts } from "./cost-parts.ts";
import { mismatchFault, rankFault } from "./faults.ts";
import type { Operator } from "./operator.ts";
import { everywhere, pointwise, unknownReach } from "./reach.ts";
import { axisNames, combinedGrid, featureAxis } from "./shape.ts";

/** Joins a list of tensors along one axis, the features unless another is named; the other dimensions must be equal. */
export const concat: Operator = {
  name: "concat",
  doc: "joins a list of tensors along an axis",
  inputs: "list",
  family: "layout",
  memory: "allocates",
  reach([first], _outputs, attributes) {
    if (first?.layout === "vector") return everywhere;
    switch (wordOf(attributes, "axis")) {
      case "H":
        return ["unknown", "same"];
      case "W":
        return ["same", "unknown"];
      case "P":
      case "L":
        return unknownReach;
      default:
        return pointwise;
    }
  },
  attributes: [
    {
      name: "axis",
      type: "word",
      default: "",
      words: ["C", "H", "W", "D", "P", "L"],
      doc: "axis to join along; the features unless given",
    },
  ],
  inferShape(inputs, attributes, context) {
    const first = inputs[0];
    if (first === undefined) return rankFault("concat", "a list of tensors", undefined);
    const word = wordOf(attributes, "axis");
    const named = axisNames(first.layout).indexOf(word);
    if (word !== "" && named < 0) return rankFault("concat", `a tensor with axis ${word}`, first);
    const axis = word === "" ? featureAxis(first) : named;
    for (const other of inputs.slice(1)) {
      const fits =
        other.layout === first.layout &&
        first.dims.every((each, index) => index === axis || context.requireEqual(each, other.dims[index] ?? one));
      if (!fits) return mismatchFault("concat", first, other);
    }
    const total = sum(inputs.map((each) => each.dims[axis] ?? one));
    const dims = first.dims.map((each, index) => (index === axis ? total : each));
    const grid = axis === featureAxis(first) ? combinedGrid(inputs) : undefined;
    return { kind: "shapes", outputs: [{ layout: first.layout, dims, ...(grid === undefined ? {} : { grid }) }] };
  },
  cost: () => costParts(),
};
