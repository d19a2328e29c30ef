import type { Body, Expression, IfExpression } from "../../grammar/index.ts";
import {
  and,
  assume,
  type Condition,
  conditionText,
  divisorsOf,
  isFalse,
  isTrue,
  iverson,
  not,
  or,
  piecewise,
  symbolsOf,
} from "../symbolic/index.ts";
import { conditionOperand } from "./arithmetic.ts";
import { requireNonZero } from "./integer.ts";
import type { Frame, Machine } from "./machine.ts";
import { mergeFlows } from "./merge.ts";
import type { Path } from "./path.ts";
import { Scope } from "./scope.ts";
import { booleanValue, errorValue, numberValue, type Value } from "./value.ts";

type Branches = IfExpression["branches"];

/** An `if` as a value: the chosen branch's last expression; piecewise where the condition depends on free symbols. */
export function evaluateIf(machine: Machine, frame: Frame, expression: IfExpression): Value {
  return branchValue(machine, frame, expression, expression.branches);
}

function branchValue(machine: Machine, frame: Frame, whole: IfExpression, branches: Branches): Value {
  const [branch, ...rest] = branches;
  if (branch === undefined) {
    if (whole.otherwise !== undefined) return evaluateBody(machine, frame, whole.otherwise, "this `else`");
    machine.report("type/no-value", { what: "an `if` without `else`" }, whole.span);
    return errorValue;
  }
  const condition = conditionOperand(machine, frame, branch.condition);
  if (condition === undefined) return errorValue;
  if (isTrue(condition)) return evaluateBody(machine, frame, branch.body, "this `if`");
  if (isFalse(condition)) return branchValue(machine, frame, whole, rest);
  const then = under(machine, condition, () => evaluateBody(machine, frame, branch.body, "this `if`"));
  const otherwise = under(machine, not(condition), () => branchValue(machine, frame, whole, rest));
  return choose(machine, frame.path, condition, then, otherwise, branch.condition);
}

/** Runs something knowing that a condition holds; layers made there exist only under it. */
export function under<T>(machine: Machine, condition: Condition, run: () => T): T {
  return machine.within({ facts: assume(machine.facts, condition), guard: and([machine.guard, condition]) }, run);
}

function choose(
  machine: Machine,
  path: Path,
  condition: Condition,
  then: Value,
  otherwise: Value,
  site: Expression,
): Value {
  if (then.kind === "error" || otherwise.kind === "error") return errorValue;
  if (then.kind === "number" && otherwise.kind === "number" && then.dimension === otherwise.dimension) {
    const joined = piecewise(condition, then.expr, otherwise.expr);
    // [x != 0]/x has no value at 0, although the branch that divides is not taken there.
    for (const divisor of divisorsOf(joined)) requireNonZero(machine, divisor);
    return numberValue(joined, then.dimension);
  }
  if (then.kind === "boolean" && otherwise.kind === "boolean") {
    return booleanValue(or([and([condition, then.condition]), and([not(condition), otherwise.condition])]));
  }
  if (then.kind === "block" && otherwise.kind === "block") {
    return { kind: "block", form: "choice", condition, then, otherwise };
  }
  if (then.kind === "string" && otherwise.kind === "string" && then.text === otherwise.text) return then;
  if (then.kind === "tensor" && otherwise.kind === "tensor")
    return mergeFlows(machine, condition, then, otherwise, site, path);
  reportUndecided(machine, condition, site);
  return errorValue;
}

/** Says which symbols keep the condition from being decided. */
export function reportUndecided(machine: Machine, condition: Condition, site: Expression): void {
  const symbols = [...symbolsOf(iverson(condition)).keys()].join(" and ");
  machine.report("model/undecided", { condition: conditionText(condition), symbols }, site.span);
}

/** The value of a function's or branch's body: `let`s, then an expression. */
export function evaluateBody(machine: Machine, frame: Frame, body: Body, what: string): Value {
  const { it, input, path, net } = frame;
  const inner: Frame = { scope: new Scope(frame.scope), it, input, path, net };
  let last: Value | undefined;
  for (const statement of body.statements) {
    machine.step(statement.span);
    const { sentence } = statement;
    if (sentence.kind === "let") {
      const value = machine.evaluator.evaluate(machine, inner, sentence.value);
      const earlier = inner.scope.bind(sentence.name.name, value, sentence.name.span);
      if (earlier !== undefined) machine.report("name/duplicate", { name: sentence.name.name }, sentence.name.span);
    } else if (sentence.kind === "expression") {
      last = machine.evaluator.evaluate(machine, inner, sentence.expression);
    } else {
      machine.report("model/misplaced", { what: `\`${sentence.kind}\``, place: "the body of a value" }, statement.span);
      return errorValue;
    }
  }
  if (last !== undefined) return last;
  machine.report("type/no-value", { what }, body.span);
  return errorValue;
}
