import type { Rational } from "../core/rational.ts";
import { ceilRational, floorRational, multiplyRational, rational } from "../core/rational.ts";
import { domainInterval } from "./domain.ts";
import { evaluateUnary } from "./evaluate.ts";
import type { Atom, Bound, Expr, Polynomial, Term, UnaryAtom } from "./expression.ts";
import type { Interval } from "./interval.ts";
import {
  addIntervals,
  everything,
  intersect,
  interval,
  invertInterval,
  isAboveZero,
  isAtLeastZero,
  isAtMostZero,
  looserHigh,
  looserLow,
  multiplyIntervals,
  negateInterval,
  pointInterval,
  powerInterval,
  scaleInterval,
  tighterHigh,
  tighterLow,
} from "./interval.ts";
import { ExpressionTooLarge } from "./limits.ts";
import { monomialOf, unitMonomial } from "./monomial.ts";
import { accumulate, isOnePolynomial, monomialPolynomial, multiplyFreely, onePolynomial } from "./polynomial.ts";
import { type Enclosure, encloseExp, encloseLog2, encloseRoot } from "./transcendental.ts";

/** Binary digits of irrational bounds. */
const usualBits = 64;

const boundsCache = new WeakMap<Expr, Interval>();
const atomCache = new WeakMap<Atom, Interval>();

/** An interval that holds every value of e over the domains of its symbols; sound, not always the smallest. */
export function boundsOf(e: Expr): Interval {
  if (e.kind === "constant") return pointInterval(e);
  const known = boundsCache.get(e);
  if (known !== undefined) return known;
  const top = polynomialBounds(e.numerator);
  const result = isOnePolynomial(e.denominator)
    ? top
    : multiplyIntervals(top, invertInterval(polynomialBounds(e.denominator)));
  boundsCache.set(e, result);
  return result;
}

/** True when e > 0 is proved over the domains. */
export function isPositive(e: Expr): true | undefined {
  return isAboveZero(boundsOf(e)) ? true : undefined;
}

/** True when e >= 0 is proved over the domains. */
export function isNonNegative(e: Expr): true | undefined {
  return isAtLeastZero(boundsOf(e)) ? true : undefined;
}

export function polynomialBounds(a: Polynomial): Interval {
  let total: Interval = pointInterval(rational(0));
  for (const { monomial, coefficient } of a.terms.values()) {
    let value: Interval = pointInterval(rational(1));
    for (const { atom, exponent } of monomial.factors) {
      value = multiplyIntervals(value, powerInterval(atomBounds(atom), exponent));
    }
    total = addIntervals(total, scaleInterval(value, coefficient));
  }
  return a.terms.size < 2 ? total : intersect(total, shiftedBounds(a));
}

/** Terms of the expansion; shifting costs more than it gives on long sums. */
const maxShiftedTerms = 200;

/**
 * Writes every atom with a finite lower bound l as l + t, t >= 0. When all coefficients of the expansion are then of one sign, the
 * constant term is a bound, as in n^2 - n >= 0 for n >= 1.
 */
function shiftedBounds(a: Polynomial): Interval {
  if (!isWorthShifting(a)) return everything;
  let expanded: Map<string, Term>;
  try {
    expanded = expandShifted(a);
  } catch (error) {
    if (error instanceof ExpressionTooLarge) return everything;
    throw error;
  }
  let negative = false;
  let positive = false;
  let attained = true;
  for (const { monomial, coefficient } of expanded.values()) {
    if (monomial.key === "") continue;
    if (!monomial.factors.every(({ atom }) => atomBounds(atom).low !== undefined)) return everything;
    if (coefficient.num < 0n) negative = true;
    else positive = true;
    // Such a term is never 0, so the bound is not attained.
    if (monomial.factors.every(({ atom }) => atomBounds(atom).low?.closed === false)) attained = false;
  }
  if (negative && positive) return everything;
  const bound: Bound = { value: expanded.get("")?.coefficient ?? rational(0), closed: attained };
  if (!positive && !negative) return pointInterval(bound.value);
  return negative ? { high: bound } : { low: bound };
}

/** Terms of one sign are bounded well one by one, and x^a*y^b expands into (a + 1)*(b + 1) terms. */
function isWorthShifting(a: Polynomial): boolean {
  let positive = false;
  let negative = false;
  let size = 0;
  for (const { monomial, coefficient } of a.terms.values()) {
    if (coefficient.num > 0n) positive = true;
    else negative = true;
    size += monomial.factors.reduce((count, { exponent }) => count * (exponent + 1), 1);
  }
  return positive && negative && size <= maxShiftedTerms;
}

