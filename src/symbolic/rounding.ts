import type { Rational } from "../core/rational.ts";
import {
  addRational,
  ceilRational,
  divideRational,
  floorRational,
  isIntegerRational,
  lcmInteger,
  multiplyRational,
  negateRational,
  rational,
  subtractRational,
} from "../core/rational.ts";
import { unaryAtom } from "./atom.ts";
import { boundsOf } from "./bounds.ts";
import type { Bound, Expr, Term } from "./expression.ts";
import { monomialLattice } from "./granularity.ts";
import { integralityOf } from "./integrality.ts";
import { unitMonomial } from "./monomial.ts";
import { unnest } from "./nested-rounding.ts";
import {
  accumulate,
  addPolynomials,
  constantPolynomial,
  constantTerm,
  isOnePolynomial,
  leadingTerm,
} from "./polynomial.ts";
import { dividePolynomial } from "./polynomial-gcd.ts";
import { add, constant, fraction, fromPolynomial, negate, numeratorOf, subtract } from "./rational-function.ts";

/** The largest integer that is not above e. */
export function floor(e: Expr): Expr {
  return roundTowards("floor", e);
}

/** The smallest integer that is not below e. */
export function ceil(e: Expr): Expr {
  return roundTowards("ceil", e);
}

/** floor(e + 1/2): halves go up. */
export function round(e: Expr): Expr {
  return floor(add(e, constant(rational(1, 2))));
}

function roundTowards(kind: "floor" | "ceil", e: Expr): Expr {
  if (e.kind === "constant") return constant(kind === "floor" ? floorRational(e) : ceilRational(e));
  if (integralityOf(e) === "integer") return e;
  const settled = roundByBounds(kind, e);
  if (settled !== undefined) return settled;
  const { whole, rest } = splitWhole(e);
  if (rest.kind === "constant") return add(whole, roundTowards(kind, rest));
  const flat = unnest(kind, rest);
  if (flat !== undefined) return add(whole, roundTowards(kind, flat));
  return add(whole, roundFraction(kind, rest));
}

/** The value when the whole range of e rounds to one integer. */
function roundByBounds(kind: "floor" | "ceil", e: Expr): Expr | undefined {
  const { low, high } = boundsOf(e);
  if (low === undefined || high === undefined) return undefined;
  const first = kind === "floor" ? floorRational(low.value) : lowestCeil(low);
  const last = kind === "floor" ? highestFloor(high) : ceilRational(high.value);
  return first === last ? constant(first) : undefined;
}

function lowestCeil(low: Bound): bigint {
  return low.closed || !isIntegerRational(low.value) ? ceilRational(low.value) : low.value.num + 1n;
}

function highestFloor(high: Bound): bigint {
  return high.closed || !isIntegerRational(high.value) ? floorRational(high.value) : high.value.num - 1n;
}

interface Split {
  /** Integer at every legal point. */
  readonly whole: Expr;
  readonly rest: Expr;
}

/**
 * e = whole + rest. Every term whose monomial lies on a lattice keeps a coefficient of at most half a step, so floor(7/2*n) is
 * 4*n + floor(-1/2*n). A fraction p/q is first divided: p/q = quotient + remainder/q.
 */
function splitWhole(e: Expr): Split {
  if (e.kind === "constant") return { whole: constant(0), rest: e };
  if (isOnePolynomial(e.denominator)) return splitTerms([...e.numerator.terms.values()], constant(0));
  const division = dividePolynomial(e.numerator, e.denominator);
  if (division === undefined || division.quotient.terms.size === 0) return { whole: constant(0), rest: e };
  const remainder = fraction(division.remainder, e.denominator);
  const turns = rational(floorRational(constantTerm(division.quotient)));
  const quotient = addPolynomials(division.quotient, constantPolynomial(negateRational(turns)));
  const { whole, rest } = splitTerms([...quotient.terms.values()], remainder);
  return { whole: add(whole, constant(turns)), rest };
}

