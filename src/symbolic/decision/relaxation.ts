import { lcmInteger, rational } from "../../core/rational.ts";
import { polynomialBounds } from "../bounds.ts";
import type { Atom, Expr, Polynomial, UnaryAtom } from "../expression.ts";
import { integralityOf } from "../integrality.ts";
import { isAboveZero } from "../interval.ts";
import {
  addScaled,
  atomsOfPolynomial,
  isOnePolynomial,
  multiplyFreely,
  negatePolynomial,
  scalePolynomial,
} from "../polynomial.ts";
import { denominatorOf, fromAtom, fromPolynomial, numeratorOf } from "../rational-function.ts";
import { addConstant } from "./factor.ts";
import type { Known } from "./region.ts";

/** What is known of the functions among the indeterminates of the polynomials, which proofs treat as unknown quantities otherwise. */
export function knownOfFunctions(polynomials: readonly Polynomial[]): readonly Known[] {
  const atoms = new Map<string, Atom>();
  for (const p of polynomials) for (const [key, atom] of atomsOfPolynomial(p)) atoms.set(key, atom);
  return [...atoms.values()].flatMap(knownOfAtom);
}

function knownOfAtom(atom: Atom): readonly Known[] {
  switch (atom.kind) {
    case "floor":
    case "ceil":
      return knownOfRounding(atom);
    case "sqrt":
      return knownOfRoot(atom);
    case "exp":
      return knownOfExponential(atom);
    default:
      return [];
  }
}

const one = rational(1);

/** With argument u/v, v > 0: v*floor <= u < v*floor + v and v*ceil - v < u <= v*ceil; strict ends move by 1 where u and v are integers. */
function knownOfRounding(atom: UnaryAtom): readonly Known[] {
  const u = numeratorOf(atom.argument);
  const v = denominatorOf(atom.argument);
  const [top, bottom] = withoutFractions(u, v);
  if (!isAboveZero(polynomialBounds(bottom))) return [];
  const scaled = multiplyFreely(bottom, numeratorOf(fromAtom(atom)));
  const gap = addScaled(top, scaled, rational(-1));
  const isWhole = [top, bottom].every((part) => integralityOf(fromPolynomial(part)) === "integer");
  const [near, far] =
    atom.kind === "floor"
      ? [gap, addScaled(bottom, gap, rational(-1))]
      : [negatePolynomial(gap), addScaled(bottom, gap, one)];
  const end: Known = isWhole
    ? { polynomial: addConstant(far, rational(-1)), operator: ">=" }
    : { polynomial: far, operator: ">" };
  return [{ polynomial: near, operator: ">=" }, end];
}

/** u/v with integer coefficients above and below. */
function withoutFractions(u: Polynomial, v: Polynomial): readonly [Polynomial, Polynomial] {
  const scale = [...u.terms.values()].reduce((common, { coefficient }) => lcmInteger(common, coefficient.den), 1n);
  return [scalePolynomial(u, rational(scale)), scalePolynomial(v, rational(scale))];
}

/** v*s^2 = u for s = sqrt(u/v). */
function knownOfRoot(atom: UnaryAtom): readonly Known[] {
  const root = numeratorOf(fromAtom(atom));
  const squared = multiplyFreely(denominatorOf(atom.argument), multiplyFreely(root, root));
  return [{ polynomial: addScaled(squared, numeratorOf(atom.argument), rational(-1)), operator: "==" }];
}

/** exp(a) is at least its Taylor polynomials of degree 1 and 3, everywhere. */
function knownOfExponential(atom: UnaryAtom): readonly Known[] {
  const { argument }: { readonly argument: Expr } = atom;
  if (argument.kind === "constant" || !isOnePolynomial(argument.denominator)) return [];
  const a = argument.numerator;
  const line = addScaled(addConstant(numeratorOf(fromAtom(atom)), rational(-1)), a, rational(-1));
  const square = multiplyFreely(a, a);
  const cubic = addScaled(addScaled(line, square, rational(-1, 2)), multiplyFreely(square, a), rational(-1, 6));
  return [line, cubic].map((polynomial): Known => ({ polynomial, operator: ">=" }));
}
