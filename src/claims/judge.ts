import { rationalToText } from "../core/rational.ts";
import {
  add,
  asConstant,
  constant,
  decideStatement,
  type Expr,
  type Point,
  pointsOf,
  type Relation,
  subtract,
  symbolsOf,
} from "../symbolic/index.ts";
import type { Assertion, Comparison, Printed, Within } from "./assertion.ts";
import { judgeAny } from "./judge-any.ts";
import type { Judgement, Premises } from "./judgement.ts";
import { maxPoints, valueAt } from "./points.ts";
import { isRounded, roundingRange } from "./printed-literal.ts";

/** Decides an assertion for all legal values of its symbols. A point that breaks an assumption refutes nothing. */
export function judge(assertion: Assertion, premises: Premises): Judgement {
  switch (assertion.kind) {
    case "comparison":
      return judgeComparison(assertion, premises);
    case "printed":
      return judgePrinted(assertion, premises);
    case "within":
      return judgeWithin(assertion, premises);
    case "truth":
      return assertion.holds
        ? { kind: "proved", method: "by definition", assumptions: [] }
        : { kind: "refuted", method: "by definition", assumptions: [], part: assertion, at: new Map() };
    case "all":
      return judgeAll(assertion.parts.map((each) => judge(each, premises)));
    case "any":
      return judgeAny(assertion, premises, judge);
    case "too-large":
      return { kind: "undecided", reason: "the formula grows too large to be kept exactly", tried: [] };
  }
}

function judgeComparison(part: Comparison, premises: Premises): Judgement {
  const { derived, operator, claimed } = part;
  return judgeSides(part, derived.expr, operator, claimed.expr, premises);
}

function judgeSides(part: Assertion, left: Expr, operator: Relation, right: Expr, premises: Premises): Judgement {
  const verdict = decideStatement({ left, operator, right }, { assuming: premises.conditions });
  if (verdict.kind !== "refuted") return verdict;
  const { method, assumptions, counterexample, difference, corrected } = verdict;
  const found = premises.isLegal(counterexample.at) ? counterexample : otherPoint(left, operator, right, premises);
  if (found === undefined) {
    return {
      kind: "undecided",
      reason: `no counterexample where the assumptions hold; without them ${pointWords(counterexample.at)} is one`,
      tried: ["small legal values"],
    };
  }
  return { kind: "refuted", method, assumptions, part, ...found, difference, corrected };
}

function pointWords(at: Point): string {
  return [...at].map(([name, value]) => `${name} = ${rationalToText(value)}`).join(", ");
}

function otherPoint(left: Expr, operator: Relation, right: Expr, premises: Premises) {
  let tried = 0;
  for (const at of pointsOf(new Map([...symbolsOf(left), ...symbolsOf(right)]))) {
    tried += 1;
    if (tried > maxPoints) return undefined;
    if (!premises.isLegal(at)) continue;
    const [a, b] = [valueAt(left, at), valueAt(right, at)];
    if (a === undefined || b === undefined) continue;
    const sides = { left: constant(a), operator, right: constant(b) };
    if (decideStatement(sides).kind === "refuted") return { at, left: sides.left, right: sides.right };
  }
  return undefined;
}

/** A printed number stands for all values that round to it, whichever way a tie is broken. */
function judgePrinted(part: Printed, premises: Premises): Judgement {
  const { derived, claimed } = part;
  const value = asConstant(derived.expr);
  const known = constant(claimed.value);
  if (value !== undefined) {
    if (isRounded(value, claimed)) {
      const isExact = value.num === claimed.value.num && value.den === claimed.value.den;
      return { kind: "as-printed", method: isExact ? "exact" : "rounds to the printed digits", assumptions: [] };
    }
    const method = "does not round to the printed digits";
    return { kind: "refuted", method, assumptions: [], part, at: new Map(), left: derived.expr, right: known };
  }
  const { low, high } = roundingRange(claimed);
  return withinRange(part, derived.expr, constant(low), constant(high), known, premises);
}

function judgeWithin(part: Within, premises: Premises): Judgement {
  const { derived, claimed, tolerance } = part;
  const [low, high] = [subtract(claimed.expr, tolerance), add(claimed.expr, tolerance)];
  return withinRange(part, derived.expr, low, high, claimed.expr, premises);
}

function withinRange(part: Assertion, e: Expr, low: Expr, high: Expr, claimed: Expr, premises: Premises): Judgement {
  const both = judgeAll([judgeSides(part, e, ">=", low, premises), judgeSides(part, e, "<=", high, premises)]);
  if (both.kind === "proved") return { ...both, kind: "as-printed" };
  if (both.kind !== "refuted") return both;
  const value = claimedAt(claimed, both.at);
  const { difference: _difference, corrected: _corrected, ...rest } = both;
  return { ...rest, right: value };
}

function claimedAt(claimed: Expr, at: Point): Expr {
  const value = valueAt(claimed, at);
  return value === undefined ? claimed : constant(value);
}

/** All hold, or one fails, or one is open. */
function judgeAll(parts: readonly Judgement[]): Judgement {
  const failing = parts.find((each) => each.kind === "refuted") ?? parts.find((each) => each.kind === "undecided");
  if (failing !== undefined) return failing;
  const settled = parts.flatMap((each) => (each.kind === "proved" || each.kind === "as-printed" ? [each] : []));
  const isPrinted = settled.some((each) => each.kind === "as-printed");
  return {
    kind: isPrinted ? "as-printed" : "proved",
    method: [...new Set(settled.map((each) => each.method))].join("; "),
    assumptions: [...new Set(settled.flatMap((each) => each.assumptions))],
  };
}
