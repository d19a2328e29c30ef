import { compareRational, divideRational, rational } from "../core/rational.ts";
import { symbol, visitAtoms } from "./atom.ts";
import { and, compare, comparison, conditionKey, impliedBy, not } from "./condition.ts";
import { holds } from "./evaluate.ts";
import type { Atom, Comparison, Condition, Expr, SymbolDomain } from "./expression.ts";
import type { Integrality } from "./integrality.ts";
import { integralityOf } from "./integrality.ts";
import { tighterHigh, tighterLow } from "./interval.ts";
import { addScaled, constantPolynomial, isOnePolynomial, monomialPolynomial, zeroPolynomial } from "./polynomial.ts";
import { bareAtom, equals, fromAtom, fromPolynomial, one, zero } from "./rational-function.ts";
import { Rewriter } from "./substitute.ts";

interface Rewrite {
  readonly atom: Atom;
  readonly value: Expr;
}

/** Conditions taken to be true. Equalities rewrite one atom each; the others decide conditions. */
export interface Facts {
  readonly conditions: readonly Condition[];
  readonly rewrites: readonly Rewrite[];
  /** The conditions contradict each other: nothing under them exists. */
  readonly isContradictory: boolean;
}

export const noFacts: Facts = { conditions: [], rewrites: [], isContradictory: false };

/** The facts together with one more condition. */
export function assume(facts: Facts, condition: Condition): Facts {
  const known = simplifyCondition(condition, facts);
  if (known.kind === "true") return facts;
  if (known.kind === "false") return { ...facts, isContradictory: true };
  if (known.kind === "and") return known.conditions.reduce(assume, facts);
  const rewrite = known.kind === "comparison" ? solve(known) : undefined;
  if (rewrite === undefined) {
    const meeting = known.kind === "comparison" ? meetingPoint(known, facts) : undefined;
    if (meeting !== undefined) return assume(facts, meeting);
    const joined = and([...facts.conditions, known]);
    return {
      ...facts,
      conditions: [...facts.conditions, known],
      isContradictory: facts.isContradictory || joined.kind === "false",
    };
  }
  return withRewrite(facts, rewrite);
}

/** x <= t and x >= t together are x == t. */
function meetingPoint({ operator, subject, subjectKey, threshold }: Comparison, facts: Facts): Condition | undefined {
  const other = operator === "<=" ? ">=" : operator === ">=" ? "<=" : undefined;
  const meets = facts.conditions.some(
    (known) =>
      known.kind === "comparison" &&
      known.operator === other &&
      known.subjectKey === subjectKey &&
      compareRational(known.threshold, threshold) === 0,
  );
  return meets ? comparison("==", subject, threshold) : undefined;
}

/** Adds a rewrite and restates everything known before in its terms. */
function withRewrite(facts: Facts, rewrite: Rewrite): Facts {
  const rewriter = rewriterOf([rewrite]);
  let next: Facts = { ...noFacts, isContradictory: facts.isContradictory, rewrites: [rewrite] };
  const moved: Rewrite[] = [];
  for (const old of facts.rewrites) {
    if (mentions(fromAtom(old.atom), rewrite.atom.key)) continue;
    moved.push({ atom: old.atom, value: rewriter.rewrite(old.value) });
  }
  next = { ...next, rewrites: [...moved, rewrite] };
  for (const old of facts.conditions) next = assume(next, old);
  for (const old of facts.rewrites) {
    if (mentions(fromAtom(old.atom), rewrite.atom.key)) next = assume(next, equationOf(old));
  }
  return next;
}

function equationOf({ atom, value }: Rewrite): Condition {
  return compare("==", fromAtom(atom), value);
}

function rewriterOf(rewrites: readonly Rewrite[]): Rewriter {
  const values = new Map(rewrites.map(({ atom, value }) => [atom.key, value]));
  return new Rewriter((atom) => values.get(atom.key));
}

function mentions(e: Expr, key: string): boolean {
  let found = false;
  visitAtoms(e, (atom) => {
    if (atom.key === key) found = true;
  });
  return found;
}

/** Solves an equality for one atom that occurs once, linearly and with a number before it; the largest such atom is preferred. */
function solve(condition: Comparison): Rewrite | undefined {
  if (condition.operator !== "==" || condition.subject.kind === "constant") return undefined;
  if (!isOnePolynomial(condition.subject.denominator)) return undefined;
  const p = condition.subject.numerator;
  let best: Rewrite | undefined;
  for (const term of p.terms.values()) {
    const [factor] = term.monomial.factors;
    if (factor === undefined || term.monomial.factors.length !== 1 || factor.exponent !== 1) continue;
    const { atom } = factor;
    if (atom.kind === "bracket" || (best !== undefined && !isPreferred(atom, best.atom))) continue;
    const others = addScaled(p, monomialPolynomial(term.monomial, term.coefficient), rational(-1));
    if (mentions(fromPolynomial(others), atom.key)) continue;
    const rest = addScaled(constantPolynomial(condition.threshold), others, rational(-1));
    const scale = divideRational(rational(1), term.coefficient);
    best = { atom, value: fromPolynomial(addScaled(zeroPolynomial, rest, scale)) };
  }
  return best;
}

