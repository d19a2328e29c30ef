import { divideRational, multiplyRational, type Rational, rational } from "../../core/rational.ts";
import { evaluateUnary } from "../evaluate.ts";
import type { Atom, Expr, Polynomial, Term } from "../expression.ts";
import { compareAtoms, monomialOf, multiplyFree, unitMonomial } from "../monomial.ts";
import {
  accumulate,
  addScaled,
  atomsOfPolynomial,
  monomialPolynomial,
  multiplyFreely,
  primitivePart,
  scalePolynomial,
  signedContentOf,
} from "../polynomial.ts";
import { divideExactly, gcdPolynomial, monomialContent } from "../polynomial-gcd.ts";
import { denominatorOf, fromAtom, fromPolynomial, numeratorOf } from "../rational-function.ts";
import { Budget } from "./budget.ts";
import { inOneAtom, squareFree } from "./integer-polynomial.ts";
import { isRational, realRoots } from "./real-roots.ts";

export interface PowerOf {
  /** A primitive polynomial, or one atom. */
  readonly base: Expr;
  /** Negative below the fraction line. */
  readonly exponent: number;
}

/** scale times the product of the powers. */
export interface Factored {
  readonly scale: Rational;
  readonly factors: readonly PowerOf[];
}

/** Longer or higher polynomials stay as they are. */
const maxTerms = 60;
const maxDegree = 24;
const rootSteps = 20_000;

/** e as a product: content, atoms, square-free parts, and from these the rational linear factors and those of quadratics. */
export function factorsOf(e: Expr): Factored {
  if (e.kind === "constant") return { scale: e, factors: [] };
  const top = factorPolynomial(numeratorOf(e));
  const bottom = factorPolynomial(denominatorOf(e));
  const below = bottom.factors.map(({ base, exponent }) => ({ base, exponent: -exponent }));
  return { scale: divideRational(top.scale, bottom.scale), factors: [...top.factors, ...below] };
}

function factorPolynomial(p: Polynomial): Factored {
  const scale = signedContentOf(p);
  if (scale.num === 0n) return { scale, factors: [] };
  const content = monomialContent(p);
  const atoms = content.factors.map(({ atom, exponent }) => ({ base: fromAtom(atom), exponent }));
  const rest = primitivePart(divideExactly(p, monomialPolynomial(content, rational(1))) ?? p);
  if (rest.terms.size < 2) return { scale, factors: atoms };
  const parts = rest.terms.size > maxTerms || degreeOf(rest) > maxDegree ? [[rest, 1] as const] : powersOf(rest, 0);
  return { scale, factors: [...atoms, ...parts.map(([part, exponent]) => ({ base: fromPolynomial(part), exponent }))] };
}

function degreeOf(p: Polynomial): number {
  return [...p.terms.values()].reduce((degree, { monomial }) => Math.max(degree, monomial.degree), 0);
}

type Powers = readonly (readonly [Polynomial, number])[];

const maxDepth = 12;

/** Factors of a primitive polynomial without monomial content; their product is it. */
function powersOf(p: Polynomial, depth: number): Powers {
  if (p.terms.size < 2 || depth > maxDepth) return p.terms.size === 1 && p.terms.has("") ? [] : [[p, 1]];
  const atoms = [...atomsOfPolynomial(p).values()].sort(compareAtoms);
  for (const atom of atoms) {
    const content = contentIn(p, atom);
    const rest = content === undefined ? undefined : divideExactly(p, content);
    if (content !== undefined && rest !== undefined)
      return joined([...powersOf(content, depth + 1), ...powersOf(primitivePart(rest), depth + 1)]);
  }
  for (const atom of atoms) {
    const divisor = repeatedPart(p, atom) ?? linearFactor(p, atom) ?? quadraticFactor(p, atom, depth);
    const rest = divisor === undefined ? undefined : divideExactly(p, divisor);
    if (divisor !== undefined && rest !== undefined)
      return joined([...powersOf(divisor, depth + 1), ...powersOf(primitivePart(rest), depth + 1)]);
  }
  return [[p, 1]];
}

function joined(parts: Powers): Powers {
  const found = new Map<string, readonly [Polynomial, number]>();
  for (const [part, exponent] of parts) {
    const key = [...part.terms]
      .map(([name, { coefficient }]) => `${name}:${coefficient.num}`)
      .sort()
      .join();
    found.set(key, [part, (found.get(key)?.[1] ?? 0) + exponent]);
  }
  return [...found.values()];
}

