import {
  compareRational,
  equalsRational,
  floorRational,
  parseDecimal,
  type Rational,
  rational,
} from "../core/rational.ts";

/** A count as somebody printed it: `320.3M`, `3.5 M`, `320,300,008`. */
export interface PrintedNumber {
  readonly value: Rational;
  /** What the last printed digit stands for: 100,000 in `320.3M`. */
  readonly unit: Rational;
}

/** How a count prints as a number: all its digits, rounded half up to the printed ones, or cut off behind them. */
export type Printing = "exact" | "rounded" | "truncated";

const scales: Readonly<Record<string, bigint>> = {
  "": 1n,
  k: 1_000n,
  m: 1_000_000n,
  g: 1_000_000_000n,
  b: 1_000_000_000n,
  t: 1_000_000_000_000n,
};
const longest = 40;

/**
 * Reads a printed count: digits, in groups of three or not, a decimal point, a power of 1000 (k M G or B, T). Undefined for
 * anything else, and for more than 40 characters.
 *
 * @example readPrintedNumber("320.3M").value.num  // 320300000
 */
export function readPrintedNumber(text: string): PrintedNumber | undefined {
  if (text.length > longest) return undefined;
  const match = /^(\d{1,3}(?:[,_]\d{3})+|\d+)(?:\.(\d+))?[ ]*([kmgbt]?)$/i.exec(text.trim());
  const scale = scales[match?.[3]?.toLowerCase() ?? ""];
  const digits = match?.[1]?.replace(/[,_]/g, "");
  if (scale === undefined || digits === undefined) return undefined;
  const fraction = match?.[2] ?? "";
  const number = parseDecimal(fraction === "" ? digits : `${digits}.${fraction}`);
  if (number === undefined) return undefined;
  return {
    value: rational(number.num * scale, number.den),
    unit: rational(scale, 10n ** BigInt(fraction.length)),
  };
}

/** The ways in which a count prints as the number; none when it does not. `exact` stands alone. */
export function printingsOf(count: Rational, printed: PrintedNumber): readonly Printing[] {
  if (equalsRational(count, printed.value)) return ["exact"];
  if (compareRational(printed.unit, rational(1n)) <= 0) return [];
  const inUnits = rational(count.num * printed.unit.den, count.den * printed.unit.num);
  const wanted = floorRational(rational(printed.value.num * printed.unit.den, printed.value.den * printed.unit.num));
  const rounded = floorRational(rational(2n * inUnits.num + inUnits.den, 2n * inUnits.den));
  const printings: Printing[] = [];
  if (rounded === wanted) printings.push("rounded");
  if (floorRational(inUnits) === wanted) printings.push("truncated");
  return printings;
}
