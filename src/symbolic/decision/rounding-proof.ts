import { rational } from "../../core/rational.ts";
import type { Polynomial } from "../expression.ts";
import { addScaled, isOnePolynomial, multiplyFreely, negatePolynomial } from "../polynomial.ts";
import { denominatorOf, fromAtom, fromPolynomial, numeratorOf } from "../rational-function.ts";
import type { Reason } from "./positivity.ts";
import { loneRounding, sameRoundings } from "./unrounded.ts";

/** Tries to prove p > 0 (strict) or p >= 0 with a share of the steps that are left. */
export type Aim = (p: Polynomial, isStrict: boolean, share?: number) => Reason | undefined;

/** floor(u/v) = y where y*v <= u < (y + 1)*v, for an integer y and v > 0; ceil(u/v) = y where (y - 1)*v < u <= y*v. */
export function proveRounding(p: Polynomial, aim: Aim): Reason | undefined {
  const found = loneRounding(p);
  if (found === undefined) return undefined;
  const { atom, rest, isNegative } = found;
  const y = isNegative ? rest : negatePolynomial(rest);
  const u = numeratorOf(atom.argument);
  const v = denominatorOf(atom.argument);
  const excess = addScaled(u, multiplyFreely(y, v), rational(-1));
  if (!isOnePolynomial(v) && aim(v, true, 0.1) === undefined) return undefined;
  const isIn =
    atom.kind === "floor"
      ? aim(excess, false, 0.2) && aim(addScaled(v, excess, rational(-1)), true)
      : aim(negatePolynomial(excess), false, 0.2) && aim(addScaled(excess, v, rational(1)), true);
  return isIn && "what a rounding means";
}

/** Whether numerator / denominator = 0 says that two roundings are equal, and they are by what they are defined to be. */
export function areSameRoundings(numerator: Polynomial, denominator: Polynomial): boolean {
  const found = isOnePolynomial(denominator) ? loneRounding(numerator) : undefined;
  if (found === undefined) return false;
  const { atom, rest, isNegative } = found;
  return sameRoundings(fromAtom(atom), fromPolynomial(isNegative ? rest : negatePolynomial(rest)));
}
