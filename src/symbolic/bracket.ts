import { bracketAtom } from "./atom.ts";
import { comparison } from "./condition.ts";
import type { Comparison, Condition, Expr } from "./expression.ts";
import { add, multiply, one, subtract, zero } from "./rational-function.ts";

/**
 * The Iverson bracket [condition]: 1 where it holds, 0 elsewhere. Negations become 1 - [c], conjunctions products,
 * [a or b] = 1 - [not a][not b]; so every true identity between brackets of few comparisons is an identity of polynomials.
 */
export function iverson(condition: Condition): Expr {
  switch (condition.kind) {
    case "true":
      return one;
    case "false":
      return zero;
    case "comparison":
      return bracketOf(condition);
    case "and":
      return condition.conditions.reduce<Expr>((total, part) => multiply(total, iverson(part)), one);
    case "or": {
      const none = condition.conditions.reduce<Expr>(
        (total, part) => multiply(total, subtract(one, iverson(part))),
        one,
      );
      return subtract(one, none);
    }
  }
}

/** On a lattice [x >= t] is 1 - [x <= t - step], and elsewhere 1 - [x < t]. */
function bracketOf(condition: Comparison): Expr {
  const { operator, subject, threshold } = condition;
  switch (operator) {
    case "==":
    case "<":
    case "<=":
      return bracketAtom(condition);
    case "!=":
      return subtract(one, positive(comparison("==", subject, threshold)));
    case ">":
      return subtract(one, positive(comparison("<=", subject, threshold)));
    case ">=":
      return subtract(one, positive(comparison("<", subject, threshold)));
  }
}

function positive(condition: Condition): Expr {
  if (condition.kind === "true") return one;
  return condition.kind === "comparison" ? iverson(condition) : zero;
}

/** `then` where the condition holds and `otherwise` elsewhere: otherwise + [c] * (then - otherwise). */
export function piecewise(condition: Condition, then: Expr, otherwise: Expr): Expr {
  if (condition.kind === "true") return then;
  if (condition.kind === "false") return otherwise;
  return add(otherwise, multiply(iverson(condition), subtract(then, otherwise)));
}
