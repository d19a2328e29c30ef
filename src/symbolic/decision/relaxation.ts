import { floorRational, lcmInteger, multiplyRational, rational } from "../../core/rational.ts";
import { polynomialBounds } from "../bounds.ts";
import type { Atom, Polynomial, UnaryAtom } from "../expression.ts";
import { integralityOf } from "../integrality.ts";
import { type Interval, isAboveZero } from "../interval.ts";
import {
  addScaled,
  atomsOfPolynomial,
  isOnePolynomial,
  multiplyFreely,
  negatePolynomial,
  scalePolynomial,
} from "../polynomial.ts";
import { bareAtom, denominatorOf, fromAtom, fromPolynomial, numeratorOf } from "../rational-function.ts";
import { type Enclosure, encloseExp, encloseLog2 } from "../transcendental.ts";
import { addConstant } from "./factor.ts";
import { axisOf, type Known, type Region } from "./region.ts";

/**
 * What is known of the functions among the indeterminates of the polynomials, which proofs treat as unknown quantities otherwise, and of
 * the functions in what is known of them. The region tells between which ends their arguments lie.
 */
export function knownOfFunctions(polynomials: readonly Polynomial[], region: Region): readonly Known[] {
  const seen = new Set<string>();
  const found: Known[] = [];
  const waiting = [...polynomials];
  for (let next = waiting.shift(); next !== undefined && found.length < maxKnown; next = waiting.shift()) {
    for (const atom of atomsOfPolynomial(next).values()) {
      if (seen.has(atom.key)) continue;
      seen.add(atom.key);
      const own = knownOfAtom(atom, region);
      found.push(...own);
      waiting.push(...own.map(({ polynomial }) => polynomial));
    }
  }
  return found;
}

const maxKnown = 64;

function knownOfAtom(atom: Atom, region: Region): readonly Known[] {
  switch (atom.kind) {
    case "floor":
    case "ceil":
      return knownOfRounding(atom);
    case "sqrt":
      return knownOfRoot(atom);
    case "exp":
      return knownOfExponential(atom, region);
    case "log2":
      return knownOfLogarithm(atom, region);
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

/** The interval of a polynomial: that of the region when it is one indeterminate. */
function rangeOf(p: Polynomial, region: Region): Interval {
  const atom = bareAtom(fromPolynomial(p));
  return atom === undefined ? polynomialBounds(p) : axisOf(atom, region).interval;
}

const bits = 32;

/** exp(a) is at least exp(c) times the Taylor polynomials of degree 1 and 3 of exp(a - c), everywhere; c is 0 or an end of a. */
function knownOfExponential(atom: UnaryAtom, region: Region): readonly Known[] {
  const { argument } = atom;
  if (argument.kind === "constant" || !isOnePolynomial(argument.denominator)) return [];
  const { low, high } = rangeOf(argument.numerator, region);
  const centers = [rational(0), ...[low, high].flatMap((end) => (end === undefined ? [] : [end.value]))];
  return centers.flatMap((center) => {
    const size = encloseExp(center, bits);
    if (size === undefined) return [];
    const a = addConstant(argument.numerator, { num: -center.num, den: center.den });
    const line = addConstant(a, one);
    const square = multiplyFreely(a, a);
    const cubic = addScaled(addScaled(line, square, rational(1, 2)), multiplyFreely(square, a), rational(1, 6));
    const scale = center.num === 0n ? one : size.low;
    return [line, cubic].map((taylor): Known => {
      const below = scalePolynomial(taylor, { num: -scale.num, den: scale.den });
      return { polynomial: addScaled(below, numeratorOf(fromAtom(atom)), one), operator: ">=" };
    });
  });
}

/**
 * log2(a) is at most its tangent k + (a/2^k - 1)/ln(2) at 2^k, for every a > 0; k is 0, 1 and, where a has a positive low end, the place
 * of the power of 2 at or below that.
 */
function knownOfLogarithm(atom: UnaryAtom, region: Region): readonly Known[] {
  const { argument } = atom;
  if (argument.kind === "constant" || !isOnePolynomial(argument.denominator)) return [];
  const { low } = rangeOf(argument.numerator, region);
  const isPositive = low !== undefined && low.value.num > 0n;
  const lowest = isPositive ? floorRational(encloseLog2(low.value, bits).low) : undefined;
  const places = new Set([0n, 1n, ...(lowest === undefined ? [] : [lowest])]);
  return [...places].flatMap((k): readonly Known[] => {
    if (k > 64n || k < -64n) return [];
    const slope = multiplyRational(inverseOfLn2.high, k >= 0n ? rational(1n, 1n << k) : rational(1n << -k));
    const rise = addConstant(scalePolynomial(argument.numerator, slope), rational(k));
    // Where a >= 2^k, one number in both places will do, and the tangent is exact at 2^k.
    const isBelow = k === lowest;
    const { num, den } = isBelow ? inverseOfLn2.high : inverseOfLn2.low;
    const tangent = addConstant(rise, { num: -num, den });
    return [{ polynomial: addScaled(tangent, numeratorOf(fromAtom(atom)), rational(-1)), operator: ">=" }];
  });
}

/** Around 1/ln(2) = log2(e). */
const inverseOfLn2 = logarithmOfE();

function logarithmOfE(): Enclosure {
  const e = encloseExp(one, bits) ?? { low: rational(2), high: rational(3) };
  return { low: encloseLog2(e.low, bits).low, high: encloseLog2(e.high, bits).high };
}
