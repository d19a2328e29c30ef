import type { Body, ForSentence, RepeatSentence } from "../../grammar/index.ts";
import { shapeText } from "../ops/index.ts";
import {
  and,
  asInteger,
  assume,
  compare,
  constant,
  type Expr,
  equalUnder,
  isTrue,
  multiply,
  one,
  toText,
} from "../symbolic/index.ts";
import { numberOperand } from "./arithmetic.ts";
import { requireAtLeast, requireInteger } from "./integer.ts";
import type { Frame, Machine } from "./machine.ts";
import { mergeFlows } from "./merge.ts";
import type { Path } from "./path.ts";
import { Scope } from "./scope.ts";
import { errorValue, numberValue, typeName, type Value } from "./value.ts";

/** `for r in table {..}`, `for x in [a, b] {..}`, `for i in 1 .. n {..}`. */
export function runFor(
  machine: Machine,
  frame: Frame,
  loop: ForSentence,
  label: string | undefined,
): Value | undefined {
  const items = loopItems(machine, frame, loop);
  if (items === undefined) return errorValue;
  const text = label ?? (loop.collection.kind === "identifier" ? loop.collection.name : "for");
  const path = frame.path.child(text, "loop");
  let flowing = frame.it;
  for (const [index, item] of items.entries()) {
    machine.step(loop.span);
    const scope = new Scope<Value>(frame.scope);
    scope.bind(loop.variable.name, item, loop.variable.span);
    const use = { text: `${text} ${item.kind === "row" ? "row " : ""}${index + 1}`, span: loop.span };
    const before = flowing;
    flowing = machine.within({ uses: [...machine.uses, use] }, () =>
      machine.evaluator.runBody(
        machine,
        { ...frame, scope, it: before, path: path.child(String(index + 1), "index") },
        loop.body,
        true,
      ),
    );
  }
  return flowing;
}

function loopItems(machine: Machine, frame: Frame, loop: ForSentence): readonly Value[] | undefined {
  if (loop.to !== undefined) {
    const from = numberOperand(machine, frame, loop.collection, "a loop's first value");
    const to = numberOperand(machine, frame, loop.to, "a loop's last value");
    if (from === undefined || to === undefined) return undefined;
    const first = asInteger(from.expr);
    const last = asInteger(to.expr);
    if (first === undefined || last === undefined || last - first >= repeatLimit) {
      const found = `${toText(from.expr)} .. ${toText(to.expr)}`;
      machine.report("model/repeat-count", { found, limit: repeatLimit.toLocaleString("en-US") }, loop.to.span);
      return undefined;
    }
    const count = last < first ? 0 : Number(last - first) + 1;
    return Array.from({ length: count }, (_, index) => numberValue(constant(first + BigInt(index))));
  }
  const collection = machine.evaluator.evaluate(machine, frame, loop.collection);
  if (collection.kind === "table") return collection.rows;
  if (collection.kind === "list") return collection.items;
  if (collection.kind !== "error") {
    machine.report(
      "type/mismatch",
      { what: "what a loop runs over", wanted: "a table or a list", found: typeName(collection) },
      loop.collection.span,
    );
  }
  return undefined;
}

const repeatLimit = 100_000n;

export function runRepeat(
  machine: Machine,
  frame: Frame,
  loop: RepeatSentence,
  label: string | undefined,
  elide: boolean,
): Value | undefined {
  const count = numberOperand(machine, frame, loop.count, "a repeat count");
  if (count === undefined) return errorValue;
  const path =
    elide && label === undefined ? frame.path : frame.path.child(label ?? soleName(loop.body) ?? "repeat", "loop");
  const known = asInteger(count.expr);
  const turn = (scope: Scope<Value>, before: Value | undefined, inner: Path) =>
    machine.evaluator.runBody(machine, { ...frame, scope, it: before, path: inner }, loop.body, true);
  if (known === undefined) {
    const inner = path.child("n", "index");
    return runFreeRepeat(machine, frame, loop, count.expr, inner, (scope, before) => turn(scope, before, inner));
  }
  if (known < 0n || known > repeatLimit) {
    machine.report(
      "model/repeat-count",
      { found: toText(count.expr), limit: repeatLimit.toLocaleString("en-US") },
      loop.count.span,
    );
    return errorValue;
  }
  let flowing = frame.it;
  for (let index = 1; index <= Number(known); index++) {
    machine.step(loop.span);
    const scope = new Scope<Value>(frame.scope);
    if (loop.variable !== undefined)
      scope.bind(loop.variable.name, numberValue(constant(BigInt(index))), loop.variable.span);
    flowing = turn(scope, flowing, path.child(String(index), "index"));
  }
  return flowing;
}

/** The name of the only block in a loop's body. */
function soleName(body: Body): string | undefined {
  const only = body.statements.length === 1 ? body.statements[0]?.sentence : undefined;
  if (only?.kind !== "expression") return undefined;
  const callee = only.expression.kind === "call" ? only.expression.callee : only.expression;
  return callee.kind === "identifier" ? callee.name : undefined;
}

/** A repeat with a free count: the body runs once and counts `n` times; it must keep the shape and not depend on the turn. */
function runFreeRepeat(
  machine: Machine,
  frame: Frame,
  loop: RepeatSentence,
  count: Expr,
  path: Path,
  turn: (scope: Scope<Value>, before: Value | undefined) => Value | undefined,
): Value | undefined {
  const before = frame.it;
  const found = toText(count);
  const isCount = requireInteger(machine, count) && requireAtLeast(machine, count, 0n);
  if (!isCount || before?.kind !== "tensor" || loop.variable !== undefined) {
    machine.report("model/repeat-count", { found, limit: repeatLimit.toLocaleString("en-US") }, loop.count.span);
    return errorValue;
  }
  const runs = compare(">=", count, one);
  const { builder } = machine;
  const { shape } = before;
  const carried = builder.addCarried(before.id, shape);
  const changes = {
    factor: multiply(machine.factor, count),
    guard: and([machine.guard, runs]),
    facts: assume(machine.facts, runs),
  };
  const after = machine.within(changes, () => turn(new Scope(frame.scope), { kind: "tensor", id: carried, shape }));
  if (after?.kind !== "tensor") return errorValue;
  builder.closeLoop(count, path.segments, carried, after.id);
  const keeps =
    shape.layout === after.shape.layout &&
    shape.dims.every((each, axis) => equalUnder(each, after.shape.dims[axis] ?? one, machine.facts));
  if (!keeps) {
    machine.report(
      "model/repeat-shape",
      { count: found, before: shapeText(shape), after: shapeText(after.shape) },
      loop.count.span,
    );
    return errorValue;
  }
  if (after.id === carried) return before;
  return isTrue(runs) ? after : mergeFlows(machine, runs, after, before, loop.count, frame.path);
}