/** The coefficients of p read as a polynomial in one atom, lowest power first. */
export function coefficientsOf(p: Polynomial, atom: Atom): readonly Polynomial[] {
  const tables: Map<string, Term>[] = [];
  for (const { monomial, coefficient } of p.terms.values()) {
    const exponent = monomial.factors.find((factor) => factor.atom.key === atom.key)?.exponent ?? 0;
    while (tables.length <= exponent) tables.push(new Map());
    const others = monomialOf(monomial.factors.filter((factor) => factor.atom.key !== atom.key));
    accumulate(tables[exponent] as Map<string, Term>, others, coefficient);
  }
  return tables.map((terms) => ({ terms }));
}

/** What divides all coefficients in an atom, when it is no number. */
function contentIn(p: Polynomial, atom: Atom): Polynomial | undefined {
  let content: Polynomial | undefined;
  for (const part of coefficientsOf(p, atom)) {
    if (part.terms.size === 0) continue;
    content = content === undefined ? primitivePart(part) : gcdPolynomial(content, part);
    if (content === undefined || (content.terms.size === 1 && content.terms.has(""))) return undefined;
  }
  return content;
}

/** A factor that occurs at least twice. */
function repeatedPart(p: Polynomial, atom: Atom): Polynomial | undefined {
  const derivative = new Map<string, Term>();
  coefficientsOf(p, atom).forEach((part, exponent) => {
    if (exponent === 0) return;
    const power = exponent === 1 ? unitMonomial : monomialOf([{ atom, exponent: exponent - 1 }]);
    for (const { monomial, coefficient } of part.terms.values())
      accumulate(derivative, multiplyFree(monomial, power), multiplyRational(coefficient, rational(exponent)));
  });
  const shared = derivative.size === 0 ? undefined : gcdPolynomial(p, { terms: derivative });
  return shared === undefined || (shared.terms.size === 1 && shared.terms.has("")) ? undefined : shared;
}

/** q*x - p for a rational root p/q of a polynomial in x alone, of degree 2 or more. */
function linearFactor(p: Polynomial, atom: Atom): Polynomial | undefined {
  const coefficients = inOneAtom(p, atom);
  if (coefficients === undefined || coefficients.length < 3) return undefined;
  const root = new Budget(rootSteps).attempt(1, (budget) =>
    realRoots(squareFree(coefficients, budget), budget).find(isRational),
  );
  if (root === undefined) return undefined;
  const terms = new Map<string, Term>();
  accumulate(terms, monomialOf([{ atom, exponent: 1 }]), rational(root.low.den));
  accumulate(terms, unitMonomial, rational(-root.low.num));
  return { terms };
}

/** A factor 2*a*x + b - r of a*x^2 + b*x + c with b^2 - 4*a*c = r^2. */
function quadraticFactor(p: Polynomial, atom: Atom, depth: number): Polynomial | undefined {
  const [c, b, a, more] = coefficientsOf(p, atom);
  if (c === undefined || b === undefined || a === undefined || more !== undefined || p.terms.size > 20)
    return undefined;
  const root = squareRootOf(discriminant(a, b, c), depth + 1);
  if (root === undefined) return undefined;
  const x = monomialPolynomial(monomialOf([{ atom, exponent: 1 }]), rational(2));
  const line = addScaled(addScaled(multiplyFreely(a, x), b, rational(1)), root, rational(-1));
  const shared = gcdPolynomial(p, line);
  return shared === undefined || (shared.terms.size === 1 && shared.terms.has("")) ? undefined : shared;
}

/** b^2 - 4*a*c in the free ring. */
export function discriminant(a: Polynomial, b: Polynomial, c: Polynomial): Polynomial {
  return addScaled(multiplyFreely(b, b), multiplyFreely(a, c), rational(-4));
}

/** r with r^2 = p, when p is a square of a polynomial. */
function squareRootOf(p: Polynomial, depth: number): Polynomial | undefined {
  if (p.terms.size === 0) return p;
  const scale = signedContentOf(p);
  const root = evaluateUnary("sqrt", scale);
  if (root === undefined) return undefined;
  const content = monomialContent(p);
  if (content.factors.some(({ exponent }) => exponent % 2 !== 0)) return undefined;
  const half = monomialOf(content.factors.map(({ atom, exponent }) => ({ atom, exponent: exponent / 2 })));
  const rest = primitivePart(divideExactly(p, monomialPolynomial(content, rational(1))) ?? p);
  let result = scalePolynomial(monomialPolynomial(half, rational(1)), root);
  if (rest.terms.size < 2) return result;
  if (depth > maxDepth) return undefined;
  for (const [part, exponent] of powersOf(rest, depth + 1)) {
    if (exponent % 2 !== 0) return undefined;
    for (let count = 0; count < exponent / 2; count += 1) result = multiplyFreely(result, part);
  }
  return result;
}

/** p + value. */
export function addConstant(p: Polynomial, value: Rational): Polynomial {
  const terms = new Map(p.terms);
  accumulate(terms, unitMonomial, value);
  return { terms };
}
