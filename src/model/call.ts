import type { Argument, CallExpression, FieldExpression } from "../../grammar/index.ts";
import { nearestNames } from "../core/suggest.ts";
import { callBuiltin } from "./builtins.ts";
import { callFunction } from "./function.ts";
import type { Frame, Machine } from "./machine.ts";
import { type BlockValue, type BoundArgument, type BoundArguments, errorValue, typeName, type Value } from "./value.ts";

/** A call: of a block (binds arguments, applies later), a function (computes now), or `net.at("path")`. */
export function evaluateCall(machine: Machine, frame: Frame, expression: CallExpression): Value {
  machine.step(expression.span);
  const { callee } = expression;
  if (callee.kind === "field" && callee.name.name === "at") return layerAt(machine, frame, callee, expression);
  const target = machine.evaluator.evaluate(machine, frame, callee);
  switch (target.kind) {
    case "error":
      return errorValue;
    case "builtin":
      return callBuiltin(machine, frame, target.name, expression);
    case "function": {
      const bound = bindArguments(machine, frame, expression.arguments, undefined);
      return bound === undefined ? errorValue : callFunction(machine, target, bound, expression);
    }
    case "block":
      return bindBlock(machine, frame, target, expression);
    default:
      machine.report("type/not-callable", { found: typeName(target) }, callee.span);
      return errorValue;
  }
}

function bindBlock(machine: Machine, frame: Frame, block: BlockValue, call: CallExpression): Value {
  if (
    block.form === "composition" ||
    block.form === "choice" ||
    block.bound.positional.length + block.bound.named.size > 0
  ) {
    machine.report("type/not-callable", { found: "a block that has its arguments already" }, call.callee.span);
    return errorValue;
  }
  const bound = bindArguments(machine, frame, call.arguments, block);
  if (bound === undefined) return errorValue;
  const ready: BlockValue = { ...block, bound, site: call };
  const isSource = block.form === "operator" && block.operator.inputs === 0;
  return isSource ? machine.evaluator.apply(machine, frame, ready, undefined, {}, call) : ready;
}

/**
 * Evaluates the arguments where the call stands. A word such as `axis=C` stays a word where the operator lists it, unless the name is
 * bound to another word; so does one that nothing is called, which the operator refuses.
 */
function bindArguments(
  machine: Machine,
  frame: Frame,
  given: readonly Argument[],
  callee: BlockValue | undefined,
): BoundArguments | undefined {
  const positional: BoundArgument[] = [];
  const named = new Map<string, BoundArgument>();
  let sound = true;
  for (const argument of given) {
    const value =
      asWord(frame, argument, positional.length, callee) ?? machine.evaluator.evaluate(machine, frame, argument.value);
    if (value.kind === "error") sound = false;
    const bound: BoundArgument = { value, source: argument.value };
    if (argument.name === undefined) {
      positional.push(bound);
    } else if (named.has(argument.name.name)) {
      machine.report("argument/twice", { name: argument.name.name }, argument.name.span);
      sound = false;
    } else {
      named.set(argument.name.name, bound);
    }
  }
  return sound ? { positional, named } : undefined;
}

function asWord(
  frame: Frame,
  { value, name }: Argument,
  place: number,
  callee: BlockValue | undefined,
): Value | undefined {
  if (callee?.form !== "operator" || value.kind !== "identifier") return undefined;
  const { attributes, inputs } = callee.operator;
  const spec =
    name === undefined
      ? attributes[inputs === 2 ? place - 1 : place]
      : attributes.find((each) => each.name === name.name);
  if (spec?.words === undefined) return undefined;
  const bound = frame.scope.lookup(value.name);
  const isWord = spec.words.includes(value.name) ? bound?.value.kind !== "string" : bound === undefined;
  return isWord ? { kind: "string", text: value.name } : undefined;
}

/** `backbone.at("stages.3.2.dw")`: the tensor behind a layer of a net that was applied. */
function layerAt(machine: Machine, frame: Frame, callee: FieldExpression, call: CallExpression): Value {
  const target = machine.evaluator.evaluate(machine, frame, callee.target);
  if (target.kind === "error") return errorValue;
  const [first] = call.arguments;
  const path = first === undefined ? undefined : machine.evaluator.evaluate(machine, frame, first.value);
  if (target.kind !== "tensor" || target.instance === undefined) {
    machine.report(
      "type/mismatch",
      { what: "what `.at` looks into", wanted: "the result of a net", found: typeName(target) },
      callee.target.span,
    );
    return errorValue;
  }
  if (path?.kind !== "string" || first === undefined) {
    machine.report(
      "type/mismatch",
      { what: "the path", wanted: "a string", found: path === undefined ? "nothing" : typeName(path) },
      call.span,
    );
    return errorValue;
  }
  const { name } = target.instance;
  const layers = target.instance.layers();
  const found = layers.get(path.text);
  if (found !== undefined) {
    machine.tappedNets.push(target.instance);
    return found;
  }
  machine.report(
    "name/unknown-field",
    { field: `at("${path.text}")`, of: `\`${name}\``, nearest: nearestNames(path.text, layers.keys()), known: "" },
    first.span,
  );
  return errorValue;
}
