import { ceil, compare, divide, one, subtract, toText } from "../symbolic/index.ts";
import { numberOf, wordOf } from "./attributes.ts";
import { axisOf, singleAxes } from "./axes.ts";
import { costParts } from "./cost-parts.ts";
import { rankFault } from "./faults.ts";
import type { Operator } from "./operator.ts";
import { everyNth, everywhere, pointwise, unknownReach } from "./reach.ts";

/**
 * The indices from `from` up to, and without, `to` of one axis, or every `step`-th of them; the others stay.
 * Errors: shape/rank (no such axis), shape/slice.
 */
export const slice: Operator = {
  name: "slice",
  doc: "a range of indices of one axis",
  inputs: 1,
  family: "layout",
  memory: "view",
  reach([ifmap], _outputs, attributes) {
    const cut = everyNth(numberOf(attributes, "from"), numberOf(attributes, "step"));
    if (ifmap?.layout === "vector") return everywhere;
    switch (wordOf(attributes, "axis")) {
      case "H":
        return [cut, "same"];
      case "W":
        return ["same", cut];
      case "P":
      case "L":
        return unknownReach;
      default:
        return pointwise;
    }
  },
  attributes: [
    { name: "axis", type: "word", words: singleAxes, doc: "axis that is cut" },
    { name: "from", type: "int", minimum: 0n, doc: "first index taken, counted from 0" },
    { name: "to", type: "int", doc: "first index not taken" },
    { name: "step", type: "int", default: one, doc: "every how many indices one is taken" },
  ],
  inferShape(inputs, attributes, context) {
    const ifmap = inputs[0];
    const word = wordOf(attributes, "axis");
    const axis = axisOf(ifmap, word);
    if (ifmap === undefined || axis === undefined) return rankFault("slice", `a tensor with axis ${word}`, ifmap);
    const [from, to] = [numberOf(attributes, "from"), numberOf(attributes, "to")];
    const extent = ifmap.dims[axis] ?? one;
    if (!context.require(compare("<=", to, extent)) || !context.require(compare("<", from, to))) {
      const args = { from: toText(from), to: toText(to), axis: word, extent: toText(extent) };
      return { kind: "fault", fault: { code: "shape/slice", attribute: "to", args } };
    }
    const taken = ceil(divide(subtract(to, from), numberOf(attributes, "step")));
    const dims = ifmap.dims.map((each, index) => (index === axis ? taken : each));
    return { kind: "shapes", outputs: [{ layout: ifmap.layout, dims }] };
  },
  cost: () => costParts(),
};
