import { compareRational } from "../core/rational.ts";
import { decideByBounds, falseCondition, negateComparison, trueCondition } from "./comparison.ts";
import type { Comparison, Condition } from "./expression.ts";
import type { Interval } from "./interval.ts";
import { ExpressionTooLarge, maxKeyLength } from "./limits.ts";

export { compare, comparison, falseCondition, surelyHolds, trueCondition } from "./comparison.ts";

/** Canonical text of a condition; equal exactly for equal canonical forms. */
export function conditionKey(condition: Condition): string {
  return condition.kind === "true" || condition.kind === "false" ? condition.kind : condition.key;
}

export function isTrue(condition: Condition): boolean {
  return condition.kind === "true";
}

export function isFalse(condition: Condition): boolean {
  return condition.kind === "false";
}

export function not(condition: Condition): Condition {
  switch (condition.kind) {
    case "true":
      return falseCondition;
    case "false":
      return trueCondition;
    case "comparison":
      return negateComparison(condition);
    case "and":
      return or(condition.conditions.map(not));
    case "or":
      return and(condition.conditions.map(not));
  }
}

export function and(list: readonly Condition[]): Condition {
  return join("and", list);
}

export function or(list: readonly Condition[]): Condition {
  return join("or", list);
}

/** Flattens, drops duplicates and neutral parts, sorts, and spots `c and not c` and pairs that decide each other. */
function join(kind: "and" | "or", list: readonly Condition[]): Condition {
  const neutral = kind === "and" ? "true" : "false";
  const [only, ...more] = list.filter((each) => each.kind !== neutral);
  if (more.length === 0) return only ?? (kind === "and" ? trueCondition : falseCondition);
  const parts = new Map<string, Condition>();
  for (const condition of list) {
    const members = condition.kind === kind ? condition.conditions : [condition];
    for (const member of members) {
      if (member.kind === neutral) continue;
      if (member.kind === "true" || member.kind === "false") return member;
      parts.set(conditionKey(member), member);
    }
  }
  const kept = kind === "and" ? conjoin([...parts.values()]) : disjoin([...parts.values()]);
  if (kept === undefined) return kind === "and" ? falseCondition : trueCondition;
  const [first] = kept;
  if (first === undefined) return kind === "and" ? trueCondition : falseCondition;
  if (kept.length === 1) return first;
  const sorted = [...kept].sort((a, b) => (conditionKey(a) < conditionKey(b) ? -1 : 1));
  const key = `(${sorted.map(conditionKey).join(` ${kind} `)})`;
  if (key.length > maxKeyLength) throw new ExpressionTooLarge("a very long condition");
  return { kind, key, conditions: sorted };
}

/** Drops the conditions that others imply; undefined when two exclude each other. */
function conjoin(list: readonly Condition[]): readonly Condition[] | undefined {
  const kept: Condition[] = [];
  for (const candidate of list) {
    let redundant = false;
    for (let index = kept.length - 1; index >= 0; index -= 1) {
      const other = kept[index] as Condition;
      const implied = impliedBy(candidate, other);
      if (implied === false) return undefined;
      if (implied === true) redundant = true;
      else if (impliedBy(other, candidate) === true) kept.splice(index, 1);
    }
    if (!redundant) kept.push(candidate);
  }
  return kept;
}

function disjoin(list: readonly Condition[]): readonly Condition[] | undefined {
  const opposite = conjoin(list.map(not));
  return opposite?.map(not);
}

/** What a known comparison says about another one of the same subject: true, false, or nothing. */
export function impliedBy(condition: Condition, known: Condition): boolean | undefined {
  if (conditionKey(condition) === conditionKey(known)) return true;
  if (condition.kind !== "comparison" || known.kind !== "comparison") return undefined;
  if (condition.subjectKey !== known.subjectKey) return undefined;
  if (known.operator === "!=") {
    const same = compareRational(known.threshold, condition.threshold) === 0;
    return same && condition.operator === "==" ? false : undefined;
  }
  return decideByBounds(condition.operator, condition.threshold, intervalOf(known));
}

/** The values of the subject that a comparison other than `!=` allows. */
function intervalOf({ operator, threshold }: Comparison): Interval {
  const closed = { value: threshold, closed: true };
  const open = { value: threshold, closed: false };
  switch (operator) {
    case "<":
      return { high: open };
    case "<=":
      return { high: closed };
    case ">":
      return { low: open };
    case ">=":
      return { low: closed };
    default:
      return { low: closed, high: closed };
  }
}
