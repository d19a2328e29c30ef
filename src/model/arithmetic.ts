import type {
  ComparisonExpression,
  Expression,
  LogicExpression,
  NotExpression,
  PowerExpression,
  ProductExpression,
  SumExpression,
} from "../../grammar/index.ts";
import {
  and,
  asConstant,
  asInteger,
  type Condition,
  compare,
  decide,
  divide,
  type Expr,
  falseCondition,
  multiply,
  negate,
  not,
  or,
  power,
  simplifyUnder,
  sum,
  toText,
  trueCondition,
} from "../symbolic/index.ts";
import type { Dimension } from "./dimension.ts";
import { requireNonZero } from "./integer.ts";
import type { Frame, Machine } from "./machine.ts";
import {
  asNumber,
  type BlockValue,
  booleanValue,
  errorValue,
  type NumberValue,
  numberValue,
  typeName,
  type Value,
} from "./value.ts";

const largest = 10n ** 40n;

/** The operand as a number, or undefined after saying what it is instead. */
export function numberOperand(
  machine: Machine,
  frame: Frame,
  operand: Expression,
  what = "an operand",
): NumberValue | undefined {
  const value = asNumber(machine.evaluator.evaluate(machine, frame, operand));
  if (value.kind === "number") return value;
  if (value.kind !== "error") {
    machine.report("type/mismatch", { what, wanted: "a number", found: typeName(value) }, operand.span);
  }
  return undefined;
}

/** The operand as a condition, decided by the facts where they decide it. */
export function conditionOperand(
  machine: Machine,
  frame: Frame,
  operand: Expression,
  what = "a condition",
): Condition | undefined {
  const value = machine.evaluator.evaluate(machine, frame, operand);
  if (value.kind === "boolean") {
    const known = decide(value.condition, machine.facts);
    return known === undefined ? value.condition : known ? trueCondition : falseCondition;
  }
  if (value.kind !== "error") {
    machine.report("type/mismatch", { what, wanted: "true or false", found: typeName(value) }, operand.span);
  }
  return undefined;
}

/** A number within the 40 digits that Ridge keeps; undefined after saying that it is not. */
function bounded(machine: Machine, value: Expr, expression: Expression): Expr | undefined {
  const known = asConstant(value);
  if (known === undefined || (known.num < largest && known.num > -largest && known.den < largest)) return value;
  machine.report("number/too-large", {}, expression.span);
  return undefined;
}

/** Adds all terms at once: one by one, a chain of n different terms would copy n polynomials. */
export function evaluateSum(machine: Machine, frame: Frame, expression: SumExpression): Value {
  const terms: Expr[] = [];
  let dimension: Dimension | undefined;
  let sound = true;
  for (const { operator, operand } of expression.terms) {
    const value = numberOperand(machine, frame, operand);
    if (value === undefined) {
      sound = false;
      continue;
    }
    if (dimension !== undefined && dimension !== value.dimension) {
      machine.report(
        "type/unit",
        { operator, left: dimension === "none" ? "a number" : dimension, right: typeName(value) },
        operand.span,
      );
      sound = false;
    }
    dimension ??= value.dimension;
    terms.push(operator === "+" ? value.expr : negate(value.expr));
  }
  const kept = sound ? bounded(machine, sum(terms), expression) : undefined;
  return kept === undefined ? errorValue : numberValue(kept, dimension ?? "none");
}

export function evaluateProduct(machine: Machine, frame: Frame, expression: ProductExpression): Value {
  let total: NumberValue | undefined;
  let sound = true;
  for (const { operator, operand } of expression.factors) {
    const value = numberOperand(machine, frame, operand);
    if (value === undefined) {
      sound = false;
    } else if (total === undefined) {
      total = value;
    } else if (operator === "*") {
      if (total.dimension !== "none" && value.dimension !== "none") {
        machine.report("type/unit", { operator, left: total.dimension, right: value.dimension }, operand.span);
        sound = false;
      }
      total = numberValue(
        multiply(total.expr, value.expr),
        total.dimension === "none" ? value.dimension : total.dimension,
      );
    } else if (!requireNonZero(machine, value.expr)) {
      machine.report("number/division-by-zero", {}, operand.span);
      sound = false;
    } else if (value.dimension !== "none" && value.dimension !== total.dimension) {
      machine.report("type/unit", { operator, left: typeName(total), right: value.dimension }, operand.span);
      sound = false;
    } else {
      total = numberValue(divide(total.expr, value.expr), value.dimension === "none" ? total.dimension : "none");
    }
    if (total !== undefined && bounded(machine, total.expr, expression) === undefined) return errorValue;
  }
  return sound && total !== undefined ? total : errorValue;
}

