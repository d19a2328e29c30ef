import { type Rational, rational } from "../../core/rational.ts";
import { constant, type Expr } from "../../symbolic/index.ts";

/** Thrown where a number must be exact and is none: NaN, an infinity, a fraction where a whole number is needed. */
export class NoExactNumber extends Error {}

/** A single float as the shortest decimal that means it: the 0.1 that was typed and not 0.100000001490116. */
export function floatText(value: number): string {
  for (let digits = 1; digits <= 9; digits++) {
    const text = Number(value.toPrecision(digits));
    if (Math.fround(text) === Math.fround(value)) return String(text);
  }
  return String(value);
}

/** The exact value of a float's shortest decimal. Throws NoExactNumber. */
export function floatRational(value: number): Rational {
  if (!Number.isFinite(value)) throw new NoExactNumber(`${value} where a finite number is needed`);
  const [, mantissa = "0", exponent = "0"] = /^([^e]*)(?:e([+-]?\d+))?$/.exec(floatText(value)) ?? [];
  const isNegative = mantissa.startsWith("-");
  const [whole = "0", fraction = ""] = mantissa.replace("-", "").split(".");
  const power = Number(exponent) - fraction.length;
  const digits = BigInt(whole + fraction) * (isNegative ? -1n : 1n);
  return power >= 0 ? rational(digits * 10n ** BigInt(power)) : rational(digits, 10n ** BigInt(-power));
}

export function floatExpr(value: number): Expr {
  return constant(floatRational(value));
}

/** Throws NoExactNumber. */
export function intExpr(value: number): Expr {
  if (!Number.isInteger(value)) throw new NoExactNumber(`${value} where a whole number is needed`);
  return constant(BigInt(value));
}
