import type { Argument, CallExpression, FieldExpression } from "../../grammar/index.ts";
import { spanText } from "../core/source.ts";
import { nearestNames } from "../core/suggest.ts";
import type { Operator } from "../ops/index.ts";
import { callBuiltin, exactOrReported } from "./builtins.ts";
import { callFunction } from "./function.ts";
import type { Frame, Machine } from "./machine.ts";
import { argumentsByName, rejectNetSurplus, runNet } from "./net.ts";
import { Path } from "./path.ts";
import {
  asNumber,
  type BlockValue,
  type BoundArgument,
  type BoundArguments,
  errorValue,
  typeName,
  type Value,
} from "./value.ts";

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
      machine.report("type/not-callable", { found: typeName(target), product: productOf(expression) }, callee.span);
      return errorValue;
  }
}

/** `2*(x + 1)` for `2(x + 1)`: a number before a parenthesis was meant as a factor. */
function productOf({ callee, arguments: given, span }: CallExpression): string | undefined {
  const [only, ...more] = given;
  if (only === undefined || more.length > 0) return undefined;
  const whole = spanText(span);
  const factor = spanText(callee.span);
  const text = `${factor}*${whole.slice(factor.length).trim()}`;
  return text.length <= longestProduct && !/[\r\n]/.test(text) ? text : undefined;
}

/** Of a longer text a hint would show too much. */
const longestProduct = 60;

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
  const number = block.form === "operator" ? scalarValue(machine, block.operator, bound, call) : undefined;
  if (number !== undefined) return number;
  const ready: BlockValue = { ...block, bound, site: call };
  const isSource = block.form === "operator" && block.operator.inputs === 0;
  return isSource ? machine.evaluator.apply(machine, frame, ready, undefined, {}, call) : ready;
}

/** `hswish(3/2)`: an activation of a number; undefined where it is called as a block. */
function scalarValue(
  machine: Machine,
  { name, scalar }: Operator,
  { positional, named }: BoundArguments,
  call: CallExpression,
): Value | undefined {
  const [argument, ...more] = positional;
  const value = argument === undefined ? argument : asNumber(argument.value);
  if (scalar === undefined || value?.kind !== "number" || more.length + named.size > 0) return undefined;
  if (value.dimension !== "none") {
    machine.report(
      "type/mismatch",
      { what: `the argument of \`${name}\``, wanted: "a number", found: typeName(value) },
      call.arguments[0]?.span ?? call.span,
    );
    return errorValue;
  }
  return exactOrReported(machine, value.expr, scalar(value.expr), name, call);
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

/** Outside of nets and blocks, what a net gives on the input that it declares. */
function appliedOutside(machine: Machine, frame: Frame, target: Value, { target: site }: FieldExpression): Value {
  if (target.kind !== "block" || target.form !== "net" || frame.input !== undefined) return target;
  const { net, bound } = target;
  if (!rejectNetSurplus(machine, net, bound, site.span)) return errorValue;
  const run = runNet(machine, net, argumentsByName(net, bound), undefined, new Path(), site.span);
  return run.output?.kind === "tensor" ? { ...run.output, instance: run.instance } : errorValue;
}

/** `backbone.at("stages.3.2.dw")`: the tensor behind a layer of a net that was applied. */
function layerAt(machine: Machine, frame: Frame, callee: FieldExpression, call: CallExpression): Value {
  const target = appliedOutside(machine, frame, machine.evaluator.evaluate(machine, frame, callee.target), callee);
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
