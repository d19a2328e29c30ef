import type { Expression } from "../../grammar/index.ts";
import type { Span } from "../core/source.ts";
import type { AttributeSpec, AttributeValue, Operator } from "../ops/index.ts";
import { asConstant, constant, type Expr, toText } from "../symbolic/index.ts";
import { conditionFlag } from "./flag.ts";
import { rejectSurplus } from "./function.ts";
import { requireAtLeast, requireInteger } from "./integer.ts";
import type { Machine } from "./machine.ts";
import { asNumber, type BlockValue, type BoundArgument, type BoundArguments, typeName, type Value } from "./value.ts";

export interface BoundAttributes {
  readonly values: ReadonlyMap<string, AttributeValue>;
  /** Where each attribute was written, for messages. */
  readonly sites: ReadonlyMap<string, Span>;
  /** The tensor argument: of `add` and `mul`, or an optional one such as a table of relative positions. */
  readonly tensor?: BoundArgument;
}

const largestDimension = 2n ** 31n - 1n;

/** Binds a call's arguments to an operator's attributes, fills defaults and checks types; undefined after reporting a fault. */
export function bindAttributes(
  machine: Machine,
  block: BlockValue & { readonly form: "operator" },
  site: Expression,
): BoundAttributes | undefined {
  const { operator, bound } = block;
  const isBinary = operator.inputs === 2;
  const { tensor, rest } = isBinary
    ? secondTensor(bound)
    : { tensor: optionalTensor(machine, operator, bound), rest: bound };
  if (isBinary && tensor === undefined) {
    machine.report("argument/missing", { callee: operator.name, name: secondName }, site.span);
    return undefined;
  }
  let sound = rejectSurplus(
    machine,
    operator.name,
    [...operator.attributes, ...(operator.optionalInput === undefined ? [] : [operator.optionalInput])].map(
      (each) => each.name,
    ),
    rest,
    site.span,
  );
  const values = new Map<string, AttributeValue>();
  const sites = new Map<string, Span>();
  operator.attributes.forEach((spec, index) => {
    const byName = rest.named.get(spec.name);
    const byPlace = rest.positional[index];
    if (byName !== undefined && byPlace !== undefined) {
      machine.report("argument/twice", { name: spec.name }, byName.source.span);
      sound = false;
    }
    const given = byName ?? byPlace;
    const value =
      given === undefined ? fallback(machine, operator, spec, values, site) : convert(machine, operator, spec, given);
    if (given !== undefined) sites.set(spec.name, given.source.span);
    if (value === undefined) sound = false;
    else values.set(spec.name, value);
  });
  if (!sound) return undefined;
  return tensor === undefined ? { values, sites } : { values, sites, tensor };
}

/** What the documentation calls the tensor that `add`, `mul` and the like take beside the flowing one. */
const secondName = "x";

/** The tensor argument of an operator on two tensors, by name or in the first place, and the arguments without it. */
function secondTensor(bound: BoundArguments): {
  readonly tensor: BoundArgument | undefined;
  readonly rest: BoundArguments;
} {
  const { [secondName]: named, ...others } = Object.fromEntries(bound.named);
  if (named !== undefined) return { tensor: named, rest: { ...bound, named: new Map(Object.entries(others)) } };
  const [tensor, ...positional] = bound.positional;
  return { tensor, rest: { ...bound, positional } };
}

/** The tensor given for an operator's optional input, by name or behind its attributes. */
function optionalTensor(
  machine: Machine,
  { optionalInput, attributes }: Operator,
  bound: BoundArguments,
): BoundArgument | undefined {
  if (optionalInput === undefined) return undefined;
  const byName = bound.named.get(optionalInput.name);
  const byPlace = bound.positional[attributes.length];
  if (byName !== undefined && byPlace !== undefined) {
    machine.report("argument/twice", { name: optionalInput.name }, byName.source.span);
  }
  return byName ?? byPlace;
}

function fallback(
  machine: Machine,
  operator: Operator,
  spec: AttributeSpec,
  earlier: ReadonlyMap<string, AttributeValue>,
  site: Expression,
): AttributeValue | undefined {
  if (typeof spec.default === "function") return spec.default(earlier);
  if (spec.default === undefined)
    machine.report("argument/missing", { callee: operator.name, name: spec.name }, site.span);
  return spec.default;
}

