import {
  addRational,
  divideRational,
  multiplyRational,
  type Rational,
  rational,
  subtractRational,
} from "../../core/rational.ts";
import { latticeOf } from "../domain.ts";
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
  /** Those of them on which nothing depends. */
  readonly cancelled: ReadonlySet<string>;
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

/** The first of at most `count` points, simplest first, at which the statement fails. */
export function searchPoints(
  question: Question,
  hints: ReadonlyMap<string, readonly Rational[]>,
  count: number,
  budget: Budget,
): Point | undefined {
  let left = count;
  for (const point of simplePoints(question, hints)) {
    if (left <= 0 || budget.left < question.cost) return undefined;
    left -= 1;
    budget.spend(question.cost);
    if (failsAt(question, point)) return new Map(point);
  }
  return undefined;
}

/**
 * Legal points, the simplest first: every symbol runs through its candidates in their order, and points with a small sum of places come
 * first; symbols that cancelled keep their first one. The map that is yielded changes afterwards.
 */
export function simplePoints(
  { symbols, cancelled }: Question,
  hints: ReadonlyMap<string, readonly Rational[]> = new Map(),
): Generator<Point> {
  return bySum(
    [...symbols].map(([name, domain]) => {
      const values = candidatesOf(domain, hints.get(name));
      return [name, cancelled.has(name) ? values.slice(0, 1) : values] as const;
    }),
  );
}

type Axis = readonly [string, readonly Rational[]];

/** All points of a grid by ascending sum of places. The map that is yielded changes afterwards. */
function* bySum(axes: readonly Axis[]): Generator<Map<string, Rational>> {
  if (axes.some(([, values]) => values.length === 0)) return;
  // The largest sum of places on this axis and all after it.
  const reach: number[] = new Array<number>(axes.length + 1).fill(0);
  for (let depth = axes.length - 1; depth >= 0; depth -= 1)
    reach[depth] = (reach[depth + 1] ?? 0) + (axes[depth]?.[1].length ?? 1) - 1;
  const point = new Map<string, Rational>();
  for (let total = 0; total <= (reach[0] ?? 0); total += 1) yield* withSum(axes, reach, 0, total, point);
}

function* withSum(
  axes: readonly Axis[],
  reach: readonly number[],
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
  const first = Math.max(0, total - (reach[depth + 1] ?? 0));
  for (let place = first; place <= Math.min(total, values.length - 1); place += 1) {
    point.set(name, values[place] as Rational);
    yield* withSum(axes, reach, depth + 1, total - place, point);
  }
}

/** A simpler point at which the statement fails too: one coordinate after the other is replaced by a simpler one while that is so. */
export function shrunk(question: Question, start: Point, budget: Budget): Point {
  let current = start;
  for (let changed = true; changed; ) {
    changed = false;
    for (const [name, domain] of question.symbols) {
      const own = current.get(name);
      const fails = (value: Rational): boolean => {
        budget.spend(question.cost);
        return failsAt(question, new Map(current).set(name, value));
      };
      const next = own && (simplerCandidate(own, domain, fails) ?? nearerInteger(own, domain, fails));
      if (next === undefined) continue;
      current = new Map(current).set(name, next);
      changed = true;
    }
  }
  return current;
}

function simplerCandidate(
  own: Rational,
  domain: SymbolDomain,
  fails: (value: Rational) => boolean,
): Rational | undefined {
  for (const candidate of candidatesOf(domain)) {
    if (compareSimplicity(candidate, own) >= 0) return undefined;
    if (fails(candidate)) return candidate;
  }
  return undefined;
}

/** A point of the lattice between the nearest simpler candidate, at which nothing fails, and a value, by halving. */
function nearerInteger(own: Rational, domain: SymbolDomain, fails: (value: Rational) => boolean): Rational | undefined {
  const lattice = domain.values === undefined ? latticeOf(domain) : undefined;
  const fine = candidatesOf(domain)
    .filter((each) => each.num < 0n === own.num < 0n && compareSimplicity(each, own) < 0)
    .at(-1);
  if (lattice === undefined || fine === undefined) return undefined;
  const steps = divideRational(subtractRational(own, fine), lattice.step).num;
  const at = (count: bigint): Rational => addRational(fine, multiplyRational(lattice.step, rational(count)));
  let [good, bad] = [0n, steps];
  while (bad - good > 1n || good - bad > 1n) {
    const middle = (good + bad) / 2n;
    if (fails(at(middle))) bad = middle;
    else good = middle;
  }
  return bad === steps ? undefined : at(bad);
}
