import { rationalToText } from "../../core/rational.ts";
import type { Expr } from "../expression.ts";
import { toText } from "../print.ts";
import { isZero } from "../rational-function.ts";
import { factorsOf, type PowerOf } from "./factor.ts";

/**
 * e as a product of its factors, in the syntax of the language: `alpha*rho*(rho - 1)/N`.
 *
 * @example factoredText(constant(6))  // "6"
 */
export function factoredText(e: Expr): string {
  if (e.kind === "constant" || isZero(e)) return toText(e);
  const { scale, factors } = factorsOf(e);
  const isNegative = scale.num < 0n;
  const size = { num: isNegative ? -scale.num : scale.num, den: scale.den };
  const above = factors.filter(({ exponent }) => exponent > 0).sort(bySize);
  const below = factors.filter(({ exponent }) => exponent < 0).sort(bySize);
  const [only] = above;
  if (below.length === 0 && above.length === 1 && only?.exponent === 1) return toText(e);
  const top = above.map(powerText);
  const bottom = below.map(powerText);
  if (size.num !== 1n || top.length === 0) top.unshift(rationalToText({ num: size.num, den: 1n }));
  if (size.den !== 1n) bottom.unshift(rationalToText({ num: size.den, den: 1n }));
  const text = top.join("*");
  const divisor = bottom.length > 1 ? `(${bottom.join("*")})` : bottom.join("");
  return `${isNegative ? "-" : ""}${text}${divisor === "" ? "" : `/${divisor}`}`;
}

/** Atoms before sums. */
function bySize(a: PowerOf, b: PowerOf): number {
  return termsOf(a.base) - termsOf(b.base);
}

function termsOf(e: Expr): number {
  return e.kind === "constant" ? 1 : e.numerator.terms.size;
}

function powerText({ base, exponent }: PowerOf): string {
  const text = termsOf(base) > 1 ? `(${toText(base)})` : toText(base);
  const size = Math.abs(exponent);
  return size === 1 ? text : `${text}^${size}`;
}
