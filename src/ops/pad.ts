import { type Expr, negate, one, sum } from "../symbolic/index.ts";
import { costParts } from "./cost-parts.ts";
import { rankFault } from "./faults.ts";
import type { Operator } from "./operator.ts";
import { shifted } from "./reach.ts";
import { image } from "./shape.ts";
import { type AxisPadding, paddingOf } from "./window.ts";

/**
 * Puts rows and columns of zeros round an image: [C, H, W] to [C, H + top + bottom, W + left + right].
 * Errors: shape/rank.
 * Source: ONNX operator Pad, constant mode.
 */
export const pad: Operator = {
  name: "pad",
  doc: "zeros round an image",
  inputs: 1,
  family: "layout",
  memory: "allocates",
  reach(_inputs, _outputs, attributes) {
    const [rows, columns] = paddingOf(attributes, "p");
    const shift = (margin: AxisPadding) => (margin === "same" ? "same" : shifted(negate(margin.before)));
    return [shift(rows), shift(columns)];
  },
  attributes: [{ name: "p", type: "margins", doc: "p, [ph, pw] or [top, bottom, left, right]" }],
  inferShape(inputs, attributes) {
    const ifmap = inputs[0];
    if (ifmap?.layout !== "image") return rankFault("pad", "an image [C, H, W]", ifmap);
    const [channels = one, height = one, width = one] = ifmap.dims;
    const [rows, columns] = paddingOf(attributes, "p");
    return { kind: "shapes", outputs: [image(channels, widened(height, rows), widened(width, columns))] };
  },
  cost: () => costParts(),
};

function widened(extent: Expr, margin: AxisPadding): Expr {
  return margin === "same" ? extent : sum([extent, margin.before, margin.after]);
}
