import type { Rational } from "../core/rational.ts";
import { divideRational, gcdInteger, powerRational, rational } from "../core/rational.ts";
import type { Atom, ConstantExpr, Expr, Polynomial, Term } from "./expression.ts";
import { checkSize, ExpressionTooLarge, maxBits, maxExponent } from "./limits.ts";
import { gcdMonomial, monomialOf } from "./monomial.ts";
import {
  accumulate,
  addPolynomials,
  addScaled,
  constantPolynomial,
  constantValue,
  isOnePolynomial,
  isZeroPolynomial,
  leadingTerm,
  monomialPolynomial,
  multiplyPolynomials,
  negatePolynomial,
  onePolynomial,
  polynomialKey,
  reducePolynomial,
  scalePolynomial,
  signedContentOf,
} from "./polynomial.ts";
import { divideExactly, gcdPolynomial, monomialContent } from "./polynomial-gcd.ts";

/** Small integers are shared; networks are full of them. */
const smallIntegers: readonly ConstantExpr[] = Array.from({ length: 4097 }, (_, index) => ({
  kind: "constant",
  num: BigInt(index),
  den: 1n,
}));

function integer(value: bigint): ConstantExpr {
  if (value >= 0n && value <= 4096n) return smallIntegers[Number(value)] as ConstantExpr;
  return { kind: "constant", num: checkSize(value), den: 1n };
}

function reducedConstant(num: bigint, den: bigint): ConstantExpr {
  const divisor = gcdInteger(num, den);
  const signed = den < 0n ? -divisor : divisor;
  const reducedDen = den / signed;
  if (reducedDen === 1n) return integer(num / signed);
  return { kind: "constant", num: checkSize(num / signed), den: checkSize(reducedDen) };
}

/**
 * The expression of a number. Errors: RangeError for a `number` that is no integer.
 *
 * @example constant(rational(6, 4))  // 3/2
 */
export function constant(value: Rational | bigint | number): Expr {
  if (typeof value === "bigint") return integer(value);
  if (typeof value === "number") {
    if (!Number.isInteger(value)) throw new RangeError(`not an integer: ${value}`);
    return integer(BigInt(value));
  }
  return value.den === 1n
    ? integer(value.num)
    : { kind: "constant", num: checkSize(value.num), den: checkSize(value.den) };
}

export const zero: Expr = integer(0n);
export const one: Expr = integer(1n);

export function numeratorOf(e: Expr): Polynomial {
  return e.kind === "constant" ? constantPolynomial(e) : e.numerator;
}

export function denominatorOf(e: Expr): Polynomial {
  return e.kind === "constant" ? onePolynomial : e.denominator;
}

export function isPolynomial(e: Expr): boolean {
  return e.kind === "constant" || isOnePolynomial(e.denominator);
}

export function fromPolynomial(numerator: Polynomial): Expr {
  const value = constantValue(numerator);
  return value !== undefined ? constant(value) : { kind: "ratio", numerator, denominator: onePolynomial };
}

export function fromAtom(atom: Atom): Expr {
  return fromPolynomial(monomialPolynomial(monomialOf([{ atom, exponent: 1 }]), rational(1)));
}

/** The atom that e consists of, if it is one bare atom. */
export function bareAtom(e: Expr): Atom | undefined {
  if (e.kind === "constant" || e.numerator.terms.size !== 1 || !isOnePolynomial(e.denominator)) return undefined;
  const term = leadingTerm(e.numerator);
  const factor = term?.monomial.factors[0];
  if (term === undefined || factor === undefined || term.monomial.factors.length !== 1 || factor.exponent !== 1)
    return undefined;
  return term.coefficient.num === 1n && term.coefficient.den === 1n ? factor.atom : undefined;
}

/** Cancels what numerator and denominator share, and makes the denominator primitive. */
export function fraction(numerator: Polynomial, denominator: Polynomial): Expr {
  if (isZeroPolynomial(denominator)) throw new RangeError("division by zero");
  if (isZeroPolynomial(numerator)) return zero;
  const scale = constantValue(denominator);
  if (scale !== undefined) return fromPolynomial(scalePolynomial(numerator, divideRational(rational(1), scale)));
  const cancelled = cancel(numerator, denominator);
  const content = signedContentOf(cancelled.denominator);
  const inverse = divideRational(rational(1), content);
  const top = reducePolynomial(scalePolynomial(cancelled.numerator, inverse));
  const bottom = reducePolynomial(scalePolynomial(cancelled.denominator, inverse));
  if (isOnePolynomial(bottom)) return fromPolynomial(top);
  if (isZeroPolynomial(bottom)) throw new RangeError("division by zero");
  return isZeroPolynomial(top) ? zero : { kind: "ratio", numerator: top, denominator: bottom };
}

