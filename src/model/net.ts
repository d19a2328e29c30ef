import type { Expression, InputSentence, ParameterDeclaration, Statement } from "../../grammar/index.ts";
import type { Span } from "../core/source.ts";
import { listedShape, type Shape, shapeText } from "../ops/index.ts";
import { compare, constant, isTrue, toText } from "../symbolic/index.ts";
import { rejectSurplus } from "./function.ts";
import { requireAtLeast, requireInteger, shapeContext } from "./integer.ts";
import type { Frame, Machine, Naming, NetRun } from "./machine.ts";
import type { Path } from "./path.ts";
import { Scope } from "./scope.ts";
import { bind } from "./statements.ts";
import { checkType } from "./type-check.ts";
import {
  type BlockValue,
  type BoundArgument,
  type BoundArguments,
  errorValue,
  type NetInstance,
  type NetSource,
  type TensorValue,
  typeName,
  type Value,
} from "./value.ts";
import { shortValueText } from "./value-text.ts";

/** A net used as a block: its body runs on the flowing tensor, which must have the declared input shape. */
export function applyNet(
  machine: Machine,
  frame: Frame,
  block: BlockValue & { readonly form: "net" },
  input: Value | undefined,
  naming: Naming,
  site: Expression,
): Value {
  const { net, bound } = block;
  const span = (block.site ?? site).span;
  if (!rejectNetSurplus(machine, net, bound, span)) return errorValue;
  const given = argumentsByName(net, bound);
  if (input?.kind !== "tensor") {
    if (input?.kind !== "error") machine.report("model/no-input", { what: `\`${net.name}\`` }, span);
    return errorValue;
  }
  const path = naming.elide === true ? frame.path : frame.path.child(naming.label ?? net.declaration.name.name, "net");
  const use = { text: net.name, span };
  return machine.within({ uses: [...machine.uses, use] }, () => {
    const run = runNet(machine, net, given, input, path, span);
    if (run.output?.kind !== "tensor") return errorValue;
    return { ...run.output, instance: run.instance };
  });
}

/** Reports arguments that the net has no settable parameter for. */
export function rejectNetSurplus(machine: Machine, net: NetSource, bound: BoundArguments, site: Span): boolean {
  const names = parametersOf(net).map((each) => each.name.name);
  const settable = names.filter((each) => !net.fixed.has(each));
  return rejectSurplus(machine, net.name, settable, bound, site);
}

/** A call's arguments by parameter name. */
export function argumentsByName(net: NetSource, bound: BoundArguments): ReadonlyMap<string, BoundArgument> {
  const given = new Map<string, BoundArgument>(bound.named);
  const names = parametersOf(net).map((each) => each.name.name);
  for (const [index, argument] of bound.positional.entries()) {
    const name = names[index];
    if (name !== undefined) given.set(name, argument);
  }
  return given;
}

export interface NetOutcome {
  readonly output: Value | undefined;
  readonly instance: NetInstance;
  /** Parameters in declared order with the values that they got. */
  readonly parameters: readonly { readonly name: string; readonly value: Value; readonly fixed: boolean }[];
}

/** The parameters that a net declares, in order. */
export function parametersOf(net: NetSource): readonly ParameterDeclaration[] {
  return net.declaration.body.statements.flatMap(({ sentence }) =>
    sentence.kind === "param" ? [sentence.parameter] : [],
  );
}

/** Runs a net's body. With an input it is checked against the declared shape; without one the declared input is made. */
export function runNet(
  machine: Machine,
  net: NetSource,
  given: ReadonlyMap<string, BoundArgument>,
  input: TensorValue | undefined,
  path: Path,
  site: Span,
): NetOutcome {
  const scope = new Scope<Value>(net.scope);
  const run: NetRun = {
    name: net.name,
    taps: new Map(),
    firstLayer: machine.builder.layerCount,
    firstTensor: machine.builder.tensorCount,
    firstFlow: machine.flowResults.length,
    pathLength: path.segments.length,
  };
  const parameters: { name: string; value: Value; fixed: boolean }[] = [];
  const rest: Statement[] = [];
  let source: Value | undefined = input;
  let declared = false;
  for (const statement of net.declaration.body.statements) {
    const { sentence } = statement;
    const frame: Frame = { scope, it: source, input: source, path, net: run };
    if (sentence.kind === "param") {
      const value = parameterValue(machine, frame, net, sentence.parameter, given, site);
      const name = sentence.parameter.name.name;
      parameters.push({ name, value, fixed: net.fixed.has(name) });
      bind(machine, frame, name, value, sentence.parameter.name.span);
    } else if (sentence.kind === "input-shape") {
      if (declared) machine.report("model/input-twice", {}, sentence.span);
      else source = declareInput(machine, frame, net, sentence, input, site);
      declared = true;
    } else {
      rest.push(statement);
    }
  }
  const body = { ...net.declaration.body, statements: rest };
  const output = machine.evaluator.runBody(machine, { scope, it: source, input: source, path, net: run }, body);
  return { output, instance: instanceOf(machine, run, output), parameters };
}

