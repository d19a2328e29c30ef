import { type Rational, rational, rationalToDecimal } from "../core/rational.ts";
import type { Shape } from "../ops/index.ts";
import { asConstant, type Expr, equals, toText } from "../symbolic/index.ts";

const prefixes: readonly { readonly text: string; readonly scale: bigint; readonly digits: number }[] = [
  { text: "k", scale: 1_000n, digits: 1 },
  { text: "M", scale: 1_000_000n, digits: 2 },
  { text: "G", scale: 1_000_000_000n, digits: 2 },
  { text: "T", scale: 1_000_000_000_000n, digits: 2 },
];

/**
 * A count for people: `10.84 M`, `0.9 k`; powers of 1000; below 100 as it is. Rounds half up, and moves on to the next
 * prefix rather than print 1000 of one.
 */
export function countText(value: Rational): string {
  const negative = value.num < 0n;
  const size = negative ? rational(-value.num, value.den) : value;
  const sign = negative ? "-" : "";
  if (size.num < 100n * size.den) return sign + (size.den === 1n ? size.num.toString() : rationalToDecimal(size, 2));
  const fitting = prefixes.find(({ scale, digits }) => {
    const shown = rationalToDecimal(rational(size.num, size.den * scale), digits);
    return !(shown.split(".")[0] ?? "").match(/^\d{4,}$/);
  });
  const { text, scale, digits } = fitting ?? { text: "T", scale: 1_000_000_000_000n, digits: 2 };
  return `${sign}${rationalToDecimal(rational(size.num, size.den * scale), digits)} ${text}`;
}

/** A part of a whole in whole percent, for sentences: `43 %`, `< 1 %`. */
export function percentText(share: number): string {
  const text = Math.round(100 * share);
  return text === 0 ? "< 1 %" : `${text} %`;
}

/** All digits, in groups of three: `3,504,872`. */
export function groupedText(value: Rational): string {
  const [whole = "", fraction] = value.den === 1n ? [value.num.toString()] : rationalToDecimal(value, 2).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

/** Characters of a formula that every table has room for. */
export const shortFormula = 14;

/** What a cell says of a formula that is too long for it, which is then printed below the table. */
export const formulaMark = "(formula)";

/** A count, or a formula of at most `longest` characters, for a table cell. */
export function cellText(e: Expr | undefined, longest = shortFormula): string {
  return textOf(e, longest, countText);
}

/** A count in all its digits, or a formula. */
export function exactCell(e: Expr, longest = shortFormula): string {
  return textOf(e, longest, groupedText);
}

/** A ratio with two digits, or a formula. */
export function ratioCell(e: Expr | undefined, longest = shortFormula): string {
  return textOf(e, longest, (value) => rationalToDecimal(value, 2));
}

/** A count of a column that sums up to `total`: exact where the whole column stays below 1000. */
export function columnCell(e: Expr, total: Expr, longest = shortFormula): string {
  return textOf(e, longest, isBelowThousand(total) ? exactText : countText);
}

function textOf(e: Expr | undefined, longest: number, write: (value: Rational) => string): string {
  if (e === undefined) return "-";
  const value = asConstant(e);
  if (value !== undefined) return write(value);
  const text = toText(e);
  return text.length <= longest ? text : formulaMark;
}

function isBelowThousand(e: Expr): boolean {
  const value = asConstant(e);
  return value !== undefined && value.num < 1000n * value.den;
}

function exactText(value: Rational): string {
  return value.den === 1n ? value.num.toString() : rationalToDecimal(value, 2);
}

/** Bytes for people: `352 B`, `14.02 MB`. */
export function bytesText(value: Rational): string {
  if (value.num < 1000n * value.den) return `${exactText(value)} B`;
  return `${countText(value)}B`;
}

/** `32×112²` for [32, 112, 112], `96×20×10`, `1280`, `4×196×144`; a dimension of more than `longest` characters is `…`. */
export function shapeCell(shape: Shape | undefined, longest = shortFormula): string {
  if (shape === undefined) return "";
  const dims = shape.dims.map((each) => dimensionText(each, longest));
  const [, height, width] = shape.dims;
  if (shape.layout === "image" && height !== undefined && width !== undefined && equals(height, width)) {
    return `${dims[0]}×${dims[1]}²`;
  }
  return dims.join("×");
}

function dimensionText(e: Expr, longest: number): string {
  const text = toText(e);
  if (text.length > longest) return "…";
  return /[+\- /]/.test(text.replace(/\(.*\)/, "")) ? `(${text})` : text;
}

const fullBar = 4;

/** A part beside the largest one as a bar of at most `cells` cells, in halves, rounded: below half of one there is none. */
export function barText(part: Expr, largest: Expr, cells = fullBar): string {
  const share = asConstant(part);
  const whole = asConstant(largest);
  if (share === undefined || whole === undefined || share.num <= 0n || whole.num <= 0n) return "";
  return halfCells(
    Number(rationalToDecimal(rational(share.num * whole.den * BigInt(2 * cells), share.den * whole.num), 0)),
    cells,
  );
}

/** The same for a share from 0 to 1. */
export function barCells(share: number, cells = fullBar): string {
  return halfCells(Math.round(share * 2 * cells), cells);
}

function halfCells(halves: number, cells: number): string {
  const shown = Math.min(halves, 2 * cells);
  return "█".repeat(shown >> 1) + (shown % 2 === 1 ? "▌" : "");
}
