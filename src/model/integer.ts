import type { ShapeContext } from "../ops/index.ts";
import {
  asConstant,
  boundsOf,
  type Condition,
  compare,
  constant,
  divide,
  type Expr,
  equalUnder,
  isZero,
  zero,
} from "../symbolic/index.ts";
import type { Machine } from "./machine.ts";

/** Proves that a value is an integer, or records it as an assumption; false when it cannot be one. */
export function requireInteger(machine: Machine, value: Expr): boolean {
  const known = asConstant(value);
  return known === undefined ? machine.assumptions.requireInteger(value, machine) : known.den === 1n;
}

/** Proves a condition on free symbols, or records it as an assumption; false when it never holds. */
export function requireCondition(machine: Machine, condition: Condition): boolean {
  return machine.assumptions.require(condition, machine);
}

/** Proves that a value is not below a bound, or records it as an assumption; false when it always is. */
export function requireAtLeast(machine: Machine, value: Expr, least: bigint): boolean {
  const known = asConstant(value);
  if (known !== undefined) return known.num >= least * known.den;
  const { low } = boundsOf(value);
  if (low !== undefined && low.value.num >= least * low.value.den) return true;
  return requireCondition(machine, compare(">=", value, constant(least)));
}

/** Proves that a divisor is never 0, or records it as an assumption, since cancelling takes the divisor out of sight; false when it is 0. */
export function requireNonZero(machine: Machine, divisor: Expr): boolean {
  const known = asConstant(divisor);
  return known === undefined ? requireCondition(machine, compare("!=", divisor, zero)) : known.num !== 0n;
}

/** What shape rules may ask, answered by exact algebra under the facts of the enclosing conditions. */
export function shapeContext(machine: Machine): ShapeContext {
  return {
    facts: machine.facts,
    requireInteger: (expr) => requireInteger(machine, expr),
    requireDivides: (divisor, dividend) => !isZero(divisor) && requireInteger(machine, divide(dividend, divisor)),
    requireEqual: (a, b) => a === b || equalUnder(a, b, machine.facts),
    require: (condition) => requireCondition(machine, condition),
    requireAtLeast: (value, least) => requireAtLeast(machine, value, least),
  };
}
