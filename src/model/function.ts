import type { CallExpression, ParameterDeclaration } from "../../grammar/index.ts";
import type { Span } from "../core/source.ts";
import { nearestNames } from "../core/suggest.ts";
import { call, type Expr, hasRounding, isConstant } from "../symbolic/index.ts";
import { evaluateBody } from "./conditional.ts";
import type { Frame, Machine } from "./machine.ts";
import { Path } from "./path.ts";
import { Scope } from "./scope.ts";
import { checkType } from "./type-check.ts";
import {
  type BoundArgument,
  type BoundArguments,
  errorValue,
  type FunctionValue,
  numberValue,
  type Value,
} from "./value.ts";

/**
 * Calls a function of the language. Where free symbols leave roundings or choices in the result, it stays a named call,
 * `make_divisible(24*alpha)`, that knows its definition.
 */
export function callFunction(
  machine: Machine,
  target: FunctionValue,
  bound: BoundArguments,
  site: CallExpression,
): Value {
  const { declaration } = target;
  const scope = new Scope<Value>(target.scope);
  if (!bindParameters(machine, declaration.name.name, declaration.parameters, bound, scope, site.span))
    return errorValue;
  const frame: Frame = { scope, it: undefined, input: undefined, path: new Path(), net: undefined };
  const value = evaluateBody(machine, frame, declaration.body, `\`${declaration.name.name}\``);
  if (value.kind === "error") return errorValue;
  const result =
    declaration.result === undefined
      ? value
      : checkType(machine, frame, declaration.result, value, site.span, `the result of \`${declaration.name.name}\``);
  if (result.kind !== "number" || isConstant(result.expr)) return result;
  const named = namedCall(declaration.name.name, declaration.parameters, bound, result.expr);
  return named === undefined ? result : numberValue(named, result.dimension);
}

function namedCall(
  name: string,
  parameters: readonly ParameterDeclaration[],
  bound: BoundArguments,
  definition: Expr,
): Expr | undefined {
  if (!hasRounding(definition)) return undefined;
  const args: Expr[] = [];
  for (const parameter of parameters.slice(0, bound.positional.length + bound.named.size)) {
    const given = bound.named.get(parameter.name.name) ?? bound.positional[args.length];
    if (given?.value.kind !== "number") return undefined;
    args.push(given.value.expr);
  }
  return args.length === bound.positional.length + bound.named.size ? call(name, args, definition) : undefined;
}

/** Binds arguments to declared parameters in `scope`, in order; defaults are evaluated there. False after reporting a fault. */
export function bindParameters(
  machine: Machine,
  callee: string,
  parameters: readonly ParameterDeclaration[],
  bound: BoundArguments,
  scope: Scope<Value>,
  site: Span,
): boolean {
  let sound = rejectSurplus(
    machine,
    callee,
    parameters.map((each) => each.name.name),
    bound,
    site,
  );
  parameters.forEach((parameter, index) => {
    const name = parameter.name.name;
    const given = takeArgument(machine, name, index, bound);
    const value = parameterValue(machine, callee, parameter, given, scope, site);
    if (value.kind === "error") sound = false;
    const earlier = scope.bind(name, value, parameter.name.span);
    if (earlier !== undefined) machine.report("name/duplicate", { name }, parameter.name.span);
  });
  return sound;
}

function takeArgument(machine: Machine, name: string, index: number, bound: BoundArguments): BoundArgument | undefined {
  const byName = bound.named.get(name);
  const byPlace = bound.positional[index];
  if (byName !== undefined && byPlace !== undefined) machine.report("argument/twice", { name }, byName.source.span);
  return byName ?? byPlace;
}

function parameterValue(
  machine: Machine,
  callee: string,
  parameter: ParameterDeclaration,
  given: BoundArgument | undefined,
  scope: Scope<Value>,
  site: Span,
): Value {
  const frame: Frame = { scope, it: undefined, input: undefined, path: new Path(), net: undefined };
  const name = parameter.name.name;
  const fallback = parameter.default;
  if (given === undefined && fallback === undefined) {
    machine.report("argument/missing", { callee, name }, site);
    return errorValue;
  }
  const value =
    given?.value ?? (fallback === undefined ? errorValue : machine.evaluator.evaluate(machine, frame, fallback));
  if (parameter.type === undefined || value.kind === "error") return value;
  return checkType(
    machine,
    frame,
    parameter.type,
    value,
    given?.source.span ?? parameter.default?.span ?? parameter.span,
    `\`${name}\``,
  );
}

/** Reports arguments that no parameter takes. */
export function rejectSurplus(
  machine: Machine,
  callee: string,
  names: readonly string[],
  bound: BoundArguments,
  site: Span,
): boolean {
  let sound = true;
  for (const [name, argument] of bound.named) {
    if (names.includes(name)) continue;
    const known = names.map((each) => `\`${each}\``).join(", ");
    machine.report(
      "argument/unknown",
      { callee, name, nearest: nearestNames(name, names), known },
      nameSpan(argument, name),
    );
    sound = false;
  }
  if (bound.positional.length > names.length) {
    machine.report(
      "argument/too-many",
      { callee, wanted: names.length, found: bound.positional.length },
      bound.positional[names.length]?.source.span ?? site,
    );
    sound = false;
  }
  return sound;
}

/** The span of `name` in `name=value`, found in the text just before the value. */
function nameSpan(argument: BoundArgument, name: string): Span {
  const { source, start } = argument.source.span;
  const at = source.text.lastIndexOf(name, start);
  return at < 0 || at < start - name.length - 8 ? argument.source.span : { source, start: at, end: at + name.length };
}
