import { rationalAsTyped } from "../../core/rational.ts";
import type { Layer, LayerGraph, TensorId } from "../../graph/index.ts";
import { type AttributeSpec, type AttributeValue, features, type Operator, type Shape } from "../../ops/index.ts";
import { asConstant, asInteger, type Expr, keyOf, toText } from "../../symbolic/index.ts";
import { type Branch, ordered, type Step } from "./tree.ts";

/** One argument of a call. A number may become a parameter of a block; a word, and what is said by `it.C`, stay. */
export interface Argument {
  readonly name: string;
  readonly text: string;
  readonly isNumber: boolean;
  /** Whether it is written only where it differs from this. */
  readonly fallback: string | undefined;
}

/** A piece of text: one step of a flow, or the call of a block that stands for several. */
export type Unit = OperatorUnit | JoinUnit | TangleUnit | CallUnit;

export interface OperatorUnit {
  readonly kind: "operator";
  readonly operator: Operator;
  readonly arguments: readonly Argument[];
  /** `p[1]` of the split that is let before. */
  readonly part?: { readonly split: OperatorUnit; readonly index: number } | undefined;
}

export interface JoinUnit {
  readonly kind: "join";
  readonly operator: Operator | undefined;
  readonly arguments: readonly Argument[];
  readonly split: OperatorUnit | undefined;
  readonly branches: readonly BranchUnit[];
}

export interface BranchUnit {
  readonly start: Branch["start"];
  readonly units: readonly Unit[];
}

export interface TangleUnit {
  readonly kind: "tangle";
  readonly segments: readonly SegmentUnit[];
  readonly from: TensorId;
}

export interface SegmentUnit {
  readonly head: { readonly layer: Layer; readonly unit: OperatorUnit } | undefined;
  readonly input: TensorId | undefined;
  readonly units: readonly Unit[];
  readonly output: TensorId;
}

export interface CallUnit {
  readonly kind: "call";
  readonly block: string;
  readonly arguments: readonly Argument[];
}

/** What `{origin}.C` stands for until the text has a name for the origin. */
export const originName = "@";

/** The steps of a flow with arguments as they are written: channels that follow from the tensor are said by it. */
export function unitsOf(graph: LayerGraph, steps: readonly Step[], gated?: Expr): readonly Unit[] {
  return steps.map((step): Unit => {
    if (step.kind === "tangle") {
      const segments = step.segments.map(({ head, steps: inner, ...rest }) => ({
        ...rest,
        head: head === undefined ? undefined : { layer: head, unit: operatorUnit(graph, head) },
        units: unitsOf(graph, inner),
      }));
      return { kind: "tangle", segments, from: step.from };
    }
    if (step.kind === "operator") {
      const unit = operatorUnit(graph, step.layer, gated);
      if (step.part === undefined) return unit;
      return { ...unit, part: { split: operatorUnit(graph, step.part.split), index: step.part.index } };
    }
    const { layer, split } = step;
    // The branch of a gate ends with as many channels as the tensor that it gates has.
    const first = layer?.operator.name === "mul" ? step.branches.find((each) => each.steps.length === 0) : undefined;
    const shape =
      first === undefined || layer === undefined
        ? undefined
        : shapeOf(graph, layer.inputs[step.branches.indexOf(first)]);
    const gate = shape?.layout === "image" && split === undefined ? features(shape) : undefined;
    const branches = ordered(step).map((each) => ({ start: each.start, units: unitsOf(graph, each.steps, gate) }));
    return {
      kind: "join",
      operator: layer?.operator,
      arguments: layer === undefined ? [] : operatorUnit(graph, layer).arguments,
      split: split === undefined ? undefined : operatorUnit(graph, split),
      branches,
    };
  });
}

function shapeOf(graph: LayerGraph, id: TensorId | undefined): Shape | undefined {
  return id === undefined ? undefined : graph.tensors[id]?.shape;
}

function operatorUnit(graph: LayerGraph, layer: Layer, gated?: Expr): OperatorUnit {
  const { operator, attributes } = layer;
  const own = shapeOf(graph, layer.inputs[0]);
  const channels = own === undefined ? undefined : features(own);
  const found = operator.attributes.map((spec): Argument => {
    const value = attributes.get(spec.name);
    const fallback = defaultText(spec, attributes);
    const text = value === undefined ? "" : textOf(value);
    return { name: spec.name, text, isNumber: isNumeric(value), fallback };
  });
  return {
    kind: "operator",
    operator,
    arguments: found.map((each) => relative(each, { operator, attributes, channels, gated })),
  };
}

interface Relation {
  readonly operator: Operator;
  readonly attributes: ReadonlyMap<string, AttributeValue>;
  readonly channels: Expr | undefined;
  readonly gated: Expr | undefined;
}

/** Says the channels of a depthwise convolution, and of the last layer of a gate, by the tensor. */
function relative(argument: Argument, { operator, attributes, channels, gated }: Relation): Argument {
  if (channels === undefined || (operator.name !== "conv" && operator.name !== "linear")) return argument;
  const value = attributes.get(argument.name);
  const groups = attributes.get("g");
  const isDepthwise = isSame(groups, channels) && asInteger(channels) !== 1n;
  if (isDepthwise && (argument.name === "g" || argument.name === "n") && isSame(value, channels)) {
    return { ...argument, text: "it.C", isNumber: false };
  }
  if (argument.name === "n" && gated !== undefined && isSame(value, gated)) {
    return { ...argument, text: `${originName}.C`, isNumber: false };
  }
  return argument;
}

