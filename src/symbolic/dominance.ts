import { compareRational, rational } from "../core/rational.ts";
import { atomBounds } from "./bounds.ts";
import { compare } from "./condition.ts";
import type { Expr, Monomial } from "./expression.ts";
import { isAtLeastZero } from "./interval.ts";
import { isOnePolynomial } from "./polynomial.ts";
import { numeratorOf } from "./rational-function.ts";

/** Beyond this many arguments the costly comparison of each pair is left out. */
const maxCompared = 24;

/** Drops every argument of a max or min that another one is proved to reach. */
export function withoutDominated(kind: "max" | "min", list: readonly Expr[]): readonly Expr[] {
  const candidates = filtered(list, (a, b) => (kind === "max" ? isTermwiseAbove(a, b) : isTermwiseAbove(b, a)));
  if (candidates.length > maxCompared) return candidates;
  const operator = kind === "max" ? ">=" : "<=";
  return filtered(candidates, (a, b) => compare(operator, a, b).kind === "true");
}

function filtered(list: readonly Expr[], dominates: (a: Expr, b: Expr) => boolean): readonly Expr[] {
  let kept: readonly Expr[] = [];
  for (const candidate of list) {
    if (kept.some((other) => dominates(other, candidate))) continue;
    kept = [...kept.filter((other) => !dominates(candidate, other)), candidate];
  }
  return kept;
}

/** Whether a - b is a sum of quantities that cannot be negative, term by term; quick, and enough for most sizes. */
function isTermwiseAbove(a: Expr, b: Expr): boolean {
  if (!isSum(a) || !isSum(b)) return false;
  const left = numeratorOf(a).terms;
  const right = numeratorOf(b).terms;
  for (const [key, { monomial, coefficient }] of right) {
    const own = left.get(key)?.coefficient ?? rational(0);
    const order = compareRational(own, coefficient);
    if (order < 0 || (order > 0 && !isNonNegativeMonomial(monomial))) return false;
  }
  for (const [key, { monomial, coefficient }] of left) {
    if (!right.has(key) && (coefficient.num < 0n || !isNonNegativeMonomial(monomial))) return false;
  }
  return true;
}

function isSum(e: Expr): boolean {
  return e.kind === "constant" || isOnePolynomial(e.denominator);
}

const nonNegativeCache = new WeakMap<Monomial, boolean>();

/** Whether a product of atoms is proved to be at least 0. */
export function isNonNegativeMonomial(monomial: Monomial): boolean {
  const known = nonNegativeCache.get(monomial);
  if (known !== undefined) return known;
  const result = monomial.factors.every(({ atom, exponent }) => exponent % 2 === 0 || isAtLeastZero(atomBounds(atom)));
  nonNegativeCache.set(monomial, result);
  return result;
}
