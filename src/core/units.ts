import {
  multiplyRational,
  parseDecimal,
  powerRational,
  type Rational,
  rational,
  rationalToNumber,
} from "./rational.ts";

/** Units that quantities in files carry, each with the prefixes that make sense before it. */
export type Unit =
  | "Hz"
  | "B"
  | "B/s"
  | "B/cycle"
  | "MAC/cycle"
  | "instructions/cycle"
  | "micro-ops/cycle"
  | "micro-ops"
  | "cycles"
  | "cores"
  | "ways"
  | "registers"
  | "packets"
  | "threads"
  | "J/MAC"
  | "J/B"
  | "s";

/** A text read as a quantity: its exact value in the base unit, or what keeps it from being one. */
export type QuantityReading =
  | { readonly kind: "value"; readonly value: Rational }
  | { readonly kind: "no-number" }
  | { readonly kind: "no-unit"; readonly digits: string }
  | { readonly kind: "wrong-unit"; readonly digits: string; readonly found: string };

/** Longer texts are no quantities, whatever they say. */
const longestQuantity = 60;

/** Powers of ten or of two that prefixes stand for. */
type Prefixes = Readonly<Record<string, Rational>>;

const powersOf = (base: bigint, powers: Readonly<Record<string, bigint>>): Prefixes =>
  Object.fromEntries(Object.entries(powers).map(([prefix, power]) => [prefix, powerRational(rational(base), power)]));

const decimal = powersOf(10n, { k: 3n, M: 6n, G: 9n, T: 12n });
const binary = powersOf(2n, { Ki: 10n, Mi: 20n, Gi: 30n, Ti: 40n });
const small = powersOf(10n, { m: -3n, u: -6n, n: -9n, p: -12n });

/** What may stand before each unit; what is counted, in all or per cycle, takes none. */
const prefixes: Readonly<Record<Unit, Prefixes>> = {
  Hz: decimal,
  B: { ...binary, ...decimal },
  "B/s": { ...binary, ...decimal },
  s: { ...decimal, ...small },
  "J/MAC": { ...decimal, ...small },
  "J/B": { ...decimal, ...small },
  "B/cycle": {},
  "MAC/cycle": {},
  "instructions/cycle": {},
  "micro-ops/cycle": {},
  "micro-ops": {},
  cycles: {},
  cores: {},
  ways: {},
  registers: {},
  packets: {},
  threads: {},
};

/** What may stand before a unit, beside nothing. */
export function prefixesOf(unit: Unit): readonly string[] {
  return Object.keys(prefixes[unit]);
}

/** The factor of a prefix before a unit, or undefined when it may not stand there. */
function prefixFactor(prefix: string, unit: Unit): Rational | undefined {
  if (prefix === "") return rational(1n);
  return Object.hasOwn(prefixes[unit], prefix) ? prefixes[unit][prefix] : undefined;
}

/**
 * Reads a quantity such as `"2.0 GHz"`, `"4 B/cycle"`, `"64 KiB"`: a decimal number, one blank, the unit with its prefix.
 * Exact. A sign is no part of a quantity; zero is one.
 */
export function readQuantity(text: string, unit: Unit): QuantityReading {
  const parts = text.length > longestQuantity ? null : /^([0-9.]+(?:e[0-9]+)?)(?:\s*(\D\S*))?$/.exec(text.trim());
  const [, digits = "", suffix] = parts ?? [];
  const value = parseDecimal(digits);
  if (value === undefined) return { kind: "no-number" };
  if (suffix === undefined) return { kind: "no-unit", digits };
  const prefix = suffix.slice(0, suffix.length - unit.length);
  const factor = suffix.endsWith(unit) ? prefixFactor(prefix, unit) : undefined;
  if (factor === undefined || !text.trim().includes(` ${suffix}`)) return { kind: "wrong-unit", digits, found: suffix };
  return { kind: "value", value: multiplyRational(value, factor) };
}

/** The value of a quantity in the base unit; undefined when the text is no quantity of that unit. Exact. */
export function parseQuantity(text: string, unit: Unit): Rational | undefined {
  const reading = readQuantity(text, unit);
  return reading.kind === "value" ? reading.value : undefined;
}

/**
 * A number in the base unit as files write it, with so many significant digits and the largest prefix that leaves 1 or more before the point.
 *
 * @example quantityText(1.638e9, "Hz", 3)  // "1.64 GHz"
 */
export function quantityText(value: number, unit: Unit, digits: number): string {
  const scales = Object.entries({ ...decimal, ...small, "": rational(1n) })
    .flatMap(([prefix]) => {
      const factor = prefixFactor(prefix, unit);
      return factor === undefined ? [] : [{ prefix, factor: rationalToNumber(factor) }];
    })
    .sort((a, b) => b.factor - a.factor);
  const rounded = (factor: number) => (value / factor).toPrecision(digits);
  const fitting = scales.find(({ factor }) => Number(rounded(factor)) >= 1) ??
    scales.at(-1) ?? { prefix: "", factor: 1 };
  const text = rounded(fitting.factor);
  return `${text.includes("e") ? Number(text) : text} ${fitting.prefix}${unit}`;
}

/**
 * The prefix that a wrong unit starts with, where it fits the right one: `G` of `GB` for `B/s`. Letter case is forgiven, and a
 * `K` before bytes is taken for `Ki`.
 */
export function prefixOf(found: string, unit: Unit): string {
  const known = prefixesOf(unit);
  const exact = known.find((each) => found.startsWith(each));
  if (exact !== undefined || unit.startsWith(found)) return exact ?? "";
  return known.find((each) => found.toLowerCase().startsWith(each.charAt(0).toLowerCase())) ?? "";
}
