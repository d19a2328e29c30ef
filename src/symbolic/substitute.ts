import { call, symbolsOf, visitAtoms } from "./atom.ts";
import { piecewise } from "./bracket.ts";
import { and, compare, or } from "./condition.ts";
import { exp, log2, squareRoot } from "./elementary.ts";
import type { Atom, Comparison, Condition, Expr, Polynomial } from "./expression.ts";
import { abs, maxOf, minOf } from "./extremum.ts";
import { isOnePolynomial } from "./polynomial.ts";
import { constant, divide, fromAtom, isZero, multiply, one, power, sum, zero } from "./rational-function.ts";
import { ceil, floor } from "./rounding.ts";

/** What replaces an atom; undefined to rebuild it from its parts. */
export type Replacement = (atom: Atom) => Expr | undefined;

/** Rewrites expressions atom by atom, innermost parts included, and simplifies again on the way up. */
export class Rewriter {
  readonly #replacement: Replacement;
  readonly #memo = new Map<string, Expr>();
  /** Atoms that are not replaced themselves. */
  readonly #kept = new Set<Atom>();

  constructor(replacement: Replacement) {
    this.#replacement = replacement;
  }

  /** Errors: RangeError when a denominator becomes zero. */
  rewrite(e: Expr): Expr {
    if (e.kind === "constant" || !this.#touches(e)) return e;
    const top = this.#polynomial(e.numerator);
    if (isOnePolynomial(e.denominator)) return top;
    const bottom = this.#polynomial(e.denominator);
    if (isZero(bottom)) throw new RangeError("division by zero");
    return divide(top, bottom);
  }

  rewriteCondition(condition: Condition): Condition {
    switch (condition.kind) {
      case "comparison":
        return this.#comparison(condition);
      case "and":
        return and(condition.conditions.map((part) => this.rewriteCondition(part)));
      case "or":
        return or(condition.conditions.map((part) => this.rewriteCondition(part)));
      default:
        return condition;
    }
  }

  /** Whether some atom of e, however deep, is replaced. */
  #touches(e: Expr): boolean {
    let touched = false;
    visitAtoms(e, (atom) => {
      if (touched || this.#kept.has(atom)) return;
      if (this.#memo.has(atom.key)) touched = true;
      else {
        const value = this.#replacement(atom);
        if (value === undefined) this.#kept.add(atom);
        else {
          this.#memo.set(atom.key, value);
          touched = true;
        }
      }
    });
    return touched;
  }

  #comparison(condition: Comparison): Condition {
    if (!this.#touches(condition.subject)) return condition;
    return compare(condition.operator, this.rewrite(condition.subject), constant(condition.threshold));
  }

  #polynomial(a: Polynomial): Expr {
    const parts: Expr[] = [];
    for (const { monomial, coefficient } of a.terms.values()) {
      let value: Expr = constant(coefficient);
      for (const { atom, exponent } of monomial.factors) {
        value = multiply(value, power(this.#atom(atom), BigInt(exponent)));
      }
      parts.push(value);
    }
    return sum(parts);
  }

  #atom(atom: Atom): Expr {
    const known = this.#memo.get(atom.key);
    if (known !== undefined) return known;
    const result = this.#replacement(atom) ?? this.#rebuild(atom);
    this.#memo.set(atom.key, result);
    return result;
  }

  #rebuild(atom: Atom): Expr {
    switch (atom.kind) {
      case "symbol":
        return fromAtom(atom);
      case "call": {
        const args = atom.args.map((arg) => this.rewrite(arg));
        return call(atom.name, args, this.rewrite(atom.definition));
      }
      case "bracket":
        return piecewise(this.#comparison(atom.condition), one, zero);
      case "max":
        return maxOf(atom.args.map((arg) => this.rewrite(arg)));
      case "min":
        return minOf(atom.args.map((arg) => this.rewrite(arg)));
      default:
        return unaryOf(atom.kind, this.rewrite(atom.argument));
    }
  }
}

function unaryOf(kind: "floor" | "ceil" | "abs" | "sqrt" | "log2" | "exp", argument: Expr): Expr {
  switch (kind) {
    case "floor":
      return floor(argument);
    case "ceil":
      return ceil(argument);
    case "abs":
      return abs(argument);
    case "sqrt":
      return squareRoot(argument);
    case "log2":
      return log2(argument);
    case "exp":
      return exp(argument);
  }
}

function symbolRewriter(bindings: ReadonlyMap<string, Expr>): Rewriter {
  return new Rewriter((atom) => (atom.kind === "symbol" ? bindings.get(atom.name) : undefined));
}

/**
 * e with every bound symbol replaced, through all functions and definitions, simplified again. All symbols are replaced at once.
 *
 * Errors: RangeError when a denominator becomes zero.
 *
 * @example substitute(symbol("n", { kind: "int" }), new Map([["n", constant(7)]]))  // 7
 */
export function substitute(e: Expr, bindings: ReadonlyMap<string, Expr>): Expr {
  if (e.kind === "constant" || ![...symbolsOf(e).keys()].some((name) => bindings.has(name))) return e;
  return symbolRewriter(bindings).rewrite(e);
}

/** The condition with every bound symbol replaced. Errors: RangeError when a denominator becomes zero. */
export function substituteCondition(condition: Condition, bindings: ReadonlyMap<string, Expr>): Condition {
  return symbolRewriter(bindings).rewriteCondition(condition);
}
