import { absRational, type Rational, rational, rationalToDecimal } from "../../core/rational.ts";
import { asConstant, type Expr } from "../../symbolic/index.ts";
import type { Measure } from "../measure.ts";
import { bytesText, cellText, countText, groupedText } from "../quantity.ts";
import type { SheetCell } from "./sheet.ts";

/** A count or size for people; a formula where it is short. */
export function valueCell(e: Expr, { unit }: Measure): string {
  const value = asConstant(e);
  return value === undefined ? cellText(e) : unit === "B" ? bytesText(value) : countText(value);
}

/** The same in all digits. */
export function exactValue(e: Expr, { unit }: Measure): string {
  const value = asConstant(e);
  return value === undefined ? cellText(e) : unit === "B" ? `${groupedText(value)} B` : groupedText(value);
}

/** A change with its sign. */
export function changeCell(
  e: Expr,
  measure: Measure,
  write: (e: Expr, measure: Measure) => string = valueCell,
): SheetCell {
  const value = asConstant(e);
  if (value === undefined) return { text: cellText(e) };
  return { text: signed(value, write(e, measure).replace(/^-/, "")), role: roleOf(value) };
}

/** A change as a part of the value before, in percent with its sign: `-30.4 %`. */
export function percentCell(part: Expr | undefined): SheetCell {
  const value = part === undefined ? undefined : asConstant(part);
  if (value === undefined) return { text: cellText(part) };
  return { text: signed(value, percent(value)), role: roleOf(value) };
}

/** A part of a whole in percent; a sign only below 0. */
export function shareCell(part: Expr | undefined): SheetCell {
  const value = part === undefined ? undefined : asConstant(part);
  if (value === undefined) return { text: cellText(part) };
  return { text: value.num < 0n ? `-${percent(value)}` : percent(value) };
}

/** How many times the first network's value it is, with two digits. */
export function ratioText(part: Expr | undefined): string {
  const value = part === undefined ? undefined : asConstant(part);
  return value === undefined ? cellText(part) : rationalToDecimal(value, 2);
}

function percent(value: Rational): string {
  const size = absRational(value);
  return value.num === 0n ? "0 %" : `${rationalToDecimal(rational(size.num * 100n, size.den), 1)} %`;
}

function signed(value: Rational, text: string): string {
  return value.num === 0n ? text : `${value.num > 0n ? "+" : "-"}${text}`;
}

function roleOf({ num }: Rational): SheetCell["role"] {
  return num === 0n ? undefined : num > 0n ? "more" : "less";
}
