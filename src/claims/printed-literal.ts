import type { Expression, NumberLiteral, NumberSuffix } from "../../grammar/index.ts";
import {
  absRational,
  addRational,
  compareRational,
  divideRational,
  floorRational,
  multiplyRational,
  negateRational,
  type Rational,
  rational,
  rationalToDecimal,
  subtractRational,
} from "../core/rational.ts";
import { type Span, spanText } from "../core/source.ts";
import { asConstant, type Expr, enclose, symbolsOf } from "../symbolic/index.ts";

/** A number as the text has it: `569M`, `94.86%`, `-0.375`. */
export interface PrintedLiteral {
  readonly value: Rational;
  /** One unit of its last digit. */
  readonly unit: Rational;
  readonly suffix: NumberSuffix;
  /** Of the digits, their sign included. */
  readonly span: Span;
  /** As it is written. */
  readonly text: string;
}

/** The literal that an expression is, a sign and parentheses allowed; undefined for anything else. */
export function printedLiteral(node: Expression): PrintedLiteral | undefined {
  if (node.kind === "group") return printedLiteral(node.inner);
  if (node.kind === "negate") {
    const inner = printedLiteral(node.operand);
    return inner === undefined
      ? undefined
      : { ...inner, value: negateRational(inner.value), span: node.span, text: spanText(node.span) };
  }
  return node.kind === "number" ? ofNumber(node) : undefined;
}

function ofNumber({ value, lastDigit, suffix, span }: NumberLiteral): PrintedLiteral | undefined {
  return value === "inf" ? undefined : { value, unit: lastDigit, suffix, span, text: spanText(span) };
}

/** The values that print as the literal: half a unit of its last digit on both sides, ends included. */
export function roundingRange({ value, unit }: PrintedLiteral): { readonly low: Rational; readonly high: Rational } {
  const half = divideRational(unit, rational(2n));
  return { low: subtractRational(value, half), high: addRational(value, half) };
}

export function isRounded(value: Rational, literal: PrintedLiteral): boolean {
  const { low, high } = roundingRange(literal);
  return compareRational(low, value) <= 0 && compareRational(value, high) <= 0;
}

/** Whether a value prints as the literal when its further digits are cut off. */
export function isTruncated(value: Rational, { value: printed, unit }: PrintedLiteral): boolean {
  if (printed.num !== 0n && value.num < 0n !== printed.num < 0n) return false;
  const digits = (each: Rational) => floorRational(divideRational(absRational(each), unit));
  return digits(value) === digits(printed);
}

/**
 * The value of a constant, for its digits; of an irrational one a number close to it, which rounds and truncates to the same digits.
 * Undefined where symbols are free.
 */
export function valueToPrint(e: Expr, { unit }: PrintedLiteral): Rational | undefined {
  const exact = asConstant(e);
  if (exact !== undefined || symbolsOf(e).size > 0) return exact;
  const { low, high } = enclose(e, new Map(), enoughBits);
  if (low === undefined || high === undefined) return undefined;
  const halfUnits = (each: Rational) => floorRational(divideRational(multiplyRational(each, rational(2n)), unit));
  return halfUnits(low.value) === halfUnits(high.value) ? low.value : undefined;
}

/** More than the 40 decimal digits that a number may have. */
const enoughBits = 192;

/** A value with the digits and the suffix of a literal: 3,504,872 as `3.4M` is printed gives `3.5M`. */
export function printedLike(value: Rational, { text, unit }: PrintedLiteral): string {
  const [, whole = "", fraction = "", suffix = ""] = /^-?\s*([\d_]*)(?:\.(\d*))?(.*)$/s.exec(text) ?? [];
  if (whole === "" && fraction === "") return rationalToDecimal(value, 0);
  const scale = multiplyRational(unit, rational(10n ** BigInt(fraction.length)));
  return `${rationalToDecimal(divideRational(value, scale), fraction.length)}${suffix}`;
}
