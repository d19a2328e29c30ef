import type { Rational } from "../core/rational.ts";
import { compareRational, divideRational, rational } from "../core/rational.ts";
import { integerSquareRoot } from "./evaluate.ts";

/** Rationals on both sides of a real number. */
export interface Enclosure {
  readonly low: Rational;
  readonly high: Rational;
}

/** Beyond this, exp(x) has too many digits to be of use. */
const largestExponent = 1024n;

function ceilDiv(a: bigint, b: bigint): bigint {
  return (a + b - 1n) / b;
}

/**
 * Rationals around exp(x), 2^-bits apart relative to it, by the Taylor series in integers rounded outwards. Undefined for |x| > 1024.
 */
export function encloseExp(x: Rational, bits: number): Enclosure | undefined {
  if (x.num < 0n) {
    const inverse = encloseExp({ num: -x.num, den: x.den }, bits);
    if (inverse === undefined) return undefined;
    return { low: divideRational(rational(1), inverse.high), high: divideRational(rational(1), inverse.low) };
  }
  if (x.num > largestExponent * x.den) return undefined;
  let halvings = 1n;
  while (x.num * 2n > x.den << halvings) halvings += 1n;
  const precision = BigInt(bits) + 2n * halvings + 16n;
  const scale = 1n << precision;
  let low = seriesBelow((x.num << precision) / (x.den << halvings), scale);
  let high = seriesAbove((x.num << precision) / (x.den << halvings) + 1n, scale);
  for (let count = 0n; count < halvings; count += 1n) {
    low = (low * low) >> precision;
    high = ((high * high) >> precision) + 1n;
  }
  return { low: rational(low, scale), high: rational(high, scale) };
}

/** At most scale * exp(x / scale), for 0 <= x <= scale / 2. */
function seriesBelow(x: bigint, scale: bigint): bigint {
  let total = scale;
  let term = scale;
  for (let n = 1n; term > 0n; n += 1n) {
    term = (term * x) / (scale * n);
    total += term;
  }
  return total;
}

/** At least scale * exp(x / scale), for 0 <= x <= scale / 2: the terms after one add up to less than it. */
function seriesAbove(x: bigint, scale: bigint): bigint {
  let total = scale;
  let term = scale;
  for (let n = 1n; term > 1n; n += 1n) {
    term = ceilDiv(term * x, scale * n);
    total += term;
  }
  return total + term;
}

/** Rationals around log2(x), at most 2^-bits apart, by squaring in integers rounded outwards; x > 0. */
export function encloseLog2(x: Rational, bits: number): Enclosure {
  let exponent = BigInt(x.num.toString(2).length - x.den.toString(2).length);
  const power = exponent >= 0n ? rational(1n << exponent) : rational(1n, 1n << -exponent);
  if (compareRational(x, power) < 0) exponent -= 1n;
  const precision = 2n * BigInt(bits) + 16n;
  const [top, bottom] = exponent >= 0n ? [x.num, x.den << exponent] : [x.num << -exponent, x.den];
  const two = 2n << precision;
  let low = (top << precision) / bottom;
  let high = low + 1n;
  let digits = 0n;
  let count = 0n;
  for (; count < BigInt(bits); count += 1n) {
    const nextLow = (low * low) >> precision;
    const nextHigh = ((high * high) >> precision) + 1n;
    // The digit is known only when both ends agree on it.
    if (nextLow < two && nextHigh > two) break;
    const isOne = nextLow >= two;
    digits = 2n * digits + (isOne ? 1n : 0n);
    low = isOne ? nextLow >> 1n : nextLow;
    high = isOne ? (nextHigh >> 1n) + 1n : nextHigh;
  }
  const step = 1n << count;
  return { low: rational(exponent * step + digits, step), high: rational(exponent * step + digits + 1n, step) };
}

/** Rationals around sqrt(x), at most 2^-bits apart; x >= 0. */
export function encloseRoot(x: Rational, bits: number): Enclosure {
  const scale = 1n << BigInt(bits);
  const root = integerSquareRoot((x.num * scale * scale) / x.den);
  return { low: rational(root, scale), high: rational(root + 1n, scale) };
}
