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

/** All digits, in groups of three: `3,504,872`. */
export function groupedText(value: Rational): string {
  const [whole = "", fraction] = value.den === 1n ? [value.num.toString()] : rationalToDecimal(value, 2).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

/** A formula that is too long for a cell is printed below the table; the cell says so. */
const longestFormula = 14;
const formulaMark = "(formula)";

/** A count, or a short formula, for a table cell. */
export function cellText(e: Expr | undefined, digits?: number): string {
  if (e === undefined) return "-";
  const value = asConstant(e);
  if (value !== undefined) return digits === undefined ? countText(value) : rationalToDecimal(value, digits);
  const text = toText(e);
  return text.length <= longestFormula ? text : formulaMark;
}

/** `32×112²` for [32, 112, 112], `96×20×10`, `1280`, `4×196×144`. */
export function shapeCell(shape: Shape | undefined): string {
  if (shape === undefined) return "";
  const dims = shape.dims.map((each) => dimensionText(each));
  const [, height, width] = shape.dims;
  if (shape.layout === "image" && height !== undefined && width !== undefined && equals(height, width)) {
    return `${dims[0]}×${dims[1]}²`;
  }
  return dims.join("×");
}

function dimensionText(e: Expr): string {
  const text = toText(e);
  if (text.length > longestFormula) return "…";
  return /[+\- /]/.test(text.replace(/\(.*\)/, "")) ? `(${text})` : text;
}

const fullBar = 10;

/** The share of a total as a bar of at most ten cells, in halves; anything above zero shows. */
export function barText(part: Expr, total: Expr): string {
  const share = asConstant(part);
  const whole = asConstant(total);
  if (share === undefined || whole === undefined || share.num <= 0n || whole.num <= 0n) return "";
  const halves = Number(
    rationalToDecimal(rational(share.num * whole.den * BigInt(2 * fullBar), share.den * whole.num), 0),
  );
  const shown = Math.min(Math.max(halves, 1), 2 * fullBar);
  return "█".repeat(shown >> 1) + (shown % 2 === 1 ? "▌" : "");
}