/** Symbols first, since they occur inside other atoms; then the longer and later text gives way. */
function isPreferred(a: Atom, b: Atom): boolean {
  if ((a.kind === "symbol") !== (b.kind === "symbol")) return a.kind === "symbol";
  if (a.key.length !== b.key.length) return a.key.length > b.key.length;
  return a.key > b.key;
}

/** Rewrites meet each other's results at most this often. */
const maxPasses = 4;

/** Rewrites with the equalities, and brackets that a known comparison decides become 0 or 1. */
function factRewriter(facts: Facts): Rewriter {
  const values = new Map(facts.rewrites.map(({ atom, value }) => [atom.key, value]));
  return new Rewriter((atom) => {
    if (atom.kind !== "bracket") return values.get(atom.key);
    for (const known of facts.conditions) {
      const answer = impliedBy(atom.condition, known);
      if (answer !== undefined) return answer ? one : zero;
    }
    return undefined;
  });
}

/** e rewritten with the equalities of the facts. Equal results mean equal values wherever the facts hold. */
export function simplifyUnder(e: Expr, facts: Facts): Expr {
  if ((facts.rewrites.length === 0 && facts.conditions.length === 0) || e.kind === "constant") return e;
  let current: Expr = e;
  for (let pass = 0; pass < maxPasses; pass += 1) {
    const next = factRewriter(facts).rewrite(current);
    if (equals(next, current)) return next;
    current = next;
  }
  return current;
}

/** The condition rewritten with the equalities of the facts and without the parts that the facts decide. */
export function simplifyCondition(condition: Condition, facts: Facts): Condition {
  let current = condition;
  for (let pass = 0; pass < maxPasses && facts.rewrites.length > 0; pass += 1) {
    const next = rewriterOf(facts.rewrites).rewriteCondition(current);
    if (conditionKey(next) === conditionKey(current)) break;
    current = next;
  }
  return current;
}

/** The truth of a condition under the facts, or undefined when they do not prove it. */
export function decide(condition: Condition, facts: Facts): boolean | undefined {
  const plain = decideByComparisons(condition, facts);
  if (plain !== undefined || (facts.conditions.length === 0 && facts.rewrites.length === 0)) return plain;
  const rewritten = simplifyCondition(condition, facts);
  return (
    decideByComparisons(rewritten, facts) ?? decideByComparisons(narrowed(facts).rewriteCondition(rewritten), facts)
  );
}

function decideByComparisons(condition: Condition, facts: Facts): boolean | undefined {
  switch (condition.kind) {
    case "true":
      return true;
    case "false":
      return false;
    case "comparison":
      return decideByKnown(condition, facts);
    default: {
      const known = decideByKnown(condition, facts);
      if (known !== undefined) return known;
      const stop = condition.kind === "or";
      const parts = condition.conditions.map((part) => decideByComparisons(part, facts));
      if (parts.includes(stop)) return stop;
      return parts.includes(undefined) ? undefined : !stop;
    }
  }
}

function decideByKnown(condition: Condition, facts: Facts): boolean | undefined {
  for (const known of facts.conditions) {
    const answer = impliedBy(condition, known);
    if (answer !== undefined) return answer;
  }
  const opposite = conditionKey(not(condition));
  if (facts.conditions.some((known) => conditionKey(known) === opposite)) return false;
  const joined = and([...facts.conditions, condition]);
  return joined.kind === "false" && !facts.isContradictory ? false : undefined;
}

/** Gives the symbols the smaller domains that comparisons with numbers leave them. Only for deciding: the result is not kept. */
function narrowed(facts: Facts): Rewriter {
  const domains = new Map<string, SymbolDomain>();
  for (const condition of facts.conditions) {
    if (condition.kind !== "comparison") continue;
    const atom = bareAtom(condition.subject);
    if (atom?.kind === "symbol") domains.set(atom.name, narrow(domains.get(atom.name) ?? atom.domain, condition));
  }
  return new Rewriter((atom) => {
    const domain = atom.kind === "symbol" ? domains.get(atom.name) : undefined;
    return domain === undefined || atom.kind !== "symbol" ? undefined : symbol(atom.name, domain);
  });
}

function narrow(domain: SymbolDomain, { operator, threshold }: Comparison): SymbolDomain {
  if (domain.values !== undefined) {
    const values = domain.values.filter((value) => holds(operator, compareRational(value, threshold)));
    return values.length === 0 ? domain : { ...domain, values };
  }
  const bound = { value: threshold, closed: operator === "<=" || operator === ">=" };
  if (operator === "<" || operator === "<=") {
    const high = tighterHigh(domain.high, bound);
    return high === undefined ? domain : { ...domain, high };
  }
  // A new lower end would move the lattice of a stepped domain, which counts from its low.
  if ((operator === ">" || operator === ">=") && domain.step === undefined) {
    const low = tighterLow(domain.low, bound);
    return low === undefined ? domain : { ...domain, low };
  }
  return domain;
}

/** Whether e is an integer wherever the facts hold; see `integralityOf`. */
export function integrality(e: Expr, facts: Facts = noFacts): Integrality {
  const plain = integralityOf(e);
  if (plain !== "unknown" || facts === noFacts) return plain;
  const rewritten = simplifyUnder(e, facts);
  const simple = integralityOf(rewritten);
  return simple !== "unknown" ? simple : integralityOf(narrowed(facts).rewrite(rewritten));
}
