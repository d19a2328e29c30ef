import { roundAway } from "./fixed-point.ts";

/** How int8 values stand for reals: real = scale * (value - zeroPoint). */
export interface Quantization {
  readonly scale: number;
  readonly zeroPoint: number;
}

/** Smallest and largest int8. */
export const int8Range = { low: -128, high: 127 } as const;

/**
 * Asymmetric int8 values for reals from `min` to `max`; 0 always has a value of its own, so that padding is exact.
 * Source: TensorFlow Lite, tools/optimize/quantization_utils.cc, GetAsymmetricQuantizationParams.
 *
 * @example quantizationOf(0, 6)  // { scale: 0.0235294122248888, zeroPoint: -128 }
 */
export function quantizationOf(min: number, max: number): Quantization {
  const [low, high] = [Math.min(min, 0), Math.max(max, 0)];
  if (low === high) return { scale: 1, zeroPoint: 0 };
  const scale = normalScale((high - low) / (int8Range.high - int8Range.low));
  const zeroPoint = roundAway(int8Range.low - low / scale);
  return { scale, zeroPoint: Math.min(Math.max(zeroPoint, int8Range.low), int8Range.high) };
}

/** The smallest normal fp32 number: with a scale below it, digits go, and in the end the scale is 0. */
const smallestScale = 2 ** -126;
const largestScale = (2 - 2 ** -23) * 2 ** 127;

/** A scale as fp32, and neither 0 nor infinite. */
export function normalScale(scale: number): number {
  return Math.min(Math.max(Math.fround(scale), smallestScale), largestScale);
}

/** Reals as int8 values: divided in fp32, rounded with halves away from zero, cut off at the ends. */
export function quantize(data: ArrayLike<number>, { scale, zeroPoint }: Quantization): Int8Array {
  const values = new Int8Array(data.length);
  for (let at = 0; at < values.length; at++) {
    const value = roundAway(Math.fround((data[at] ?? 0) / scale)) + zeroPoint;
    values[at] = Math.min(Math.max(value, int8Range.low), int8Range.high);
  }
  return values;
}

/** The reals behind int8 values. */
export function dequantize(values: Int8Array, { scale, zeroPoint }: Quantization): Float32Array {
  return Float32Array.from(values, (value) => scale * (value - zeroPoint));
}

/** Values as differences from their zero point, which is what integer kernels multiply. */
export function centred(values: Int8Array, { zeroPoint }: Quantization): Int16Array {
  return Int16Array.from(values, (value) => value - zeroPoint);
}
