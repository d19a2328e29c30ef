import { sizeOf } from "./atom.ts";
import { compare, not } from "./condition.ts";
import { expand } from "./expand.ts";
import type { BracketAtom, ComparisonOperator, Condition, Expr } from "./expression.ts";
import type { Facts } from "./facts.ts";
import { assume, decide, noFacts, simplifyUnder } from "./facts.ts";
import { ExpressionTooLarge } from "./limits.ts";
import { atomsOfPolynomial } from "./polynomial.ts";
import { proveSign } from "./prove-sign.ts";
import { equals, isZero, subtract } from "./rational-function.ts";

/** Larger differences are left undecided. */
const maxProofSize = 400;
/** Case distinctions of one proof. */
const maxCases = 64;

/**
 * The condition `a operator b` as from `compare`, and where that leaves it undecided, decided by expanding definitions,
 * distinguishing cases and relaxing roundings. For claims: it costs milliseconds, where `compare` costs microseconds.
 */
export function prove(operator: ComparisonOperator, a: Expr, b: Expr): Condition {
  const plain = compare(operator, a, b);
  if (plain.kind !== "comparison") return plain;
  if (operator === "==" || operator === "!=") {
    if (!isProvedZero(subtract(a, b))) return plain;
    return compare(operator, a, a);
  }
  const proved = proveSign(operator, subtract(a, b));
  return proved === undefined ? plain : compare(proved ? "==" : "!=", a, a);
}

/** Whether a and b are proved equal wherever the facts hold. */
export function equalUnder(a: Expr, b: Expr, facts: Facts): boolean {
  if (equals(a, b)) return true;
  const condition = compare("==", a, b);
  if (condition.kind === "true" || decide(condition, facts) === true) return true;
  if (condition.kind === "false") return false;
  return attempt(() => isProvedZero(subtract(simplifyUnder(a, facts), simplifyUnder(b, facts))));
}

/** Whether e is 0 at every legal point, by expansion and case distinction on its brackets. */
export function isProvedZero(e: Expr): boolean {
  if (e.kind === "constant") return e.num === 0n;
  if (sizeOf(e) > maxProofSize || !hasFunctions(e)) return false;
  const budget = { left: maxCases };
  return attempt(() => isZeroInAllCases(expand(e), noFacts, budget));
}

function hasFunctions(e: Expr): boolean {
  if (e.kind === "constant") return false;
  return [...atomsOfPolynomial(e.numerator).values()].some((atom) => atom.kind !== "symbol");
}

/** A proof that grows too large is no proof. */
function attempt(proof: () => boolean): boolean {
  try {
    return proof();
  } catch (error) {
    if (error instanceof ExpressionTooLarge || error instanceof RangeError) return false;
    throw error;
  }
}

function isZeroInAllCases(e: Expr, facts: Facts, budget: { left: number }): boolean {
  if (isZero(e) || facts.isContradictory) return true;
  const bracket = firstBracket(e);
  budget.left -= 1;
  if (bracket === undefined || budget.left < 0 || sizeOf(e) > maxProofSize) return false;
  return [bracket.condition, not(bracket.condition)].every((condition) => {
    const known = assume(facts, condition);
    return known.isContradictory || isZeroInAllCases(simplifyUnder(e, known), known, budget);
  });
}

function firstBracket(e: Expr): BracketAtom | undefined {
  if (e.kind === "constant") return undefined;
  for (const atom of atomsOfPolynomial(e.numerator).values()) if (atom.kind === "bracket") return atom;
  return undefined;
}
