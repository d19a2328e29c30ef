import type { Rational } from "../core/rational.ts";
import {
  addRational,
  divideRational,
  gcdRational,
  multiplyRational,
  negateRational,
  rational,
  rationalToText,
} from "../core/rational.ts";
import type { Atom, Monomial, Polynomial, Term } from "./expression.ts";
import { checkSize, ExpressionTooLarge, maxTermProducts, maxTerms } from "./limits.ts";
import { compareMonomials, multiplyFree, multiplyMonomials, reduceBrackets, unitMonomial } from "./monomial.ts";

export const zeroPolynomial: Polynomial = { terms: new Map() };
export const onePolynomial: Polynomial = constantPolynomial(rational(1));

export function constantPolynomial(value: Rational): Polynomial {
  if (value.num === 0n) return zeroPolynomial;
  return { terms: new Map([["", { monomial: unitMonomial, coefficient: value }]]) };
}

export function monomialPolynomial(monomial: Monomial, coefficient: Rational): Polynomial {
  return { terms: new Map([[monomial.key, { monomial, coefficient }]]) };
}

/** Adds coefficient * monomial into a table of terms under construction. */
export function accumulate(terms: Map<string, Term>, monomial: Monomial, coefficient: Rational): void {
  const known = terms.get(monomial.key);
  if (known === undefined) {
    if (coefficient.num === 0n) return;
    if (terms.size >= maxTerms) throw new ExpressionTooLarge(`a polynomial of more than ${maxTerms} terms`);
    terms.set(monomial.key, { monomial, coefficient });
    return;
  }
  const total = addRational(known.coefficient, coefficient);
  checkSize(total.num);
  checkSize(total.den);
  if (total.num === 0n) terms.delete(monomial.key);
  else terms.set(monomial.key, { monomial: known.monomial, coefficient: total });
}

export function addPolynomials(a: Polynomial, b: Polynomial): Polynomial {
  const [large, small] = a.terms.size >= b.terms.size ? [a, b] : [b, a];
  if (small.terms.size === 0) return large;
  const terms = new Map(large.terms);
  for (const { monomial, coefficient } of small.terms.values()) accumulate(terms, monomial, coefficient);
  return { terms };
}

/** a + scale * b. */
export function addScaled(a: Polynomial, b: Polynomial, scale: Rational): Polynomial {
  const terms = new Map(a.terms);
  for (const { monomial, coefficient } of b.terms.values()) {
    accumulate(terms, monomial, multiplyRational(coefficient, scale));
  }
  return { terms };
}

export function scalePolynomial(a: Polynomial, scale: Rational): Polynomial {
  if (scale.num === 0n) return zeroPolynomial;
  if (scale.num === 1n && scale.den === 1n) return a;
  const terms = new Map<string, Term>();
  for (const [key, { monomial, coefficient }] of a.terms) {
    const scaled = multiplyRational(coefficient, scale);
    checkSize(scaled.num);
    checkSize(scaled.den);
    terms.set(key, { monomial, coefficient: scaled });
  }
  return { terms };
}

export function negatePolynomial(a: Polynomial): Polynomial {
  const terms = new Map<string, Term>();
  for (const [key, { monomial, coefficient }] of a.terms) {
    terms.set(key, { monomial, coefficient: negateRational(coefficient) });
  }
  return { terms };
}

function checkProducts(a: Polynomial, b: Polynomial): void {
  if (a.terms.size * b.terms.size > maxTermProducts) throw new ExpressionTooLarge("a product of two long sums");
}

/** The product as values: the bracket laws hold. */
export function multiplyPolynomials(a: Polynomial, b: Polynomial): Polynomial {
  checkProducts(a, b);
  const terms = new Map<string, Term>();
  for (const left of a.terms.values()) {
    for (const right of b.terms.values()) {
      const product = multiplyMonomials(left.monomial, right.monomial);
      if (product === undefined) continue;
      const coefficient = multiplyRational(left.coefficient, right.coefficient);
      accumulate(terms, product.monomial, checked(multiplyRational(coefficient, product.scale)));
    }
  }
  return { terms };
}

