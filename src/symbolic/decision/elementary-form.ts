import { lcmInteger, multiplyRational, rational } from "../../core/rational.ts";
import { unaryAtom, visitAtoms } from "../atom.ts";
import { atomBounds } from "../bounds.ts";
import { log2 } from "../elementary.ts";
import type { Expr, UnaryAtom } from "../expression.ts";
import { isAboveZero } from "../interval.ts";
import { isOnePolynomial, monomialPolynomial } from "../polynomial.ts";
import { add, constant, fromAtom, fromPolynomial, multiply, one, power } from "../rational-function.ts";
import { Rewriter } from "../substitute.ts";

const largestPower = 64n;

/**
 * e with exponentials of sums as products of powers, exp(a/2 - b) = exp(a/2)/exp(b), and logarithms of products of positive quantities as
 * sums, so that identities between them are identities of rational functions. With `direction` -1 the powers are of exp(-a/2), exp(-b).
 */
export function elementaryForm(e: Expr, direction: 1 | -1 = 1): Expr {
  const denominators = denominatorsOf(e);
  if (denominators.size === 0) return e;
  const rewriter: Rewriter = new Rewriter((atom) => {
    if (atom.kind === "exp")
      return exponentialByTerms(atom, denominators, direction, (inner) => rewriter.rewrite(inner));
    return atom.kind === "log2" ? logarithmByFactors(atom) : undefined;
  });
  return rewriter.rewrite(e);
}

/** For every term of an exponent the common denominator of its numbers; an entry for logarithms as well, so that there is one. */
function denominatorsOf(e: Expr): Map<string, bigint> {
  const found = new Map<string, bigint>();
  visitAtoms(e, (atom) => {
    if (atom.kind === "log2") found.set("", found.get("") ?? 1n);
    if (atom.kind !== "exp") return;
    const { argument } = atom;
    if (argument.kind === "constant") found.set("", lcmInteger(found.get("") ?? 1n, argument.den));
    else if (isOnePolynomial(argument.denominator)) {
      for (const [key, { coefficient }] of argument.numerator.terms)
        found.set(key, lcmInteger(found.get(key) ?? 1n, coefficient.den));
    }
  });
  return found;
}

function exponentialByTerms(
  atom: UnaryAtom,
  denominators: ReadonlyMap<string, bigint>,
  direction: 1 | -1,
  inside: (e: Expr) => Expr,
): Expr | undefined {
  const { argument } = atom;
  if (argument.kind !== "constant" && !isOnePolynomial(argument.denominator)) return undefined;
  const terms: readonly (readonly [string, Expr, { num: bigint; den: bigint }])[] =
    argument.kind === "constant"
      ? [["", one, argument]]
      : [...argument.numerator.terms].map(([key, { monomial, coefficient }]) => [
          key,
          inside(fromPolynomial(monomialPolynomial(monomial, rational(1)))),
          coefficient,
        ]);
  let product: Expr = one;
  for (const [key, base, coefficient] of terms) {
    const den = denominators.get(key) ?? 1n;
    const count = multiplyRational(coefficient, rational(den)).num * BigInt(direction);
    if (count > largestPower || count < -largestPower) return undefined;
    const unit = unaryAtom("exp", multiply(base, constant(rational(direction, den))));
    product = multiply(product, power(unit, count));
  }
  return product;
}

/** log2(c*a^2/b) = log2(c) + 2*log2(a) - log2(b) for positive a and b. */
function logarithmByFactors(atom: UnaryAtom): Expr | undefined {
  const { argument } = atom;
  if (argument.kind === "constant" || argument.numerator.terms.size > 1 || argument.denominator.terms.size > 1)
    return undefined;
  let total: Expr = constant(0);
  for (const [part, sign] of [
    [argument.numerator, 1],
    [argument.denominator, -1],
  ] as const) {
    for (const { monomial, coefficient } of part.terms.values()) {
      if (coefficient.num < 0n) return undefined;
      total = add(total, multiply(constant(sign), log2(constant(coefficient))));
      for (const factor of monomial.factors) {
        if (!isAboveZero(atomBounds(factor.atom))) return undefined;
        total = add(total, multiply(constant(sign * factor.exponent), unaryAtom("log2", fromAtom(factor.atom))));
      }
    }
  }
  return total;
}
