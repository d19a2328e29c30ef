import { compareRational, rational } from "../../core/rational.ts";
import { sizeOf, symbolsOf } from "../atom.ts";
import { compare } from "../condition.ts";
import { domainInterval, enumerateDomain } from "../domain.ts";
import { holds, type Point } from "../evaluate.ts";
import type { Expr, SymbolDomain } from "../expression.ts";
import { assume, noFacts } from "../facts.ts";
import { constant, isZero, negate, subtract } from "../rational-function.ts";
import { substitute } from "../substitute.ts";
import { Budget } from "./budget.ts";
import { assumptionsOf, undefinedEverywhere } from "./conditions-of-value.ts";
import { correctedSide } from "./correction.ts";
import { isAboveByEnclosure } from "./enclosure-proof.ts";
import { exhaust } from "./exhaust.ts";
import { factoredText } from "./factored-text.ts";
import { type Question, searchPoints, shrunk } from "./point-search.ts";
import { type Goal, proveGoal, subjectsIn, type Trace } from "./prove-goal.ts";
import { axisOfDomain, isEmptyInterval } from "./region.ts";
import type { DecisionOptions, Statement, Verdict } from "./verdict.ts";

const usualSteps = 1_000_000;
/** How many of the simplest points are tried, and what share of the steps that are left the proof after them may use. */
const rounds = [
  { points: 40, share: 0.03 },
  { points: 600, share: 0.7 },
  { points: 4000, share: 0 },
];

/**
 * Decides one statement for all legal values of its symbols at which both sides are defined. A proof rests on algebra, exact bounds or all
 * points of a finite domain; only the exact value at a legal point refutes.
 *
 * @example decide({ left: constant(2), operator: "<", right: constant(3) }).kind  // "proved"
 */
export function decide(statement: Statement, options: DecisionOptions = {}): Verdict {
  const budget = new Budget(options.steps ?? usualSteps);
  const question = questionOf(statement, options);
  const obstacle = obstacleTo(question);
  if (obstacle !== undefined) return { kind: "undecided", reason: obstacle, tried: [] };
  const tried: string[] = [];
  const { left, right } = statement;
  const difference = budget.attempt(1, () => subtract(left, right));
  const proved = (method: string): Verdict => ({ kind: "proved", method, assumptions: assumptionsOf([left, right]) });
  const quick = difference && quickProof(statement, difference, budget);
  if (quick !== undefined) return proved(quick);
  tried.push("normal form of the difference");
  const refuted = (at: Point): Verdict => refutation(question, difference, at, budget);
  const trace: Trace = { cases: [], hints: new Map(), notes: new Set() };
  // Cheap proofs and points come before costly ones.
  for (const { points, share } of rounds) {
    const found = budget.attempt(0.3, (own) => searchPoints(question, trace.hints, points, own));
    if (found !== undefined) return refuted(found);
    const all = share === 0 ? undefined : budget.attempt(0.5, (own) => exhaust(question, own));
    if (all?.kind === "fails") return refuted(all.at);
    if (all?.kind === "holds") return proved(all.cases === 1 ? "one case" : `${all.cases} cases`);
    const method = difference && budget.attempt(share, (own) => deepProof(question, difference, trace, own));
    if (method !== undefined) return proved(method);
  }
  tried.push("cases, residues and signs of the difference");
  if (isInequality(statement)) tried.push("interval arithmetic in parts of the domain");
  tried.push("small values, ends of the domain and roots");
  if (difference === undefined) return { kind: "undecided", reason: "the difference of the sides is too large", tried };
  const [note] = trace.notes;
  if (note !== undefined) return { kind: "undecided", reason: note, tried };
  const reason = budget.left > 0 ? "no proof and no counterexample was found" : "the steps are used up";
  return { kind: "undecided", reason, tried };
}

