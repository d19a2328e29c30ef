import { gcdInteger, lcmInteger, type Rational } from "../../core/rational.ts";
import type { Atom, Polynomial } from "../expression.ts";
import type { Budget } from "./budget.ts";

/** Integer coefficients of a polynomial in one variable, lowest power first, the last one not 0; [] is the zero polynomial. */
export type IntegerPolynomial = readonly bigint[];

/** A positive multiple of p with integer coefficients, when `atom` is its only atom; undefined otherwise. */
export function inOneAtom(p: Polynomial, atom: Atom): IntegerPolynomial | undefined {
  let scale = 1n;
  let degree = 0;
  for (const { monomial, coefficient } of p.terms.values()) {
    if (monomial.factors.length > 1 || (monomial.factors[0]?.atom.key ?? atom.key) !== atom.key) return undefined;
    scale = lcmInteger(scale, coefficient.den);
    degree = Math.max(degree, monomial.factors[0]?.exponent ?? 0);
  }
  const coefficients = new Array<bigint>(degree + 1).fill(0n);
  for (const { monomial, coefficient } of p.terms.values()) {
    coefficients[monomial.factors[0]?.exponent ?? 0] = coefficient.num * (scale / coefficient.den);
  }
  return primitive(coefficients);
}

/** Divided by the positive gcd of the coefficients, leading zeros dropped. */
export function primitive(a: IntegerPolynomial): IntegerPolynomial {
  let length = a.length;
  while (length > 0 && a[length - 1] === 0n) length -= 1;
  let content = 0n;
  for (let index = 0; index < length; index += 1) content = gcdInteger(content, a[index] ?? 0n);
  const kept = length === a.length ? a : a.slice(0, length);
  return content <= 1n ? kept : kept.map((each) => each / content);
}

export function multiplyInteger(a: IntegerPolynomial, b: IntegerPolynomial): IntegerPolynomial {
  if (a.length === 0 || b.length === 0) return [];
  const result = new Array<bigint>(a.length + b.length - 1).fill(0n);
  a.forEach((left, i) => {
    b.forEach((right, j) => {
      result[i + j] = (result[i + j] ?? 0n) + left * right;
    });
  });
  return result;
}

export function derivativeOf(a: IntegerPolynomial): IntegerPolynomial {
  return a.slice(1).map((each, index) => each * BigInt(index + 1));
}

/** The sign of a at a rational number. */
export function signAt(a: IntegerPolynomial, { num, den }: Rational): -1 | 0 | 1 {
  let value = 0n;
  let scale = 1n;
  for (let index = a.length - 1; index >= 0; index -= 1) {
    value = value * num + (a[index] ?? 0n) * scale;
    scale *= den;
  }
  return value > 0n ? 1 : value < 0n ? -1 : 0;
}

/** A positive multiple of the remainder of a / b; b is not 0. */
export function remainderOf(a: IntegerPolynomial, b: IntegerPolynomial, budget: Budget): IntegerPolynomial {
  let rest = primitive(a);
  const lead = b[b.length - 1] ?? 1n;
  const size = lead < 0n ? -lead : lead;
  while (rest.length >= b.length) {
    budget.spend(rest.length + b.length + digitsOf(rest));
    const head = rest[rest.length - 1] ?? 0n;
    const shift = rest.length - b.length;
    const factor = lead < 0n ? -head : head;
    const next = rest.map((each, index) => each * size - factor * (b[index - shift] ?? 0n));
    rest = primitive(next);
  }
  return rest;
}

/** Long coefficients cost more. */
function digitsOf(a: IntegerPolynomial): number {
  const lead = a[a.length - 1] ?? 0n;
  return Math.floor((a.length * lead.toString(16).length) / 16);
}

/** The primitive greatest common divisor; its sign is arbitrary. */
export function gcdOf(a: IntegerPolynomial, b: IntegerPolynomial, budget: Budget): IntegerPolynomial {
  let [high, low] = a.length >= b.length ? [primitive(a), primitive(b)] : [primitive(b), primitive(a)];
  while (low.length > 0) [high, low] = [low, remainderOf(high, low, budget)];
  return high;
}

/** A rational multiple of a / b, which divides exactly, as a primitive polynomial with the sign of the true quotient. */
export function quotientOf(a: IntegerPolynomial, b: IntegerPolynomial): IntegerPolynomial {
  const lead = b[b.length - 1] ?? 1n;
  const size = lead < 0n ? -lead : lead;
  let rest: IntegerPolynomial = a;
  let quotient = new Array<bigint>(Math.max(0, a.length - b.length + 1)).fill(0n);
  while (rest.length >= b.length && rest.length > 0) {
    const shift = rest.length - b.length;
    const head = rest[rest.length - 1] ?? 0n;
    const factor = lead < 0n ? -head : head;
    quotient = quotient.map((each) => each * size);
    quotient[shift] = (quotient[shift] ?? 0n) + factor;
    const next = rest.map((each, index) => each * size - factor * (b[index - shift] ?? 0n));
    let length = next.length;
    while (length > 0 && next[length - 1] === 0n) length -= 1;
    rest = next.slice(0, length);
  }
  return primitive(quotient);
}

/** The polynomial with the same roots, each once. */
export function squareFree(a: IntegerPolynomial, budget: Budget): IntegerPolynomial {
  const reduced = primitive(a);
  if (reduced.length <= 2) return reduced;
  const shared = gcdOf(reduced, derivativeOf(reduced), budget);
  return shared.length <= 1 ? reduced : quotientOf(reduced, shared);
}
