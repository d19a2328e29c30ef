import type { Rational } from "../core/rational.ts";
import { divideRational, multiplyRational, rational } from "../core/rational.ts";
import { unaryAtom } from "./atom.ts";
import { evaluateUnary } from "./evaluate.ts";
import type { Expr } from "./expression.ts";
import { contentOf } from "./polynomial.ts";
import { add, constant, multiply, numeratorOf } from "./rational-function.ts";

/** The non-negative square root; the largest rational square in front of e moves out. A negative number keeps its root, which has no value. */
export function squareRoot(e: Expr): Expr {
  if (e.kind === "constant") {
    const exact = evaluateUnary("sqrt", e);
    return exact === undefined ? unaryAtom("sqrt", e) : constant(exact);
  }
  const root = squareDivisor(contentOf(numeratorOf(e)));
  const argument = multiply(e, constant(divideRational(rational(1), multiplyRational(root, root))));
  return multiply(constant(root), unaryAtom("sqrt", argument));
}

/** The root of the content when it is a square, else 1. */
function squareDivisor(content: Rational): Rational {
  return evaluateUnary("sqrt", content) ?? rational(1);
}

/** The binary logarithm; log2(2^k * x) = k + log2(x). */
export function log2(e: Expr): Expr {
  if (e.kind === "constant") {
    const exact = evaluateUnary("log2", e);
    return exact === undefined ? unaryAtom("log2", e) : constant(exact);
  }
  const exponent = evaluateUnary("log2", contentOf(numeratorOf(e)));
  if (exponent === undefined || exponent.num === 0n) return unaryAtom("log2", e);
  const content = contentOf(numeratorOf(e));
  return add(constant(exponent), unaryAtom("log2", multiply(e, constant(divideRational(rational(1), content)))));
}

/** The natural exponential; exact at 0 only. */
export function exp(e: Expr): Expr {
  const exact = e.kind === "constant" ? evaluateUnary("exp", e) : undefined;
  return exact === undefined ? unaryAtom("exp", e) : constant(exact);
}
