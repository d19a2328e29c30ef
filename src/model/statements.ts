import { type Body, type Expression, type IfExpression, type Statement, walk } from "../../grammar/index.ts";
import type { Span } from "../core/source.ts";
import { isFalse, isTrue, not } from "../symbolic/index.ts";
import { conditionOperand } from "./arithmetic.ts";
import { reportUndecided, under } from "./conditional.ts";
import { runFor, runRepeat } from "./loops.ts";
import type { Frame, Machine, Naming } from "./machine.ts";
import { mergeFlows } from "./merge.ts";
import { Scope } from "./scope.ts";
import { tableOf } from "./table.ts";
import { errorValue, holdsTensor, typeName, type Value } from "./value.ts";
import { valueText } from "./value-text.ts";

/**
 * Runs the statements of a block, loop or branch on the flowing value and returns what flows out; undefined when nothing has flowed.
 * After an error in a statement the flow is unknown: later statements are still read, but say nothing that follows from it.
 */
export function runBody(machine: Machine, frame: Frame, body: Body, inLoop = false): Value | undefined {
  let flowing = frame.it;
  const elide = inLoop && soleApplication(body);
  for (const statement of body.statements) {
    machine.step(statement.span);
    const here: Frame = { scope: frame.scope, it: flowing, input: frame.input, path: frame.path, net: frame.net };
    flowing = runStatement(machine, here, statement, elide);
  }
  rejectUnused(machine, frame.scope, body);
  return flowing;
}

/** Whether a body makes layers in one unlabelled statement only, so that the loop's index names it well enough. */
function soleApplication(body: Body): boolean {
  const making = body.statements.filter(
    ({ sentence }) => sentence.kind === "expression" || sentence.kind === "for" || sentence.kind === "repeat",
  );
  return making.length === 1 && making[0]?.label === undefined;
}

/** A `let` tensor that nothing consumes, and a `let` block that the body never names: a layer that was meant to be there. */
function rejectUnused(machine: Machine, scope: Scope<Value>, body: Body): void {
  for (const [name, { used, letBound, value, span }] of scope.own()) {
    if (used || !letBound || span === undefined) continue;
    if (holdsTensor(value)) machine.report("name/unused", { name }, span);
    // A branch that is not taken may name a block.
    else if (value.kind === "block" && !isNamed(body, name, span)) {
      machine.report("name/unused-block", { name, block: valueText(value) }, span);
    }
  }
}

/** Whether a body names something elsewhere than where it is declared. */
function isNamed(body: Body, name: string, declared: Span): boolean {
  let found = false;
  walk<Expression>(body, (node) => {
    found ||= node.kind === "identifier" && node.name === name && node.span.start !== declared.start;
  });
  return found;
}

function runStatement(machine: Machine, frame: Frame, statement: Statement, elide: boolean): Value | undefined {
  const { sentence } = statement;
  const label = statement.label?.name;
  switch (sentence.kind) {
    case "let":
      bind(
        machine,
        frame,
        sentence.name.name,
        machine.evaluator.evaluate(machine, frame, sentence.value),
        sentence.name.span,
        true,
      );
      return frame.it;
    case "tap":
      runTap(machine, frame, sentence.name.name, sentence.name.span);
      return frame.it;
    case "table":
      bind(machine, frame, sentence.name.name, tableOf(machine, frame, sentence), sentence.name.span);
      return frame.it;
    case "for":
      return runFor(machine, frame, sentence, label);
    case "repeat":
      return runRepeat(machine, frame, sentence, label, elide);
    case "param":
      machine.report(
        "model/misplaced",
        { what: "`param`", place: "the body of a block, loop or branch" },
        sentence.span,
      );
      return frame.it;
    case "input-shape":
      machine.report(
        "model/misplaced",
        { what: "`input:`", place: "the body of a block, loop or branch" },
        sentence.span,
      );
      return frame.it;
    case "expression":
      return runFlow(machine, frame, sentence.expression, label, elide);
  }
}

/** Binds a name in the frame's own body. */
export function bind(
  machine: Machine,
  frame: Frame,
  name: string,
  value: Value,
  span: Expression["span"],
  letBound = false,
): void {
  if (letBound && value.kind === "list" && holdsTensor(value))
    machine.boundLists.push({ name, span, items: value.items });
  const earlier = frame.scope.bind(name, value, span, letBound);
  if (earlier === undefined) return;
  const related = earlier.span === undefined ? [] : [{ span: earlier.span, label: "bound here" }];
  machine.report("name/duplicate", { name }, span, { related });
}

