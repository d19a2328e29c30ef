import type { Rational } from "../../core/rational.ts";
import { enumerateDomain } from "../domain.ts";
import { evaluateCondition, holds, type Point } from "../evaluate.ts";
import type { Budget } from "./budget.ts";
import { conditionsOfValue } from "./conditions-of-value.ts";
import { orderAt } from "./enclosure.ts";
import type { Question } from "./point-search.ts";

export type Exhausted =
  | { readonly kind: "holds"; readonly cases: number }
  | { readonly kind: "fails"; readonly at: Point };

const maxPoints = 20_000;

/** Tries every legal point of finite domains. Undefined where there are too many, and where a point is not decided exactly. */
export function exhaust(question: Question, budget: Budget): Exhausted | undefined {
  const { statement, symbols, assuming, cost } = question;
  const limit = Math.min(maxPoints, Math.floor(budget.left / cost));
  const axes: (readonly [string, readonly Rational[]])[] = [];
  let points = 1;
  for (const [name, domain] of symbols) {
    const values = enumerateDomain(domain, limit);
    points *= values?.length ?? Number.POSITIVE_INFINITY;
    if (values === undefined || points > limit) return undefined;
    axes.push([name, values]);
  }
  const needed = [statement.left, statement.right].flatMap(conditionsOfValue);
  const point = new Map<string, Rational>();
  let cases = 0;
  let failure: Point | undefined;
  const visit = (depth: number): boolean => {
    const axis = axes[depth];
    if (axis !== undefined) {
      return axis[1].every((value) => {
        point.set(axis[0], value);
        return visit(depth + 1);
      });
    }
    budget.spend(cost);
    if (assuming.some((condition) => evaluateCondition(condition, point) === false)) return true;
    const order = orderAt(statement.left, statement.right, point);
    // A point at which a side has no value says nothing; one whose order is not found out leaves all open.
    if (order === undefined) return needed.some((condition) => evaluateCondition(condition, point) === false);
    cases += 1;
    if (holds(statement.operator, order)) return true;
    failure = new Map(point);
    return false;
  };
  if (visit(0)) return cases > 0 ? { kind: "holds", cases } : undefined;
  return failure === undefined ? undefined : { kind: "fails", at: failure };
}
