import type { Rational } from "../core/rational.ts";
import {
  absRational,
  addRational,
  ceilRational,
  compareRational,
  divideRational,
  floorRational,
  multiplyRational,
  powerRational,
  rational,
} from "../core/rational.ts";
import type { Atom, Comparison, ComparisonOperator, Condition, Expr, Polynomial } from "./expression.ts";
import { checkSize } from "./limits.ts";

export type Point = ReadonlyMap<string, Rational>;
type Memo = Map<string, Rational | undefined>;

/**
 * The exact value of e at a point that binds every symbol of e. Undefined where a symbol is unbound, where the value is not rational
 * (sqrt 2), and where it does not exist (1/0).
 *
 * Errors: ExpressionTooLarge when a number passes the size limit.
 *
 * @example evaluate(symbol("n", { kind: "int" }), new Map([["n", rational(7)]]))  // 7
 */
export function evaluate(e: Expr, point: Point): Rational | undefined {
  return e.kind === "constant" ? e : evaluateWithin(e, point, new Map());
}

/** The same where one atom has a given value instead of its own. */
export function evaluateWith(e: Expr, point: Point, atomKey: string, value: Rational): Rational | undefined {
  return e.kind === "constant" ? e : evaluateWithin(e, point, new Map([[atomKey, value]]));
}

/** The truth of a condition at a point; undefined where one of its sides has no value. */
export function evaluateCondition(condition: Condition, point: Point): boolean | undefined {
  return conditionWithin(condition, point, new Map());
}

function conditionWithin(condition: Condition, point: Point, memo: Memo): boolean | undefined {
  switch (condition.kind) {
    case "true":
      return true;
    case "false":
      return false;
    case "comparison":
      return comparisonWithin(condition, point, memo);
    default: {
      const stop = condition.kind === "or";
      let unknown = false;
      for (const part of condition.conditions) {
        const value = conditionWithin(part, point, memo);
        if (value === stop) return stop;
        if (value === undefined) unknown = true;
      }
      return unknown ? undefined : !stop;
    }
  }
}

function comparisonWithin(condition: Comparison, point: Point, memo: Memo): boolean | undefined {
  const value = evaluateWithin(condition.subject, point, memo);
  return value === undefined ? undefined : holds(condition.operator, compareRational(value, condition.threshold));
}

/** Whether `a operator b` holds, given the sign of a - b. */
export function holds(operator: ComparisonOperator, sign: number): boolean {
  switch (operator) {
    case "==":
      return sign === 0;
    case "!=":
      return sign !== 0;
    case "<":
      return sign < 0;
    case "<=":
      return sign <= 0;
    case ">":
      return sign > 0;
    case ">=":
      return sign >= 0;
  }
}

function evaluateWithin(e: Expr, point: Point, memo: Memo): Rational | undefined {
  if (e.kind === "constant") return e;
  const top = polynomialWithin(e.numerator, point, memo);
  if (top === undefined) return undefined;
  const bottom = polynomialWithin(e.denominator, point, memo);
  if (bottom === undefined || bottom.num === 0n) return undefined;
  return checkedValue(divideRational(top, bottom));
}

function checkedValue(value: Rational): Rational {
  checkSize(value.num);
  checkSize(value.den);
  return value;
}

function polynomialWithin(a: Polynomial, point: Point, memo: Memo): Rational | undefined {
  return evaluatePolynomial(a, (atom) => {
    if (atom.kind === "symbol") return point.get(atom.name);
    if (memo.has(atom.key)) return memo.get(atom.key);
    const value = evaluateAtom(atom, point, memo);
    memo.set(atom.key, value);
    return value;
  });
}

/** The value of a polynomial for given values of its atoms. */
export function evaluatePolynomial(
  a: Polynomial,
  valueOfAtom: (atom: Atom) => Rational | undefined,
): Rational | undefined {
  let total = rational(0);
  for (const { monomial, coefficient } of a.terms.values()) {
    let value: Rational = coefficient;
    for (const { atom, exponent } of monomial.factors) {
      const base = valueOfAtom(atom);
      if (base === undefined) return undefined;
      value = checkedValue(multiplyRational(value, exponent === 1 ? base : boundedPower(base, exponent)));
    }
    total = addRational(total, value);
  }
  return checkedValue(total);
}

function boundedPower(base: Rational, exponent: number): Rational {
  let result: Rational = base;
  if (exponent > 16) {
    for (let count = 1; count < exponent; count += 1) result = checkedValue(multiplyRational(result, base));
    return result;
  }
  return powerRational(base, BigInt(exponent));
}

function evaluateAtom(atom: Exclude<Atom, { kind: "symbol" }>, point: Point, memo: Memo): Rational | undefined {
  switch (atom.kind) {
    case "call":
      return evaluateWithin(atom.definition, point, memo);
    case "bracket": {
      const truth = comparisonWithin(atom.condition, point, memo);
      return truth === undefined ? undefined : rational(truth ? 1 : 0);
    }
    case "max":
    case "min": {
      const wanted = atom.kind === "max" ? 1 : -1;
      let best: Rational | undefined;
      for (const arg of atom.args) {
        const value = evaluateWithin(arg, point, memo);
        if (value === undefined) return undefined;
        if (best === undefined || compareRational(value, best) === wanted) best = value;
      }
      return best;
    }
    default: {
      const value = evaluateWithin(atom.argument, point, memo);
      return value === undefined ? undefined : evaluateUnary(atom.kind, value);
    }
  }
}

/** The exact value of a function at a number, or undefined where it is not rational or does not exist. */
export function evaluateUnary(
  kind: "floor" | "ceil" | "abs" | "sqrt" | "log2" | "exp",
  value: Rational,
): Rational | undefined {
  switch (kind) {
    case "floor":
      return rational(floorRational(value));
    case "ceil":
      return rational(ceilRational(value));
    case "abs":
      return absRational(value);
    case "sqrt":
      return exactSquareRoot(value);
    case "log2":
      return exactLog2(value);
    case "exp":
      return value.num === 0n ? rational(1) : undefined;
  }
}

/** The integer part of the square root of a non-negative integer, by Newton's iteration from above. */
export function integerSquareRoot(value: bigint): bigint {
  if (value < 2n) return value;
  let guess = 1n << BigInt(Math.ceil(value.toString(2).length / 2));
  for (;;) {
    const next = (guess + value / guess) >> 1n;
    if (next >= guess) return guess;
    guess = next;
  }
}

function exactSquareRoot(value: Rational): Rational | undefined {
  if (value.num < 0n) return undefined;
  const num = integerSquareRoot(value.num);
  const den = integerSquareRoot(value.den);
  return num * num === value.num && den * den === value.den ? { num, den } : undefined;
}

function exactLog2(value: Rational): Rational | undefined {
  if (value.num <= 0n) return undefined;
  const positive = powerOfTwo(value.num);
  const negative = powerOfTwo(value.den);
  return positive === undefined || negative === undefined ? undefined : rational(positive - negative);
}

function powerOfTwo(value: bigint): number | undefined {
  const digits = value.toString(2);
  return digits.indexOf("1", 1) === -1 ? digits.length - 1 : undefined;
}
