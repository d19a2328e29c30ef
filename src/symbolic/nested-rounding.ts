import { divideRational, rational, subtractRational } from "../core/rational.ts";
import { isPositive } from "./bounds.ts";
import type { Expr, Term, UnaryAtom } from "./expression.ts";
import { granularityOf } from "./granularity.ts";
import { integralityOf } from "./integrality.ts";
import { addPolynomials, monomialPolynomial } from "./polynomial.ts";
import { add, constant, divide, fromPolynomial } from "./rational-function.ts";

/**
 * The argument of one rounding instead of a rounding in a rounding, or undefined where no law applies.
 *
 * Laws, for integer-valued p and a positive integer-valued n: floor((floor(x) + p) / n) = floor((x + p) / n), the same for ceil, and
 * mixed forms where m*x is an integer, since then floor(x) = ceil(x - (m-1)/m).
 */
export function unnest(kind: "floor" | "ceil", e: Expr): Expr | undefined {
  if (e.kind === "constant") return undefined;
  for (const term of e.numerator.terms.values()) {
    const inner = roundingOf(term);
    if (inner === undefined) continue;
    const isReversed = term.coefficient.num < 0n;
    const wanted = isReversed === (kind === "floor") ? "ceil" : "floor";
    const argument = argumentAs(wanted, inner);
    if (argument === undefined) continue;
    const scale = constant({
      num: isReversed ? -term.coefficient.num : term.coefficient.num,
      den: term.coefficient.den,
    });
    const divisor = divide(fromPolynomial(e.denominator), scale);
    const others = divide(fromPolynomial(addPolynomials(e.numerator, removal(term))), scale);
    if (integralityOf(divisor) !== "integer" || isPositive(divisor) === undefined) continue;
    if (integralityOf(others) !== "integer") continue;
    const signed = isReversed ? divide(argument, constant(-1)) : argument;
    return divide(add(others, signed), divisor);
  }
  return undefined;
}

function removal(term: Term) {
  return monomialPolynomial(term.monomial, { num: -term.coefficient.num, den: term.coefficient.den });
}

function roundingOf({ monomial }: Term): UnaryAtom | undefined {
  const [factor] = monomial.factors;
  if (factor === undefined || monomial.factors.length !== 1 || factor.exponent !== 1) return undefined;
  const { atom } = factor;
  return atom.kind === "floor" || atom.kind === "ceil" ? atom : undefined;
}

/** The y for which the rounding equals floor(y), or ceil(y), as wanted. */
function argumentAs(wanted: "floor" | "ceil", inner: UnaryAtom): Expr | undefined {
  if (inner.kind === wanted) return inner.argument;
  const step = granularityOf(inner.argument);
  if (step === undefined) return undefined;
  const gap = subtractRational(rational(1), divideRational(rational(1), rational(step.den)));
  const shift = wanted === "floor" ? gap : { num: -gap.num, den: gap.den };
  return add(inner.argument, constant(shift));
}
