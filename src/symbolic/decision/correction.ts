import { compareRational, type Rational, rational, subtractRational } from "../../core/rational.ts";
import { hasRounding, symbolsOf } from "../atom.ts";
import { evaluateCondition, holds, type Point } from "../evaluate.ts";
import type { Expr } from "../expression.ts";
import { asConstant, constant, denominatorOf, numeratorOf } from "../rational-function.ts";
import { negated } from "../relation.ts";
import type { Budget } from "./budget.ts";
import { type Edit, editsOf } from "./edits.ts";
import { evaluated, orderAt } from "./enclosure.ts";
import { failsAt, type Question, simplePoints } from "./point-search.ts";
import { isProved } from "./proof.ts";
import { simplestBetween } from "./real-roots.ts";
import type { Relation } from "./verdict.ts";

/** A right side of the shape of the wrong one for which the statement is proved; undefined when none is found. */
export function correctedSide(question: Question, at: Point, budget: Budget): Expr | undefined {
  const { left, operator, right } = question.statement;
  switch (operator) {
    case "==":
      return hasShapeOf(left, right) ? left : editedSide(question, at, budget);
    case "<=":
    case ">=":
      return asConstant(right) === undefined ? undefined : bestConstant(question, budget);
    default:
      return undefined;
  }
}

/** Both without functions, with as many terms above and below the line: they differ in exponents, coefficients and symbols. */
function hasShapeOf(left: Expr, right: Expr): boolean {
  if (hasRounding(left) || hasRounding(right) || symbolsOf(right).size === 0) return false;
  return [numeratorOf, denominatorOf].every((part) => part(left).terms.size === part(right).terms.size);
}

const maxSamples = 16;
/** Steps that making one edit is worth. */
const editCost = 20;

/** Legal points, the counterexample first. */
function samplesOf(question: Question, first: Point, budget: Budget): readonly Point[] {
  const samples: Point[] = [first];
  let place = 0;
  for (const point of simplePoints(question)) {
    place += 1;
    budget.spend(1);
    // Neighbouring points differ in few symbols only.
    if (place % 5 === 0 && question.assuming.every((each) => evaluateCondition(each, point) === true))
      samples.push(new Map(point));
    if (samples.length >= maxSamples) break;
  }
  return samples;
}

/** The right side with one edit that makes it equal to the left one. Points reject nearly all edits; what is left is proved. */
function editedSide(question: Question, at: Point, budget: Budget): Expr | undefined {
  const { left, right } = question.statement;
  const samples = samplesOf(question, at, budget).flatMap((point) => {
    const value = evaluated(left, point);
    return value === undefined ? [] : [{ point, value }];
  });
  if (samples.length < 2) return undefined;
  for (const edit of editsOf(right)) {
    budget.spend(editCost + question.cost);
    const agrees = samples.every(({ point, value }) => {
      const own = edit.valueAt(point);
      return own !== undefined && compareRational(own, value) === 0;
    });
    if (!agrees) continue;
    const edited = budget.attempt(0.3, (own) => provedEdit(question, edit, own));
    if (edited !== undefined) return edited;
  }
  return undefined;
}

function provedEdit(question: Question, edit: Edit, budget: Budget): Expr | undefined {
  const right = edit.build();
  const corrected: Question = { ...question, statement: { left: question.statement.left, operator: "==", right } };
  return isProved(corrected, budget) ? right : undefined;
}

/** The best bound among the values of the left side, or a simple number just beyond them, that is proved. */
function bestConstant(question: Question, budget: Budget): Expr | undefined {
  const { left, operator } = question.statement;
  const isUpper = operator === "<=";
  let best: Rational | undefined;
  let count = 0;
  for (const point of simplePoints(question)) {
    count += 1;
    if (count > 400 || budget.left < question.cost) break;
    budget.spend(question.cost);
    if (!question.assuming.every((each) => evaluateCondition(each, point) === true)) continue;
    const value = evaluated(left, point);
    if (value !== undefined && (best === undefined || compareRational(value, best) === (isUpper ? 1 : -1)))
      best = value;
  }
  if (best === undefined) return undefined;
  for (const candidate of [best, simpleBeyond(best, isUpper)]) {
    const bounded: Question = { ...question, statement: { left, operator, right: constant(candidate) } };
    if (budget.attempt(0.4, (own) => isProved(bounded, own) || undefined)) return constant(candidate);
  }
  return undefined;
}

/** The simplest number at most 2 percent beyond a value. */
function simpleBeyond(value: Rational, isUpper: boolean): Rational {
  const size = value.num < 0n ? { num: -value.num, den: value.den } : value;
  const gap = size.num === 0n ? rational(1, 50) : rational(size.num, size.den * 50n);
  const away = isUpper ? { num: -gap.num, den: gap.den } : gap;
  const end = subtractRational(value, away);
  return isUpper ? simplestBetween(value, end) : simplestBetween(end, value);
}

/** The relation that holds everywhere instead, when that is proved. */
export function oppositeRelation(question: Question, at: Point, budget: Budget): Relation | undefined {
  const { statement } = question;
  const order = orderAt(statement.left, statement.right, at);
  const isEquality = statement.operator === "==" && order !== undefined && order !== 0;
  const operator = isEquality ? (order > 0 ? ">" : "<") : negated[statement.operator];
  const opposite: Question = { ...question, statement: { ...statement, operator } };
  const samples = samplesOf(question, at, budget);
  if (order === undefined || !holds(operator, order) || samples.some((point) => failsAt(opposite, point)))
    return undefined;
  return budget.attempt(0.5, (own) => isProved(opposite, own) || undefined) ? operator : undefined;
}
