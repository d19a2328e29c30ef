import { divide, type Expr, one, product, zero } from "../symbolic/index.ts";
import { type Attributes, flagOf, numberOf, pairOf } from "./attributes.ts";
import { costParts } from "./cost-parts.ts";
import { emptyOutputFault, groupsFault, rankFault } from "./faults.ts";
import type { LoopNest, Operator, ShapeContext, ShapeResult } from "./operator.ts";
import { elements, image, type Shape } from "./shape.ts";
import { weightTypeAttribute } from "./weight-type.ts";
import { windowAxes, windowOutput } from "./window.ts";
import { slidingReach } from "./window-reach.ts";

/**
 * 2-D convolution, standard, grouped or depthwise.
 *
 * Shapes: ifmap [C, H, W], weights [n, C / g, kh, kw], ofmap [n, P, Q].
 * Units: MACs n * C/g * kh * kw * P * Q (padding taps included); a bias adds n params and none to the MACs.
 * Errors: shape/rank, shape/groups, shape/empty-output.
 * Source: ONNX operator Conv; Howard et al. 2017, arXiv 1704.04861, section 3.1.
 */
export const conv: Operator = {
  name: "conv",
  doc: "2-D convolution: n filters of size k, stride s, g groups, dilation d",
  inputs: 1,
  family: "convolution",
  memory: "allocates",
  attributes: [
    { name: "n", type: "int", doc: "output channels" },
    { name: "k", type: "int-or-pair", default: one, doc: "kernel size, or [height, width]" },
    { name: "s", type: "int-or-pair", default: one, doc: "stride, or [height, width]" },
    { name: "g", type: "int", default: one, doc: "groups; g = it.C is depthwise" },
    { name: "d", type: "int-or-pair", default: one, doc: "dilation, or [height, width]" },
    { name: "bias", type: "bool", default: false, doc: "whether each output channel has a bias" },
    { name: "pad", type: "padding", default: "same", doc: "same, tf, p, [ph, pw] or [top, bottom, left, right]" },
    weightTypeAttribute,
  ],
  inferShape,
  reach: slidingReach,
  geometry: (_inputs, attributes) => ({
    kernel: pairOf(attributes, "k"),
    stride: pairOf(attributes, "s"),
    groups: numberOf(attributes, "g"),
  }),
  loopNests: (inputs, outputs, attributes) => [loopNest(inputs, outputs, attributes)],
  cost(inputs, outputs, attributes) {
    const nest = loopNest(inputs, outputs, attributes);
    const bias = flagOf(attributes, "bias");
    const channels = numberOf(attributes, "n");
    return costParts({
      macs: product([nest.N, nest.G, nest.K, nest.C, nest.P, nest.Q, nest.R, nest.S]),
      weights: product([channels, nest.C, nest.R, nest.S]),
      biases: bias ? channels : zero,
      biasAdds: bias ? elements(outputs[0] ?? image(zero, zero, zero)) : zero,
    });
  },
};

function inferShape(inputs: readonly Shape[], attributes: Attributes, context: ShapeContext): ShapeResult {
  const ifmap = inputs[0];
  if (ifmap === undefined || ifmap.layout !== "image") return rankFault("conv", "an image [C, H, W]", ifmap);
  const [channels = zero] = ifmap.dims;
  const groups = numberOf(attributes, "g");
  const outChannels = numberOf(attributes, "n");
  if (!context.requireDivides(groups, channels)) return groupsFault(groups, channels, "input");
  if (!context.requireDivides(groups, outChannels)) return groupsFault(groups, outChannels, "output");
  const [rows, columns] = windowAxes(ifmap, attributes);
  const [outHeight, outWidth] = [windowOutput(rows, context), windowOutput(columns, context)];
  if (outHeight === undefined || outWidth === undefined) {
    return emptyOutputFault("conv", ifmap, [rows.kernel, columns.kernel]);
  }
  return { kind: "shapes", outputs: [image(outChannels, outHeight, outWidth)], isNonEmpty: true };
}

function loopNest(inputs: readonly Shape[], outputs: readonly Shape[], attributes: Attributes): LoopNest {
  const [, outHeight = one, outWidth = one] = outputs[0]?.dims ?? [];
  const channels: Expr = inputs[0]?.dims[0] ?? one;
  const groups = numberOf(attributes, "g");
  const [kernelHeight, kernelWidth] = pairOf(attributes, "k");
  return {
    N: one,
    G: groups,
    K: divide(numberOf(attributes, "n"), groups),
    C: divide(channels, groups),
    P: outHeight,
    Q: outWidth,
    R: kernelHeight,
    S: kernelWidth,
  };
}
