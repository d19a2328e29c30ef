import { one } from "../symbolic/index.ts";
import { wordOf } from "./attributes.ts";
import { axisOf, axisSets } from "./axes.ts";
import { costParts } from "./cost-parts.ts";
import { rankFault } from "./faults.ts";
import type { Operator } from "./operator.ts";
import { everywhere, pointwise } from "./reach.ts";
import { elements, vector } from "./shape.ts";

const table: readonly (readonly [name: string, doc: string])[] = [
  ["reduce_mean", "mean over axes, which stay as 1"],
  ["reduce_max", "largest value over axes, which stay as 1"],
  ["reduce_min", "smallest value over axes, which stay as 1"],
  ["reduce_sum", "sum over axes, which stay as 1"],
  ["reduce_l2", "square root of the sum of squares over axes, which stay as 1"],
];

/**
 * Reductions over named axes (`HW` of an image, `L` of tokens); each input element is counted once.
 * Errors: shape/rank (no such axis).
 */
export const reductions: readonly Operator[] = table.map(([name, doc]) => ({
  name,
  doc,
  inputs: 1,
  family: "pooling",
  memory: "allocates",
  reach([ifmap], _outputs, attributes) {
    const axes = wordOf(attributes, "axis");
    if (ifmap?.layout !== "image") return /[PL]/.test(axes) || ifmap?.layout === "vector" ? everywhere : pointwise;
    return [axes.includes("H") ? "all" : "same", axes.includes("W") ? "all" : "same"];
  },
  attributes: [
    { name: "axis", type: "word", words: axisSets, doc: "the axes in one word, such as C, HW, CHW, L or D" },
  ],
  inferShape(inputs, attributes) {
    const ifmap = inputs[0];
    const names = [...wordOf(attributes, "axis")];
    const axes = names.map((each) => axisOf(ifmap, each));
    const missing = names.find((_, index) => axes[index] === undefined);
    if (ifmap === undefined || missing !== undefined) return rankFault(name, `a tensor with axis ${missing}`, ifmap);
    const dims = ifmap.dims.map((each, axis) => (axes.includes(axis) ? one : each));
    return { kind: "shapes", outputs: [{ layout: ifmap.layout, dims }] };
  },
  cost: (inputs) => costParts({ poolingOps: elements(inputs[0] ?? vector(one)) }),
}));
