import { rational, subtractRational } from "../../core/rational.ts";
import type { Atom, Polynomial } from "../expression.ts";
import { latticeOfExpression } from "../granularity.ts";
import {
  addScaled,
  atomsOfPolynomial,
  constantValue,
  isOnePolynomial,
  multiplyFreely,
  negatePolynomial,
} from "../polynomial.ts";
import { denominatorOf, fromPolynomial, numeratorOf } from "../rational-function.ts";
import type { Budget } from "./budget.ts";
import { denseOf, type Sign, signInBox } from "./corner.ts";
import { addConstant, coefficientsOf, discriminant, factorsOf } from "./factor.ts";
import { inOneAtom } from "./integer-polynomial.ts";
import { isAboveByKnown, isNeverNegative, type SignGoal } from "./known-combination.ts";
import { isAboveInAllOrders } from "./ordering.ts";
import { axisOf, domainOfAxis, type Known, type Region } from "./region.ts";
import { isAboveInParts } from "./subdivision.ts";
import { decideUnivariate } from "./univariate.ts";

/** How a polynomial was proved to be above 0, as a short sentence. */
export type Reason = string;

type Goal = SignGoal;

const maxDepth = 4;

/**
 * Proves p > 0 (strict) or p >= 0 throughout a region, and says how. Undefined when it does not succeed, which says nothing about p.
 *
 * Errors: OutOfSteps, ExpressionTooLarge.
 */
export function proveAbove(p: Polynomial, isStrict: boolean, region: Region, budget: Budget): Reason | undefined {
  return above(onLattice({ polynomial: p, isStrict }), region, budget, 0);
}

/** The same by linear combinations with what is known only, which is quick to fail. */
export function proveAboveByKnown(
  p: Polynomial,
  isStrict: boolean,
  region: Region,
  budget: Budget,
): Reason | undefined {
  const goal = onLattice({ polynomial: p, isStrict });
  return aboveDirectly(goal, region, budget) ?? aboveByKnown(goal, region, budget);
}

/** Where all values lie on a lattice, p >= 0 says that p is above the last value below 0. */
function onLattice(goal: Goal): Goal {
  const lattice = goal.isStrict ? undefined : latticeOfExpression(fromPolynomial(goal.polynomial));
  if (lattice === undefined) return goal;
  const gap = subtractRational(lattice.step, lattice.origin);
  return { polynomial: addConstant(goal.polynomial, gap), isStrict: true };
}

function above(goal: Goal, region: Region, budget: Budget, depth: number): Reason | undefined {
  const direct = aboveDirectly(goal, region, budget);
  if (direct !== undefined || depth >= maxDepth) return direct;
  const deeper = (other: Goal, own: Budget): Reason | undefined => above(other, region, own, depth + 1);
  return (
    budget.attempt(0.4, (own) => aboveTimesDivisor(goal, region, own)) ??
    budget.attempt(0.3, (own) => aboveByFactors(goal, deeper, own)) ??
    budget.attempt(0.3, (own) => aboveByRoot(goal, deeper, own)) ??
    budget.attempt(0.5, (own) => aboveByDiscriminant(goal, deeper, own)) ??
    budget.attempt(0.4, (own) => aboveByKnown(goal, region, own)) ??
    budget.attempt(0.2, (own) => aboveInOrders(goal, region, own)) ??
    (depth === 0
      ? budget.attempt(0.9, (own) => isAboveInParts(goal.polynomial, goal.isStrict, region, own))
      : undefined)
  );
}

/** By a combination with what is known. */
function aboveByKnown(goal: Goal, region: Region, budget: Budget): Reason | undefined {
  const isPlain = (other: Goal, own: Budget): boolean => aboveDirectly(other, region, own) !== undefined;
  return isAboveByKnown(goal, region, isPlain, budget) ? "what the cases and roundings imply" : undefined;
}

/** By signs of coefficients at the corner, or exactly in one variable. */
function aboveDirectly({ polynomial, isStrict }: Goal, region: Region, budget: Budget): Reason | undefined {
  budget.spend(polynomial.terms.size + 1);
  const value = constantValue(polynomial);
  if (value !== undefined)
    return value.num > 0n || (value.num === 0n && !isStrict) ? "bounds of the difference" : undefined;
  if (isEnough(cornerSign(polynomial, region, budget), isStrict))
    return "signs of the coefficients at the corner of the domain";
  if (hasPositiveTerms(polynomial, isStrict, region)) return "terms that are never negative";
  return aboveInOne(polynomial, isStrict, region, budget);
}

/** Whether every term is an even power, or a product of such and of what is never negative, with a positive number before it. */
function hasPositiveTerms({ terms }: Polynomial, isStrict: boolean, region: Region): boolean {
  if (isStrict && (terms.get("")?.coefficient.num ?? 0n) <= 0n) return false;
  return [...terms.values()].every(
    ({ monomial, coefficient }) => coefficient.num > 0n && isNeverNegative(monomial, region),
  );
}

function aboveInOrders({ polynomial, isStrict }: Goal, region: Region, budget: Budget): Reason | undefined {
  return isAboveInAllOrders(polynomial, isStrict, region, budget)
    ? "coefficient signs in every order by size"
    : undefined;
}

