import { constant, type Expr, multiply, one, product, subtract, toText, zero } from "../symbolic/index.ts";
import { type Attributes, pairOf } from "./attributes.ts";
import { costParts } from "./cost-parts.ts";
import { emptyOutputFault, rankFault } from "./faults.ts";
import type { AttributeSpec, Operator, ShapeContext, ShapeResult } from "./operator.ts";
import { elements, image, type Shape, vector } from "./shape.ts";
import { type WindowAxis, windowAxes, windowOutput } from "./window.ts";
import { slidingReach } from "./window-reach.ts";

const windowAttributes: readonly AttributeSpec[] = [
  { name: "k", type: "int-or-pair", doc: "window size, or [height, width]" },
  {
    name: "s",
    type: "int-or-pair",
    default: (given) => given.get("k") ?? one,
    doc: "stride; the window size unless given",
  },
  { name: "pad", type: "padding", default: zero, doc: "p, [ph, pw], [top, bottom, left, right], same or tf" },
  { name: "ceil", type: "bool", default: false, doc: "whether a last, partly empty window counts" },
];

/** A pooling window sliding over each channel; its work is one operation per window element. */
function pooling(name: string, doc: string, more: readonly AttributeSpec[]): Operator {
  return {
    name,
    doc,
    inputs: 1,
    family: "pooling",
    memory: "allocates",
    attributes: [...windowAttributes, ...more],
    inferShape: (inputs, attributes, context) => poolShape(name, inputs[0], attributes, context),
    reach: slidingReach,
    geometry: (_inputs, attributes) => ({
      kernel: pairOf(attributes, "k"),
      stride: pairOf(attributes, "s"),
      groups: one,
    }),
    cost(_inputs, outputs, attributes) {
      const window: readonly Expr[] = pairOf(attributes, "k");
      return costParts({ poolingOps: product([elements(outputs[0] ?? vector(one)), ...window]) });
    },
  };
}

function poolShape(name: string, ifmap: Shape | undefined, attributes: Attributes, context: ShapeContext): ShapeResult {
  if (ifmap?.layout !== "image") return rankFault(name, "an image [C, H, W]", ifmap);
  const [channels = one] = ifmap.dims;
  const [rows, columns] = windowAxes(ifmap, attributes);
  const tooWide = widePadding(rows, context) ?? widePadding(columns, context);
  if (tooWide !== undefined) return paddingFault(name, tooWide, [rows.kernel, columns.kernel]);
  const [outHeight, outWidth] = [windowOutput(rows, context), windowOutput(columns, context)];
  if (outHeight === undefined || outWidth === undefined) {
    return emptyOutputFault(name, ifmap, [rows.kernel, columns.kernel]);
  }
  return { kind: "shapes", outputs: [image(channels, outHeight, outWidth)], isNonEmpty: true };
}

/** A margin of more than half the window, where a window could lie in the padding alone. Source: PyTorch MaxPool2d, AvgPool2d. */
function widePadding({ padding, kernel }: WindowAxis, context: ShapeContext): Expr | undefined {
  if (padding === "same") return undefined;
  return [padding.before, padding.after].find(
    (each) => !context.requireAtLeast(subtract(kernel, multiply(constant(2n), each)), 0n),
  );
}

function paddingFault(operator: string, padding: Expr, kernel: readonly Expr[]): ShapeResult {
  const args = { operator, found: toText(padding), kernel: kernel.map(toText).join("x") };
  return { kind: "fault", fault: { code: "shape/pool-pad", attribute: "pad", args } };
}

/** Source of both: PyTorch MaxPool2d and AvgPool2d, ceil mode included. */
export const maxpool = pooling("maxpool", "largest value of each window", []);
export const avgpool = pooling("avgpool", "mean of each window", [
  { name: "count_pad", type: "bool", default: true, doc: "whether padding cells count in the mean" },
]);
