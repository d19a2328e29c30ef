import {
  add,
  compare,
  divide,
  type Expr,
  multiply,
  one,
  or,
  product,
  subtract,
  sum,
  toText,
  zero,
} from "../symbolic/index.ts";
import { type Attributes, flagOf, numberOf, pairOf } from "./attributes.ts";
import { costParts } from "./cost-parts.ts";
import { groupsFault, rankFault } from "./faults.ts";
import type { LoopNest, Operator, ShapeContext, ShapeResult } from "./operator.ts";
import { elements, image, type Shape } from "./shape.ts";
import { weightTypeAttribute } from "./weight-type.ts";
import { type AxisPadding, paddingOf } from "./window.ts";
import { transposedReach } from "./window-reach.ts";

/**
 * 2-D transposed convolution: every input element meets each tap of its filters once and is added into the output.
 *
 * Shapes: ifmap [C, H, W], weights [C, n / g, kh, kw], ofmap [n, P, Q] with P = (H - 1) s - p - p' + d (k - 1) + out_pad + 1.
 * Units: MACs C * H * W * n/g * kh * kw (products that padding crops included); a bias adds n params and none to the MACs.
 * Errors: shape/rank, shape/groups, shape/out-pad, shape/cropped.
 * Source: PyTorch ConvTranspose2d; ONNX operator ConvTranspose.
 */
export const convTranspose: Operator = {
  name: "conv_transpose",
  doc: "2-D transposed convolution: n filters of size k, stride s, g groups, dilation d",
  inputs: 1,
  family: "convolution",
  memory: "allocates",
  attributes: [
    { name: "n", type: "int", doc: "output channels" },
    { name: "k", type: "int-or-pair", doc: "kernel size, or [height, width]" },
    { name: "s", type: "int-or-pair", default: one, doc: "stride, or [height, width]" },
    { name: "g", type: "int", default: one, doc: "groups; g = it.C is depthwise" },
    { name: "d", type: "int-or-pair", default: one, doc: "dilation, or [height, width]" },
    { name: "bias", type: "bool", default: false, doc: "whether each output channel has a bias" },
    { name: "pad", type: "margins", default: zero, doc: "cropped output: p, [ph, pw] or [top, bottom, left, right]" },
    {
      name: "out_pad",
      type: "int-or-pair",
      default: zero,
      minimum: 0n,
      doc: "output rows and columns added at the end",
    },
    weightTypeAttribute,
  ],
  inferShape,
  reach(_inputs, _outputs, attributes) {
    const [kernel, stride, dilation, padding] = [
      pairOf(attributes, "k"),
      pairOf(attributes, "s"),
      pairOf(attributes, "d"),
      paddingOf(attributes),
    ];
    return [
      transposedReach(kernel[0], stride[0], dilation[0], padding[0]),
      transposedReach(kernel[1], stride[1], dilation[1], padding[1]),
    ];
  },
  geometry: (_inputs, attributes) => ({
    kernel: pairOf(attributes, "k"),
    stride: pairOf(attributes, "s"),
    groups: numberOf(attributes, "g"),
  }),
  loopNests: (inputs, _outputs, attributes) => [loopNest(inputs[0], attributes)],
  cost(inputs, outputs, attributes) {
    const nest = loopNest(inputs[0], attributes);
    const bias = flagOf(attributes, "bias");
    return costParts({
      macs: product([nest.G, nest.K, nest.C, nest.P, nest.Q, nest.R, nest.S]),
      weights: product([nest.G, nest.K, nest.C, nest.R, nest.S]),
      biases: bias ? numberOf(attributes, "n") : zero,
      biasAdds: bias ? elements(outputs[0] ?? image(zero, zero, zero)) : zero,
    });
  },
};

function inferShape(inputs: readonly Shape[], attributes: Attributes, context: ShapeContext): ShapeResult {
  const ifmap = inputs[0];
  if (ifmap?.layout !== "image") return rankFault("conv_transpose", "an image [C, H, W]", ifmap);
  const [channels = one, height = one, width = one] = ifmap.dims;
  const groups = numberOf(attributes, "g");
  const outChannels = numberOf(attributes, "n");
  if (!context.requireDivides(groups, channels)) return groupsFault(groups, channels, "input");
  if (!context.requireDivides(groups, outChannels)) return groupsFault(groups, outChannels, "output");
  const [rows, columns] = paddingOf(attributes);
  const kernel = pairOf(attributes, "k");
  const strides = pairOf(attributes, "s");
  const dilations = pairOf(attributes, "d");
  const extra = pairOf(attributes, "out_pad");
  for (const axis of [0, 1] as const) {
    const isSmall = or([compare("<", extra[axis], strides[axis]), compare("<", extra[axis], dilations[axis])]);
    if (!context.require(isSmall)) return outPadFault(extra[axis], strides[axis], dilations[axis]);
  }
  const writtenHeight = writtenExtent(height, kernel[0], strides[0], dilations[0], extra[0]);
  const writtenWidth = writtenExtent(width, kernel[1], strides[1], dilations[1], extra[1]);
  const [outHeight, outWidth] = [cropped(writtenHeight, rows), cropped(writtenWidth, columns)];
  if (!context.requireAtLeast(outHeight, 1n) || !context.requireAtLeast(outWidth, 1n))
    return croppedFault(writtenHeight, writtenWidth);
  return { kind: "shapes", outputs: [image(outChannels, outHeight, outWidth)] };
}

/** (H - 1) s + d (k - 1) + out_pad + 1: up to the last cell that a tap reaches, and `out_pad` beyond. */
function writtenExtent(extent: Expr, kernel: Expr, stride: Expr, dilation: Expr, extra: Expr): Expr {
  const lastStart = multiply(subtract(extent, one), stride);
  const lastTap = multiply(dilation, subtract(kernel, one));
  return sum([lastStart, lastTap, extra, one]);
}

function cropped(extent: Expr, padding: AxisPadding): Expr {
  return padding === "same" ? extent : subtract(extent, add(padding.before, padding.after));
}

function croppedFault(height: Expr, width: Expr): ShapeResult {
  const args = { operator: "conv_transpose", written: `${toText(height)}x${toText(width)}` };
  return { kind: "fault", fault: { code: "shape/cropped", attribute: "pad", args } };
}

function outPadFault(found: Expr, stride: Expr, dilation: Expr): ShapeResult {
  const args = { found: toText(found), stride: toText(stride), dilation: toText(dilation) };
  return { kind: "fault", fault: { code: "shape/out-pad", attribute: "out_pad", args } };
}

function loopNest(ifmap: Shape | undefined, attributes: Attributes): LoopNest {
  const [channels = one, height = one, width = one] = ifmap?.dims ?? [];
  const groups = numberOf(attributes, "g");
  const [kernelHeight, kernelWidth] = pairOf(attributes, "k");
  return {
    N: one,
    G: groups,
    K: divide(numberOf(attributes, "n"), groups),
    C: divide(channels, groups),
    P: height,
    Q: width,
    R: kernelHeight,
    S: kernelWidth,
  };
}