function cancel(numerator: Polynomial, denominator: Polynomial): { numerator: Polynomial; denominator: Polynomial } {
  const shared = gcdMonomial(monomialContent(numerator), monomialContent(denominator));
  let top = numerator;
  let bottom = denominator;
  if (shared.factors.length > 0) {
    const divisor = monomialPolynomial(shared, rational(1));
    top = divideExactly(top, divisor) ?? top;
    bottom = divideExactly(bottom, divisor) ?? bottom;
  }
  if (bottom.terms.size === 1) return { numerator: top, denominator: bottom };
  const quotient = divideExactly(top, bottom);
  if (quotient !== undefined) return { numerator: quotient, denominator: onePolynomial };
  const divisor = gcdPolynomial(top, bottom);
  if (divisor === undefined || isOnePolynomial(divisor)) return { numerator: top, denominator: bottom };
  const left = divideExactly(top, divisor);
  const right = divideExactly(bottom, divisor);
  if (left === undefined || right === undefined) return { numerator: top, denominator: bottom };
  return { numerator: left, denominator: right };
}

export function add(a: Expr, b: Expr): Expr {
  if (a.kind === "constant") {
    if (b.kind === "constant") {
      if (a.den === 1n && b.den === 1n) return integer(a.num + b.num);
      return reducedConstant(a.num * b.den + b.num * a.den, a.den * b.den);
    }
    if (a.num === 0n) return b;
  } else if (b.kind === "constant" && b.num === 0n) return a;
  const leftDen = denominatorOf(a);
  const rightDen = denominatorOf(b);
  const left = numeratorOf(a);
  const right = numeratorOf(b);
  if (isOnePolynomial(leftDen) && isOnePolynomial(rightDen)) return fromPolynomial(addPolynomials(left, right));
  if (polynomialKey(leftDen) === polynomialKey(rightDen)) return fraction(addPolynomials(left, right), leftDen);
  const top = addPolynomials(multiplyPolynomials(left, rightDen), multiplyPolynomials(right, leftDen));
  return fraction(top, multiplyPolynomials(leftDen, rightDen));
}

export function negate(a: Expr): Expr {
  if (a.kind === "constant") return a.den === 1n ? integer(-a.num) : { kind: "constant", num: -a.num, den: a.den };
  return { kind: "ratio", numerator: negatePolynomial(a.numerator), denominator: a.denominator };
}

export function subtract(a: Expr, b: Expr): Expr {
  if (a.kind === "constant" && b.kind === "constant" && a.den === 1n && b.den === 1n) return integer(a.num - b.num);
  if (isPolynomial(a) && isPolynomial(b))
    return fromPolynomial(addScaled(numeratorOf(a), numeratorOf(b), rational(-1)));
  return add(a, negate(b));
}

export function multiply(a: Expr, b: Expr): Expr {
  if (a === one) return b;
  if (b === one) return a;
  if (a.kind === "constant") {
    if (b.kind === "constant") {
      if (a.den === 1n && b.den === 1n) return integer(a.num * b.num);
      return reducedConstant(a.num * b.num, a.den * b.den);
    }
    return scaled(b, a);
  }
  if (b.kind === "constant") return scaled(a, b);
  const top = multiplyPolynomials(a.numerator, b.numerator);
  if (isOnePolynomial(a.denominator) && isOnePolynomial(b.denominator)) return fromPolynomial(top);
  return fraction(top, multiplyPolynomials(a.denominator, b.denominator));
}

function scaled(a: Expr, scale: Rational): Expr {
  if (scale.num === 0n) return zero;
  if (a.kind === "constant" || (scale.num === 1n && scale.den === 1n)) return a;
  return { kind: "ratio", numerator: scalePolynomial(a.numerator, scale), denominator: a.denominator };
}

