import { multiplyRational, type Rational, rational } from "../src/core/index.ts";
import type { NumberSuffix } from "./ast.ts";

/** One unit of each suffix, in base units (s, B, Hz, J) or as a plain factor. Decimal prefixes are powers of 1000, `Ki Mi Gi` of 1024. */
export const suffixFactors: Readonly<Record<NumberSuffix, Rational>> = {
  "": rational(1),
  k: rational(10n ** 3n),
  M: rational(10n ** 6n),
  G: rational(10n ** 9n),
  T: rational(10n ** 12n),
  "%": rational(1, 100),
  us: rational(1, 10n ** 6n),
  ms: rational(1, 1000),
  s: rational(1),
  B: rational(1),
  KB: rational(10n ** 3n),
  MB: rational(10n ** 6n),
  GB: rational(10n ** 9n),
  KiB: rational(2n ** 10n),
  MiB: rational(2n ** 20n),
  GiB: rational(2n ** 30n),
  MHz: rational(10n ** 6n),
  GHz: rational(10n ** 9n),
  mJ: rational(1, 1000),
};

/** The most digits that a number may have: those written, those of its value, and the places behind its point. */
export const digitLimit = 40;

/** What a number token means. */
export interface NumberValue {
  readonly value: Rational;
  readonly suffix: NumberSuffix;
  readonly lastDigit: Rational;
}

export type NumberFault =
  | { readonly fault: "suffix"; readonly digits: string; readonly suffix: string }
  | { readonly fault: "too-long"; readonly digits: number };

const parts = /^([0-9]+)(?:\.([0-9]+))?(?:[eE]([+-]?[0-9]+))?(.*)$/su;
const one = rational(1);

/**
 * Reads the text of a number token exactly.
 *
 * Errors: an unknown suffix; more than 40 digits. Both are told before any big integer is built.
 *
 * @example readNumber("1.4k")  // { value: 1400, suffix: "k", lastDigit: 100 }
 */
export function readNumber(text: string): NumberValue | NumberFault {
  if (/^[0-9]{1,15}$/.test(text)) return { value: { num: BigInt(text), den: 1n }, suffix: "", lastDigit: one };
  const [, whole = "", fraction = "", exponentText = "0", suffix = ""] = parts.exec(text) ?? [];
  if (!isSuffix(suffix)) return { fault: "suffix", digits: text.slice(0, text.length - suffix.length), suffix };
  const written = `${whole}${fraction}`.replace(/^0+/, "");
  const exponent = exponentText.length > 6 ? Number.POSITIVE_INFINITY : Number(exponentText);
  const scale = exponent - fraction.length;
  const digits = Math.max(written.length, Math.abs(exponent), written === "" ? 0 : written.length + scale, -scale);
  if (digits > digitLimit) return { fault: "too-long", digits };
  const lastPlace = scale >= 0 ? rational(10n ** BigInt(scale)) : rational(1n, 10n ** BigInt(-scale));
  const lastDigit = multiplyRational(lastPlace, suffixFactors[suffix]);
  return { value: multiplyRational(rational(BigInt(written || "0")), lastDigit), suffix, lastDigit };
}

function isSuffix(text: string): text is NumberSuffix {
  return Object.hasOwn(suffixFactors, text);
}
