import { layerClass } from "../../cost/index.ts";
import type { TensorId } from "../../graph/index.ts";
import type { LayerTiming, NetworkTiming } from "../../sim/index.ts";
import { type Expr, equals, multiply, one, sum, zero } from "../../symbolic/index.ts";

/** The depthwise separable pairs of a timed network, all together; MACs and times are of the convolutions alone. */
export interface Separable {
  readonly pairs: number;
  /** Depthwise convolutions, those in no pair included. */
  readonly depthwiseLayers: number;
  readonly depthwiseMacs: Expr;
  readonly pointwiseMacs: Expr;
  /** MACs of standard convolutions with the kernels and strides of the depthwise ones and the channels of the pairs. */
  readonly standardMacs: Expr;
  readonly depthwiseMs: number;
  readonly pointwiseMs: number;
}

interface SeparablePair {
  readonly depthwise: LayerTiming;
  readonly pointwise: LayerTiming;
}

/**
 * What the depthwise separable pairs save: (depthwise + pointwise) / standard is the mean of 1/N + 1/Dk^2, by the standard ones' MACs.
 *
 * A pair is a depthwise convolution with a square kernel and as many outputs as inputs, and a pointwise one that reads its output through
 * nothing but norms and activations. Undefined for networks without pairs.
 */
export function separableOf({ layers }: NetworkTiming): Separable | undefined {
  const readers = readersOf(layers);
  const pairs = layers.flatMap((depthwise): SeparablePair[] => {
    const pointwise = isPlainDepthwise(depthwise) ? pointwiseBehind(depthwise, readers) : undefined;
    return pointwise === undefined ? [] : [{ depthwise, pointwise }];
  });
  if (pairs.length === 0) return undefined;
  const milliseconds = (read: (pair: SeparablePair) => LayerTiming) =>
    pairs.reduce((total, each) => total + read(each).milliseconds, 0);
  return {
    pairs: pairs.length,
    depthwiseLayers: layers.filter((each) => layerClass(each.cost) === "depthwise").length,
    depthwiseMacs: sum(pairs.map((each) => each.depthwise.cost.macs)),
    pointwiseMacs: sum(pairs.map((each) => each.pointwise.cost.macs)),
    // Dk^2 M F^2 of the depthwise one is 1/N of Dk^2 M N F^2.
    standardMacs: sum(pairs.map(({ depthwise, pointwise }) => multiply(depthwise.cost.macs, outChannels(pointwise)))),
    depthwiseMs: milliseconds((each) => each.depthwise),
    pointwiseMs: milliseconds((each) => each.pointwise),
  };
}

function outChannels({ cost }: LayerTiming): Expr {
  return cost.outputs[0]?.dims[0] ?? zero;
}

function readersOf(layers: readonly LayerTiming[]): ReadonlyMap<TensorId, readonly LayerTiming[]> {
  const readers = new Map<TensorId, LayerTiming[]>();
  for (const each of layers) {
    for (const tensor of each.cost.layer.inputs) readers.set(tensor, [...(readers.get(tensor) ?? []), each]);
  }
  return readers;
}

function geometryOf({ cost }: LayerTiming) {
  return cost.layer.operator.geometry?.(cost.inputs, cost.layer.attributes);
}

/** Transposed ones are none: theirs is another formula. */
function isConvolution({ cost }: LayerTiming, wanted: "depthwise" | "pointwise"): boolean {
  return cost.layer.operator.name === "conv" && layerClass(cost) === wanted;
}

function isPlainDepthwise(timing: LayerTiming): boolean {
  if (!isConvolution(timing, "depthwise")) return false;
  const [height, width] = geometryOf(timing)?.kernel ?? [];
  const isSquare = height !== undefined && width !== undefined && equals(height, width);
  return isSquare && equals(timing.cost.inputs[0]?.dims[0] ?? one, outChannels(timing));
}

/** The pointwise convolution that alone reads a layer's output, through norms and activations. */
function pointwiseBehind(
  { cost }: LayerTiming,
  readers: ReadonlyMap<TensorId, readonly LayerTiming[]>,
): LayerTiming | undefined {
  const read = cost.layer.outputs.flatMap((each) => readers.get(each) ?? []);
  const [next] = read;
  if (next === undefined || read.length > 1) return undefined;
  if (isPlainPointwise(next)) return next;
  const { family } = next.cost.layer.operator;
  return family === "norm" || family === "activation" ? pointwiseBehind(next, readers) : undefined;
}

function isPlainPointwise(timing: LayerTiming): boolean {
  if (!isConvolution(timing, "pointwise")) return false;
  const { stride = [], groups } = geometryOf(timing) ?? {};
  return stride.every((each) => equals(each, one)) && groups !== undefined && equals(groups, one);
}
