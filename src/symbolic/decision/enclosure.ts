import { compareRational, floorRational, multiplyRational, type Rational, rational } from "../../core/rational.ts";
import { childrenOf, visitAtoms } from "../atom.ts";
import { atomBounds, extremumBounds, unaryBounds } from "../bounds.ts";
import { decideByBounds } from "../comparison.ts";
import { evaluate, type Point } from "../evaluate.ts";
import type { Atom, Bound, Expr, Monomial, Polynomial, SymbolAtom } from "../expression.ts";
import type { Interval } from "../interval.ts";
import {
  addIntervals,
  interval,
  invertInterval,
  isAboveZero,
  isAtLeastZero,
  isBelowZero,
  looserHigh,
  looserLow,
  multiplyIntervals,
  pointInterval,
  powerInterval,
  scaleInterval,
} from "../interval.ts";
import { ExpressionTooLarge } from "../limits.ts";
import { isOnePolynomial } from "../polynomial.ts";
import { fromPolynomial } from "../rational-function.ts";

/** An interval for each symbol; a symbol without one keeps its domain. */
export type Box = ReadonlyMap<string, Interval>;

/** An interval that holds every value that e has within the box, ends rounded outwards to about `bits` binary digits. */
export function enclose(e: Expr, box: Box, bits: number): Interval {
  return encloseWithin(e, box, bits, new Map());
}

type Memo = Map<string, Interval>;

function encloseWithin(e: Expr, box: Box, bits: number, memo: Memo): Interval {
  if (e.kind === "constant") return pointInterval(e);
  const top = enclosePolynomial(e.numerator, box, bits, memo);
  if (isOnePolynomial(e.denominator)) return top;
  return multiplyIntervals(top, invertInterval(enclosePolynomial(e.denominator, box, bits, memo)));
}

function enclosePolynomial(p: Polynomial, box: Box, bits: number, memo: Memo): Interval {
  let total = pointInterval(rational(0));
  for (const { monomial, coefficient } of p.terms.values()) {
    const decay = decayOf(monomial, box, bits);
    let value = decay?.interval ?? pointInterval(rational(1));
    for (const { atom, exponent } of monomial.factors) {
      if (atom === decay?.symbol || atom === decay?.exponential) continue;
      const power = rounded(powerInterval(encloseAtom(atom, box, bits, memo), exponent), bits);
      value = rounded(multiplyIntervals(value, power), bits);
    }
    total = rounded(addIntervals(total, scaleInterval(value, coefficient)), bits);
  }
  return total;
}

/** Ends of many digits rounded outwards to about `bits` significant ones, so that long sums and products stay quick. */
function rounded(a: Interval, bits: number): Interval {
  const { low, high } = a;
  const isShort = (end: Bound | undefined): boolean => end === undefined || !isLong(end.value, bits);
  if (isShort(low) && isShort(high)) return a;
  return interval(low && roundedDown(low, bits), high && mirrored(roundedDown(mirrored(high), bits)));
}

function mirrored({ value: { num, den }, closed }: Bound): Bound {
  return { value: { num: -num, den }, closed };
}

/** Ends with fewer digits are kept as they are. */
const longEnd = 2;

function isLong({ num, den }: Rational, bits: number): boolean {
  const limit = 1n << BigInt(longEnd * bits);
  return den >= limit || num >= limit || num <= -limit;
}

function roundedDown(end: Bound, bits: number): Bound {
  const { num, den } = end.value;
  if (!isLong(end.value, bits)) return end;
  // A multiple of 1/2^places; below 0 places of 2^-places.
  const places = BigInt(bits + lengthOf(den) - lengthOf(num));
  const [scaled, divisor] = places >= 0n ? [num << places, den] : [num, den << -places];
  const count = floorRational({ num: scaled, den: divisor });
  const value = places >= 0n ? rational(count, 1n << places) : rational(count << -places);
  return { value, closed: end.closed && count * divisor === scaled };
}

/** Hexadecimal digits, as binary ones. */
function lengthOf(value: bigint): number {
  return 4 * value.toString(16).length;
}

interface Decay {
  readonly symbol: Atom;
  readonly exponential: Atom;
  readonly interval: Interval;
}

/**
 * x^k * exp(c*x + d)^j beyond its extremum at |x| = k/|c*j|, where it tends to 0: the values lie between those at the ends. Apart, the two
 * factors would have no bound together.
 */
