import type { ShapeContext } from "../ops/index.ts";
import {
  asConstant,
  compare,
  divide,
  type Expr,
  equalUnder,
  integrality,
  isFalse,
  isZero,
  simplifyUnder,
  toText,
} from "../symbolic/index.ts";
import type { Machine } from "./machine.ts";

/** Proves that a value is an integer, or records it as an assumption; false when it cannot be one. */
export function requireInteger(machine: Machine, value: Expr): boolean {
  const known = asConstant(value);
  if (known !== undefined) return known.den === 1n;
  const simple = simplifyUnder(value, machine.facts);
  const verdict = integrality(simple, machine.facts);
  if (verdict !== "unknown") return verdict === "integer";
  if (isImplied(machine, simple)) return true;
  for (const [text, assumed] of machine.assumptions) {
    if (isWhole(assumed, simple)) machine.assumptions.delete(text);
  }
  machine.assumptions.set(`${toText(simple)} is an integer`, simple);
  return true;
}

/** Whether the value is a whole multiple of something already assumed to be an integer. */
function isImplied(machine: Machine, value: Expr): boolean {
  return [...machine.assumptions.values()].some((assumed) => isWhole(value, assumed));
}

function isWhole(value: Expr, unit: Expr): boolean {
  if (isZero(unit)) return false;
  return asConstant(divide(value, unit))?.den === 1n;
}

/** What shape rules may ask, answered by exact algebra under the facts of the enclosing conditions. */
export function shapeContext(machine: Machine): ShapeContext {
  return {
    facts: machine.facts,
    requireInteger: (expr) => requireInteger(machine, expr),
    requireDivides: (divisor, dividend) => !isZero(divisor) && requireInteger(machine, divide(dividend, divisor)),
    requireEqual(a, b) {
      if (a === b || equalUnder(a, b, machine.facts)) return true;
      return isFalse(compare("!=", a, b));
    },
  };
}
