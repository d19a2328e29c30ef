import { divideRational, gcdRational, negateRational, rational } from "../core/rational.ts";
import type { Atom, Factor, Monomial, Polynomial, Term } from "./expression.ts";
import { ExpressionTooLarge } from "./limits.ts";
import { compareAtoms, divideMonomial, gcdMonomial, monomialOf, multiplyFree, unitMonomial } from "./monomial.ts";
import {
  accumulate,
  addScaled,
  atomsOfPolynomial,
  contentOf,
  leadingTerm,
  monomialPolynomial,
  multiplyFreely,
  onePolynomial,
  primitivePart,
  scalePolynomial,
  zeroPolynomial,
} from "./polynomial.ts";

/** Term operations that one gcd may take before it gives up; the fraction then stays unreduced, which is correct but longer. */
const gcdBudget = 60_000;

interface Budget {
  left: number;
}

function spend(budget: Budget, amount: number): boolean {
  budget.left -= amount;
  return budget.left >= 0;
}

export interface Division {
  readonly quotient: Polynomial;
  readonly remainder: Polynomial;
}

/** Divides by one polynomial in the free ring: a = quotient * b + remainder, no term of the remainder divisible by the lead of b. */
export function dividePolynomial(
  a: Polynomial,
  b: Polynomial,
  budget: Budget = { left: gcdBudget },
): Division | undefined {
  const lead = leadingTerm(b);
  if (lead === undefined) return undefined;
  let rest = a;
  const quotient = new Map<string, Term>();
  const remainder = new Map<string, Term>();
  for (let head = leadingTerm(rest); head !== undefined; head = leadingTerm(rest)) {
    if (!spend(budget, rest.terms.size + b.terms.size)) return undefined;
    const monomial = divideMonomial(head.monomial, lead.monomial);
    if (monomial === undefined) {
      remainder.set(head.monomial.key, head);
      const terms = new Map(rest.terms);
      terms.delete(head.monomial.key);
      rest = { terms };
      continue;
    }
    const coefficient = divideRational(head.coefficient, lead.coefficient);
    accumulate(quotient, monomial, coefficient);
    const step = multiplyFreely(b, monomialPolynomial(monomial, rational(1)));
    rest = addScaled(rest, step, negateRational(coefficient));
  }
  return { quotient: { terms: quotient }, remainder: { terms: remainder } };
}

/** a / b in the free ring when the division leaves nothing, else undefined. */
export function divideExactly(a: Polynomial, b: Polynomial, budget?: Budget): Polynomial | undefined {
  const lead = leadingTerm(a);
  const divisor = leadingTerm(b);
  if (lead === undefined) return a;
  if (divisor === undefined || divideMonomial(lead.monomial, divisor.monomial) === undefined) return undefined;
  const division = dividePolynomial(a, b, budget);
  return division !== undefined && division.remainder.terms.size === 0 ? division.quotient : undefined;
}

/** The monomial that divides every term. */
export function monomialContent(a: Polynomial): Monomial {
  let content: Monomial | undefined;
  for (const { monomial } of a.terms.values()) {
    content = content === undefined ? monomial : gcdMonomial(content, monomial);
    if (content.factors.length === 0) break;
  }
  return content ?? unitMonomial;
}

/** The coefficients of a polynomial read as one in `atom`, lowest power first. */
function coefficientsIn(a: Polynomial, atom: Atom): Polynomial[] {
  const tables: Map<string, Term>[] = [];
  for (const { monomial, coefficient } of a.terms.values()) {
    const exponent = monomial.factors.find((factor) => factor.atom.key === atom.key)?.exponent ?? 0;
    const rest = monomialOf(monomial.factors.filter((factor) => factor.atom.key !== atom.key));
    while (tables.length <= exponent) tables.push(new Map());
    accumulate(tables[exponent] as Map<string, Term>, rest, coefficient);
  }
  return tables.map((terms) => ({ terms }));
}

function fromCoefficients(coefficients: readonly Polynomial[], atom: Atom): Polynomial {
  const terms = new Map<string, Term>();
  coefficients.forEach((part, exponent) => {
    const power: Factor[] = exponent === 0 ? [] : [{ atom, exponent }];
    const factor = monomialOf(power);
    for (const { monomial, coefficient } of part.terms.values()) {
      accumulate(terms, multiplyFree(monomial, factor), coefficient);
    }
  });
  return { terms };
}

function trimmed(coefficients: readonly Polynomial[]): Polynomial[] {
  const result = [...coefficients];
  while (result.length > 0 && result[result.length - 1]?.terms.size === 0) result.pop();
  return result;
}

