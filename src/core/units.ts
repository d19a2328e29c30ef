import { multiplyRational, parseDecimal, powerRational, type Rational, rational } from "./rational.ts";

/** Units that quantities in files carry, each with the prefixes that make sense before it. */
export type Unit = "Hz" | "B" | "B/s" | "B/cycle" | "MAC/cycle" | "instructions/cycle" | "s";

const decimal: Readonly<Record<string, bigint>> = { k: 3n, M: 6n, G: 9n, T: 12n };
const binary: Readonly<Record<string, bigint>> = { Ki: 10n, Mi: 20n, Gi: 30n, Ti: 40n };
const small: Readonly<Record<string, bigint>> = { m: -3n, u: -6n, n: -9n };

/** The factor of a prefix before a unit, or undefined when it may not stand there: k M G T are powers of 1000, Ki Mi Gi Ti of 1024. */
function prefixFactor(prefix: string, unit: Unit): Rational | undefined {
  if (prefix === "") return rational(1n);
  const ten = decimal[prefix] ?? (unit === "s" ? small[prefix] : undefined);
  if (ten !== undefined) return powerRational(rational(10n), ten);
  const two = unit === "B" || unit === "B/s" ? binary[prefix] : undefined;
  return two === undefined ? undefined : powerRational(rational(2n), two);
}

/**
 * The value of a quantity such as `"2.0 GHz"`, `"4 B/cycle"`, `"64 KiB"` in the base unit; undefined when the text is no quantity of
 * that unit. Exact.
 */
export function parseQuantity(text: string, unit: Unit): Rational | undefined {
  const parts = /^([0-9.]+(?:e[0-9]+)?) (\S+)$/.exec(text.trim());
  const [, digits = "", suffix = ""] = parts ?? [];
  if (!suffix.endsWith(unit)) return undefined;
  const value = parseDecimal(digits);
  const factor = prefixFactor(suffix.slice(0, suffix.length - unit.length), unit);
  return value === undefined || factor === undefined ? undefined : multiplyRational(value, factor);
}
