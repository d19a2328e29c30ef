import { equalsRational, type Rational, rationalAsTyped, rationalToNumber } from "../core/rational.ts";
import { isRounded, isTruncated, type PrintedLiteral, printedLike } from "./printed-literal.ts";
import type { Variation } from "./variations.ts";

/** What the measured side is when it is counted in another way. */
export interface Recounted {
  readonly variation: Variation;
  readonly value: Rational;
}

/**
 * What another way of counting says about a number that is not as printed. A way that rounds to it is named; several are named as
 * ambiguous, since each may be a coincidence; a number that only fits with its further digits cut off is said to be truncated.
 */
export function diagnosisOf(value: Rational, claimed: PrintedLiteral, recounted: readonly Recounted[]): string {
  const { text } = claimed;
  const is = `is ${grouped(value)} → ${printedLike(value, claimed)}`;
  const others = recounted.filter((each) => !equalsRational(each.value, value));
  const rounded = others.filter((each) => isRounded(each.value, claimed));
  if (rounded.length === 1) return `${is}; ${text} ${named(rounded)}`;
  if (rounded.length > 1) return `${is}; ambiguous: ${text} ${named(rounded)}`;
  if (isTruncated(value, claimed)) return `${is}; ${text} only if truncated`;
  const truncated = others.filter((each) => isTruncated(each.value, claimed));
  if (truncated.length > 0) return `${is}; ${text} only if truncated, ${named(truncated)}`;
  return others.length === 0 ? is : `${is}; no other way of counting prints ${text}`;
}

/** The same for a number that was claimed to the last unit. */
export function exactDiagnosisOf(claimed: Rational, recounted: readonly Recounted[]): string | undefined {
  const equal = recounted.filter((each) => equalsRational(each.value, claimed));
  if (equal.length === 0) return undefined;
  return `${equal.length > 1 ? "ambiguous: " : ""}${rationalAsTyped(claimed)} ${equal.map((each) => each.variation.words).join(", or ")}`;
}

/** `without biases (3,469,760) or with batch norm not counted (3,470,760)`. */
function named(list: readonly Recounted[]): string {
  return list.map(({ variation, value }) => `${variation.words} (${grouped(value)})`).join(", or ");
}

/** All digits of an integer in groups of three; of a fraction six significant ones. */
export function grouped(value: Rational): string {
  if (value.den === 1n) return value.num.toString().replace(/\B(?=(\d{3})+$)/g, ",");
  const typed = rationalAsTyped(value);
  if (!typed.includes("/") && typed.length <= 12) return typed;
  return String(Number(rationalToNumber(value).toPrecision(6)));
}
