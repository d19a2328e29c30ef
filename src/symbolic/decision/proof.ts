import { compareRational, rational } from "../../core/rational.ts";
import { hasRounding, sizeOf, symbolsOf } from "../atom.ts";
import { boundsOf } from "../bounds.ts";
import { decideByBounds } from "../comparison.ts";
import { compare } from "../condition.ts";
import { enumerateDomain } from "../domain.ts";
import { holds } from "../evaluate.ts";
import type { Expr } from "../expression.ts";
import { assume, noFacts } from "../facts.ts";
import { isZero, negate, subtract } from "../rational-function.ts";
import type { Budget } from "./budget.ts";
import { elementaryForm } from "./elementary-form.ts";
import { isAboveByEnclosure } from "./enclosure-proof.ts";
import type { Goal, Trace } from "./goal.ts";
import type { Question } from "./point-search.ts";
import { proveGoal } from "./prove-goal.ts";
import { axisOfDomain } from "./region.ts";
import type { Relation, Statement } from "./verdict.ts";

/** What the normal form and the bounds of the difference say. */
export function quickProof({ left, operator, right }: Statement, difference: Expr, budget: Budget): string | undefined {
  if (difference.kind === "constant" && !holds(operator, compareRational(difference, rational(0)))) return undefined;
  if (left.kind === "constant" && right.kind === "constant") return "both sides are numbers";
  if (isZero(difference)) return "difference normalises to 0";
  const form = operator === "==" ? budget.attempt(0.2, () => elementaryForm(difference)) : undefined;
  if (form !== undefined && isZero(form)) return "difference normalises to 0, exponents and logarithms taken apart";
  return budget.attempt(1, (own) => {
    own.spend(sizeOf(difference));
    if (decideByBounds(operator, rational(0), boundsOf(difference)) === true) return boundsReason(operator);
    // The comparison may have tried all points, which are better counted as cases.
    const isShort = [...symbolsOf(difference).values()].every((domain) => enumerateDomain(domain, 1000) !== undefined);
    return !isShort && compare(operator, left, right).kind === "true" ? boundsReason(operator) : undefined;
  });
}

function boundsReason(operator: Relation): string {
  return operator === "!=" ? "the sides never meet" : "bounds of the difference";
}

/** What cases, residues, signs and enclosures of the difference say. */
export function deepProof(
  { statement, symbols, assuming }: Question,
  difference: Expr,
  trace: Trace,
  budget: Budget,
): string | undefined {
  const { operator } = statement;
  const above = operator === "<" || operator === "<=" ? negate(difference) : difference;
  const relation = operator === "<" ? ">" : operator === "<=" ? ">=" : operator;
  const goal: Goal = { difference: above, operator: relation, facts: assuming.reduce(assume, noFacts) };
  trace.cases.length = 0;
  if (budget.attempt(0.6, (own) => proveGoal(goal, trace, own) || undefined)) return methodOf(trace.cases);
  // Rational functions are better served by the signs of their coefficients.
  if (relation === "==" || !hasRounding(above)) return undefined;
  const box = new Map([...symbols].map(([name, domain]) => [name, axisOfDomain(domain)]));
  const aims = relation === "!=" ? [above, negate(above)] : [above];
  for (const aim of aims) {
    const reason = budget.attempt(0.5, (own) => isAboveByEnclosure([aim], relation !== ">=", box, own));
    if (reason !== undefined) return reason;
  }
  return undefined;
}

function methodOf(cases: readonly string[]): string {
  const [reason, ...others] = new Set(cases);
  if (cases.length === 1 && reason !== undefined) return reason;
  const how = reason !== undefined && others.length === 0 ? `: ${reason}` : "";
  return `${cases.length} cases${how}`;
}

/** Whether a statement that is a guess is proved, at little cost. */
export function isProved(question: Question, budget: Budget): boolean {
  const { statement } = question;
  const difference = budget.attempt(1, () => subtract(statement.left, statement.right));
  if (difference === undefined) return false;
  if (quickProof(statement, difference, budget) !== undefined) return true;
  return deepProof(question, difference, newTrace(), budget) !== undefined;
}

export function newTrace(): Trace {
  return { cases: [], hints: new Map(), notes: new Set() };
}
