import type { Rational } from "../../core/rational.ts";
import { evaluateCondition, holds, type Point } from "../evaluate.ts";
import type { Condition, SymbolDomain } from "../expression.ts";
import type { Budget } from "./budget.ts";
import { candidatesOf, compareSimplicity } from "./candidates.ts";
import { orderAt } from "./enclosure.ts";
import type { Statement } from "./verdict.ts";

/** What is asked of points: a statement, the domains of its symbols and what is assumed. */
export interface Question {
  readonly statement: Statement;
  readonly symbols: ReadonlyMap<string, SymbolDomain>;
  readonly assuming: readonly Condition[];
  /** Term operations of one evaluation. */
  readonly cost: number;
}

/** Whether the statement fails at a legal point: both sides are defined there, and exact arithmetic says so. */
export function failsAt({ statement, assuming }: Question, point: Point): boolean {
  if (!assuming.every((condition) => evaluateCondition(condition, point) === true)) return false;
  const order = orderAt(statement.left, statement.right, point);
  return order !== undefined && !holds(statement.operator, order);
}

const maxCandidates = 24;

/**
 * The first of at most `count` points, simplest first, at which the statement fails. Every symbol runs through its candidates in their
 * order; points with a small sum of places come first.
 */
export function searchPoints(
  question: Question,
  hints: ReadonlyMap<string, readonly Rational[]>,
  count: number,
  budget: Budget,
): Point | undefined {
  const axes = [...question.symbols].map(
    ([name, domain]) => [name, candidatesOf(domain, hints.get(name) ?? [], maxCandidates)] as const,
  );
  let left = count;
  for (const point of bySum(axes)) {
    if (left <= 0 || budget.left < question.cost) return undefined;
    left -= 1;
    budget.spend(question.cost);
    if (failsAt(question, point)) return new Map(point);
  }
  return undefined;
}

type Axis = readonly [string, readonly Rational[]];

/** All points of a grid by ascending sum of places. The map that is yielded changes afterwards. */
function* bySum(axes: readonly Axis[]): Generator<Map<string, Rational>> {
  if (axes.some(([, values]) => values.length === 0)) return;
  const most = axes.reduce((total, [, values]) => total + values.length - 1, 0);
  const point = new Map<string, Rational>();
  for (let total = 0; total <= most; total += 1) yield* withSum(axes, 0, total, point);
}

function* withSum(
  axes: readonly Axis[],
  depth: number,
  total: number,
  point: Map<string, Rational>,
): Generator<Map<string, Rational>> {
  const axis = axes[depth];
  if (axis === undefined) {
    if (total === 0) yield point;
    return;
  }
  const [name, values] = axis;
  const rest = axes.slice(depth + 1).reduce((sum, [, others]) => sum + others.length - 1, 0);
  for (let place = Math.max(0, total - rest); place <= Math.min(total, values.length - 1); place += 1) {
    point.set(name, values[place] as Rational);
    yield* withSum(axes, depth + 1, total - place, point);
  }
}

/** A simpler point at which the statement fails too: one coordinate after the other is replaced by a simpler one while that is so. */
export function shrunk(question: Question, start: Point, budget: Budget): Point {
  let current = start;
  for (let changed = true; changed; ) {
    changed = false;
    for (const [name, domain] of question.symbols) {
      const own = current.get(name);
      if (own === undefined) continue;
      for (const candidate of candidatesOf(domain, [], maxCandidates)) {
        if (compareSimplicity(candidate, own) >= 0 || budget.left < question.cost) break;
        budget.spend(question.cost);
        const next = new Map(current).set(name, candidate);
        if (!failsAt(question, next)) continue;
        current = next;
        changed = true;
        break;
      }
    }
  }
  return current;
}
