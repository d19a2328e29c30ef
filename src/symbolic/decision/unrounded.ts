import { rational } from "../../core/rational.ts";
import { symbol, visitAtoms } from "../atom.ts";
import { compare, conditionKey } from "../condition.ts";
import type { ComparisonOperator, Condition, Expr, Polynomial, Term, UnaryAtom } from "../expression.ts";
import { integralityOf } from "../integrality.ts";
import { addScaled, atomsOfPolynomial, isOnePolynomial, monomialPolynomial } from "../polynomial.ts";
import { add, constant, fromAtom, fromPolynomial, negate, subtract } from "../rational-function.ts";
import { mirrored } from "../relation.ts";

/** A name that no symbol of the language has. */
const anyInteger = symbol("~k", { kind: "int" });

/**
 * Whether two integer-valued quantities x and y, each a rounding plus an integer, are equal because x >= k and y >= k are the same
 * condition for every integer k: floor(v) >= k is v >= k, and ceil(v) >= k is v > k - 1. This takes off nested roundings too.
 */
export function sameRoundings(x: Expr, y: Expr): boolean {
  const left = atLeastAny(x);
  const right = atLeastAny(y);
  return left !== undefined && right !== undefined && left === right;
}

function atLeastAny(x: Expr): string | undefined {
  if (integralityOf(x) !== "integer") return undefined;
  return conditionKey(withoutRoundings(compare(">=", x, anyInteger)));
}

const maxNesting = 12;

/** The condition with every rounding taken off that stands alone beside an integer. */
export function withoutRoundings(condition: Condition): Condition {
  let current = condition;
  for (let count = 0; count < maxNesting; count += 1) {
    const next = current.kind === "comparison" ? withoutOne(current) : undefined;
    if (next === undefined) return current;
    current = next;
  }
  return current;
}

function withoutOne(condition: Extract<Condition, { kind: "comparison" }>): Condition | undefined {
  const { subject, operator, threshold } = condition;
  if (subject.kind === "constant" || !isOnePolynomial(subject.denominator)) return undefined;
  if (operator === "==" || operator === "!=" || threshold.den !== 1n) return undefined;
  const found = loneRounding(subject.numerator);
  if (found === undefined) return undefined;
  const { atom, rest, isNegative } = found;
  const bound = subtract(constant(threshold), fromPolynomial(rest));
  // The rounding itself, or its negative, compared with an integer.
  const wanted = isNegative ? negate(bound) : bound;
  const relation = isNegative ? mirrored[operator] : operator;
  return roundingCompared(atom, relation, wanted);
}

/** floor(v) or ceil(v) compared with an integer m, as a comparison of v. */
function roundingCompared(atom: UnaryAtom, operator: ComparisonOperator, m: Expr): Condition | undefined {
  const next = add(m, constant(1));
  const before = subtract(m, constant(1));
  const v = atom.argument;
  if (atom.kind === "floor") {
    switch (operator) {
      case ">=":
        return compare(">=", v, m);
      case ">":
        return compare(">=", v, next);
      case "<=":
        return compare("<", v, next);
      default:
        return compare("<", v, m);
    }
  }
  switch (operator) {
    case ">=":
      return compare(">", v, before);
    case ">":
      return compare(">", v, m);
    case "<=":
      return compare("<=", v, m);
    default:
      return compare("<=", v, before);
  }
}

interface LoneRounding {
  readonly atom: UnaryAtom;
  readonly rest: Polynomial;
  readonly isNegative: boolean;
}

/** A rounding with 1 or -1 before it that occurs nowhere else, beside an integer. */
export function loneRounding(p: Polynomial): LoneRounding | undefined {
  for (const term of p.terms.values()) {
    const atom = roundingOf(term);
    if (atom === undefined) continue;
    const rest = addScaled(p, monomialPolynomial(term.monomial, term.coefficient), rational(-1));
    if (integralityOf(fromPolynomial(rest)) !== "integer" || mentions(rest, atom.key)) continue;
    return { atom, rest, isNegative: term.coefficient.num < 0n };
  }
  return undefined;
}

function roundingOf({ monomial, coefficient }: Term): UnaryAtom | undefined {
  const [factor] = monomial.factors;
  if (factor === undefined || monomial.factors.length > 1 || factor.exponent > 1) return undefined;
  if (coefficient.den !== 1n || (coefficient.num !== 1n && coefficient.num !== -1n)) return undefined;
  return factor.atom.kind === "floor" || factor.atom.kind === "ceil" ? factor.atom : undefined;
}

function mentions(p: Polynomial, key: string): boolean {
  let found = false;
  for (const atom of atomsOfPolynomial(p).values()) {
    visitAtoms(fromAtom(atom), (each) => {
      if (each.key === key) found = true;
    });
  }
  return found;
}
