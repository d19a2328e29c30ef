import type { Expression } from "../../grammar/index.ts";
import { diagnostic } from "../core/diagnostic.ts";
import type { PathSegment, TensorId } from "../graph/index.ts";
import { type Operator, type OperatorFault, type Shape, type ShapeResult, shapeText } from "../ops/index.ts";
import { asConstant, type Expr, isTrue, iverson, multiply, not, toText } from "../symbolic/index.ts";
import { bindAttributes } from "./attribute-binding.ts";
import { under } from "./conditional.ts";
import { bindParameters } from "./function.ts";
import { requireAtLeast, shapeContext } from "./integer.ts";
import type { Frame, Machine, Naming } from "./machine.ts";
import { mergeFlows } from "./merge.ts";
import { applyNet } from "./net.ts";
import { Scope } from "./scope.ts";
import { type BlockValue, errorValue, listValue, type TensorValue, typeName, type Value } from "./value.ts";
import { shortValueText } from "./value-text.ts";

/** Applies a block to the flowing value: an operator adds a layer, a block or net runs its body, a composition runs its parts. */
export function apply(
  machine: Machine,
  frame: Frame,
  block: BlockValue,
  input: Value | undefined,
  naming: Naming,
  site: Expression,
): Value {
  return machine.deeper(site.span, () => {
    machine.step(site.span);
    switch (block.form) {
      case "operator":
        return applyOperator(machine, frame, block, input, naming, site);
      case "block":
        return applyDeclared(machine, frame, block, input, naming, site);
      case "net":
        return applyNet(machine, frame, block, input, naming, site);
      case "composition":
        return applyParts(machine, frame, block.parts, input, naming, site);
      case "choice":
        return applyChoice(machine, frame, block, input, naming, site);
    }
  });
}

function applyParts(
  machine: Machine,
  frame: Frame,
  parts: readonly BlockValue[],
  input: Value | undefined,
  naming: Naming,
  site: Expression,
): Value {
  const inner = naming.label === undefined ? frame : { ...frame, path: frame.path.child(naming.label, "block") };
  let current = input;
  for (const part of parts) {
    current = machine.evaluator.apply(machine, inner, part, current, {}, site);
    if (current.kind === "error") return errorValue;
  }
  return current ?? errorValue;
}

/** A choice that free symbols leave open: both sides run, each under its condition. */
function applyChoice(
  machine: Machine,
  frame: Frame,
  block: BlockValue & { readonly form: "choice" },
  input: Value | undefined,
  naming: Naming,
  site: Expression,
): Value {
  const then = under(machine, block.condition, () =>
    machine.evaluator.apply(machine, frame, block.then, input, naming, site),
  );
  const otherwise = under(machine, not(block.condition), () =>
    machine.evaluator.apply(machine, frame, block.otherwise, input, naming, site),
  );
  return then.kind === "tensor" && otherwise.kind === "tensor"
    ? mergeFlows(machine, block.condition, then, otherwise, site, frame.path)
    : errorValue;
}

function applyDeclared(
  machine: Machine,
  frame: Frame,
  block: BlockValue & { readonly form: "block" },
  input: Value | undefined,
  naming: Naming,
  site: Expression,
): Value {
  const { declaration, bound } = block;
  const name = declaration.name.name;
  if (input === undefined) {
    machine.report("model/no-input", { what: `\`${name}\`` }, site.span);
    return errorValue;
  }
  const scope = new Scope<Value>(block.scope);
  const use = {
    text: useText(
      name,
      bound.positional.map((each) => each.value),
      bound.named,
    ),
    span: (block.site ?? site).span,
  };
  const path = naming.elide === true ? frame.path : frame.path.child(naming.label ?? name, "block");
  return machine.within({ uses: [...machine.uses, use] }, () => {
    const inner: Frame = { scope, it: input, input, path, net: frame.net };
    if (!bindParameters(machine, name, declaration.parameters, bound, scope, (block.site ?? site).span))
      return errorValue;
    return machine.evaluator.runBody(machine, inner, declaration.body) ?? input;
  });
}

/** `bottleneck(128, s=2)`: how a use reads in a chain of uses. */
function useText(
  name: string,
  positional: readonly Value[],
  named: ReadonlyMap<string, { readonly value: Value }>,
): string {
  const parts = [
    ...positional.map(shortValueText),
    ...[...named].map(([key, each]) => `${key}=${shortValueText(each.value)}`),
  ];
  return parts.length === 0 ? name : `${name}(${parts.join(", ")})`;
}

