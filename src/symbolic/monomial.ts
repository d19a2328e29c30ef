import type { Rational } from "../core/rational.ts";
import { compareRational, multiplyRational, powerRational, rational } from "../core/rational.ts";
import type { Atom, BracketAtom, Factor, Monomial } from "./expression.ts";
import { ExpressionTooLarge, maxExponent } from "./limits.ts";

export const unitMonomial: Monomial = { key: "", factors: [], degree: 0, hasBracket: false };

const kindRank: Readonly<Record<Atom["kind"], number>> = {
  symbol: 0,
  call: 1,
  sqrt: 2,
  log2: 3,
  exp: 4,
  max: 5,
  min: 6,
  abs: 7,
  ceil: 8,
  floor: 9,
  bracket: 10,
};

/** The order of atoms in monomials: symbols first, brackets last, by text within a kind, numbers by size. */
export function compareAtoms(a: Atom, b: Atom): number {
  if (a.key === b.key) return 0;
  const byKind = kindRank[a.kind] - kindRank[b.kind];
  if (byKind !== 0) return byKind;
  if (a.order !== b.order) return a.order < b.order ? -1 : 1;
  return a.key < b.key ? -1 : 1;
}

/** The monomial of the factors, which are in atom order with positive exponents. */
export function monomialOf(factors: readonly Factor[]): Monomial {
  let key = "";
  let degree = 0;
  let hasBracket = false;
  for (const { atom, exponent } of factors) {
    if (exponent > maxExponent) throw new ExpressionTooLarge(`an exponent above ${maxExponent}`);
    if (key !== "") key += "*";
    key += exponent === 1 ? atom.key : `${atom.key}^${exponent}`;
    if (atom.kind === "bracket") hasBracket = true;
    else degree += exponent;
  }
  return { key, factors, degree, hasBracket };
}

/**
 * Orders monomials: higher degree first, then the one with more of the earlier atom. This order is compatible with multiplication,
 * and the unit monomial comes last.
 */
export function compareMonomials(a: Monomial, b: Monomial): number {
  if (a.degree !== b.degree) return b.degree - a.degree;
  const count = Math.min(a.factors.length, b.factors.length);
  for (let index = 0; index < count; index += 1) {
    const left = a.factors[index] as Factor;
    const right = b.factors[index] as Factor;
    const byAtom = compareAtoms(left.atom, right.atom);
    if (byAtom !== 0) return byAtom;
    if (left.exponent !== right.exponent) return right.exponent - left.exponent;
  }
  return b.factors.length - a.factors.length;
}

/** The product in the free ring: brackets are treated like any other atom. */
export function multiplyFree(a: Monomial, b: Monomial): Monomial {
  if (a.factors.length === 0) return b;
  if (b.factors.length === 0) return a;
  const factors: Factor[] = [];
  let i = 0;
  let j = 0;
  while (i < a.factors.length && j < b.factors.length) {
    const left = a.factors[i] as Factor;
    const right = b.factors[j] as Factor;
    const order = compareAtoms(left.atom, right.atom);
    if (order === 0) factors.push({ atom: left.atom, exponent: left.exponent + right.exponent });
    else factors.push(order < 0 ? left : right);
    if (order <= 0) i += 1;
    if (order >= 0) j += 1;
  }
  for (; i < a.factors.length; i += 1) factors.push(a.factors[i] as Factor);
  for (; j < b.factors.length; j += 1) factors.push(b.factors[j] as Factor);
  return monomialOf(factors);
}

/** a / b in the free ring, or undefined when b does not divide a. */
export function divideMonomial(a: Monomial, b: Monomial): Monomial | undefined {
  if (b.factors.length === 0) return a;
  const factors: Factor[] = [];
  let j = 0;
  for (const factor of a.factors) {
    const divisor = b.factors[j];
    if (divisor === undefined || divisor.atom.key !== factor.atom.key) {
      factors.push(factor);
      continue;
    }
    j += 1;
    if (divisor.exponent > factor.exponent) return undefined;
    if (divisor.exponent < factor.exponent) {
      factors.push({ atom: factor.atom, exponent: factor.exponent - divisor.exponent });
    }
  }
  return j === b.factors.length ? monomialOf(factors) : undefined;
}

/** The greatest common divisor of two monomials in the free ring. */
export function gcdMonomial(a: Monomial, b: Monomial): Monomial {
  const exponents = new Map(b.factors.map((factor) => [factor.atom.key, factor.exponent]));
  const factors: Factor[] = [];
  for (const { atom, exponent } of a.factors) {
    const shared = Math.min(exponent, exponents.get(atom.key) ?? 0);
    if (shared > 0) factors.push({ atom, exponent: shared });
  }
  return monomialOf(factors);
}

/** A monomial with a number in front of it, as the bracket laws produce. */
export interface ScaledMonomial {
  readonly scale: Rational;
  readonly monomial: Monomial;
}

const one = rational(1);

/** The product as values: bracket laws applied; undefined when the product is always 0. */
export function multiplyMonomials(a: Monomial, b: Monomial): ScaledMonomial | undefined {
  const product = multiplyFree(a, b);
  return product.hasBracket ? reduceBrackets(product) : { scale: one, monomial: product };
}

/**
 * Applies the laws of brackets to a free product:
 * [c]^n = [c]; [x == s][x == t] = 0; [x == s][x <= t] = [x == s] or 0; [x <= s][x <= t] = [x <= min(s, t)]; [x == t] x = t [x == t].
 */
export function reduceBrackets(monomial: Monomial): ScaledMonomial | undefined {
  const bySubject = new Map<string, BracketAtom>();
  const others: Factor[] = [];
  for (const factor of monomial.factors) {
    if (factor.atom.kind !== "bracket") {
      others.push(factor);
      continue;
    }
    const subject = factor.atom.condition.subjectKey;
    const known = bySubject.get(subject);
    const joined = known === undefined ? factor.atom : joinBrackets(known, factor.atom);
    if (joined === undefined) return undefined;
    bySubject.set(subject, joined);
  }
  let scale = one;
  const kept: Factor[] = [];
  for (const factor of others) {
    // The key of a subject that is one bare atom is the key of that atom.
    const fixed = bySubject.get(factor.atom.key);
    if (fixed?.condition.operator !== "==") kept.push(factor);
    else scale = multiplyRational(scale, powerRational(fixed.condition.threshold, BigInt(factor.exponent)));
  }
  if (scale.num === 0n) return undefined;
  const brackets = [...bySubject.values()].sort(compareAtoms);
  for (const atom of brackets) kept.push({ atom, exponent: 1 });
  return { scale, monomial: monomialOf(kept) };
}

function joinBrackets(a: BracketAtom, b: BracketAtom): BracketAtom | undefined {
  const order = compareRational(a.condition.threshold, b.condition.threshold);
  if (a.condition.operator === "==" && b.condition.operator === "==") return order === 0 ? a : undefined;
  if (b.condition.operator === "==") return joinBrackets(b, a);
  if (a.condition.operator === "==") {
    const holds = order < 0 || (order === 0 && b.condition.operator === "<=");
    return holds ? a : undefined;
  }
  if (order !== 0) return order < 0 ? a : b;
  return a.condition.operator === "<" ? a : b;
}
