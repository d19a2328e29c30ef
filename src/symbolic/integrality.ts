import type { Rational } from "../core/rational.ts";
import { isIntegerRational, multiplyRational, rational } from "../core/rational.ts";
import { symbolsOf } from "./atom.ts";
import { sampleLattice } from "./domain.ts";
import { evaluatePolynomial } from "./evaluate.ts";
import { decideByExhaustion } from "./exhaustion.ts";
import type { Atom, Expr, Polynomial, SymbolDomain } from "./expression.ts";
import { atomGranularity, granularityOf } from "./granularity.ts";
import { addPolynomials, atomsOfPolynomial, constantPolynomial, constantTerm, isOnePolynomial } from "./polynomial.ts";
import { fromPolynomial } from "./rational-function.ts";

export type Integrality = "integer" | "not-integer" | "unknown";

/** Whether e is an integer at every legal point ("integer"), at none ("not-integer"), or neither is proved. */
export function integralityOf(e: Expr): Integrality {
  if (e.kind === "constant") return isIntegerRational(e) ? "integer" : "not-integer";
  if (isProvedInteger(e)) return "integer";
  if (isNeverInteger(e)) return "not-integer";
  const truths = decideByExhaustion(symbolsOf(e), e, (value) => isIntegerRational(value));
  if (truths === undefined) return "unknown";
  return truths ? "integer" : "not-integer";
}

/** The same as far as being an integer goes: a sum without its whole number, r/4 for r/4 - 1. */
export function withoutWholeNumber(e: Expr): Expr {
  if (e.kind === "constant" || !isOnePolynomial(e.denominator)) return e;
  const rest = constantTerm(e.numerator);
  if (rest.num === 0n || rest.den !== 1n) return e;
  return fromPolynomial(addPolynomials(e.numerator, constantPolynomial({ num: -rest.num, den: 1n })));
}

function isProvedInteger(e: Expr): boolean {
  const granularity = granularityOf(e);
  if (granularity !== undefined && isIntegerRational(granularity)) return true;
  return e.kind === "ratio" && isOnePolynomial(e.denominator) && isIntegerOnGrid(e.numerator);
}

/** An integer-valued sum plus a constant that is none, such as n + 1/2. */
function isNeverInteger(e: Expr): boolean {
  if (e.kind === "constant" || !isOnePolynomial(e.denominator)) return false;
  const rest = constantTerm(e.numerator);
  if (isIntegerRational(rest)) return false;
  const varying = addPolynomials(e.numerator, constantPolynomial({ num: -rest.num, den: rest.den }));
  return isProvedInteger(fromPolynomial(varying));
}

const maxGridPoints = 4096;

/**
 * A polynomial of degree d_i in each x_i is an integer on a whole lattice exactly when it is one on d_i + 1 neighbouring points in
 * each direction (Newton's forward differences), as n(n+1)/2 is. A shorter finite domain is covered by its own points.
 */
function isIntegerOnGrid(a: Polynomial): boolean {
  const axes: { readonly atom: Atom; readonly values: readonly Rational[] }[] = [];
  let points = 1;
  for (const atom of atomsOfPolynomial(a).values()) {
    const values = gridValues(atom, degreeIn(a, atom));
    if (values === undefined) return false;
    points *= values.length;
    if (points > maxGridPoints) return false;
    axes.push({ atom, values });
  }
  const chosen = new Map<string, Rational>();
  const visit = (depth: number): boolean => {
    const axis = axes[depth];
    if (axis === undefined) {
      const value = evaluatePolynomial(a, (atom) => chosen.get(atom.key));
      return value !== undefined && isIntegerRational(value);
    }
    return axis.values.every((value) => {
      chosen.set(axis.atom.key, value);
      return visit(depth + 1);
    });
  };
  return visit(0);
}

function gridValues(atom: Atom, degree: number): readonly Rational[] | undefined {
  if (atom.kind === "symbol") return symbolGrid(atom.domain, degree + 1);
  if (atom.kind === "bracket") return [rational(0), rational(1)];
  const granularity = atomGranularity(atom);
  if (granularity === undefined) return undefined;
  return Array.from({ length: degree + 1 }, (_, index) => multiplyRational(granularity, rational(index)));
}

function symbolGrid(domain: SymbolDomain, count: number): readonly Rational[] | undefined {
  return sampleLattice(domain, count);
}

function degreeIn(a: Polynomial, atom: Atom): number {
  let degree = 0;
  for (const { monomial } of a.terms.values()) {
    for (const factor of monomial.factors) {
      if (factor.atom.key === atom.key) degree = Math.max(degree, factor.exponent);
    }
  }
  return degree;
}
