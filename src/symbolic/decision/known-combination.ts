import { divideRational, rational } from "../../core/rational.ts";
import type { Monomial, Polynomial } from "../expression.ts";
import { isAboveZero, isAtLeastZero } from "../interval.ts";
import { divideMonomial } from "../monomial.ts";
import {
  addScaled,
  monomialPolynomial,
  multiplyFreely,
  negatePolynomial,
  polynomialKey,
  scalePolynomial,
} from "../polynomial.ts";
import type { Budget } from "./budget.ts";
import { axisOf, type Known, type Region } from "./region.ts";

/** A polynomial is above 0, or at least 0. */
export interface SignGoal {
  readonly polynomial: Polynomial;
  /** Above 0. */
  readonly isStrict: boolean;
}

/** Whether a goal holds by the signs of its coefficients, or in one variable. */
export type IsPlain = (goal: SignGoal, budget: Budget) => boolean;

const maxSubtracted = 3;

/** p >= 0 where p - m*h >= 0 for something known to be h >= 0 and a factor m >= 0; few such steps are tried before many. */
export function isAboveByKnown(goal: SignGoal, region: Region, isPlain: IsPlain, budget: Budget): boolean {
  if (region.known.length === 0) return false;
  const isSoon = budget.attempt(0.6, (own) => {
    for (let count = 1; count <= maxTermsCancelled; count += 1)
      if (isAboveTermByTerm(count, goal, region, isPlain, own)) return true;
    return undefined;
  });
  if (isSoon) return true;
  for (let count = 1; count <= maxSubtracted; count += 1) {
    if (isAboveAfter(count, goal, region, isPlain, new Set(), budget)) return true;
  }
  return false;
}

const maxTermsCancelled = 5;

/** Whether at most `count` steps leave no term that may be below 0, but for the number: one such term after the other is cancelled. */
function isAboveTermByTerm(count: number, goal: SignGoal, region: Region, isPlain: IsPlain, budget: Budget): boolean {
  const { polynomial } = goal;
  budget.spend(2 * polynomial.terms.size);
  const wrong = [...polynomial.terms.values()].find(
    ({ monomial, coefficient }) => monomial.key !== "" && !(coefficient.num > 0n && isNeverNegative(monomial, region)),
  );
  if (wrong === undefined) return isPlain(goal, budget);
  if (count === 0) return false;
  const only: Polynomial = { terms: new Map([[wrong.monomial.key, wrong]]) };
  return knownAbove(region).some(({ known, operator }) =>
    [...multiplesOf(known, only, region)].some((multiple) => {
      budget.spend(known.terms.size);
      const rest = addScaled(polynomial, multiple, rational(-1));
      const isStrict = goal.isStrict && !(operator === ">" && isPositiveMultiple(multiple, known, region));
      return isAboveTermByTerm(count - 1, { polynomial: rest, isStrict }, region, isPlain, budget);
    }),
  );
}

/** What is known to be at least 0. */
function knownAbove({ known: list }: Region): readonly { known: Polynomial; operator: Known["operator"] }[] {
  return list.flatMap(({ polynomial, operator }) => {
    if (operator === "!=") return [];
    const choices = operator === "==" ? [polynomial, negatePolynomial(polynomial)] : [polynomial];
    return choices.map((known) => ({ known, operator }));
  });
}

/** Whether the goal is plain after `count` steps, each of which cancels a term that may be below 0. */
function isAboveAfter(
  count: number,
  goal: SignGoal,
  region: Region,
  isPlain: IsPlain,
  seen: Set<string>,
  budget: Budget,
): boolean {
  if (count === 0) return isPlain(goal, budget);
  for (const { known, operator } of knownAbove(region)) {
    for (const multiple of multiplesOf(known, goal.polynomial, region)) {
      budget.spend(known.terms.size);
      const rest = addScaled(goal.polynomial, multiple, rational(-1));
      const isStrict = goal.isStrict && !(operator === ">" && isPositiveMultiple(multiple, known, region));
      const key = `${isStrict} ${polynomialKey(rest)}`;
      if (seen.has(key) || rest.terms.size > goal.polynomial.terms.size + 4) continue;
      seen.add(key);
      if (isAboveAfter(count - 1, { polynomial: rest, isStrict }, region, isPlain, seen, budget)) return true;
    }
  }
  return false;
}

/** Products of `known` with factors that are never negative, which cancel a term of p that may be below 0. */
function* multiplesOf(known: Polynomial, p: Polynomial, region: Region): Generator<Polynomial> {
  for (const term of p.terms.values()) {
    const isPlus = term.coefficient.num > 0n;
    if (isPlus && isNeverNegative(term.monomial, region)) continue;
    for (const own of known.terms.values()) {
      if (own.coefficient.num > 0n !== isPlus) continue;
      const factor = divideMonomial(term.monomial, own.monomial);
      if (factor === undefined || !isNeverNegative(factor, region)) continue;
      const scale = divideRational(term.coefficient, own.coefficient);
      yield scalePolynomial(multiplyFreely(known, monomialPolynomial(factor, rational(1))), scale);
    }
  }
}

/** Whether a product is never below 0. */
export function isNeverNegative(monomial: Monomial, region: Region): boolean {
  return monomial.factors.every(
    ({ atom, exponent }) => exponent % 2 === 0 || isAtLeastZero(axisOf(atom, region).interval),
  );
}

/** Whether the factor between two polynomials is never 0. */
function isPositiveMultiple(multiple: Polynomial, known: Polynomial, region: Region): boolean {
  const [first] = multiple.terms.values();
  const [own] = known.terms.values();
  const factor = first === undefined || own === undefined ? undefined : divideMonomial(first.monomial, own.monomial);
  return factor?.factors.every(({ atom }) => isAboveZero(axisOf(atom, region).interval)) ?? false;
}