export function evaluatePower(machine: Machine, frame: Frame, expression: PowerExpression): Value {
  const base = numberOperand(machine, frame, expression.base, "a base");
  const exponent = numberOperand(machine, frame, expression.exponent, "an exponent");
  if (base === undefined || exponent === undefined) return errorValue;
  const whole = asInteger(exponent.expr);
  if (
    whole === undefined ||
    whole > 64n ||
    whole < -64n ||
    exponent.dimension !== "none" ||
    base.dimension !== "none"
  ) {
    machine.report("type/exponent", { found: toText(exponent.expr) }, expression.exponent.span);
    return errorValue;
  }
  if (whole < 0n && !requireNonZero(machine, base.expr)) {
    machine.report("number/division-by-zero", {}, expression.base.span);
    return errorValue;
  }
  const kept = bounded(machine, power(base.expr, whole), expression);
  return kept === undefined ? errorValue : numberValue(kept);
}

export function evaluateLogic(machine: Machine, frame: Frame, expression: LogicExpression): Value {
  const isAnd = expression.operator === "and";
  const parts: Condition[] = [];
  for (const operand of expression.operands) {
    const condition = conditionOperand(machine, frame, operand, `an operand of \`${expression.operator}\``);
    if (condition === undefined) return errorValue;
    parts.push(condition);
    const known = decide(condition, machine.facts);
    if (known === !isAnd) return booleanValue(isAnd ? falseCondition : trueCondition);
  }
  return booleanValue(isAnd ? and(parts) : or(parts));
}

export function evaluateNot(machine: Machine, frame: Frame, expression: NotExpression): Value {
  const condition = conditionOperand(machine, frame, expression.operand, "the operand of `not`");
  return condition === undefined ? errorValue : booleanValue(not(condition));
}

export function evaluateComparison(machine: Machine, frame: Frame, expression: ComparisonExpression): Value {
  const { operator } = expression;
  if (operator === "~=" || expression.within !== undefined) {
    machine.report("claim/operator", { operator: operator === "~=" ? "~=" : "within" }, expression.operatorSpan);
    return errorValue;
  }
  const left = asNumber(machine.evaluator.evaluate(machine, frame, expression.left));
  const right = asNumber(machine.evaluator.evaluate(machine, frame, expression.right));
  if (left.kind === "error" || right.kind === "error") return errorValue;
  if (left.kind === "number" && right.kind === "number") {
    if (left.dimension !== right.dimension) {
      machine.report("type/unit", { operator, left: typeName(left), right: typeName(right) }, expression.span);
      return errorValue;
    }
    return booleanValue(
      compare(operator, simplifyUnder(left.expr, machine.facts), simplifyUnder(right.expr, machine.facts)),
    );
  }
  const same = sameValue(left, right);
  if (same === undefined || (operator !== "==" && operator !== "!=")) {
    machine.report(
      "type/mismatch",
      {
        what: `the operands of \`${operator}\``,
        wanted: "of one kind",
        found: `${typeName(left)} and ${typeName(right)}`,
      },
      expression.span,
    );
    return errorValue;
  }
  return booleanValue(same === (operator === "==") ? trueCondition : falseCondition);
}

/** Equality of words, flags and blocks; undefined where it means nothing. */
function sameValue(left: Value, right: Value): boolean | undefined {
  if (left.kind === "string" && right.kind === "string") return left.text === right.text;
  if (left.kind === "block" && right.kind === "block") return blockIdentity(left) === blockIdentity(right);
  if (left.kind === "table" && right.kind === "table") return left.rows === right.rows;
  return undefined;
}

function blockIdentity(block: BlockValue): unknown {
  switch (block.form) {
    case "operator":
      return block.operator;
    case "block":
      return block.declaration;
    case "net":
      return block.net.declaration;
    default:
      return block;
  }
}
