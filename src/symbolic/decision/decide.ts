import { sizeOf, symbolsOf } from "../atom.ts";
import { domainInterval, enumerateDomain } from "../domain.ts";
import type { Point } from "../evaluate.ts";
import type { Expr, SymbolDomain } from "../expression.ts";
import { assume, noFacts } from "../facts.ts";
import { constant, subtract } from "../rational-function.ts";
import { substitute } from "../substitute.ts";
import { Budget } from "./budget.ts";
import { assumptionsOf, conditionsOfValue, undefinedEverywhere } from "./conditions-of-value.ts";
import { correctedSide, oppositeRelation } from "./correction.ts";
import { exhaust } from "./exhaust.ts";
import { factoredText } from "./factored-text.ts";
import { type Question, searchPoints, shrunk } from "./point-search.ts";
import { deepProof, newTrace, quickProof } from "./proof.ts";
import { subjectsIn } from "./prove-goal.ts";
import { isEmptyInterval } from "./region.ts";
import type { DecisionOptions, Statement, Verdict } from "./verdict.ts";

const usualSteps = 1_000_000;
/** Effort for what a refutation says beside the counterexample. */
const guessSteps = 8_000;
/** A longer difference is no help to a reader. */
const longestText = 240;
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
  const trace = newTrace();
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
  if (statement.operator !== "==") tried.push("interval arithmetic in parts of the domain");
  tried.push("small values, ends of the domain and roots");
  if (difference === undefined) return { kind: "undecided", reason: "the difference of the sides is too large", tried };
  const [note] = trace.notes;
  if (note !== undefined) return { kind: "undecided", reason: note, tried };
  const reason = budget.left > 0 ? "no proof and no counterexample was found" : "the steps are used up";
  return { kind: "undecided", reason, tried };
}

function questionOf(statement: Statement, { symbols = new Map(), assuming = [] }: DecisionOptions): Question {
  const { left, right } = statement;
  const own = new Map([left, right, ...assuming.flatMap(subjectsIn)].flatMap((e) => [...symbolsOf(e)]));
  return {
    statement,
    symbols: new Map([...symbols, ...own]),
    cancelled: new Set([...symbols.keys()].filter((name) => !own.has(name))),
    assuming,
    cost: sizeOf(left) + sizeOf(right),
  };
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
  const needed = [left, right].flatMap(conditionsOfValue);
  if (needed.reduce(assume, noFacts).isContradictory) return "the sides have no value at the same points";
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

function refutation(question: Question, difference: Expr | undefined, found: Point, budget: Budget): Verdict {
  const { statement } = question;
  const at = budget.attempt(0.2, (own) => shrunk(question, found, own)) ?? found;
  const closedAt = new Map([...at].map(([name, value]) => [name, constant(value)]));
  const left = substitute(statement.left, closedAt);
  const right = substitute(statement.right, closedAt);
  const text = difference && budget.attempt(0.3, () => factoredText(difference));
  const corrected = budget.attemptWithin(guessSteps, (own) => correctedSide(question, at, own));
  const opposite =
    at.size === 0 ? undefined : budget.attemptWithin(guessSteps, (own) => oppositeRelation(question, at, own));
  const how = opposite === undefined ? "" : `; left ${opposite} right everywhere`;
  return {
    kind: "refuted",
    method: at.size === 0 ? "both sides are numbers" : `exact values at a legal point${how}`,
    counterexample: { at, left, right },
    ...(text === undefined || text.length > longestText ? {} : { difference: text }),
    ...(corrected === undefined ? {} : { corrected }),
    assumptions: assumptionsOf([statement.left, statement.right]),
  };
}
