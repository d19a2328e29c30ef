import type { Rational } from "../core/rational.ts";
import {
  addRational,
  ceilRational,
  compareRational,
  divideRational,
  floorRational,
  isIntegerRational,
  multiplyRational,
  negateRational,
  rational,
  subtractRational,
} from "../core/rational.ts";
import { comparisonKey, symbol, symbolsOf } from "./atom.ts";
import { boundsOf, polynomialBounds } from "./bounds.ts";
import type { Lattice } from "./domain.ts";
import { holds } from "./evaluate.ts";
import { decideByExhaustion, truthPattern } from "./exhaustion.ts";
import type { Bound, Comparison, ComparisonOperator, Condition, Expr, Polynomial } from "./expression.ts";
import { latticeOfExpression } from "./granularity.ts";
import type { Interval } from "./interval.ts";
import { isAboveZero, isBelowZero } from "./interval.ts";
import { ExpressionTooLarge, maxKeyLength } from "./limits.ts";
import {
  addPolynomials,
  constantPolynomial,
  constantTerm,
  isOnePolynomial,
  multiplyPolynomials,
  scalePolynomial,
  signedContentOf,
} from "./polynomial.ts";
import { bareAtom, fromPolynomial, keyOf, subtract, zero } from "./rational-function.ts";
import { mirrored, negated } from "./relation.ts";

export const trueCondition: Condition = { kind: "true" };
export const falseCondition: Condition = { kind: "false" };

function truth(value: boolean): Condition {
  return value ? trueCondition : falseCondition;
}

/** The condition `a operator b`, decided where algebra, bounds, integrality or a short finite domain prove it. */
export function compare(operator: ComparisonOperator, a: Expr, b: Expr): Condition {
  if (a.kind === "constant" && b.kind === "constant") return truth(holds(operator, compareRational(a, b)));
  const difference = subtract(a, b);
  if (difference.kind === "constant") return truth(holds(operator, compareRational(difference, rational(0))));
  const decided = decideByBounds(operator, rational(0), boundsOf(difference));
  if (decided !== undefined) return truth(decided);
  const tried = decideByExhaustion(symbolsOf(difference), difference, (value) =>
    holds(operator, compareRational(value, rational(0))),
  );
  if (tried !== undefined) return truth(tried);
  const { numerator, denominator } = difference;
  if (isOnePolynomial(denominator)) return compareNumerator(operator, numerator);
  // The numerator may be decided where a quotient, undefined at some points, was not.
  return compare(operator, fromPolynomial(signCarrier(operator, numerator, denominator)), zero);
}

/** Whether `a operator b` is decided to hold everywhere; false also where the two are too large to be compared. */
export function surelyHolds(operator: ComparisonOperator, a: Expr, b: Expr): boolean {
  try {
    return compare(operator, a, b).kind === "true";
  } catch (fault) {
    if (fault instanceof ExpressionTooLarge) return false;
    throw fault;
  }
}

/** A polynomial with the sign of numerator / denominator, or for equalities with the same zeros. */
function signCarrier(operator: ComparisonOperator, numerator: Polynomial, denominator: Polynomial): Polynomial {
  if (operator === "==" || operator === "!=") return numerator;
  const bounds = polynomialBounds(denominator);
  if (isAboveZero(bounds)) return numerator;
  if (isBelowZero(bounds)) return scalePolynomial(numerator, rational(-1));
  return multiplyPolynomials(numerator, denominator);
}

/** The condition `p operator 0` as `subject operator threshold`. */
function compareNumerator(operator: ComparisonOperator, p: Polynomial): Condition {
  const rest = constantTerm(p);
  const varying = addPolynomials(p, constantPolynomial(negateRational(rest)));
  const content = signedContentOf(varying);
  if (content.num === 0n) return truth(holds(operator, compareRational(rest, rational(0))));
  const subject = fromPolynomial(scalePolynomial(varying, divideRational(rational(1), content)));
  const threshold = divideRational(negateRational(rest), content);
  return comparison(content.num < 0n ? mirrored[operator] : operator, subject, threshold);
}

/** The canonical comparison of a normalised subject with a number. */
export function comparison(operator: ComparisonOperator, subject: Expr, threshold: Rational): Condition {
  const decided = decideByBounds(operator, threshold, boundsOf(subject));
  if (decided !== undefined) return truth(decided);
  const atom = bareAtom(subject);
  if (atom?.kind === "bracket") return compareBracket(operator, atom.condition, threshold);
  const restated = comparisonOfValues(operator, subject, threshold);
  if (restated !== undefined) return restated;
  const lattice = latticeOfExpression(subject);
  if (lattice !== undefined) return compareOnLattice(operator, subject, threshold, lattice);
  return makeComparison(atEnd(operator, threshold, boundsOf(subject)), subject, threshold);
}