function isSame(value: AttributeValue | undefined, expr: Expr): boolean {
  return typeof value === "object" && !Array.isArray(value) && keyOf(value as Expr) === keyOf(expr);
}

function isNumeric(value: AttributeValue | undefined): boolean {
  return typeof value === "object";
}

function textOf(value: AttributeValue): string {
  if (typeof value === "boolean") return String(value);
  if (typeof value === "string") return value;
  if (Array.isArray(value)) return `[${value.map(textOf).join(", ")}]`;
  const known = asConstant(value as Expr);
  return known === undefined ? toText(value as Expr) : rationalAsTyped(known);
}

function defaultText(spec: AttributeSpec, attributes: ReadonlyMap<string, AttributeValue>): string | undefined {
  const { default: fallback } = spec;
  if (typeof fallback === "function") return textOf(fallback(attributes));
  return fallback === undefined ? undefined : textOf(fallback);
}

/** The numbers of a unit that a block may take as parameters, in order. */
export function holesOf(unit: Unit): readonly Argument[] {
  switch (unit.kind) {
    case "operator":
      return [...(unit.part === undefined ? [] : holesOf(unit.part.split)), ...numbersOf(unit.arguments)];
    case "call":
      return unit.arguments;
    case "join":
      return [
        ...(unit.split === undefined ? [] : holesOf(unit.split)),
        ...unit.branches.flatMap((each) => each.units.flatMap(holesOf)),
        ...numbersOf(unit.arguments),
      ];
    case "tangle":
      return [];
  }
}

function numbersOf(found: readonly Argument[]): readonly Argument[] {
  return found.filter((each) => each.isNumber);
}

/** The unit with other texts in its holes, in the same order. */
export function filled(unit: Unit, texts: Iterator<string>): Unit {
  const fill = (found: readonly Argument[], all = false): readonly Argument[] =>
    found.map((each) => (each.isNumber || all ? { ...each, text: texts.next().value ?? each.text } : each));
  switch (unit.kind) {
    case "operator": {
      const part =
        unit.part === undefined ? undefined : { ...unit.part, split: filled(unit.part.split, texts) as OperatorUnit };
      return { ...unit, part, arguments: fill(unit.arguments) };
    }
    case "call":
      return { ...unit, arguments: fill(unit.arguments, true) };
    case "join": {
      const split = unit.split === undefined ? undefined : (filled(unit.split, texts) as OperatorUnit);
      const branches = unit.branches.map((each) => ({
        ...each,
        units: each.units.map((inner) => filled(inner, texts)),
      }));
      return { ...unit, split, branches, arguments: fill(unit.arguments) };
    }
    case "tangle":
      return unit;
  }
}

/** What two units must have in common to be uses of one block: everything but their holes. */
export function signatureOf(unit: Unit): string {
  const fixed = (found: readonly Argument[]) =>
    found.map((each) => `${each.name}=${each.isNumber ? "?" : each.text}`).join(",");
  switch (unit.kind) {
    case "operator": {
      const part = unit.part === undefined ? "" : `${signatureOf(unit.part.split)}[${unit.part.index}]`;
      return `${part}${unit.operator.name}(${fixed(unit.arguments)})`;
    }
    case "call":
      return `${unit.block}(${unit.arguments.length})`;
    case "join": {
      const start = (each: BranchUnit["start"]) => (each.kind === "part" ? `part${each.index}` : each.kind);
      const branches = unit.branches.map((each) => `${start(each.start)}>${each.units.map(signatureOf).join(">")}`);
      const split = unit.split === undefined ? "" : signatureOf(unit.split);
      return `${split}[${branches.join(";")}]${unit.operator?.name ?? ""}(${fixed(unit.arguments)})`;
    }
    case "tangle":
      return `tangle${unit.from}-${unit.segments.at(-1)?.output}`;
  }
}

/** Lines that a unit takes. */
export function sizeOf(unit: Unit): number {
  switch (unit.kind) {
    case "operator":
      return (isLight(unit) ? 0.3 : 1) + (unit.part === undefined ? 0 : 1);
    case "call":
      return 1;
    case "join":
      return (
        1 + unit.branches.reduce((sum, each) => sum + each.units.reduce((all, inner) => all + sizeOf(inner), 0), 0)
      );
    case "tangle":
      return unit.segments.reduce(
        (sum, each) => sum + 1 + each.units.reduce((all, inner) => all + sizeOf(inner), 0),
        0,
      );
  }
}

/** Whether a unit stands on the line of the one before it. */
export function isLight(unit: Unit): boolean {
  return unit.kind === "operator" && unit.part === undefined && ["activation", "norm"].includes(unit.operator.family);
}

/** Whether a unit says something of the origin of a join outside of it. */
export function isOpen(unit: Unit): boolean {
  switch (unit.kind) {
    case "operator":
      return unit.arguments.some((each) => each.text.startsWith(originName));
    case "join":
      return unit.branches.some((each) => each.units.some((inner) => inner.kind === "join" && isOpen(inner)));
    case "call":
    case "tangle":
      return false;
  }
}
