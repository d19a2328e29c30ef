export { call, hasRounding, isRoundedIn, sizeOf, symbol, symbolsOf } from "./atom.ts";
export { compiledWorkload, mobileNetV2Macs } from "./benchmark.ts";
export { boundsOf, isNonNegative, isPositive } from "./bounds.ts";
export { iverson, piecewise } from "./bracket.ts";
export type { CompiledExpressions } from "./compile/compile.ts";
export { compile } from "./compile/compile.ts";
export type { CompiledInput } from "./compile/lower.ts";
export {
  and,
  compare,
  conditionKey,
  falseCondition,
  isFalse,
  isTrue,
  not,
  or,
  surelyHolds,
  trueCondition,
} from "./condition.ts";
export { undefinedEverywhere } from "./decision/conditions-of-value.ts";
export { decide as decideStatement } from "./decision/decide.ts";
export { enclose } from "./decision/enclosure.ts";
export type { Counterexample, DecisionOptions, Relation, Statement, Verdict } from "./decision/verdict.ts";
export { enumerateDomain } from "./domain.ts";
export { exp, log2, squareRoot } from "./elementary.ts";
export type { Point } from "./evaluate.ts";
export { evaluate, evaluateCondition } from "./evaluate.ts";
export { decideByExhaustion } from "./exhaustion.ts";
export type { Bound, ComparisonOperator, Condition, Expr, SymbolDomain } from "./expression.ts";
export { abs, maxOf, minOf } from "./extremum.ts";
export type { Facts } from "./facts.ts";
export { assume, decide, integrality, noFacts, simplifyCondition, simplifyUnder } from "./facts.ts";
export type { Integrality } from "./integrality.ts";
export { withoutWholeNumber } from "./integrality.ts";
export type { Interval } from "./interval.ts";
export { ExpressionTooLarge } from "./limits.ts";
export { divisorsOf } from "./poles.ts";
export { conditionText, toFormulaText, toText } from "./print.ts";
export { equalUnder, prove } from "./prove.ts";
export {
  add,
  asConstant,
  asInteger,
  constant,
  divide,
  equals,
  isConstant,
  isZero,
  keyOf,
  multiply,
  negate,
  one,
  power,
  product,
  subtract,
  sum,
  zero,
} from "./rational-function.ts";
export { mirrored, negated } from "./relation.ts";
export { ceil, floor, round } from "./rounding.ts";
export { pointsOf } from "./sample-points.ts";
export { substitute, substituteCondition } from "./substitute.ts";
export { withoutRounding, withoutWholeRounding } from "./unround.ts";