/** p > 0 where v*p > 0 for the positive divisor v in a rounding of u/v: of v*floor(u/v) and v*ceil(u/v) the ends are known. */
function aboveTimesDivisor(goal: Goal, region: Region, budget: Budget): Reason | undefined {
  for (const atom of atomsOfPolynomial(goal.polynomial).values()) {
    if (atom.kind !== "floor" && atom.kind !== "ceil") continue;
    const divisor = denominatorOf(atom.argument);
    if (isOnePolynomial(divisor)) continue;
    if (aboveDirectly({ polynomial: divisor, isStrict: true }, region, budget) === undefined) continue;
    const reason = aboveByKnown({ ...goal, polynomial: multiplyFreely(divisor, goal.polynomial) }, region, budget);
    if (reason !== undefined) return reason;
  }
  return undefined;
}

function isEnough(sign: Sign, isStrict: boolean): boolean {
  return sign === "positive" || (!isStrict && (sign === "at-least-zero" || sign === "zero"));
}

function cornerSign(p: Polynomial, region: Region, budget: Budget): Sign {
  const dense = denseOf(p);
  if (dense === undefined) return "unknown";
  return signInBox(
    dense,
    dense.atoms.map((atom) => axisOf(atom, region).interval),
    budget,
  );
}

function aboveInOne(p: Polynomial, isStrict: boolean, region: Region, budget: Budget): Reason | undefined {
  const [atom, ...others] = atomsOfPolynomial(p).values();
  if (atom === undefined || others.length > 0) return undefined;
  const numerator = inOneAtom(p, atom);
  if (numerator === undefined) return undefined;
  const answer = decideUnivariate(
    {
      numerator,
      denominator: [1n],
      operator: isStrict ? ">" : ">=",
      known: knownInOne(region.known, atom),
      domain: domainOfAxis(axisOf(atom, region)),
    },
    budget,
  );
  return answer?.kind === "holds" ? "real roots isolated by Sturm sequences" : undefined;
}

function knownInOne(known: readonly Known[], atom: Atom) {
  return known.flatMap(({ polynomial, operator }) => {
    const own = inOneAtom(polynomial, atom);
    return own === undefined ? [] : [{ polynomial: own, operator }];
  });
}

type Prove = (goal: Goal, budget: Budget) => Reason | undefined;

/** Even powers are never negative; the remaining factors are proved to be of one sign each. */
function aboveByFactors({ polynomial, isStrict }: Goal, prove: Prove, budget: Budget): Reason | undefined {
  budget.spend(10 * polynomial.terms.size);
  const { scale, factors } = factorsOf(fromPolynomial(polynomial));
  if (factors.length < 2 && factors.every(({ exponent }) => exponent === 1)) return undefined;
  let isPositive = scale.num > 0n;
  for (const { base, exponent } of factors) {
    const p = numeratorOf(base);
    const isEven = exponent % 2 === 0;
    if (isEven && !isStrict) continue;
    const share = { isStrict };
    if (prove({ polynomial: p, ...share }, budget) !== undefined) continue;
    if (prove({ polynomial: negatePolynomial(p), ...share }, budget) === undefined) return undefined;
    if (!isEven) isPositive = !isPositive;
  }
  return isPositive ? "signs of the factors of the difference" : undefined;
}

/** a + b*sqrt(c) >= 0 where a >= 0 and a^2 >= b^2*c, or where b >= 0 and b^2*c >= a^2. */
function aboveByRoot(goal: Goal, prove: Prove, budget: Budget): Reason | undefined {
  const root = [...atomsOfPolynomial(goal.polynomial).values()].find((atom) => atom.kind === "sqrt");
  if (root === undefined || root.kind !== "sqrt") return undefined;
  const [a, b, ...more] = coefficientsOf(goal.polynomial, root);
  if (a === undefined || b === undefined || more.length > 0) return undefined;
  const top = numeratorOf(root.argument);
  const bottom = denominatorOf(root.argument);
  const excess = addScaled(
    multiplyFreely(multiplyFreely(a, a), bottom),
    multiplyFreely(multiplyFreely(b, b), top),
    rational(-1),
  );
  if (prove({ polynomial: bottom, isStrict: true }, budget) === undefined) return undefined;
  for (const [base, rest] of [
    [a, excess],
    [b, negatePolynomial(excess)],
  ] as const) {
    if (prove({ polynomial: base, isStrict: false }, budget) === undefined) continue;
    if (prove({ polynomial: rest, isStrict: goal.isStrict }, budget) !== undefined) return "squares of both sides";
  }
  return undefined;
}

/** a*x^2 + b*x + c >= 0 where a, c and 4*a*c - b^2 are at least 0; above 0 where the last is. */
function aboveByDiscriminant({ polynomial, isStrict }: Goal, prove: Prove, budget: Budget): Reason | undefined {
  for (const atom of atomsOfPolynomial(polynomial).values()) {
    const [c, b, a, more] = coefficientsOf(polynomial, atom);
    if (a === undefined || b === undefined || c === undefined || more !== undefined) continue;
    const reason = budget.attempt(0.6, (own) => {
      if (prove({ polynomial: a, isStrict: false }, own) === undefined) return undefined;
      if (prove({ polynomial: c, isStrict: false }, own) === undefined) return undefined;
      return prove({ polynomial: negatePolynomial(discriminant(a, b, c)), isStrict }, own);
    });
    if (reason !== undefined) return "discriminant of a quadratic";
  }
  return undefined;
}
