import { isIntegerRational, multiplyRational, type Rational, rational } from "../core/rational.ts";
import { asConstant, constant, type Expr, multiply, toText } from "../symbolic/index.ts";

/** What a quantity measures; comparisons and sums want equal dimensions. */
export type Dimension = "none" | "time" | "bytes" | "frequency" | "energy";

interface WrittenUnit {
  readonly text: string;
  /** How many of it make the base unit. */
  readonly perBase: Rational;
}

/** The units of the language that results are written in, largest first; the base unit has the factor 1. */
const units: Readonly<Record<Dimension, readonly WrittenUnit[]>> = {
  none: [],
  time: [
    { text: "s", perBase: rational(1n) },
    { text: "ms", perBase: rational(1_000n) },
    { text: "us", perBase: rational(1_000_000n) },
  ],
  bytes: [{ text: "B", perBase: rational(1n) }],
  frequency: [
    { text: "GHz", perBase: rational(1n, 1_000_000_000n) },
    { text: "MHz", perBase: rational(1n, 1_000_000n) },
    { text: "Hz", perBase: rational(1n) },
  ],
  energy: [
    { text: "J", perBase: rational(1n) },
    { text: "mJ", perBase: rational(1_000n) },
  ],
};

/** The unit that a quantity counts in; undefined for a plain number. */
export function baseUnit(dimension: Dimension): string | undefined {
  return units[dimension].find(({ perBase }) => perBase.num === perBase.den)?.text;
}

/** A number with its unit, exact: in the largest unit that makes it whole, else in the base unit: `6 ms`, `2000 B`, `1/3 s`. */
export function quantityText(expr: Expr, dimension: Dimension): string {
  const base = baseUnit(dimension);
  if (base === undefined) return toText(expr);
  const value = asConstant(expr);
  const whole =
    value === undefined || value.num === 0n
      ? undefined
      : units[dimension].find(({ perBase }) => isIntegerRational(multiplyRational(value, perBase)));
  if (whole !== undefined) return `${toText(multiply(constant(whole.perBase), expr))} ${whole.text}`;
  const text = toText(expr);
  return `${/ [+-] /.test(text) ? `(${text})` : text} ${base}`;
}