function runTap(machine: Machine, frame: Frame, name: string, span: Expression["span"]): void {
  if (frame.it === undefined) {
    machine.report("model/no-input", { what: `\`tap ${name}\`` }, span);
    return;
  }
  bind(machine, frame, name, frame.it, span);
  if (frame.it.kind === "tensor") frame.net?.taps.set(name, frame.it);
}

/** A flow statement: blocks apply to the flowing value, a tensor replaces it. */
function runFlow(
  machine: Machine,
  frame: Frame,
  expression: Expression,
  label: string | undefined,
  elide: boolean,
): Value | undefined {
  if (expression.kind === "if") return runIf(machine, frame, expression, expression.branches, label);
  const stages = expression.kind === "flow" ? expression.stages : [expression];
  const applications = stages.length - (startsWithTensor(machine, frame, stages[0]) ? 1 : 0);
  const inner = label !== undefined && applications > 1 ? { ...frame, path: frame.path.child(label, "block") } : frame;
  const naming: Naming = applications === 1 ? { label, elide: elide && label === undefined } : {};
  let current: Value | undefined;
  let started = false;
  for (const stage of stages) {
    const value = machine.evaluator.evaluate(machine, inner, stage);
    if (value.kind === "error") return errorValue;
    if (value.kind === "block") {
      current = machine.evaluator.apply(machine, inner, value, started ? current : frame.it, naming, stage);
      if (current.kind === "error") return errorValue;
    } else if (!started && holdsTensor(value)) {
      current = value;
    } else {
      if (started) machine.report("type/not-applicable", { found: typeName(value) }, stage.span);
      else machine.report("type/no-flow", { found: typeName(value) }, stage.span);
      return errorValue;
    }
    started = true;
  }
  if (current?.kind === "tensor") machine.flowResults.push(current);
  return current;
}

/** Whether a flow begins with a tensor: found from its form, without evaluating it. */
function startsWithTensor(machine: Machine, frame: Frame, first: Expression | undefined): boolean {
  if (first === undefined) return false;
  if (first.kind === "input" || first.kind === "list") return true;
  if (first.kind === "identifier") {
    const value = first.name === "it" ? frame.it : frame.scope.lookup(first.name)?.value;
    return value !== undefined && holdsTensor(value);
  }
  if (first.kind === "index") return startsWithTensor(machine, frame, first.target);
  if (first.kind === "field") return startsWithTensor(machine, frame, first.target);
  if (first.kind === "call") {
    return first.callee.kind === "identifier"
      ? first.callee.name === "tensor"
      : first.callee.kind === "field" && first.callee.name.name === "at";
  }
  return false;
}

/** A structural `if`: the chosen branch runs on the flow; undecided, both run under their conditions and the shapes must agree. */
function runIf(
  machine: Machine,
  frame: Frame,
  whole: IfExpression,
  branches: IfExpression["branches"],
  label: string | undefined,
): Value | undefined {
  const inner = label === undefined ? frame : { ...frame, path: frame.path.child(label, "block") };
  const run = (body: Body) => machine.evaluator.runBody(machine, { ...inner, scope: new Scope(frame.scope) }, body);
  const [branch, ...rest] = branches;
  if (branch === undefined) return whole.otherwise === undefined ? frame.it : run(whole.otherwise);
  const condition = conditionOperand(machine, frame, branch.condition);
  if (condition === undefined) return errorValue;
  if (isTrue(condition)) return run(branch.body);
  if (isFalse(condition)) return runIf(machine, inner, whole, rest, undefined);
  const then = under(machine, condition, () => run(branch.body));
  const otherwise = under(machine, not(condition), () => runIf(machine, inner, whole, rest, undefined));
  if (then === undefined || otherwise === undefined || then.kind === "error" || otherwise.kind === "error")
    return errorValue;
  if (then.kind === "tensor" && otherwise.kind === "tensor")
    return mergeFlows(machine, condition, then, otherwise, branch.condition, inner.path);
  reportUndecided(machine, condition, branch.condition);
  return errorValue;
}