function expandShifted(a: Polynomial): Map<string, Term> {
  const expanded = new Map<string, Term>();
  for (const { monomial, coefficient } of a.terms.values()) {
    let part = onePolynomial;
    for (const { atom, exponent } of monomial.factors) {
      const variable = monomialPolynomial(monomialOf([{ atom, exponent: 1 }]), rational(1));
      const low = atomBounds(atom).low?.value ?? rational(0);
      const terms = new Map(variable.terms);
      accumulate(terms, unitMonomial, low);
      for (let count = 0; count < exponent; count += 1) part = multiplyFreely(part, { terms });
    }
    for (const term of part.terms.values()) {
      accumulate(expanded, term.monomial, multiplyRational(term.coefficient, coefficient));
    }
  }
  return expanded;
}

export function atomBounds(atom: Atom): Interval {
  const known = atomCache.get(atom);
  if (known !== undefined) return known;
  const value = findAtomBounds(atom);
  atomCache.set(atom, value);
  return value;
}

function findAtomBounds(atom: Atom): Interval {
  switch (atom.kind) {
    case "symbol":
      return domainInterval(atom.domain);
    case "call":
      return boundsOf(atom.definition);
    case "bracket":
      return interval({ value: rational(0), closed: true }, { value: rational(1), closed: true });
    case "max":
    case "min":
      return extremumBounds(atom.kind, atom.args.map(boundsOf));
    default:
      return unaryBounds(atom.kind, boundsOf(atom.argument));
  }
}

/** The interval of the largest or smallest of several quantities. */
export function extremumBounds(kind: "max" | "min", parts: readonly Interval[]): Interval {
  const [first, ...rest] = parts;
  if (first === undefined) return everything;
  return rest.reduce(
    (a, b) =>
      kind === "max"
        ? interval(tighterLow(a.low, b.low), looserHigh(a.high, b.high))
        : interval(looserLow(a.low, b.low), tighterHigh(a.high, b.high)),
    first,
  );
}

/** The interval of a function of a quantity; irrational ends are rounded outwards to about `bits` binary digits. */
export function unaryBounds(kind: UnaryAtom["kind"], a: Interval, bits: number = usualBits): Interval {
  switch (kind) {
    case "floor":
      return interval(roundedBound(a.low, floorRational), a.high && floorHigh(a.high));
    case "ceil":
      return interval(a.low && ceilLow(a.low), roundedBound(a.high, ceilRational));
    case "abs":
      return absBounds(a);
    default:
      return monotoneBounds(kind, a, bits);
  }
}

function roundedBound(bound: Bound | undefined, round: (value: Rational) => bigint): Bound | undefined {
  return bound === undefined ? undefined : { value: rational(round(bound.value)), closed: true };
}

/** floor(x) for x below an open integer bound stays below it. */
function floorHigh(high: Bound): Bound {
  const floor = floorRational(high.value);
  const open = !high.closed && high.value.den === 1n;
  return { value: rational(open ? floor - 1n : floor), closed: true };
}

function ceilLow(low: Bound): Bound {
  const ceil = ceilRational(low.value);
  const open = !low.closed && low.value.den === 1n;
  return { value: rational(open ? ceil + 1n : ceil), closed: true };
}

function absBounds(a: Interval): Interval {
  if (isAtLeastZero(a)) return a;
  if (isAtMostZero(a)) return negateInterval(a);
  const mirrored = negateInterval(a);
  const high = a.high === undefined || mirrored.high === undefined ? undefined : looserHigh(a.high, mirrored.high);
  return interval({ value: rational(0), closed: true }, high);
}

/** sqrt, log2 and exp rise; their bounds are rounded outwards to rationals. */
function monotoneBounds(kind: "sqrt" | "log2" | "exp", a: Interval, bits: number): Interval {
  const floorOf = kind === "log2" ? undefined : { value: rational(0), closed: kind === "sqrt" };
  return interval(tighterLow(floorOf, outward(kind, a.low, bits, false)), outward(kind, a.high, bits, true));
}

function outward(
  kind: "sqrt" | "log2" | "exp",
  bound: Bound | undefined,
  bits: number,
  up: boolean,
): Bound | undefined {
  if (bound === undefined) return undefined;
  const exact = evaluateUnary(kind, bound.value);
  if (exact !== undefined) return { value: exact, closed: bound.closed };
  const around = enclosureOf(kind, bound.value, bits);
  return around === undefined ? undefined : { value: up ? around.high : around.low, closed: false };
}

function enclosureOf(kind: "sqrt" | "log2" | "exp", value: Rational, bits: number): Enclosure | undefined {
  if (kind === "exp") return encloseExp(value, bits);
  if (value.num <= 0n) return undefined;
  return kind === "sqrt" ? encloseRoot(value, bits) : encloseLog2(value, bits);
}
