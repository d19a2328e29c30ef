import { ceil, constant, divide, multiply, one, power, product, subtract, toText, zero } from "../symbolic/index.ts";
import { type Attributes, flagOf, numberOf } from "./attributes.ts";
import { divisibilityFault, operandFault, rankFault } from "./faults.ts";
import { type MultiHead, multiHeadCost, multiHeadNests, projectionBias } from "./multi-head.ts";
import type { Operator, ShapeContext, ShapeResult } from "./operator.ts";
import { features, type Shape, shapeText } from "./shape.ts";
import { blockReach } from "./window-reach.ts";

/**
 * Multi-head self-attention inside windows of an image, one row: projections with biases and both matmuls.
 * The image is padded to whole windows; a shift moves the windows and costs nothing. A table of relative positions,
 * [(2 w - 1)^2, heads], is added to the attention weights; its parameters belong to the `weight` that makes it.
 *
 * Shapes: [C, H, W] in and out. Units: with T = ceil(H/w) ceil(W/w) windows of w^2 pixels, MACs T (4 w^2 C^2 + 2 w^4 C);
 * params 4 C^2 + 4 C; with a table T * heads * w^4 additions.
 * Errors: shape/rank, shape/divides, shape/operand.
 * Source: Liu et al. 2021, arXiv 2103.14030, section 3.2.
 */
export const windowAttention: Operator = {
  name: "window_attention",
  doc: "multi-head self-attention inside windows of an image, projections included",
  inputs: 1,
  family: "attention",
  memory: "allocates",
  reach(_inputs, _outputs, attributes) {
    const rule = blockReach(numberOf(attributes, "window"), numberOf(attributes, "shift"));
    return [rule, rule];
  },
  attributes: [
    { name: "heads", type: "int", doc: "heads; must divide the channels" },
    { name: "window", type: "int", doc: "window height and width" },
    { name: "shift", type: "int", default: constant(0n), minimum: 0n, doc: "how far the windows are moved" },
    projectionBias,
  ],
  optionalInput: { name: "table", doc: "learned relative positions, weight([(2*window - 1)^2, heads])" },
  inferShape(inputs, attributes, context) {
    const [ifmap, table] = inputs;
    if (ifmap?.layout !== "image") return rankFault("window_attention", "an image [C, H, W]", ifmap);
    const heads = numberOf(attributes, "heads");
    if (!context.requireDivides(heads, features(ifmap))) {
      return divisibilityFault("window_attention", "heads", heads, features(ifmap), "channels");
    }
    return tableFault(table, attributes, context) ?? { kind: "shapes", outputs: [ifmap] };
  },
  loopNests: (inputs, _outputs, attributes) => multiHeadNests(multiHeadOf(inputs[0], attributes)),
  cost(inputs, _outputs, attributes) {
    const parts = multiHeadOf(inputs[0], attributes);
    const logits = product([parts.sets, parts.heads, power(parts.length, 2n)]);
    return { ...multiHeadCost(parts), arithmeticElements: inputs[1] === undefined ? zero : logits };
  },
};

/** Each pair of pixels of a window differs by one of (2 w - 1)^2 offsets. */
function tableFault(table: Shape | undefined, attributes: Attributes, context: ShapeContext): ShapeResult | undefined {
  if (table === undefined) return undefined;
  const offsets = power(subtract(multiply(constant(2n), numberOf(attributes, "window")), one), 2n);
  const heads = numberOf(attributes, "heads");
  const wanted = [one, offsets, heads];
  const fits =
    table.layout === "tokens" && wanted.every((each, axis) => context.requireEqual(each, table.dims[axis] ?? one));
  if (fits) return undefined;
  return operandFault("window_attention", `a table [${toText(offsets)}, ${toText(heads)}]`, shapeText(table), 1);
}

/** Every window is one set of w^2 tokens of depth C. */
function multiHeadOf(ifmap: Shape | undefined, attributes: Attributes): MultiHead {
  const [depth = one, height = one, width = one] = ifmap?.dims ?? [];
  const window = numberOf(attributes, "window");
  return {
    sets: multiply(ceil(divide(height, window)), ceil(divide(width, window))),
    length: power(window, 2n),
    depth,
    heads: numberOf(attributes, "heads"),
    bias: flagOf(attributes, "bias"),
  };
}
