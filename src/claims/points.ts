import type { Rational } from "../core/rational.ts";
import { constant, decideStatement, type Expr, ExpressionTooLarge, evaluate, type Point } from "../symbolic/index.ts";
import type { Assertion } from "./assertion.ts";

/** Points that are tried at most. */
export const maxPoints = 20_000;

/** The value of e at a point; undefined where it has none, or none that is kept. */
export function valueAt(e: Expr, at: Point): Rational | undefined {
  try {
    return evaluate(e, at);
  } catch (fault) {
    if (fault instanceof ExpressionTooLarge) return undefined;
    throw fault;
  }
}

/** Both sides of a comparison at a point, where they have values. */
export function sidesAt(part: Assertion | undefined, at: Point): { readonly left?: Expr; readonly right?: Expr } {
  if (part?.kind !== "comparison") return {};
  const [left, right] = [valueAt(part.derived.expr, at), valueAt(part.claimed.expr, at)];
  return left === undefined || right === undefined ? {} : { left: constant(left), right: constant(right) };
}

/** Whether an assertion has values at a point and is false there. */
export function failsAt(assertion: Assertion, at: Point): boolean {
  switch (assertion.kind) {
    case "comparison": {
      const { left, right } = sidesAt(assertion, at);
      if (left === undefined || right === undefined) return false;
      return decideStatement({ left, operator: assertion.operator, right }).kind === "refuted";
    }
    case "truth":
      return !assertion.holds;
    case "all":
      return assertion.parts.some((each) => failsAt(each, at));
    case "any":
      return assertion.parts.every((each) => failsAt(each, at));
    default:
      return false;
  }
}