/** The pseudo-remainder of two polynomials in one atom, as coefficient lists. */
function pseudoRemainder(a: readonly Polynomial[], b: readonly Polynomial[], budget: Budget): Polynomial[] | undefined {
  const lead = b[b.length - 1] ?? zeroPolynomial;
  let rest = trimmed(a);
  while (rest.length >= b.length && rest.length > 0) {
    const head = rest[rest.length - 1] ?? zeroPolynomial;
    const shift = rest.length - b.length;
    const next: Polynomial[] = [];
    for (let index = 0; index < rest.length - 1; index += 1) {
      const own = rest[index] ?? zeroPolynomial;
      const other = b[index - shift] ?? zeroPolynomial;
      const cost = own.terms.size * lead.terms.size + other.terms.size * head.terms.size;
      if (!spend(budget, cost + 1)) return undefined;
      next.push(addScaled(multiplyFreely(own, lead), multiplyFreely(other, head), rational(-1)));
    }
    rest = trimmed(next);
  }
  return rest;
}

/** The gcd of the coefficients in one atom. */
function contentIn(coefficients: readonly Polynomial[], budget: Budget): Polynomial | undefined {
  let content: Polynomial = zeroPolynomial;
  for (const part of coefficients) {
    if (part.terms.size === 0) continue;
    const next: Polynomial | undefined =
      content.terms.size === 0 ? primitivePart(part) : gcdWithin(content, part, budget);
    if (next === undefined) return undefined;
    content = next;
    if (content.terms.has("") && content.terms.size === 1) return onePolynomial;
  }
  return content;
}

function divideAll(parts: readonly Polynomial[], divisor: Polynomial, budget: Budget): Polynomial[] | undefined {
  if (divisor.terms.size === 1 && divisor.terms.has("")) return [...parts];
  const result: Polynomial[] = [];
  for (const part of parts) {
    const quotient = divideExactly(part, divisor, budget);
    if (quotient === undefined) return undefined;
    result.push(quotient);
  }
  return result;
}

/** The primitive gcd in the free ring by primitive remainder sequences; undefined when the budget runs out. */
function gcdWithin(a: Polynomial, b: Polynomial, budget: Budget): Polynomial | undefined {
  if (a.terms.size === 0) return primitivePart(b);
  if (b.terms.size === 0) return primitivePart(a);
  if (a.terms.size === 1 || b.terms.size === 1) {
    return monomialPolynomial(gcdMonomial(monomialContent(a), monomialContent(b)), rational(1));
  }
  const atom = mainAtom(a, b);
  if (atom === undefined) return onePolynomial;
  const left = coefficientsIn(a, atom);
  const right = coefficientsIn(b, atom);
  const leftContent = contentIn(left, budget);
  const rightContent = contentIn(right, budget);
  if (leftContent === undefined || rightContent === undefined) return undefined;
  const shared = gcdWithin(leftContent, rightContent, budget);
  const high = divideAll(left, leftContent, budget);
  const low = divideAll(right, rightContent, budget);
  if (shared === undefined || high === undefined || low === undefined) return undefined;
  const main = primitiveSequence(high, low, budget);
  if (main === undefined) return undefined;
  return primitivePart(multiplyFreely(shared, fromCoefficients(main, atom)));
}

function primitiveSequence(a: Polynomial[], b: Polynomial[], budget: Budget): Polynomial[] | undefined {
  let high = a.length >= b.length ? a : b;
  let low = a.length >= b.length ? b : a;
  while (low.length > 1) {
    const rest = pseudoRemainder(high, low, budget);
    if (rest === undefined) return undefined;
    if (rest.length === 0) return low;
    const content = contentIn(rest, budget);
    const primitive = content === undefined ? undefined : divideAll(rest, content, budget);
    if (primitive === undefined) return undefined;
    high = low;
    low = withoutNumericContent(primitive);
  }
  return low.length === 0 ? high : [onePolynomial];
}

/** Keeps the coefficients of a remainder sequence small. */
function withoutNumericContent(parts: readonly Polynomial[]): Polynomial[] {
  let content = rational(0);
  for (const part of parts) content = gcdRational(content, contentOf(part));
  const scale = divideRational(rational(1), content);
  return parts.map((part) => scalePolynomial(part, scale));
}

/** The atom to eliminate: one of the shared atoms, with the smallest degree; undefined when nothing is shared. */
function mainAtom(a: Polynomial, b: Polynomial): Atom | undefined {
  const others = atomsOfPolynomial(b);
  const shared = [...atomsOfPolynomial(a).values()].filter((atom) => others.has(atom.key)).sort(compareAtoms);
  let best: Atom | undefined;
  let bestDegree = Number.POSITIVE_INFINITY;
  for (const atom of shared) {
    const degree = Math.max(degreeIn(a, atom), degreeIn(b, atom));
    if (degree < bestDegree) {
      best = atom;
      bestDegree = degree;
    }
  }
  return best;
}

function degreeIn(a: Polynomial, atom: Atom): number {
  let degree = 0;
  for (const { monomial } of a.terms.values()) {
    for (const factor of monomial.factors) {
      if (factor.atom.key === atom.key && factor.exponent > degree) degree = factor.exponent;
    }
  }
  return degree;
}

/** The primitive gcd of two nonzero polynomials in the free ring, or undefined when it is too costly to find. */
export function gcdPolynomial(a: Polynomial, b: Polynomial): Polynomial | undefined {
  try {
    return gcdWithin(a, b, { left: gcdBudget });
  } catch (error) {
    if (error instanceof ExpressionTooLarge) return undefined;
    throw error;
  }
}