function decayOf(monomial: Monomial, box: Box, bits: number): Decay | undefined {
  for (const { atom: exponential, exponent: times } of monomial.factors) {
    if (exponential.kind !== "exp") continue;
    const slope = slopeOf(exponential.argument);
    if (slope === undefined) continue;
    const own = monomial.factors.find(({ atom }) => atom.key === slope.symbol.key);
    if (own === undefined) continue;
    const range = box.get(slope.symbol.name) ?? atomBounds(slope.symbol);
    const falls = slope.factor.num < 0n;
    const near = falls ? range.low : range.high;
    const far = falls ? range.high : range.low;
    if (near === undefined || falls !== near.value.num > 0n) continue;
    // |near| * |c| * j >= k
    const reach = multiplyRational(near.value, multiplyRational(slope.factor, rational(times)));
    if (compareRational(reach, rational(-own.exponent)) > 0) continue;
    const valueAt = (end: Bound): Interval => {
      const at = new Map([[slope.symbol.name, pointInterval(end.value)]]);
      const power = powerInterval(pointInterval(end.value), own.exponent);
      const decay = rounded(powerInterval(encloseAtom(exponential, at, bits, new Map()), times), bits);
      return rounded(multiplyIntervals(power, decay), bits);
    };
    const limit = far === undefined ? { low: openZero, high: openZero } : valueAt(far);
    return { symbol: own.atom, exponential, interval: hullOf(valueAt(near), limit) };
  }
  return undefined;
}

const openZero: Bound = { value: rational(0), closed: false };

function hullOf(a: Interval, b: Interval): Interval {
  return interval(looserLow(a.low, b.low), looserHigh(a.high, b.high));
}

/** The symbol and its factor when e is linear in one symbol. */
function slopeOf(e: Expr): { readonly symbol: SymbolAtom; readonly factor: Rational } | undefined {
  if (e.kind === "constant" || !isOnePolynomial(e.denominator)) return undefined;
  const [term, ...others] = [...e.numerator.terms.values()].filter(({ monomial }) => monomial.key !== "");
  const [factor] = term?.monomial.factors ?? [];
  if (term === undefined || others.length > 0 || term.monomial.factors.length > 1) return undefined;
  if (factor?.atom.kind !== "symbol" || factor.exponent > 1) return undefined;
  return { symbol: factor.atom, factor: term.coefficient };
}

function encloseAtom(atom: Atom, box: Box, bits: number, memo: Memo): Interval {
  const known = memo.get(atom.key);
  if (known !== undefined) return known;
  const value = rounded(
    freshEnclosure(atom, (e) => encloseWithin(e, box, bits, memo), box, bits),
    bits,
  );
  memo.set(atom.key, value);
  return value;
}

function freshEnclosure(atom: Atom, inside: (e: Expr) => Interval, box: Box, bits: number): Interval {
  switch (atom.kind) {
    case "symbol":
      return box.get(atom.name) ?? atomBounds(atom);
    case "call":
      return inside(atom.definition);
    case "max":
    case "min":
      return extremumBounds(atom.kind, atom.args.map(inside));
    case "bracket": {
      const { operator, threshold, subject } = atom.condition;
      const truth = decideByBounds(operator, threshold, inside(subject));
      if (truth !== undefined) return pointInterval(rational(truth ? 1 : 0));
      return interval({ value: rational(0), closed: true }, { value: rational(1), closed: true });
    }
    default:
      return unaryBounds(atom.kind, inside(atom.argument), bits);
  }
}

/** Binary digits of the first and of the second look at an irrational value. */
const precisions = [64, 256];

/** The sign of left - right at a legal point; undefined where a side has no value, and where the sign is not found out exactly. */
export function orderAt(left: Expr, right: Expr, point: Point): -1 | 0 | 1 | undefined {
  const a = evaluated(left, point);
  const b = evaluated(right, point);
  if (a !== undefined && b !== undefined) return compareRational(a, b);
  if ((a === undefined && !isDefinedAt(left, point)) || (b === undefined && !isDefinedAt(right, point)))
    return undefined;
  const box = boxAt(point);
  for (const bits of precisions) {
    const difference = addIntervals(enclose(left, box, bits), scaleInterval(enclose(right, box, bits), rational(-1)));
    if (isAboveZero(difference)) return 1;
    if (isBelowZero(difference)) return -1;
  }
  return undefined;
}

/** The value, or undefined where it is irrational, does not exist or is too long. */
export function evaluated(e: Expr, point: Point): Rational | undefined {
  try {
    return evaluate(e, point);
  } catch (error) {
    if (error instanceof ExpressionTooLarge || error instanceof RangeError) return undefined;
    throw error;
  }
}

function boxAt(point: Point): Box {
  return new Map([...point].map(([name, value]) => [name, pointInterval(value)]));
}

/** Whether it is certain that e has a value at the point: no divisor is 0, no root or logarithm leaves the reals. */
export function isDefinedAt(e: Expr, point: Point): boolean {
  const box = boxAt(point);
  const isNonZero = (p: Polynomial): boolean => {
    if (isOnePolynomial(p)) return true;
    const value = enclose(fromPolynomial(p), box, precisions[0] ?? 64);
    return isAboveZero(value) || isBelowZero(value);
  };
  const hasValue = (part: Expr): boolean => part.kind === "constant" || isNonZero(part.denominator);
  let isDefined = hasValue(e);
  visitAtoms(e, (atom) => {
    if (!isDefined) return;
    isDefined = childrenOf(atom).every(hasValue);
    if (atom.kind !== "sqrt" && atom.kind !== "log2") return;
    const argument = enclose(atom.argument, box, precisions[0] ?? 64);
    isDefined &&= atom.kind === "sqrt" ? isAtLeastZero(argument) : isAboveZero(argument);
  });
  return isDefined;
}
