/** An exact rational: `den > 0`, `gcd(num, den) = 1`. */
export interface Rational {
  readonly num: bigint;
  readonly den: bigint;
}

const largestSafe = 9007199254740991n;

/** The greatest common divisor of |a| and |b|; gcd(0, 0) = 0. */
export function gcdInteger(a: bigint, b: bigint): bigint {
  let x = a < 0n ? -a : a;
  let y = b < 0n ? -b : b;
  while (y > largestSafe) {
    const rest = x % y;
    x = y;
    y = rest;
  }
  if (y === 0n) return x;
  // Both fit a double after one more step, and number remainders are exact and much faster.
  let p = Number(y);
  let q = Number(x % y);
  while (q !== 0) {
    const rest = p % q;
    p = q;
    q = rest;
  }
  return BigInt(p);
}

/** The least common multiple of |a| and |b|; 0 when either is 0. */
export function lcmInteger(a: bigint, b: bigint): bigint {
  if (a === 0n || b === 0n) return 0n;
  const product = (a / gcdInteger(a, b)) * b;
  return product < 0n ? -product : product;
}

function integerOf(value: bigint | number): bigint {
  if (typeof value === "bigint") return value;
  if (!Number.isInteger(value)) throw new RangeError(`not an integer: ${value}`);
  return BigInt(value);
}

/**
 * The reduced rational num / den.
 *
 * Errors: RangeError when den is 0 or a `number` argument is no integer.
 *
 * @example rational(14, 4)  // 7/2
 */
export function rational(num: bigint | number, den: bigint | number = 1n): Rational {
  return reduced(integerOf(num), integerOf(den));
}

function reduced(num: bigint, den: bigint): Rational {
  if (den === 1n) return { num, den };
  if (den === 0n) throw new RangeError("division by zero");
  const divisor = gcdInteger(num, den);
  const signed = den < 0n ? -divisor : divisor;
  return signed === 1n ? { num, den } : { num: num / signed, den: den / signed };
}

export function addRational(a: Rational, b: Rational): Rational {
  if (a.den === 1n && b.den === 1n) return { num: a.num + b.num, den: 1n };
  return reduced(a.num * b.den + b.num * a.den, a.den * b.den);
}

export function subtractRational(a: Rational, b: Rational): Rational {
  if (a.den === 1n && b.den === 1n) return { num: a.num - b.num, den: 1n };
  return reduced(a.num * b.den - b.num * a.den, a.den * b.den);
}

export function multiplyRational(a: Rational, b: Rational): Rational {
  if (a.den === 1n && b.den === 1n) return { num: a.num * b.num, den: 1n };
  return reduced(a.num * b.num, a.den * b.den);
}

/** a / b. Errors: RangeError when b is 0. */
export function divideRational(a: Rational, b: Rational): Rational {
  return reduced(a.num * b.den, a.den * b.num);
}

export function negateRational(a: Rational): Rational {
  return { num: -a.num, den: a.den };
}

export function absRational(a: Rational): Rational {
  return a.num < 0n ? negateRational(a) : a;
}

export function compareRational(a: Rational, b: Rational): -1 | 0 | 1 {
  const left = a.den === b.den ? a.num : a.num * b.den;
  const right = a.den === b.den ? b.num : b.num * a.den;
  if (left < right) return -1;
  return left > right ? 1 : 0;
}

export function equalsRational(a: Rational, b: Rational): boolean {
  return a.num === b.num && a.den === b.den;
}

/** a ^ exponent; 0^0 = 1. Errors: RangeError for 0 to a negative power. The caller bounds the size of the result. */
export function powerRational(a: Rational, exponent: bigint): Rational {
  if (exponent >= 0n) return { num: a.num ** exponent, den: a.den ** exponent };
  return reduced(a.den ** -exponent, a.num ** -exponent);
}

/** The largest integer that is not above a. */
export function floorRational(a: Rational): bigint {
  if (a.den === 1n) return a.num;
  const quotient = a.num / a.den;
  return a.num < 0n ? quotient - 1n : quotient;
}

/** The smallest integer that is not below a. */
export function ceilRational(a: Rational): bigint {
  return a.den === 1n ? a.num : floorRational(a) + 1n;
}

export function isIntegerRational(a: Rational): boolean {
  return a.den === 1n;
}