function convert(
  machine: Machine,
  operator: Operator,
  spec: AttributeSpec,
  given: BoundArgument,
): AttributeValue | undefined {
  const isCount = spec.type !== "bool" && spec.type !== "word" && spec.type !== "int-list";
  const value = isCount ? asNumber(given.value) : given.value;
  const span = given.source.span;
  const mismatch = (wanted: string) => {
    if (value.kind !== "error")
      machine.report(
        "type/mismatch",
        { what: `\`${spec.name}\` of \`${operator.name}\``, wanted, found: typeName(value) },
        span,
      );
    return undefined;
  };
  if (isCount && value.kind === "number" && value.dimension !== "none") return mismatch("a number without a unit");
  switch (spec.type) {
    case "int":
      return value.kind === "number" ? dimension(machine, spec, value.expr, span) : mismatch("an integer");
    case "number":
      return value.kind === "number" ? value.expr : mismatch("a number");
    case "bool":
      return value.kind === "boolean"
        ? conditionFlag(machine, value.condition, given.source)
        : mismatch("true or false");
    case "word":
      return value.kind === "string" ? word(machine, operator, spec, value.text, span) : mismatch("a word");
    case "int-or-pair":
      if (value.kind === "number") return dimension(machine, spec, value.expr, span);
      return value.kind === "list" && value.items.length === 2
        ? integers(machine, spec, value.items, span)
        : mismatch("an integer or a pair [height, width]");
    case "int-list":
      return value.kind === "list" ? integers(machine, spec, value.items, span) : mismatch("a list of integers");
    case "padding":
      return value.kind === "string"
        ? word(machine, operator, { ...spec, words: ["same", "tf"] }, value.text, span)
        : margins(machine, spec, value, span, () =>
            mismatch("same, tf, an integer, [ph, pw] or [top, bottom, left, right]"),
          );
    case "margins":
      return margins(machine, spec, value, span, () => mismatch("an integer, [ph, pw] or [top, bottom, left, right]"));
  }
}

/** Rows and columns round an image: one number, or two, or four; 0 is legal. */
function margins(
  machine: Machine,
  spec: AttributeSpec,
  value: Value,
  span: Span,
  mismatch: () => undefined,
): AttributeValue | undefined {
  const fromZero = { ...spec, minimum: 0n };
  if (value.kind === "number") return dimension(machine, fromZero, value.expr, span);
  return value.kind === "list" && (value.items.length === 2 || value.items.length === 4)
    ? integers(machine, fromZero, value.items, span)
    : mismatch();
}

function integers(
  machine: Machine,
  spec: AttributeSpec,
  items: readonly Value[],
  span: Span,
): readonly Expr[] | undefined {
  const all: Expr[] = [];
  for (const item of items) {
    if (item.kind !== "number" || item.dimension !== "none") {
      machine.report(
        "type/mismatch",
        { what: `an item of \`${spec.name}\``, wanted: "an integer", found: typeName(item) },
        span,
      );
      return undefined;
    }
    const each = dimension(machine, spec, item.expr, span);
    if (each === undefined) return undefined;
    all.push(each);
  }
  return all;
}

function word(machine: Machine, operator: Operator, spec: AttributeSpec, text: string, span: Span): string | undefined {
  if (spec.words?.includes(text)) return text;
  machine.report(
    "argument/word",
    { callee: operator.name, name: spec.name, found: `"${text}"`, known: (spec.words ?? []).join(", ") },
    span,
  );
  return undefined;
}

/** An integer within the attribute's limits. */
function dimension(machine: Machine, spec: AttributeSpec, value: Expr, span: Span): Expr | undefined {
  const what = `\`${spec.name}\``;
  if (!requireInteger(machine, value)) {
    machine.report("shape/not-integer", { what, value: toText(value) }, span);
    return undefined;
  }
  const known = asConstant(value);
  const minimum = spec.minimum ?? 1n;
  if (!requireAtLeast(machine, value, minimum)) {
    machine.report("shape/not-positive", { what, value: toText(value), minimum: minimum.toString() }, span);
    return undefined;
  }
  if (known === undefined) {
    if (spec.fixed !== true) return value;
    machine.report(
      "type/mismatch",
      { what, wanted: "a number, because it shapes the graph", found: toText(value) },
      span,
    );
    return undefined;
  }
  if (known.num > (spec.maximum ?? largestDimension)) {
    machine.report("shape/too-large", { what, value: known.num.toString() }, span);
    return undefined;
  }
  return constant(known);
}
