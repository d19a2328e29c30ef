import type { Rational } from "../core/rational.ts";
import {
  addRational,
  compareRational,
  divideRational,
  multiplyRational,
  negateRational,
  powerRational,
  rational,
} from "../core/rational.ts";
import type { Bound } from "./expression.ts";

/** A set that contains all values of a quantity; an absent bound is infinite. */
export interface Interval {
  readonly low?: Bound;
  readonly high?: Bound;
}

export const everything: Interval = {};

export function interval(low: Bound | undefined, high: Bound | undefined): Interval {
  return { ...(low === undefined ? {} : { low }), ...(high === undefined ? {} : { high }) };
}

export function pointInterval(value: Rational): Interval {
  const bound = { value, closed: true };
  return { low: bound, high: bound };
}

function addBounds(a: Bound | undefined, b: Bound | undefined): Bound | undefined {
  if (a === undefined || b === undefined) return undefined;
  return { value: addRational(a.value, b.value), closed: a.closed && b.closed };
}

export function addIntervals(a: Interval, b: Interval): Interval {
  return interval(addBounds(a.low, b.low), addBounds(a.high, b.high));
}

export function negateInterval(a: Interval): Interval {
  return interval(negateBound(a.high), negateBound(a.low));
}

function negateBound(a: Bound | undefined): Bound | undefined {
  return a === undefined ? undefined : { value: negateRational(a.value), closed: a.closed };
}

/** The interval of scale * x. */
export function scaleInterval(a: Interval, scale: Rational): Interval {
  if (scale.num === 0n) return pointInterval(rational(0));
  const scaled = (bound: Bound | undefined): Bound | undefined =>
    bound === undefined ? undefined : { value: multiplyRational(bound.value, scale), closed: bound.closed };
  return scale.num > 0n ? interval(scaled(a.low), scaled(a.high)) : interval(scaled(a.high), scaled(a.low));
}

/** The greater of two lower bounds that both hold. */
export function tighterLow(a: Bound | undefined, b: Bound | undefined): Bound | undefined {
  if (a === undefined) return b;
  if (b === undefined) return a;
  const order = compareRational(a.value, b.value);
  if (order !== 0) return order > 0 ? a : b;
  return a.closed ? b : a;
}

/** The smaller of two upper bounds that both hold. */
export function tighterHigh(a: Bound | undefined, b: Bound | undefined): Bound | undefined {
  return negateBound(tighterLow(negateBound(a), negateBound(b)));
}

/** The lower bound of a union. */
export function looserLow(a: Bound | undefined, b: Bound | undefined): Bound | undefined {
  if (a === undefined || b === undefined) return undefined;
  const order = compareRational(a.value, b.value);
  if (order !== 0) return order < 0 ? a : b;
  return a.closed ? a : b;
}

/** The upper bound of a union. */
export function looserHigh(a: Bound | undefined, b: Bound | undefined): Bound | undefined {
  return negateBound(looserLow(negateBound(a), negateBound(b)));
}

export function intersect(a: Interval, b: Interval): Interval {
  return interval(tighterLow(a.low, b.low), tighterHigh(a.high, b.high));
}

/** An end of a product: a finite bound, or an infinity by its sign. */
type End = { readonly infinite: 1 | -1 } | Bound;

function endsOf(a: Interval): readonly [End, End] {
  return [a.low ?? { infinite: -1 }, a.high ?? { infinite: 1 }];
}

function multiplyEnds(a: End, b: End): End {
  if ("infinite" in a) {
    if ("infinite" in b) return { infinite: a.infinite === b.infinite ? 1 : -1 };
    // A factor that tends to 0 beside one that grows without bound is covered by the other corners.
    if (b.value.num === 0n) return { value: b.value, closed: b.closed };
    return { infinite: b.value.num > 0n ? a.infinite : a.infinite === 1 ? -1 : 1 };
  }
  if ("infinite" in b) return multiplyEnds(b, a);
  const attainedZero = (a.closed && a.value.num === 0n) || (b.closed && b.value.num === 0n);
  return { value: multiplyRational(a.value, b.value), closed: attainedZero || (a.closed && b.closed) };
}

/** The interval of x * y for independent x and y. */
export function multiplyIntervals(a: Interval, b: Interval): Interval {
  const corners = endsOf(a).flatMap((left) => endsOf(b).map((right) => multiplyEnds(left, right)));
  let low: Bound | undefined;
  let high: Bound | undefined;
  let unboundedLow = false;
  let unboundedHigh = false;
  for (const corner of corners) {
    if ("infinite" in corner) {
      if (corner.infinite < 0) unboundedLow = true;
      else unboundedHigh = true;
      continue;
    }
    low = low === undefined ? corner : looserLow(low, corner);
    high = high === undefined ? corner : looserHigh(high, corner);
  }
  return interval(unboundedLow ? undefined : low, unboundedHigh ? undefined : high);
}

/** The interval of x ^ exponent, exponent >= 1. */
export function powerInterval(a: Interval, exponent: number): Interval {
  if (exponent === 1) return a;
  const raised = (bound: Bound | undefined): Bound | undefined =>
    bound === undefined ? undefined : { value: powerRational(bound.value, BigInt(exponent)), closed: bound.closed };
  if (exponent % 2 === 1) return interval(raised(a.low), raised(a.high));
  if (isAtLeastZero(a)) return interval(raised(a.low), raised(a.high));
  if (isAtMostZero(a)) return interval(raised(a.high), raised(a.low));
  const zero: Bound = { value: rational(0), closed: true };
  const high = a.low === undefined || a.high === undefined ? undefined : looserHigh(raised(a.low), raised(a.high));
  return interval(zero, high);
}

/** The interval of 1 / x, or everything when x may be near 0 on both sides. */
export function invertInterval(a: Interval): Interval {
  if (isAtLeastZero(a)) return interval(inverseEnd(a.high), invertedBound(a.low));
  if (isAtMostZero(a)) return interval(invertedBound(a.high), inverseEnd(a.low));
  return everything;
}

/** The end of 1/x that belongs to the far end of x; 1/infinity is an open 0. */
function inverseEnd(bound: Bound | undefined): Bound | undefined {
  return bound === undefined ? { value: rational(0), closed: false } : invertedBound(bound);
}

function invertedBound(bound: Bound | undefined): Bound | undefined {
  if (bound === undefined || bound.value.num === 0n) return undefined;
  return { value: divideRational(rational(1), bound.value), closed: bound.closed };
}

export function isAtLeastZero(a: Interval): boolean {
  return a.low !== undefined && a.low.value.num >= 0n;
}

export function isAtMostZero(a: Interval): boolean {
  return a.high !== undefined && a.high.value.num <= 0n;
}

export function isAboveZero(a: Interval): boolean {
  return a.low !== undefined && (a.low.value.num > 0n || (a.low.value.num === 0n && !a.low.closed));
}

export function isBelowZero(a: Interval): boolean {
  return a.high !== undefined && (a.high.value.num < 0n || (a.high.value.num === 0n && !a.high.closed));
}

export function contains(a: Interval, value: Rational): boolean {
  if (a.low !== undefined) {
    const order = compareRational(value, a.low.value);
    if (order < 0 || (order === 0 && !a.low.closed)) return false;
  }
  if (a.high !== undefined) {
    const order = compareRational(value, a.high.value);
    if (order > 0 || (order === 0 && !a.high.closed)) return false;
  }
  return true;
}