function applyOperator(
  machine: Machine,
  frame: Frame,
  block: BlockValue & { readonly form: "operator" },
  input: Value | undefined,
  naming: Naming,
  site: Expression,
): Value {
  const { operator } = block;
  const attributes = bindAttributes(machine, block, block.site ?? site);
  if (attributes === undefined) return errorValue;
  const inputs = operatorInputs(machine, operator, input, attributes.tensor, block.site ?? site);
  if (inputs === undefined) return errorValue;
  const [first] = inputs;
  if (operator.name === "id") return first ?? errorValue;
  const result = operator.inferShape(
    inputs.map((each) => each.shape),
    attributes.values,
    shapeContext(machine),
  );
  if (result.kind === "fault") {
    reportFault(machine, result.fault, inputs, attributes, block.site ?? site);
    return errorValue;
  }
  if (!checkDimensions(machine, operator, result, block.site ?? site)) return errorValue;
  const kind: PathSegment["kind"] = "operator";
  const path = frame.path.child(naming.label ?? operator.name, kind);
  const ids = machine.builder.addLayer(
    {
      name: path.name,
      segments: path.segments,
      operator,
      attributes: attributes.values,
      inputs: inputs.map((each) => each.id),
      factor: isTrue(machine.guard) ? machine.factor : multiply(machine.factor, iverson(machine.guard)),
      guard: machine.guard,
      span: (block.site ?? site).span,
      uses: machine.uses,
    },
    result.outputs,
  );
  const outputs = ids.map((id, index): TensorValue => tensorOf(id, result.outputs[index]));
  const [only] = outputs;
  return operator.name === "split" || only === undefined ? listValue(outputs) : only;
}

function tensorOf(id: TensorId, shape: Shape | undefined): TensorValue {
  return { kind: "tensor", id, shape: shape ?? { layout: "vector", dims: [] } };
}

/** The tensors that flow into an operator: the flowing one, a list, or the flowing one and the argument. */
function operatorInputs(
  machine: Machine,
  operator: Operator,
  input: Value | undefined,
  argument: { readonly value: Value; readonly source: Expression } | undefined,
  site: Expression,
): readonly TensorValue[] | undefined {
  if (operator.inputs === 0) return [];
  if (input === undefined) {
    machine.report("model/no-input", { what: `\`${operator.name}\`` }, site.span);
    return undefined;
  }
  if (input.kind === "error") return undefined;
  const flowing = operator.inputs === "list" && input.kind === "list" ? input.items : [input];
  const all = argument === undefined ? flowing : [...flowing, argument.value];
  const tensors: TensorValue[] = [];
  for (const [index, value] of all.entries()) {
    if (value.kind === "tensor") {
      tensors.push(value);
      continue;
    }
    const span = argument !== undefined && index === all.length - 1 ? argument.source.span : site.span;
    const wanted = operator.inputs === "list" ? "a list of tensors" : "a tensor";
    if (value.kind !== "error")
      machine.report(
        "type/mismatch",
        { what: `what flows into \`${operator.name}\``, wanted, found: typeName(value) },
        span,
      );
    return undefined;
  }
  return tensors;
}

/** Reports what a shape rule found, at the attribute or input that is to blame. */
function reportFault(
  machine: Machine,
  fault: OperatorFault,
  inputs: readonly TensorValue[],
  attributes: {
    readonly sites: ReadonlyMap<string, Expression["span"]>;
    readonly tensor?: { readonly source: Expression };
  },
  site: Expression,
): void {
  const named = fault.attribute === undefined ? undefined : attributes.sites.get(fault.attribute);
  const span = named ?? (fault.input === 1 ? attributes.tensor?.source.span : undefined) ?? site.span;
  const flowing = inputs[0];
  const label =
    fault.label ??
    (fault.input === 1 && flowing !== undefined ? `the flowing tensor is ${shapeText(flowing.shape)}` : undefined);
  // The operator's rule pairs code and arguments; the catalogue's own type cannot see that pairing here.
  const made = diagnostic(
    fault.code as "shape/rank",
    fault.args as { operator: string; wanted: string; found: string },
    span,
    { label, hint: fault.hint },
  );
  machine.reportMade(made);
}

const largestDimension = 2n ** 31n - 1n;

function checkDimensions(
  machine: Machine,
  operator: Operator,
  { outputs, isNonEmpty }: ShapeResult & { readonly kind: "shapes" },
  site: Expression,
): boolean {
  return outputs.every(({ dims }) =>
    dims.every((dim) => checkDimension(machine, operator, dim, isNonEmpty === true, site)),
  );
}

function checkDimension(
  machine: Machine,
  operator: Operator,
  dim: Expr,
  isNonEmpty: boolean,
  site: Expression,
): boolean {
  const known = asConstant(dim);
  const what = `a dimension after \`${operator.name}\``;
  if (known !== undefined && known.num > largestDimension) {
    machine.report("shape/too-large", { what, value: toText(dim) }, site.span);
    return false;
  }
  if (isNonEmpty || requireAtLeast(machine, dim, 1n)) return true;
  machine.report("shape/not-positive", { what, value: toText(dim), minimum: "1" }, site.span);
  return false;
}
