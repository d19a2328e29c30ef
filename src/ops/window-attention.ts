import { add, ceil, constant, divide, multiply, one, power, product } from "../symbolic/index.ts";
import { type Attributes, numberOf } from "./attributes.ts";
import { costParts } from "./cost-parts.ts";
import { divisibilityFault, rankFault } from "./faults.ts";
import { keepShape } from "./identity-shape.ts";
import type { Operator } from "./operator.ts";
import { features, type Shape } from "./shape.ts";

/**
 * Multi-head self-attention inside windows of an image, one row: projections with biases and both matmuls.
 * The image is padded to whole windows; a shift moves the windows and costs nothing. Relative positions are a `weight`, not counted here.
 *
 * Shapes: [C, H, W] in and out. Units: with T = ceil(H/w) ceil(W/w) windows of w^2 pixels, MACs T (4 w^2 C^2 + 2 w^4 C); params 4 C^2 + 4 C.
 * Source: Liu et al. 2021, arXiv 2103.14030, section 3.2.
 */
export const windowAttention: Operator = {
  name: "window_attention",
  doc: "multi-head self-attention inside windows of an image",
  inputs: 1,
  family: "attention",
  memory: "allocates",
  attributes: [
    { name: "heads", type: "int", doc: "heads; must divide the channels" },
    { name: "window", type: "int", doc: "window height and width" },
    { name: "shift", type: "int", default: constant(0n), minimum: 0n, doc: "how far the windows are moved" },
  ],
  inferShape(inputs, attributes, context) {
    const ifmap = inputs[0];
    if (ifmap?.layout !== "image") return rankFault("window_attention", "an image [C, H, W]", ifmap);
    const heads = numberOf(attributes, "heads");
    if (!context.requireDivides(heads, features(ifmap))) {
      return divisibilityFault("window_attention", "heads", heads, features(ifmap), "channels");
    }
    return keepShape(inputs);
  },
  cost(inputs, _outputs, attributes) {
    const channels = inputs[0] === undefined ? one : features(inputs[0]);
    const { windows, pixels } = partition(inputs[0], attributes);
    const projections = product([constant(4n), pixels, power(channels, 2n)]);
    const matmuls = product([constant(2n), power(pixels, 2n), channels]);
    return costParts({
      macs: multiply(windows, add(projections, matmuls)),
      weights: multiply(constant(4n), power(channels, 2n)),
      biases: multiply(constant(4n), channels),
      biasAdds: product([constant(4n), windows, pixels, channels]),
      activationElements: product([windows, numberOf(attributes, "heads"), power(pixels, 2n)]),
    });
  },
};

function partition(ifmap: Shape | undefined, attributes: Attributes) {
  const [, height = one, width = one] = ifmap?.dims ?? [];
  const window = numberOf(attributes, "window");
  return { windows: multiply(ceil(divide(height, window)), ceil(divide(width, window))), pixels: power(window, 2n) };
}