function splitTerms(terms: readonly Term[], remainder: Expr): Split {
  const whole = new Map<string, Term>();
  const rest = new Map<string, Term>();
  for (const term of terms) {
    const { monomial, coefficient } = term;
    const place = monomial.key === "" ? undefined : monomialLattice(monomial);
    if (place === undefined || place.step.num === 0n) {
      accumulate(rest, monomial, coefficient);
      continue;
    }
    const count = nearestInteger(multiplyRational(coefficient, place.step));
    const taken = divideRational(rational(count), place.step);
    // count * (x - origin) / step is an integer.
    const shift = multiplyRational(taken, place.origin);
    accumulate(whole, monomial, taken);
    accumulate(whole, unitMonomial, negateRational(shift));
    accumulate(rest, monomial, subtractRational(coefficient, taken));
    accumulate(rest, unitMonomial, shift);
  }
  return { whole: fromPolynomial({ terms: whole }), rest: add(fromPolynomial({ terms: rest }), remainder) };
}

/** The nearest integer, halves down, so that residues lie in (-1/2, 1/2]. */
function nearestInteger(value: Rational): bigint {
  return ceilRational(subtractRational(value, rational(1, 2)));
}

/**
 * Rounds an expression whose integer part is split off, apart from its constant term.
 *
 * Laws: floor(-x) = -ceil(x); floor(x + n) = floor(x) + n; and where m*x is an integer, floor(x + c) = floor(x + floor(m*c)/m) and
 * ceil(x) = floor(x + (m-1)/m). The last form is written as ceil, all others on a lattice as floor.
 */
function roundFraction(kind: "floor" | "ceil", rest: Expr): Expr {
  const constantPart =
    rest.kind === "ratio" && isOnePolynomial(rest.denominator) ? constantTerm(rest.numerator) : rational(0);
  const varying = subtract(rest, constant(constantPart));
  const lead = leadingTerm(numeratorOf(varying));
  const isNegative = lead !== undefined && lead.coefficient.num < 0n;
  if (isNegative) {
    // A residue of 1/2 becomes -1/2, which is split once more; the leading sign stays.
    const opposite = splitWhole(negate(rest));
    return negate(add(opposite.whole, roundFraction(kind === "floor" ? "ceil" : "floor", opposite.rest)));
  }
  const lattice = fractionLattice(varying);
  if (lattice === undefined) return roundOffLattice(kind, varying, constantPart);
  const { offset, parts } = lattice;
  const base = subtract(varying, constant(offset));
  const last = parts - 1n;
  const scaled = multiplyRational(addRational(constantPart, offset), rational(parts));
  const position = kind === "floor" ? floorRational(scaled) : ceilRational(scaled) + last;
  const index = ((position % parts) + parts) % parts;
  const moved = constant((position - index) / parts);
  if (index === last) return add(moved, settle("ceil", base));
  return add(moved, settle("floor", add(base, constant(rational(index, parts)))));
}

/** floor(x + c) keeps 0 <= c < 1, ceil(x + c) keeps -1 < c <= 0. */
function roundOffLattice(kind: "floor" | "ceil", varying: Expr, constantPart: Rational): Expr {
  const moved = kind === "floor" ? floorRational(constantPart) : ceilRational(constantPart);
  const kept = subtractRational(constantPart, rational(moved));
  return add(constant(moved), settle(kind, add(varying, constant(kept))));
}

function settle(kind: "floor" | "ceil", e: Expr): Expr {
  return roundByBounds(kind, e) ?? unaryAtom(kind, e);
}

interface FractionLattice {
  readonly offset: Rational;
  /** parts * (e - offset) is always an integer. */
  readonly parts: bigint;
}

function fractionLattice(e: Expr): FractionLattice | undefined {
  if (e.kind === "constant" || !isOnePolynomial(e.denominator)) return undefined;
  let offset: Rational = rational(0);
  let parts = 1n;
  for (const term of e.numerator.terms.values()) {
    const place = monomialLattice(term.monomial);
    if (place === undefined) return undefined;
    offset = addRational(offset, multiplyRational(term.coefficient, place.origin));
    parts = lcmInteger(parts, multiplyRational(term.coefficient, place.step).den);
  }
  return { offset, parts };
}
