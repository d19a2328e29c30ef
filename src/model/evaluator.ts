import type { Expression } from "../../grammar/index.ts";
import { InternalError } from "../core/internal-error.ts";
import { nearestNames } from "../core/suggest.ts";
import { constant, falseCondition, trueCondition } from "../symbolic/index.ts";
import { apply } from "./apply.ts";
import {
  evaluateComparison,
  evaluateLogic,
  evaluateNot,
  evaluatePower,
  evaluateProduct,
  evaluateSum,
} from "./arithmetic.ts";
import { evaluateCall } from "./call.ts";
import { evaluateIf } from "./conditional.ts";
import { evaluateField, evaluateIndex } from "./field.ts";
import type { Evaluator, Frame, Machine } from "./machine.ts";
import { runBody } from "./statements.ts";
import {
  type BlockValue,
  booleanValue,
  dimensionOf,
  errorValue,
  listValue,
  numberValue,
  typeName,
  type Value,
} from "./value.ts";

/** The evaluator with all its parts; one immutable table serves every run. */
export const evaluator: Evaluator = { evaluate, apply, runBody };

function evaluate(machine: Machine, frame: Frame, expression: Expression): Value {
  return machine.deeper(expression.span, () => dispatch(machine, frame, expression));
}

function dispatch(machine: Machine, frame: Frame, expression: Expression): Value {
  switch (expression.kind) {
    case "number":
      if (expression.value === "inf") {
        machine.report("type/mismatch", { what: "a value", wanted: "finite", found: "inf" }, expression.span);
        return errorValue;
      }
      return numberValue(constant(expression.value), dimensionOf(expression.suffix));
    case "string":
      return { kind: "string", text: expression.value };
    case "boolean":
      return booleanValue(expression.value ? trueCondition : falseCondition);
    case "identifier":
      return lookup(machine, frame, expression.name, expression);
    case "input":
      if (frame.input === undefined) {
        machine.report("model/no-input", { what: "`input`" }, expression.span);
        return errorValue;
      }
      return frame.input;
    case "group":
      return machine.evaluator.evaluate(machine, frame, expression.inner);
    case "sum":
      return evaluateSum(machine, frame, expression);
    case "product":
      return evaluateProduct(machine, frame, expression);
    case "negate":
      return evaluateSum(machine, frame, {
        kind: "sum",
        terms: [{ operator: "-", operand: expression.operand }],
        span: expression.span,
      });
    case "power":
      return evaluatePower(machine, frame, expression);
    case "comparison":
      return evaluateComparison(machine, frame, expression);
    case "logic":
      return evaluateLogic(machine, frame, expression);
    case "not":
      return evaluateNot(machine, frame, expression);
    case "list":
      return evaluateList(machine, frame, expression.items);
    case "choose":
      return expression.options[0] === undefined ? errorValue : evaluate(machine, frame, expression.options[0]);
    case "if":
      return evaluateIf(machine, frame, expression);
    case "call":
      return evaluateCall(machine, frame, expression);
    case "index":
      return evaluateIndex(machine, frame, expression);
    case "field":
      return evaluateField(machine, frame, expression);
    case "flow":
      return evaluateFlow(machine, frame, expression.stages, expression);
    default:
      throw new InternalError("evaluate", "unknown expression", (expression as Expression).span);
  }
}

/** A list; an error where an item is one, so that nothing more is said of it. */
function evaluateList(machine: Machine, frame: Frame, expressions: readonly Expression[]): Value {
  const items = expressions.map((each) => evaluate(machine, frame, each));
  return items.some((each) => each.kind === "error") ? errorValue : listValue(items);
}

function lookup(machine: Machine, frame: Frame, name: string, expression: Expression): Value {
  if (name === "it" && frame.it !== undefined) return frame.it;
  const binding = frame.scope.lookup(name);
  if (binding === undefined) {
    machine.report(
      "name/unknown",
      { name, nearest: nearestNames(name, [...frame.scope.visible(), "true", "false"]) },
      expression.span,
    );
    return errorValue;
  }
  binding.used = true;
  return binding.value;
}

/** A flow inside an expression: with a tensor at its head it is applied stage by stage, with a block it composes. */
function evaluateFlow(machine: Machine, frame: Frame, stages: readonly Expression[], flow: Expression): Value {
  let current: Value | undefined;
  const parts: BlockValue[] = [];
  for (const stage of stages) {
    const value = machine.evaluator.evaluate(machine, frame, stage);
    if (value.kind === "error") return errorValue;
    if (current === undefined) {
      current = value;
      if (value.kind === "block") addParts(machine, parts, value, flow);
    } else if (value.kind !== "block") {
      machine.report("type/not-applicable", { found: typeName(value) }, stage.span);
      return errorValue;
    } else if (current.kind === "block") {
      parts.push(value);
    } else {
      current = machine.evaluator.apply(machine, frame, value, current, {}, stage);
      if (current.kind === "error") return errorValue;
    }
  }
  if (parts.length > 1) return { kind: "block", form: "composition", parts };
  return current ?? lookup(machine, frame, "it", flow);
}

/** What a flow's first block is made of. Counted as work: a chain of names, each one stage longer, would else copy without bound. */
function addParts(machine: Machine, parts: BlockValue[], first: BlockValue, flow: Expression): void {
  for (const part of first.form === "composition" ? first.parts : [first]) {
    machine.step(flow.span);
    parts.push(part);
  }
}
