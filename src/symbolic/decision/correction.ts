import type { Expr } from "../expression.ts";
import { isOnePolynomial } from "../polynomial.ts";
import { denominatorOf, numeratorOf } from "../rational-function.ts";
import type { Budget } from "./budget.ts";
import type { Question } from "./point-search.ts";

/** A right side of the shape of the wrong one for which the statement is proved; undefined when none is found. */
export function correctedSide({ statement }: Question, budget: Budget): Expr | undefined {
  budget.spend(1);
  const { left, operator, right } = statement;
  if (operator !== "==") return undefined;
  const isAlike =
    numeratorOf(left).terms.size === numeratorOf(right).terms.size &&
    isOnePolynomial(denominatorOf(left)) === isOnePolynomial(denominatorOf(right));
  return isAlike ? left : undefined;
}
