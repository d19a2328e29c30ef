import { type FixedPointFactor, quantizeMultiplier, roundAway } from "./fixed-point.ts";
import { normalScale, type Quantization } from "./quantization.ts";

/** Weights of a layer in integers, and what brings its sums back to int8. */
export interface IntegerWeights {
  readonly weights: Int8Array;
  readonly biases: Int32Array;
  /** Per output channel: input scale * weight scale / output scale. */
  readonly factors: readonly FixedPointFactor[];
}

/** Where the output channel of a weight stands: `outer` blocks of `channels` times `inner` weights. */
export interface ChannelLayout {
  readonly channels: number;
  /** The channel of the weight at a place. */
  readonly channelOf: (place: number) => number;
}

/** Largest magnitude of a symmetric int8 weight. */
const largestWeight = 127;

/**
 * Symmetric int8 weights with a scale per output channel, int32 biases at the scale of the sums, and the factors of the requantisation.
 * Source: TensorFlow Lite 8-bit quantization specification.
 */
export function integerWeights(
  weights: Float32Array,
  biases: Float32Array | undefined,
  { channels, channelOf }: ChannelLayout,
  input: Quantization,
  output: Quantization,
): IntegerWeights {
  const peaks = new Float64Array(channels);
  for (const [at, weight] of weights.entries()) {
    const channel = channelOf(at);
    peaks[channel] = Math.max(peaks[channel] ?? 0, Math.abs(weight));
  }
  const scales = Float32Array.from(peaks, (peak) => (peak === 0 ? 1 : normalScale(peak / largestWeight)));
  const values = new Int8Array(weights.length);
  for (const [at, weight] of weights.entries()) {
    const value = roundAway(Math.fround(weight / (scales[channelOf(at)] ?? 1)));
    values[at] = Math.min(Math.max(value, -largestWeight), largestWeight);
  }
  return {
    weights: values,
    biases: Int32Array.from(scales, (scale, channel) => toInt32((biases?.[channel] ?? 0) / (input.scale * scale))),
    factors: Array.from(scales, (scale) => quantizeMultiplier((input.scale * scale) / output.scale)),
  };
}

function toInt32(value: number): number {
  return Math.min(Math.max(roundAway(value), -(2 ** 31)), 2 ** 31 - 1);
}
