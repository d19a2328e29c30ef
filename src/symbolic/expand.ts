import { rational } from "../core/rational.ts";
import { piecewise } from "./bracket.ts";
import { compare } from "./condition.ts";
import type { Atom, Expr, Polynomial } from "./expression.ts";
import { latticeOfExpression } from "./granularity.ts";
import { monomialOf } from "./monomial.ts";
import { isOnePolynomial, monomialPolynomial } from "./polynomial.ts";
import {
  constant,
  divide,
  fromPolynomial,
  isZero,
  multiply,
  negate,
  power,
  subtract,
  sum,
  zero,
} from "./rational-function.ts";
import { floor } from "./rounding.ts";
import { Rewriter } from "./substitute.ts";

/**
 * e in fewer kinds of functions, for proofs: calls become their definitions, max, min and abs become brackets,
 * ceil(x) = 2*x - floor(x) where 2*x is an integer, sqrt(x)^2 = x.
 *
 * Errors: ExpressionTooLarge, RangeError when a denominator becomes zero.
 */
export function expand(e: Expr): Expr {
  const rewriter: Rewriter = new Rewriter((atom) => expandAtom(atom, (inner) => rewriter.rewrite(inner)));
  return withoutSquaredRoots(rewriter.rewrite(e));
}

function expandAtom(atom: Atom, inside: (e: Expr) => Expr): Expr | undefined {
  switch (atom.kind) {
    case "call":
      return inside(atom.definition);
    case "max":
    case "min":
      return extremumByBrackets(atom.kind, atom.args.map(inside));
    case "abs": {
      const argument = inside(atom.argument);
      return piecewise(compare("<", argument, zero), negate(argument), argument);
    }
    case "ceil": {
      const argument = inside(atom.argument);
      const lattice = latticeOfExpression(argument);
      const isHalf =
        lattice !== undefined &&
        (2n * lattice.step.num) % lattice.step.den === 0n &&
        (2n * lattice.origin.num) % lattice.origin.den === 0n;
      return isHalf ? subtract(multiply(constant(2), argument), floor(argument)) : undefined;
    }
    default:
      return undefined;
  }
}

function extremumByBrackets(kind: "max" | "min", args: readonly Expr[]): Expr {
  const [first = zero, ...rest] = args;
  return rest.reduce((best, arg) => {
    const isAbove = compare(">", arg, best);
    return kind === "max" ? piecewise(isAbove, arg, best) : piecewise(isAbove, best, arg);
  }, first);
}

function withoutSquaredRoots(e: Expr): Expr {
  if (e.kind === "constant") return e;
  const top = rootsOfPolynomial(e.numerator);
  if (isOnePolynomial(e.denominator)) return top;
  const bottom = rootsOfPolynomial(e.denominator);
  return isZero(bottom) ? e : divide(top, bottom);
}

function rootsOfPolynomial(p: Polynomial): Expr {
  const parts: Expr[] = [];
  for (const { monomial, coefficient } of p.terms.values()) {
    let value: Expr = constant(coefficient);
    for (const { atom, exponent } of monomial.factors) {
      const pairs = atom.kind === "sqrt" ? Math.floor(exponent / 2) : 0;
      if (atom.kind === "sqrt" && pairs > 0) value = multiply(value, power(atom.argument, BigInt(pairs)));
      const rest = exponent - 2 * pairs;
      if (rest === 0) continue;
      value = multiply(value, fromPolynomial(monomialPolynomial(monomialOf([{ atom, exponent: rest }]), rational(1))));
    }
    parts.push(value);
  }
  return sum(parts);
}