function instanceOf(machine: Machine, run: NetRun, output: Value | undefined): NetInstance {
  const end = machine.builder.layerCount;
  return {
    name: run.name,
    taps: run.taps,
    result: output?.kind === "tensor" ? output.id : undefined,
    tensors: [run.firstTensor, machine.builder.tensorCount],
    flows: [run.firstFlow, machine.flowResults.length],
    layers: () => layersByPath(machine, run, end),
  };
}

/** The tensor behind each layer of a run by its path inside the net; `end` is the index behind its last layer. */
function layersByPath(machine: Machine, run: NetRun, end: number): ReadonlyMap<string, TensorValue> {
  const layers = new Map<string, TensorValue>();
  for (let index = run.firstLayer; index < end; index++) {
    const layer = machine.builder.layerAt(index);
    const id = layer?.outputs[0];
    const shape = id === undefined ? undefined : machine.builder.tensorAt(id)?.shape;
    if (layer === undefined || id === undefined || shape === undefined) continue;
    const texts = layer.segments.slice(run.pathLength).map((each) => each.text);
    // A block's name stands for its last layer, since later layers overwrite earlier ones.
    for (let length = 1; length <= texts.length; length++)
      layers.set(texts.slice(0, length).join("."), { kind: "tensor", id, shape });
  }
  return layers;
}

function parameterValue(
  machine: Machine,
  frame: Frame,
  net: NetSource,
  parameter: ParameterDeclaration,
  given: ReadonlyMap<string, BoundArgument>,
  site: Span,
): Value {
  const name = parameter.name.name;
  const argument = given.get(name);
  const preset = net.fixed.get(name) ?? argument?.value;
  if (preset === undefined && parameter.default === undefined) {
    machine.report("parameter/missing", { net: net.name, name }, site);
    return errorValue;
  }
  const value =
    preset ??
    (parameter.default === undefined ? errorValue : machine.evaluator.evaluate(machine, frame, parameter.default));
  if (parameter.type === undefined || value.kind === "error") return value;
  return checkType(
    machine,
    frame,
    parameter.type,
    value,
    argument?.source.span ?? parameter.default?.span ?? parameter.span,
    `\`${name}\``,
  );
}

function declareInput(
  machine: Machine,
  frame: Frame,
  net: NetSource,
  sentence: InputSentence,
  input: TensorValue | undefined,
  site: Span,
): Value {
  const shape = shapeFrom(machine, machine.evaluator.evaluate(machine, frame, sentence.shape), sentence.shape);
  if (shape === undefined) return errorValue;
  if (input === undefined) return { kind: "tensor", id: machine.builder.addInput(shape), shape };
  const context = shapeContext(machine);
  const fits =
    shape.layout === input.shape.layout &&
    shape.dims.every((each, axis) => {
      const other = input.shape.dims[axis];
      return other !== undefined && context.requireEqual(each, other);
    });
  if (fits) return input;
  machine.report("model/net-input", { net: net.name, wanted: shapeText(shape), found: shapeText(input.shape) }, site);
  return errorValue;
}

/** A list of numbers as a shape: [C, H, W], [D], or [L, D], which is one set of tokens. */
export function shapeFrom(machine: Machine, value: Value, site: Expression): Shape | undefined {
  if (value.kind === "error") return undefined;
  const items = value.kind === "list" ? value.items : [];
  if (value.kind !== "list" || items.length < 1 || items.length > 3) {
    const found = value.kind === "list" ? `${items.length}: ${shortValueText(value)}` : typeName(value);
    const wanted = "[C, H, W], [L, D] or [D]: 1 to 3 dimensions";
    const details = items.length === 4 ? { hint: "leave out the batch, which is implicit" } : {};
    machine.report("type/mismatch", { what: "a shape", wanted, found }, site.span, details);
    return undefined;
  }
  const dims = items.map((item, index) => {
    const place = site.kind === "list" ? (site.items[index] ?? site) : site;
    if (item.kind !== "number") {
      if (item.kind !== "error")
        machine.report(
          "type/mismatch",
          { what: "a dimension", wanted: "an integer", found: typeName(item) },
          place.span,
        );
      return undefined;
    }
    if (!requireInteger(machine, item.expr)) {
      machine.report("shape/not-integer", { what: "a dimension", value: toText(item.expr) }, place.span);
      return undefined;
    }
    if (!requireAtLeast(machine, item.expr, 1n)) {
      machine.report("shape/not-positive", { what: "a dimension", value: toText(item.expr), minimum: "1" }, place.span);
      return undefined;
    }
    if (isTrue(compare(">=", item.expr, constant(2n ** 31n)))) {
      machine.report("shape/too-large", { what: "a dimension", value: toText(item.expr) }, place.span);
      return undefined;
    }
    return item.expr;
  });
  const known = dims.flatMap((each) => (each === undefined ? [] : [each]));
  if (known.length !== dims.length) return undefined;
  return listedShape(known);
}
