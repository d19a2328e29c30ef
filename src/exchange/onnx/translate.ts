import { type Constant, storedConstant } from "./constant.ts";
import { refuse, shown } from "./fault.ts";
import { canFold, fold, shapeOf } from "./fold.ts";
import type { Folding } from "./fold-rule.ts";
import type { OnnxNode } from "./model.ts";
import { NoExactNumber } from "./number.ts";
import { rules } from "./ops/rules.ts";
import { neededNodes } from "./order.ts";
import { checkTensor, type ExternalData } from "./tensor.ts";
import { type Translation, Unsupported } from "./translation.ts";
import { dimsOf } from "./view.ts";

/** What the nodes of a file stand in. */
export interface Surroundings {
  readonly external: ExternalData | undefined;
  /** What has no cost rule, with how often it occurs; added to. */
  readonly unsupported: Map<string, number>;
}

/** Layers of nodes in the order of their execution, by a rule for each operator. */
export function translate(nodes: readonly OnnxNode[], t: Translation, around: Surroundings): void {
  for (const node of nodes) {
    if (t.isFused(node)) continue;
    t.begin(node);
    translateNode(node, t, around);
  }
}

function translateNode(node: OnnxNode, t: Translation, around: Surroundings): void {
  if (node.outputs.every((each) => t.valueOf(each)?.kind === "constant")) return;
  const values = node.inputs.map((_, index) => t.input(node, index));
  const constants = values.map((each) => (each?.kind === "constant" ? each : undefined));
  const folding = foldingOf(t, around.external);
  if (values.every((each) => each === undefined || each.kind === "constant")) {
    const made = fold(node, constants, folding);
    if (made !== undefined) {
      setAll(node, t, made);
      return;
    }
  }
  const key = node.domain === "" ? node.opType : `${node.domain}:${node.opType}`;
  const what = shown(node.domain === "ridge" ? node.opType : key);
  const [first] = values;
  if (key === "Shape" && first?.kind === "flow") {
    setAll(node, t, [shapeOf(node, dimsOf(first), folding)]);
    return;
  }
  if (key === "If" && inlineBranch(node, t, around)) return;
  const rule = Object.hasOwn(rules, key) ? rules[key] : undefined;
  const isPoisoned = values.some((each) => each?.kind === "unknown");
  if (isPoisoned && (rule !== undefined || canFold(node))) {
    setAll(node, t, unknowns(node));
    return;
  }
  if (rule === undefined) {
    giveUp(node, t, around, what);
    return;
  }
  try {
    rule(node, t);
    if (movers.includes(key) && t.isWhole(node.inputs[0] ?? "")) for (const each of node.outputs) t.markWhole(each);
  } catch (fault) {
    if (fault instanceof NoExactNumber) t.mismatch(fault.message);
    if (!(fault instanceof Unsupported)) throw fault;
    giveUp(node, t, around, `${what} (${fault.message})`);
  }
}

/** Operators whose output consists of elements of their first input. */
const movers: readonly string[] = [
  "Identity",
  "Reshape",
  "Flatten",
  "Squeeze",
  "Unsqueeze",
  "Transpose",
  "Slice",
  "Gather",
  "Split",
  "Expand",
];

function setAll(node: OnnxNode, t: Translation, values: readonly Parameters<Translation["set"]>[1][]): void {
  for (const [index, value] of values.entries()) t.set(node.outputs[index], value);
}

function unknowns(node: OnnxNode) {
  return node.outputs.map(() => ({ kind: "unknown" }) as const);
}

function giveUp(node: OnnxNode, t: Translation, { unsupported }: Surroundings, what: string): void {
  unsupported.set(what, (unsupported.get(what) ?? 0) + 1);
  setAll(node, t, unknowns(node));
}

/** A condition that is known chooses one branch, whose nodes stand in its place. */
function inlineBranch(node: OnnxNode, t: Translation, around: Surroundings): boolean {
  const condition = t.input(node, 0);
  if (condition?.kind !== "constant") return false;
  const branch = node.attributes.get((condition.values()[0] ?? 0) !== 0 ? "then_branch" : "else_branch")?.graph;
  if (branch === undefined) return t.mismatch("it has no such branch");
  for (const each of branch.initializers) t.set(each.name, storedConstant(checkTensor(each, around.external), true));
  const outputs = branch.outputs.map((each) => each.name);
  translate(neededNodes(branch, outputs), t, around);
  for (const [index, name] of outputs.entries()) {
    const value = t.valueOf(name);
    if (value === undefined) refuse("onnx/undefined-value", { name: shown(name), node: t.place });
    t.set(node.outputs[index], value);
  }
  return true;
}

/** Computes what does not depend on the network's input, so that idioms can look at numbers. */
export function foldKnown(
  nodes: readonly OnnxNode[],
  known: Map<string, Constant>,
  t: Translation,
  external: ExternalData | undefined,
): void {
  const folding = foldingOf(t, external);
  for (const node of nodes) {
    const inputs = node.inputs.map((each) => known.get(each));
    if (node.inputs.some((each, index) => each !== "" && inputs[index] === undefined)) continue;
    t.begin(node);
    const made = fold(node, inputs, folding);
    for (const [index, value] of (made ?? []).entries()) {
      const output = node.outputs[index];
      t.checkRank(value.dims.length);
      if (output !== undefined && output !== "") known.set(output, value);
    }
  }
}

function foldingOf(t: Translation, external: ExternalData | undefined): Folding {
  return {
    budget: t.budget,
    opset: t.opset,
    check: (tensor) => checkTensor(tensor, external),
    mismatch: (problem) => t.mismatch(problem),
  };
}
