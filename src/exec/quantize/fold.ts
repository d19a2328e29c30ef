import type { Layer, LayerGraph } from "../../graph/index.ts";
import { attributesOf, numberOf } from "../attributes.ts";
import type { Parameters } from "../kernel.ts";
import { batchNormAffine } from "../kernels/bn.ts";
import type { WeightSource } from "../weights.ts";

/** Batch norms that go into the weights of the layer before them. */
export interface Folding {
  /** Indices of the batch norms that hand their input on. */
  readonly folded: ReadonlySet<number>;
  /** Weights and biases with the norms in them. */
  readonly weights: WeightSource;
}

const foldable: readonly string[] = ["conv", "conv_transpose", "linear"];

/** Readers of each tensor, an output of the network being read once more. */
function readersOf(graph: LayerGraph): ReadonlyMap<number, readonly (Layer | undefined)[]> {
  const readers = new Map<number, (Layer | undefined)[]>();
  const note = (id: number, layer: Layer | undefined) => readers.set(id, [...(readers.get(id) ?? []), layer]);
  for (const layer of graph.layers) for (const id of layer.inputs) note(id, layer);
  for (const id of graph.outputs) note(id, undefined);
  return readers;
}

/** The only reader of a layer's only output. */
export function soleReader(graph: LayerGraph): (layer: Layer) => Layer | undefined {
  const readers = readersOf(graph);
  return ({ outputs }) => {
    const [id, ...others] = outputs;
    const [reader, ...more] = id === undefined || others.length > 0 ? [] : (readers.get(id) ?? []);
    return more.length === 0 ? reader : undefined;
  };
}

/**
 * Folds every batch norm that alone reads a convolution or fully connected layer: each output channel's weights times its factor, its bias
 * times the factor plus the addend, each worked out in double and rounded once.
 */
export function foldBatchNorms(graph: LayerGraph, weights: WeightSource, parametersOf: ParametersOf): Folding {
  const readerOf = soleReader(graph);
  const normBehind = new Map<string, Layer>();
  for (const layer of graph.layers) {
    const reader = foldable.includes(layer.operator.name) ? readerOf(layer) : undefined;
    if (reader?.operator.name === "bn") normBehind.set(layer.name, reader);
  }
  const byName = new Map(graph.layers.map((each) => [each.name, each]));
  return {
    folded: new Set([...normBehind.values()].map((each) => each.index)),
    weights(named, specs) {
      const own = weights(named, specs);
      const [layer, norm] = [byName.get(named.name), normBehind.get(named.name)];
      return layer === undefined || norm === undefined ? own : foldedInto(layer, own, parametersOf(norm));
    },
  };
}

/** The parameters of a layer of the graph. */
export type ParametersOf = (layer: Layer) => Parameters;

/** The output channel that a weight belongs to. */
export function channelLayout(
  layer: Layer,
  weights: Float32Array,
): { channels: number; channelOf: (place: number) => number } {
  const attributes = attributesOf(layer);
  const channels = numberOf(attributes, "n");
  if (layer.operator.name !== "conv_transpose") {
    const perChannel = weights.length / channels;
    return { channels, channelOf: (place) => Math.floor(place / perChannel) };
  }
  // [C, n / g, kh, kw]: the input channels of group j feed the output channels from j n / g on.
  const kernel = attributes.get("k");
  const area = typeof kernel === "object" ? (kernel[0] ?? 1) * (kernel[1] ?? 1) : Number(kernel) ** 2;
  const groups = numberOf(attributes, "g");
  const groupFilters = channels / groups;
  const depth = weights.length / (area * groupFilters) / groups;
  return {
    channels,
    channelOf(place) {
      const plane = Math.floor(place / area);
      return Math.floor(plane / groupFilters / depth) * groupFilters + (plane % groupFilters);
    },
  };
}

function foldedInto(layer: Layer, own: Parameters, norm: Parameters): Parameters {
  const weights = own.get("weight") ?? new Float32Array(0);
  const biases = own.get("bias");
  const { factors, addends } = batchNormAffine(norm);
  const { channelOf } = channelLayout(layer, weights);
  return new Map([
    ...own,
    ["weight", weights.map((weight, place) => weight * (factors[channelOf(place)] ?? 1))],
    ["bias", addends.map((addend, channel) => (biases?.[channel] ?? 0) * (factors[channel] ?? 1) + addend)],
  ]);
}