function questionOf(statement: Statement, { symbols = new Map(), assuming = [] }: DecisionOptions): Question {
  const { left, right } = statement;
  const own = [left, right, ...assuming.flatMap(subjectsIn)].flatMap((e) => [...symbolsOf(e)]);
  return { statement, symbols: new Map([...symbols, ...own]), assuming, cost: sizeOf(left) + sizeOf(right) };
}

/** Why a statement says nothing. */
function obstacleTo({ statement, symbols, assuming }: Question): string | undefined {
  const { left, right } = statement;
  for (const [name, domain] of symbols) {
    if (isEmptyDomain(domain)) return `no value of \`${name}\` is legal`;
    for (const side of [left, right]) {
      const own = symbolsOf(side).get(name);
      if (own !== undefined && !isSameDomain(own, domain)) return `\`${name}\` has two different domains`;
    }
  }
  if (undefinedEverywhere(left)) return "the left side has no value anywhere in the domain";
  if (undefinedEverywhere(right)) return "the right side has no value anywhere in the domain";
  if (assuming.reduce(assume, noFacts).isContradictory) return "the assumptions exclude each other";
  return undefined;
}

function isEmptyDomain(domain: SymbolDomain): boolean {
  if (domain.values?.length === 0) return true;
  return isEmptyInterval(domainInterval(domain)) || enumerateDomain(domain, 1)?.length === 0;
}

function isSameDomain(a: SymbolDomain, b: SymbolDomain): boolean {
  const text = (domain: SymbolDomain): string =>
    JSON.stringify(domain, (_, value) => (typeof value === "bigint" ? value.toString() : value));
  return a === b || text(a) === text(b);
}

/** What the normal form and the bounds of the difference say. */
function quickProof({ left, operator, right }: Statement, difference: Expr, budget: Budget): string | undefined {
  if (difference.kind === "constant" && !holds(operator, compareRational(difference, rational(0)))) return undefined;
  if (left.kind === "constant" && right.kind === "constant") return "both sides are numbers";
  if (isZero(difference)) return "difference normalises to 0";
  const isTrue = budget.attempt(1, (own) => {
    own.spend(sizeOf(difference));
    return compare(operator, left, right).kind === "true" ? true : undefined;
  });
  return isTrue && (operator === "!=" ? "the sides never meet" : "bounds of the difference");
}

function deepProof(
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
  if (relation === "==") return undefined;
  const box = new Map([...symbols].map(([name, domain]) => [name, axisOfDomain(domain)]));
  const aims = relation === "!=" ? [above, negate(above)] : [above];
  for (const aim of aims) {
    const reason = budget.attempt(0.5, (own) => isAboveByEnclosure([aim], relation !== ">=", box, own));
    if (reason !== undefined) return reason;
  }
  return undefined;
}

function isInequality({ operator }: Statement): boolean {
  return operator !== "==";
}

function methodOf(cases: readonly string[]): string {
  const [reason, ...others] = new Set(cases);
  if (cases.length === 1 && reason !== undefined) return reason;
  const how = reason !== undefined && others.length === 0 ? `: ${reason}` : "";
  return `${cases.length} cases${how}`;
}

function refutation(question: Question, difference: Expr | undefined, found: Point, budget: Budget): Verdict {
  const { statement } = question;
  const at = budget.attempt(0.2, (own) => shrunk(question, found, own)) ?? found;
  const closedAt = new Map([...at].map(([name, value]) => [name, constant(value)]));
  const left = substitute(statement.left, closedAt);
  const right = substitute(statement.right, closedAt);
  const text = difference && budget.attempt(0.3, () => factoredText(difference));
  const corrected = budget.attempt(0.9, (own) => correctedSide(question, own));
  return {
    kind: "refuted",
    method: at.size === 0 ? "both sides are numbers" : "exact values at a legal point",
    counterexample: { at, left, right },
    ...(text === undefined ? {} : { difference: text }),
    ...(corrected === undefined ? {} : { corrected }),
    assumptions: assumptionsOf([statement.left, statement.right]),
  };
}