/**
 * The largest rational g such that a and b are integer multiples of g; gcd(a, 0) = |a|.
 *
 * @example gcdRational(rational(1, 2), rational(1, 3))  // 1/6
 */
export function gcdRational(a: Rational, b: Rational): Rational {
  if (a.den === 1n && b.den === 1n) return { num: gcdInteger(a.num, b.num), den: 1n };
  return reduced(gcdInteger(a.num * b.den, b.num * a.den), a.den * b.den);
}

const decimalPattern = /^(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/;
const largestDecimalExponent = 1000;

/**
 * Reads an unsigned decimal literal exactly; undefined when the text is none, or its exponent is beyond +-1000.
 *
 * @example parseDecimal("1.4")  // 7/5
 */
export function parseDecimal(text: string): Rational | undefined {
  const match = decimalPattern.exec(text);
  if (match === null) return undefined;
  const whole = match[1] ?? "";
  const fraction = match[2] ?? "";
  if (whole === "" && fraction === "") return undefined;
  const exponent = Number(match[3] ?? "0");
  if (Math.abs(exponent) > largestDecimalExponent) return undefined;
  const shift = exponent - fraction.length;
  const digits = BigInt(whole + fraction);
  return shift >= 0 ? reduced(digits * 10n ** BigInt(shift), 1n) : reduced(digits, 10n ** BigInt(-shift));
}

/**
 * `7/2`, or `3` for an integer.
 *
 * @example rationalToText(rational(-7, 2))  // "-7/2"
 */
export function rationalToText(a: Rational): string {
  return a.den === 1n ? a.num.toString() : `${a.num}/${a.den}`;
}

/**
 * Decimal text rounded half away from zero to `digits` digits after the point, all of them printed.
 *
 * @example rationalToDecimal(rational(7, 2), 2)  // "3.50"
 */
export function rationalToDecimal(a: Rational, digits: number): string {
  const scale = 10n ** BigInt(digits);
  const magnitude = a.num < 0n ? -a.num : a.num;
  const scaled = (2n * magnitude * scale + a.den) / (2n * a.den);
  const sign = a.num < 0n && scaled !== 0n ? "-" : "";
  if (digits === 0) return sign + scaled.toString();
  return `${sign}${scaled / scale}.${(scaled % scale).toString().padStart(digits, "0")}`;
}

/** `0.75` where the decimals end, else `1/3`. */
export function rationalAsTyped(a: Rational): string {
  let rest = a.den;
  let [twos, fives] = [0, 0];
  for (; rest % 2n === 0n; rest /= 2n) twos += 1;
  for (; rest % 5n === 0n; rest /= 5n) fives += 1;
  const digits = Math.max(twos, fives);
  return rest === 1n && digits <= 12 ? rationalToDecimal(a, digits) : rationalToText(a);
}

function bitLength(value: bigint): number {
  return (value < 0n ? -value : value).toString(16).length * 4;
}

/** The nearest double, ties to even; infinite beyond the double range. Exact for results in the normal range. */
export function rationalToNumber(a: Rational): number {
  const magnitude = a.num < 0n ? -a.num : a.num;
  if (magnitude <= largestSafe && a.den <= largestSafe) return Number(a.num) / Number(a.den);
  // A quotient of about 66 bits with a sticky last bit rounds once, in Number().
  const shift = BigInt(66 + bitLength(a.den) - bitLength(magnitude));
  const above = shift > 0n ? magnitude << shift : magnitude;
  const below = shift < 0n ? a.den << -shift : a.den;
  const quotient = above / below;
  const sticky = quotient * below === above ? 0n : 1n;
  const value = scaleByPowerOfTwo(Number((quotient << 1n) | sticky), -Number(shift) - 1);
  return a.num < 0n ? -value : value;
}

/**
 * The double whose shortest decimal text says exactly this value; undefined where there is none.
 *
 * @example exactNumber(rational(1, 10))  // 0.1
 */
export function exactNumber(a: Rational): number | undefined {
  const near = rationalToNumber(a);
  const said = parseDecimal(String(Math.abs(near)));
  return said !== undefined && equalsRational(said, absRational(a)) ? near : undefined;
}

function scaleByPowerOfTwo(value: number, exponent: number): number {
  let result = value;
  let rest = exponent;
  while (rest < -1000) {
    result *= 2 ** -1000;
    rest += 1000;
  }
  return result * 2 ** rest;
}
