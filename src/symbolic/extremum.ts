import { compareRational, divideRational, gcdRational, type Rational, rational } from "../core/rational.ts";
import { extremumAtom, unaryAtom } from "./atom.ts";
import { atomBounds, boundsOf } from "./bounds.ts";
import { isNonNegativeMonomial, withoutDominated } from "./dominance.ts";
import type { Expr, Monomial } from "./expression.ts";
import { isAtLeastZero, isAtMostZero } from "./interval.ts";
import { gcdMonomial, monomialOf, unitMonomial } from "./monomial.ts";
import { contentOf, isOnePolynomial, monomialPolynomial, signedContentOf } from "./polynomial.ts";
import { monomialContent } from "./polynomial-gcd.ts";
import {
  asConstant,
  constant,
  divide,
  fromPolynomial,
  isConstant,
  isZero,
  keyOf,
  multiply,
  negate,
  numeratorOf,
  one,
  zero,
} from "./rational-function.ts";

/** The largest of the expressions; 0 for an empty list, which callers reject. */
export function maxOf(list: readonly Expr[]): Expr {
  return extremum("max", list);
}

/** The smallest of the expressions; 0 for an empty list, which callers reject. */
export function minOf(list: readonly Expr[]): Expr {
  return extremum("min", list);
}

function extremum(kind: "max" | "min", list: readonly Expr[]): Expr {
  const flat = new Map<string, Expr>();
  for (const e of list) {
    for (const part of flattened(kind, e)) flat.set(keyOf(part), part);
  }
  const kept = withoutDominated(kind, foldConstants(kind, [...flat.values()]));
  const [first] = kept;
  if (first === undefined) return zero;
  if (kept.length === 1) return first;
  const common = commonFactor(kept);
  const args = kept.map((e) => divide(e, common)).sort(compareArguments);
  return multiply(common, extremumAtom(kind, args));
}

/** Keeps one constant at most: the extreme one. */
function foldConstants(kind: "max" | "min", list: readonly Expr[]): readonly Expr[] {
  let best: Rational | undefined;
  const rest: Expr[] = [];
  for (const e of list) {
    const value = asConstant(e);
    if (value === undefined) rest.push(e);
    else if (best === undefined || compareRational(value, best) === (kind === "max" ? 1 : -1)) best = value;
  }
  return best === undefined ? rest : [constant(best), ...rest];
}

/** max(2*max(a, b), c) = max(2*a, 2*b, c), -min(a, b) = max(-a, -b), and the same for other factors of known sign. */
function flattened(kind: "max" | "min", e: Expr): readonly Expr[] {
  if (e.kind === "constant" || e.numerator.terms.size !== 1 || !isOnePolynomial(e.denominator)) return [e];
  const [term] = e.numerator.terms.values();
  if (term === undefined) return [e];
  for (const { atom, exponent } of term.monomial.factors) {
    if ((atom.kind !== "max" && atom.kind !== "min") || exponent > 1) continue;
    const others = monomialOf(term.monomial.factors.filter((factor) => factor.atom.key !== atom.key));
    if ((atom.kind === kind) !== term.coefficient.num > 0n || !isNonNegativeMonomial(others)) continue;
    const scale = fromPolynomial(monomialPolynomial(others, term.coefficient));
    return atom.args.map((arg) => multiply(arg, scale));
  }
  return [e];
}

/** What can be taken out of all arguments: the content of their coefficients and powers of atoms that are never negative. */
function commonFactor(args: readonly Expr[]): Expr {
  let content: Rational = rational(0);
  let shared: Monomial | undefined;
  for (const e of args) {
    const numerator = numeratorOf(e);
    content = gcdRational(content, contentOf(numerator));
    const own = e.kind === "constant" || !isOnePolynomial(e.denominator) ? unitMonomial : monomialContent(numerator);
    if (!isZero(e)) shared = shared === undefined ? own : gcdMonomial(shared, own);
  }
  const factors = (shared ?? unitMonomial).factors.filter(({ atom }) => isAtLeastZero(atomBounds(atom)));
  return fromPolynomial(monomialPolynomial(monomialOf(factors), content));
}

/** Constants first, then by text. */
function compareArguments(a: Expr, b: Expr): number {
  if (isConstant(a) !== isConstant(b)) return isConstant(a) ? -1 : 1;
  const left = keyOf(a);
  const right = keyOf(b);
  return left < right ? -1 : left > right ? 1 : 0;
}

/** |e|: e or -e where the sign is proved; |c*x| = |c|*|x| for numbers c. */
export function abs(e: Expr): Expr {
  const bounds = boundsOf(e);
  if (isAtLeastZero(bounds)) return e;
  if (isAtMostZero(bounds)) return negate(e);
  const content = signedContentOf(numeratorOf(e));
  const size = constant(content.num < 0n ? { num: -content.num, den: content.den } : content);
  const argument = multiply(e, constant(divideRational(rational(1), content)));
  return multiply(size, isConstant(argument) ? one : unaryAtom("abs", argument));
}
