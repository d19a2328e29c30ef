import type { ShapeContext } from "../../ops/index.ts";
import { asConstant, divide, equals, isTrue, isZero, noFacts } from "../../symbolic/index.ts";

/** What shape rules may ask where every dimension is a number. */
export const concreteContext: ShapeContext = {
  facts: noFacts,
  requireInteger: (expr) => asConstant(expr)?.den === 1n,
  requireDivides: (divisor, dividend) => !isZero(divisor) && asConstant(divide(dividend, divisor))?.den === 1n,
  requireEqual: equals,
  require: isTrue,
  requireAtLeast(value, least) {
    const known = asConstant(value);
    return known !== undefined && known.num >= least * known.den;
  },
};
