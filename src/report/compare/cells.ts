import { absRational, type Rational, rational, rationalToDecimal } from "../../core/rational.ts";
import { asConstant, type Expr } from "../../symbolic/index.ts";
import type { Measure } from "../measure.ts";
import { bytesText, cellText, countText, groupedText } from "../quantity.ts";
import type { SheetCell } from "./sheet.ts";

/** How numbers of a measure are written, and how long a formula in a cell may be. */
export interface CellStyle {
  readonly write: (value: Rational, unit: Measure["unit"]) => string;
  readonly longest: number;
}

/** For people: `10.84 M`, `14.02 MB`. */
export function rounded(value: Rational, unit: Measure["unit"]): string {
  return unit === "B" ? bytesText(value) : countText(value);
}

/** In all digits: `10,838,016`, `14,019,488 B`. */
export function exact(value: Rational, unit: Measure["unit"]): string {
  return unit === "B" ? `${groupedText(value)} B` : groupedText(value);
}

export function valueCell(e: Expr, { unit }: Measure, { write, longest }: CellStyle): SheetCell {
  const value = asConstant(e);
  return { text: value === undefined ? cellText(e, longest) : write(value, unit) };
}

/** A change with its sign. */
export function changeCell(e: Expr, { unit }: Measure, { write, longest }: CellStyle): SheetCell {
  const value = asConstant(e);
  return value === undefined ? { text: cellText(e, longest) } : signed(value, write(absRational(value), unit));
}

/** A change as a part of the value before, in percent with its sign: `-30.4 %`. */
export function percentCell(part: Expr | undefined, { longest }: CellStyle): SheetCell {
  const value = part === undefined ? undefined : asConstant(part);
  return value === undefined ? { text: cellText(part, longest) } : signed(value, percent(value));
}

/** A part of a whole in percent; a sign only below 0. */
export function shareCell(part: Expr | undefined, { longest }: CellStyle): SheetCell {
  const value = part === undefined ? undefined : asConstant(part);
  if (value === undefined) return { text: cellText(part, longest) };
  return { text: value.num < 0n ? `-${percent(value)}` : percent(value) };
}

/** How many times the first network's value it is, with two digits. */
export function ratioCell(part: Expr | undefined, { longest }: CellStyle): SheetCell {
  const value = part === undefined ? undefined : asConstant(part);
  return { text: value === undefined ? cellText(part, longest) : rationalToDecimal(value, 2) };
}

function percent(value: Rational): string {
  const size = absRational(value);
  return value.num === 0n ? "0 %" : `${rationalToDecimal(rational(size.num * 100n, size.den), 1)} %`;
}

/** The text behind a sign, which colour repeats. */
function signed({ num }: Rational, text: string): SheetCell {
  if (num === 0n) return { text };
  return num > 0n ? { text: `+${text}`, role: "more" } : { text: `-${text}`, role: "less" };
}
