import { addRational, ceilRational, floorRational, rational } from "../core/rational.ts";
import { and, compare, or } from "./condition.ts";
import type { Comparison, ComparisonOperator, Condition, Expr, ExtremumAtom, UnaryAtom } from "./expression.ts";
import { bareAtom, constant } from "./rational-function.ts";
import { Rewriter } from "./substitute.ts";

/** The same condition with roundings and extrema that stand alone taken off: floor(x) >= 3 is x >= 3, min(x, y) >= 3 is both. */
export function withoutRounding(condition: Condition): Condition {
  switch (condition.kind) {
    case "true":
    case "false":
      return condition;
    case "comparison":
      return comparisonWithoutRounding(condition);
    default: {
      const parts = condition.conditions.map(withoutRounding);
      return condition.kind === "and" ? and(parts) : or(parts);
    }
  }
}

function comparisonWithoutRounding(condition: Comparison): Condition {
  const atom = bareAtom(condition.subject);
  switch (atom?.kind) {
    case "floor":
    case "ceil":
      return withoutOne(atom, condition);
    case "max":
    case "min":
      return ofArguments(atom, condition);
    default:
      return condition;
  }
}

/**
 * floor(x) >= t is x >= ceil(t), and floor(x) > t is x >= floor(t) + 1; the opposites below. ceil(x) <= t is x <= floor(t), and
 * ceil(x) < t is x <= ceil(t) - 1; the opposites above.
 */
function withoutOne(atom: UnaryAtom, condition: Comparison): Condition {
  const { operator, threshold } = condition;
  const below = rational(floorRational(threshold));
  const above = rational(ceilRational(threshold));
  const isFloor = atom.kind === "floor";
  const ends: Partial<Record<ComparisonOperator, readonly [ComparisonOperator, typeof below]>> = isFloor
    ? { ">=": [">=", above], ">": [">=", next(below, 1)], "<": ["<", above], "<=": ["<", next(below, 1)] }
    : { "<=": ["<=", below], "<": ["<=", next(above, -1)], ">": [">", below], ">=": [">", next(above, -1)] };
  const end = ends[operator];
  return end === undefined ? condition : withoutRounding(compare(end[0], atom.argument, constant(end[1])));
}

function next(value: ReturnType<typeof rational>, step: number): ReturnType<typeof rational> {
  return addRational(value, rational(step));
}

/** max(x, y) >= t where one is, max(x, y) <= t where both are; min the other way round. */
function ofArguments(atom: ExtremumAtom, condition: Comparison): Condition {
  const { operator, threshold } = condition;
  if (operator === "==" || operator === "!=") return condition;
  const parts = atom.args.map((each) => withoutRounding(compare(operator, each, constant(threshold))));
  const isUp = operator === ">=" || operator === ">";
  return isUp === (atom.kind === "max") ? or(parts) : and(parts);
}

/** e without the floors and ceils of what the caller knows to be whole numbers. */
export function withoutWholeRounding(e: Expr, isWhole: (argument: Expr) => boolean): Expr {
  const rewriter: Rewriter = new Rewriter((atom) => {
    if (atom.kind !== "floor" && atom.kind !== "ceil") return undefined;
    const argument = rewriter.rewrite(atom.argument);
    return isWhole(argument) ? argument : undefined;
  });
  return rewriter.rewrite(e);
}
