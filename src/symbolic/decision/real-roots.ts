import { addRational, compareRational, floorRational, type Rational, rational } from "../../core/rational.ts";
import type { Budget } from "./budget.ts";
import { derivativeOf, type IntegerPolynomial, remainderOf, signAt } from "./integer-polynomial.ts";

/** A real root within [low, high]: rational when both are equal, else irrational, strictly between them and the only root there. */
export interface Root {
  readonly low: Rational;
  readonly high: Rational;
}

export function isRational(root: Root): boolean {
  return compareRational(root.low, root.high) === 0;
}

/** Sturm's sequence of a square-free polynomial: the difference of its sign changes at two points counts the roots between them. */
export type SturmSequence = readonly IntegerPolynomial[];

export function sturmSequence(a: IntegerPolynomial, budget: Budget): SturmSequence {
  const sequence: IntegerPolynomial[] = [a];
  let next = derivativeOf(a);
  while (next.length > 0) {
    sequence.push(next);
    const before = sequence[sequence.length - 2] ?? [];
    next = remainderOf(before, next, budget).map((each) => -each);
  }
  return sequence;
}

function signChanges(sequence: SturmSequence, x: Rational, budget: Budget): number {
  let changes = 0;
  let last = 0;
  const digits = 1 + Math.floor((x.num.toString(16).length + x.den.toString(16).length) / 8);
  for (const a of sequence) {
    budget.spend(a.length * digits);
    const sign = signAt(a, x);
    if (sign !== 0 && last !== 0 && sign !== last) changes += 1;
    if (sign !== 0) last = sign;
  }
  return changes;
}

/** The number of roots in (low, high]. */
export function countRoots(sequence: SturmSequence, low: Rational, high: Rational, budget: Budget): number {
  return signChanges(sequence, low, budget) - signChanges(sequence, high, budget);
}

/** A number that no root passes in size, a power of two (Cauchy's bound). */
export function rootBound(a: IntegerPolynomial): bigint {
  const magnitude = (value: bigint): bigint => (value < 0n ? -value : value);
  const lead = magnitude(a[a.length - 1] ?? 1n);
  const largest = a.slice(0, -1).reduce((most, each) => (magnitude(each) > most ? magnitude(each) : most), 0n);
  let bound = 2n;
  while (bound * lead < largest + lead) bound *= 2n;
  return bound;
}

/** The real roots of a square-free polynomial in ascending order, the rational ones exactly. */
export function realRoots(a: IntegerPolynomial, budget: Budget): readonly Root[] {
  if (a.length <= 1) return [];
  const sequence = sturmSequence(a, budget);
  const bound = rational(rootBound(a));
  const found: Root[] = [];
  const visit = (low: Rational, high: Rational, count: number): void => {
    if (count === 0) return;
    if (count === 1) {
      found.push(settled(a, low, high, budget));
      return;
    }
    const middle = middleOf(low, high);
    const below = countRoots(sequence, low, middle, budget);
    visit(low, middle, below);
    visit(middle, high, count - below);
  };
  const low = { num: -bound.num - 1n, den: 1n };
  const high = { num: bound.num + 1n, den: 1n };
  visit(low, high, countRoots(sequence, low, high, budget));
  return found;
}

/** The one root in (low, high]: exact when it is rational, since then its product with the leading coefficient is an integer. */
function settled(a: IntegerPolynomial, low: Rational, high: Rational, budget: Budget): Root {
  const size = a[a.length - 1] ?? 1n;
  const lead = size < 0n ? -size : size;
  let root: Root = { low, high };
  for (;;) {
    const exact = exactEnd(a, root);
    if (exact !== undefined) return exact;
    const first = floorRational(rational(root.low.num * lead, root.low.den)) + 1n;
    const candidate = rational(first, lead);
    const isPast = compareRational(candidate, root.high) >= 0;
    if (isPast || signAt(a, candidate) === 0) return isPast ? root : { low: candidate, high: candidate };
    const next = rational(first + 1n, lead);
    if (compareRational(next, root.high) >= 0) return root;
    root = refined(a, root, budget);
  }
}

/** The upper end, or the lower end of a root that lies beyond it, when the root is there. */
function exactEnd(a: IntegerPolynomial, { high }: Root): Root | undefined {
  return signAt(a, high) === 0 ? { low: high, high } : undefined;
}

/** The half of the interval that holds the root. The lower end may be another root, but never the upper one. */
export function refined(a: IntegerPolynomial, root: Root, budget: Budget): Root {
  if (isRational(root)) return root;
  const middle = middleOf(root.low, root.high);
  budget.spend(a.length * (1 + Math.floor(middle.den.toString(16).length / 8)));
  const sign = signAt(a, middle);
  if (sign === 0) return { low: middle, high: middle };
  return sign === signAt(a, root.high) ? { low: root.low, high: middle } : { low: middle, high: root.high };
}

export function middleOf(low: Rational, high: Rational): Rational {
  const total = addRational(low, high);
  return rational(total.num, total.den * 2n);
}

/** The rational number with the smallest denominator, then numerator, strictly between two others (Stern and Brocot). */
export function simplestBetween(low: Rational, high: Rational): Rational {
  if (low.num < 0n && high.num > 0n) return rational(0);
  if (high.num <= 0n) {
    const mirrored = simplestBetween({ num: -high.num, den: high.den }, { num: -low.num, den: low.den });
    return { num: -mirrored.num, den: mirrored.den };
  }
  const whole = floorRational(low);
  const next = rational(whole + 1n);
  if (compareRational(next, high) < 0) return next;
  const shift = rational(-whole);
  const top = addRational(high, shift);
  const bottom = addRational(low, shift);
  // low - whole lies in [0, 1) and high - whole in (0, 1]; the inverse of the result lies between the inverses.
  const inverse = bottom.num === 0n ? aboveInverse(top) : simplestBetween(inverted(top), inverted(bottom));
  return addRational(rational(whole), inverted(inverse));
}

function inverted({ num, den }: Rational): Rational {
  return { num: den, den: num };
}

/** The smallest integer above 1 / top. */
function aboveInverse(top: Rational): Rational {
  return rational(floorRational(inverted(top)) + 1n);
}
