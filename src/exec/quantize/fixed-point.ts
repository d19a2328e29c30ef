/** A positive factor as `multiplier / 2^31 * 2^shift`, the multiplier an int32 of at least 2^30 (or 0). */
export interface FixedPointFactor {
  readonly multiplier: number;
  readonly shift: number;
}

const largest = 2 ** 31 - 1;
const smallest = -(2 ** 31);

/**
 * A real factor in fixed point. Errors: throws RangeError for what is negative, infinite or no number.
 * Source: TensorFlow Lite, kernels/internal/quantization_util.cc, QuantizeMultiplier; there a shift above 30 is cut off only for the
 * rounding of one step, here always.
 *
 * @example quantizeMultiplier(0.75)  // { multiplier: 1610612736, shift: 0 }
 */
export function quantizeMultiplier(factor: number): FixedPointFactor {
  if (!(factor >= 0 && factor < Number.POSITIVE_INFINITY)) throw new RangeError(`${factor} is no factor`);
  if (factor === 0) return { multiplier: 0, shift: 0 };
  const { fraction, exponent } = splitExponent(factor);
  let [multiplier, shift] = [roundAway(fraction * 2 ** 31), exponent];
  if (multiplier === 2 ** 31) {
    multiplier /= 2;
    shift += 1;
  }
  if (shift < -31) return { multiplier: 0, shift: 0 };
  return shift > 30 ? { multiplier: largest, shift: 30 } : { multiplier, shift };
}

/** `frexp`: the fraction in [1/2, 1) times 2^exponent. */
function splitExponent(value: number): { readonly fraction: number; readonly exponent: number } {
  let [fraction, exponent] = [value, 0];
  while (fraction >= 1) {
    fraction /= 2;
    exponent += 1;
  }
  while (fraction < 0.5) {
    fraction *= 2;
    exponent -= 1;
  }
  return { fraction, exponent };
}

/** The nearest whole number, halves away from zero, as C's `round`. */
export function roundAway(value: number): number {
  return value < 0 ? -Math.round(-value) : Math.round(value);
}

/**
 * The high 32 bits of 2 a b, rounded to the nearest, halves up; the one product that does not fit, of the smallest int32 with itself, gives
 * the largest. Source: gemmlowp, fixedpoint.h, SaturatingRoundingDoublingHighMul.
 *
 * @example saturatingRoundingDoublingHighMul(2 ** 30, 3)  // 2
 */
export function saturatingRoundingDoublingHighMul(a: number, b: number): number {
  if (a === smallest && b === smallest) return largest;
  // The product as high * 2^16 + low, both exact in a double; `low` is in [0, 2^16).
  const [upper, lower] = [a >> 16, a & 0xffff];
  const partial = lower * b;
  const carried = Math.floor(partial / 65536);
  const high = upper * b + carried;
  const low = partial - carried * 65536;
  const isNegative = high < 0;
  // (product + nudge) / 2^31, cut off towards zero: 2^30, or 1 - 2^30 for a negative product.
  const nudgedLow = low + (isNegative ? 1 : 0);
  const nudgedHigh = high + (isNegative ? -16384 : 16384) + (nudgedLow === 65536 ? 1 : 0);
  const quotient = Math.floor(nudgedHigh / 32768);
  const hasRest = (nudgedHigh & 32767) !== 0 || nudgedLow % 65536 !== 0;
  return isNegative && hasRest ? quotient + 1 : quotient;
}

/**
 * x / 2^exponent, rounded to the nearest, halves away from zero. Source: gemmlowp, fixedpoint.h, RoundingDivideByPOT.
 *
 * @example roundingDivideByPowerOfTwo(-6, 2)  // -2
 */
export function roundingDivideByPowerOfTwo(x: number, exponent: number): number {
  const mask = exponent === 31 ? largest : (1 << exponent) - 1;
  const remainder = x & mask;
  const threshold = (mask >> 1) + (x < 0 ? 1 : 0);
  return (x >> exponent) + (remainder > threshold ? 1 : 0);
}

/**
 * An int32 times a factor: shifted left, high multiplication, rounding shift right.
 * Source: TensorFlow Lite, kernels/internal/common.h, MultiplyByQuantizedMultiplier (two roundings).
 *
 * @example multiplyByQuantizedMultiplier(100, quantizeMultiplier(0.75))  // 75
 */
export function multiplyByQuantizedMultiplier(x: number, { multiplier, shift }: FixedPointFactor): number {
  const left = shift > 0 ? shift : 0;
  const right = shift > 0 ? 0 : -shift;
  return roundingDivideByPowerOfTwo(saturatingRoundingDoublingHighMul(x << left, multiplier), right);
}