/** A comparison over one symbol with few values, restated for the symbol itself where its truth has a simple pattern. */
function comparisonOfValues(operator: ComparisonOperator, subject: Expr, threshold: Rational): Condition | undefined {
  const [entry, ...others] = symbolsOf(subject);
  if (entry === undefined || others.length > 0 || entry[1].values === undefined) return undefined;
  const [name, domain] = entry;
  const pattern = truthPattern(name, domain.values ?? [], subject, (value) =>
    holds(operator, compareRational(value, threshold)),
  );
  if (pattern === undefined) return undefined;
  return typeof pattern === "boolean"
    ? truth(pattern)
    : makeComparison(pattern.operator, symbol(name, domain), pattern.threshold);
}

/** Comparisons of origin + n * step: thresholds move onto the lattice, strict order becomes non-strict. */
function compareOnLattice(
  operator: ComparisonOperator,
  subject: Expr,
  threshold: Rational,
  { origin, step }: Lattice,
): Condition {
  const index = divideRational(subtractRational(threshold, origin), step);
  const at = (position: bigint): Rational => addRational(origin, multiplyRational(step, rational(position)));
  let result: { readonly operator: ComparisonOperator; readonly threshold: Rational };
  switch (operator) {
    case "==":
    case "!=":
      if (!isIntegerRational(index)) return truth(operator === "!=");
      result = { operator, threshold };
      break;
    case "<":
    case "<=": {
      const strict = operator === "<" && isIntegerRational(index);
      result = { operator: "<=", threshold: at(floorRational(index) - (strict ? 1n : 0n)) };
      break;
    }
    default: {
      const strict = operator === ">" && isIntegerRational(index);
      result = { operator: ">=", threshold: at(ceilRational(index) + (strict ? 1n : 0n)) };
    }
  }
  const bounds = boundsOf(subject);
  const decided = decideByBounds(result.operator, result.threshold, bounds);
  if (decided !== undefined) return truth(decided);
  if (result.operator === "<=" && isEnd(bounds.high, addRational(result.threshold, step))) {
    return makeComparison("!=", subject, addRational(result.threshold, step));
  }
  if (result.operator === ">=" && isEnd(bounds.low, subtractRational(result.threshold, step))) {
    return makeComparison("!=", subject, subtractRational(result.threshold, step));
  }
  return makeComparison(atEnd(result.operator, result.threshold, bounds), subject, result.threshold);
}

function isEnd(bound: Bound | undefined, value: Rational): boolean {
  return bound?.closed === true && compareRational(bound.value, value) === 0;
}

/** At a closed end of the range `x <= low` is `x == low`, `x > low` is `x != low`, and likewise at the upper end. */
function atEnd(operator: ComparisonOperator, threshold: Rational, bounds: Interval): ComparisonOperator {
  if (isEnd(bounds.low, threshold)) return operator === "<=" ? "==" : operator === ">" ? "!=" : operator;
  if (isEnd(bounds.high, threshold)) return operator === ">=" ? "==" : operator === "<" ? "!=" : operator;
  return operator;
}

/** [c] compared with a number that lies within 0..1. */
function compareBracket(operator: ComparisonOperator, condition: Comparison, threshold: Rational): Condition {
  const zeroHolds = holds(operator, compareRational(rational(0), threshold));
  const oneHolds = holds(operator, compareRational(rational(1), threshold));
  if (zeroHolds === oneHolds) return truth(zeroHolds);
  return oneHolds ? condition : negateComparison(condition);
}

function makeComparison(operator: ComparisonOperator, subject: Expr, threshold: Rational): Condition {
  const subjectKey = keyOf(subject);
  if (subjectKey.length > maxKeyLength) throw new ExpressionTooLarge("a comparison of very long expressions");
  return {
    kind: "comparison",
    key: comparisonKey(subjectKey, operator, threshold),
    operator,
    subject,
    subjectKey,
    threshold,
  };
}

/** Whether `x operator threshold` holds for all or for no x of the interval. */
export function decideByBounds(
  operator: ComparisonOperator,
  threshold: Rational,
  bounds: Interval,
): boolean | undefined {
  const { low, high } = bounds;
  const lowSign = low === undefined ? undefined : compareRational(low.value, threshold);
  const highSign = high === undefined ? undefined : compareRational(high.value, threshold);
  const above = lowSign === 1 || (lowSign === 0 && low?.closed === false);
  const below = highSign === -1 || (highSign === 0 && high?.closed === false);
  const atLeast = above || lowSign === 0;
  const atMost = below || highSign === 0;
  switch (operator) {
    case "==":
    case "!=":
      if (above || below) return operator === "!=";
      return atLeast && atMost ? operator === "==" : undefined;
    case "<":
      return below ? true : atLeast ? false : undefined;
    case "<=":
      return atMost ? true : above ? false : undefined;
    case ">":
      return above ? true : atMost ? false : undefined;
    case ">=":
      return atLeast ? true : below ? false : undefined;
  }
}

/** The opposite comparison of the same quantity. */
export function negateComparison({ operator, subject, threshold }: Comparison): Condition {
  return comparison(negated[operator], subject, threshold);
}