/** a / b. Errors: RangeError when b is identically zero; callers test `isZero(b)` first. */
export function divide(a: Expr, b: Expr): Expr {
  if (b === one) return a;
  if (b.kind === "constant") {
    if (b.num === 0n) throw new RangeError("division by zero");
    if (a.kind === "constant") return reducedConstant(a.num * b.den, a.den * b.num);
    return scaled(a, divideRational(rational(1), b));
  }
  return fraction(
    multiplyPolynomials(numeratorOf(a), b.denominator),
    multiplyPolynomials(denominatorOf(a), b.numerator),
  );
}

/** a ^ exponent; 0^0 = 1. Errors: RangeError for zero to a negative power. */
export function power(a: Expr, exponent: bigint): Expr {
  if (a.kind === "constant") return powerOfConstant(a, exponent);
  if (exponent < 0n) return divide(one, power(a, -exponent));
  if (exponent > BigInt(maxExponent)) throw new ExpressionTooLarge(`an exponent above ${maxExponent}`);
  let result: Expr = one;
  let base: Expr = a;
  for (let rest = Number(exponent); rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result = multiply(result, base);
    if (rest > 1) base = multiply(base, base);
  }
  return result;
}

function powerOfConstant(a: ConstantExpr, exponent: bigint): Expr {
  if (exponent < 0n && a.num === 0n) throw new RangeError("division by zero");
  const magnitude = exponent < 0n ? -exponent : exponent;
  const size = a.num < 0n ? -a.num : a.num;
  if (a.den === 1n && size <= 1n) return a.num === -1n && magnitude % 2n === 0n ? one : magnitude === 0n ? one : a;
  const bits = BigInt((size > a.den ? size : a.den).toString(2).length - 1);
  if (bits * magnitude > BigInt(maxBits)) throw new ExpressionTooLarge(`a number of more than ${maxBits} bits`);
  return constant(powerRational(a, exponent));
}

export function sum(list: readonly Expr[]): Expr {
  const terms = new Map<string, Term>();
  let integers = 0n;
  let others: Expr = zero;
  for (const e of list) {
    if (e.kind === "constant" && e.den === 1n) integers += e.num;
    else if (e.kind === "constant" || !isOnePolynomial(e.denominator)) others = add(others, e);
    else for (const { monomial, coefficient } of e.numerator.terms.values()) accumulate(terms, monomial, coefficient);
  }
  const total = add(others, integer(integers));
  return terms.size === 0 ? total : add(total, fromPolynomial({ terms }));
}

export function product(list: readonly Expr[]): Expr {
  let integers = 1n;
  let others: Expr = one;
  for (const e of list) {
    if (e.kind === "constant" && e.den === 1n) integers = checkSize(integers * e.num);
    else others = multiply(others, e);
  }
  return multiply(others, integer(integers));
}

export function isZero(e: Expr): boolean {
  return e.kind === "constant" && e.num === 0n;
}

/**
 * Whether the expression is a number.
 *
 * @example isConstant(constant(3))  // true
 */
export function isConstant(e: Expr): boolean {
  return e.kind === "constant";
}

/**
 * The number that the expression is; undefined when it holds a symbol.
 *
 * @example asConstant(symbol("n", { kind: "int" }))  // undefined
 */
export function asConstant(e: Expr): Rational | undefined {
  return e.kind === "constant" ? e : undefined;
}

/**
 * The integer that the expression is; undefined when it is a fraction or holds a symbol.
 *
 * @example asInteger(constant(rational(1, 2)))  // undefined
 */
export function asInteger(e: Expr): bigint | undefined {
  return e.kind === "constant" && e.den === 1n ? e.num : undefined;
}

/** Canonical text of an expression; equal exactly when the canonical forms are equal. */
export function keyOf(e: Expr): string {
  if (e.kind === "constant") return e.den === 1n ? e.num.toString() : `${e.num}/${e.den}`;
  const top = polynomialKey(e.numerator);
  return isOnePolynomial(e.denominator) ? top : `(${top})/(${polynomialKey(e.denominator)})`;
}

/** Whether a and b are proved equal by algebra alone: a - b is the zero polynomial over a common denominator. */
export function equals(a: Expr, b: Expr): boolean {
  if (a === b) return true;
  if (a.kind === "constant" && b.kind === "constant") return a.num === b.num && a.den === b.den;
  if (isPolynomial(a) && isPolynomial(b)) return keyOf(a) === keyOf(b);
  return keyOf(a) === keyOf(b) || isZero(subtract(a, b));
}