/** The product in the free ring, in which brackets are ordinary indeterminates; there exact division inverts it. */
export function multiplyFreely(a: Polynomial, b: Polynomial): Polynomial {
  checkProducts(a, b);
  const terms = new Map<string, Term>();
  for (const left of a.terms.values()) {
    for (const right of b.terms.values()) {
      const monomial = multiplyFree(left.monomial, right.monomial);
      accumulate(terms, monomial, checked(multiplyRational(left.coefficient, right.coefficient)));
    }
  }
  return { terms };
}

/** Applies the bracket laws to a polynomial of the free ring. */
export function reducePolynomial(a: Polynomial): Polynomial {
  if (!hasBrackets(a)) return a;
  const terms = new Map<string, Term>();
  for (const { monomial, coefficient } of a.terms.values()) {
    const reduced = monomial.hasBracket ? reduceBrackets(monomial) : { scale: rational(1), monomial };
    if (reduced !== undefined) accumulate(terms, reduced.monomial, multiplyRational(coefficient, reduced.scale));
  }
  return { terms };
}

function checked(value: Rational): Rational {
  checkSize(value.num);
  checkSize(value.den);
  return value;
}

export function hasBrackets(a: Polynomial): boolean {
  for (const term of a.terms.values()) if (term.monomial.hasBracket) return true;
  return false;
}

export function isZeroPolynomial(a: Polynomial): boolean {
  return a.terms.size === 0;
}

/** The value of a polynomial without indeterminates, else undefined. */
export function constantValue(a: Polynomial): Rational | undefined {
  if (a.terms.size === 0) return rational(0);
  return a.terms.size === 1 ? a.terms.get("")?.coefficient : undefined;
}

export function constantTerm(a: Polynomial): Rational {
  return a.terms.get("")?.coefficient ?? rational(0);
}

export function isOnePolynomial(a: Polynomial): boolean {
  if (a === onePolynomial) return true;
  const value = constantValue(a);
  return value !== undefined && value.num === 1n && value.den === 1n;
}

const sortedCache = new WeakMap<Polynomial, readonly Term[]>();
const keyCache = new WeakMap<Polynomial, string>();

/** The terms in canonical order, highest degree first and the constant term last. */
export function sortedTerms(a: Polynomial): readonly Term[] {
  const known = sortedCache.get(a);
  if (known !== undefined) return known;
  const sorted = [...a.terms.values()].sort((left, right) => compareMonomials(left.monomial, right.monomial));
  sortedCache.set(a, sorted);
  return sorted;
}

export function leadingTerm(a: Polynomial): Term | undefined {
  return sortedTerms(a)[0];
}

/** The canonical text of a polynomial; equal exactly for equal polynomials. */
export function polynomialKey(a: Polynomial): string {
  const known = keyCache.get(a);
  if (known !== undefined) return known;
  const parts = sortedTerms(a).map(({ monomial, coefficient }) => {
    if (monomial.key === "") return rationalToText(coefficient);
    if (coefficient.num === 1n && coefficient.den === 1n) return monomial.key;
    return `${rationalToText(coefficient)}*${monomial.key}`;
  });
  const key = parts.length === 0 ? "0" : parts.join("+");
  keyCache.set(a, key);
  return key;
}

/** The positive gcd of the coefficients: a / content has coprime integer coefficients. 0 for the zero polynomial. */
export function contentOf(a: Polynomial): Rational {
  let content = rational(0);
  for (const { coefficient } of a.terms.values()) content = gcdRational(content, coefficient);
  return content;
}

/** The signed content: dividing by it also makes the leading coefficient positive. 0 for the zero polynomial. */
export function signedContentOf(a: Polynomial): Rational {
  const leading = leadingTerm(a);
  const content = contentOf(a);
  return leading !== undefined && leading.coefficient.num < 0n ? negateRational(content) : content;
}

/** a / signedContentOf(a): coprime integer coefficients, the leading one positive. Zero stays zero. */
export function primitivePart(a: Polynomial): Polynomial {
  const content = signedContentOf(a);
  if (content.num === 0n) return a;
  return scalePolynomial(a, divideRational(rational(1), content));
}

/** The atoms of the monomials by key; atoms inside other atoms are not included. */
export function atomsOfPolynomial(a: Polynomial): ReadonlyMap<string, Atom> {
  const atoms = new Map<string, Atom>();
  for (const term of a.terms.values()) {
    for (const { atom } of term.monomial.factors) if (!atoms.has(atom.key)) atoms.set(atom.key, atom);
  }
  return atoms;
}
