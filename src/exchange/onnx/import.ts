import { type Diagnostic, diagnostic, type PhaseResult } from "../../core/diagnostic.ts";
import type { DataType } from "../../cost/index.ts";
import type { LayerGraph } from "../../graph/index.ts";
import { type ElaboratedNetwork, numberValue } from "../../model/index.ts";
import { constant } from "../../symbolic/index.ts";
import { inTextOrder } from "../arch/arch-text.ts";
import { type Constant, storedConstant } from "./constant.ts";
import { OnnxFault, refuse, shown } from "./fault.ts";
import { canFold, fold, shapeOf } from "./fold.ts";
import type { Folding } from "./fold-rule.ts";
import { withInputLayouts } from "./input-layout.ts";
import { type AxisSetting, type NetworkInput, resolveInputs } from "./inputs.ts";
import type { LayerData } from "./layer-data.ts";
import type { OnnxGraph, OnnxModel, OnnxNode } from "./model.ts";
import { NoExactNumber } from "./number.ts";
import { rules } from "./ops/rules.ts";
import { neededNodes, readersOf } from "./order.ts";
import { readModel } from "./proto.ts";
import { rewriteIdioms } from "./rewrite.ts";
import { checkTensor, type ExternalData } from "./tensor.ts";
import { Translation, Unsupported } from "./translation.ts";
import { type Axis, axisOf, axisSize, dimsOf, usualTarget } from "./view.ts";

export interface OnnxRequest {
  readonly bytes: Uint8Array;
  /** What messages call the file. */
  readonly name: string;
  /** Sizes of open axes: N, H, W, or the file's own names. */
  readonly settings?: readonly AxisSetting[];
  /** Data beside the file; absent: none may be read. */
  readonly external?: ExternalData | undefined;
}

/** A network of an ONNX file. */
export interface ImportedNetwork extends ElaboratedNetwork {
  /** Inferences at once in the file, where the graph is of one, and the data type that the file computes in. */
  readonly run: { readonly batch: bigint; readonly dtype: DataType };
  /** Learned tensors and numbers by the names of the layers that use them. */
  readonly weights: ReadonlyMap<string, LayerData>;
  readonly opset: number;
  /** The program that wrote the file, as it calls itself. */
  readonly producer: string;
}

/** Opset versions of the standard domain that are read. */
export const opsets = { first: 7, last: 22 } as const;

/**
 * An ONNX file as a layer graph: shapes inferred, constants folded, exporters' idioms put together again, layers named after its nodes.
 *
 * Errors: onnx/*; then there is no value. Warnings: onnx/shared-weights.
 */
export function importOnnx(request: OnnxRequest): PhaseResult<ImportedNetwork> {
  try {
    return read(request);
  } catch (fault) {
    if (!(fault instanceof OnnxFault)) throw fault;
    const { diagnostic: made } = fault;
    return { value: undefined, diagnostics: [{ ...made, notes: [...made.notes, `in: ${request.name}`] }] };
  }
}

function read({ bytes, name, settings = [], external }: OnnxRequest): PhaseResult<ImportedNetwork> {
  const model = readModel(bytes);
  const graph = withInputLayouts(model.graph);
  const opset = opsetOf(model);
  const known = new Map<string, Constant>();
  for (const each of graph.initializers) {
    if (known.has(each.name)) refuse("onnx/made-twice", { name: shown(each.name) });
    known.set(each.name, storedConstant(checkTensor(each, external), true));
  }
  const { inputs, batch, fixedBatch, open } = resolveInputs(
    graph.inputs.filter((each) => !known.has(each.name)),
    settings,
  );
  const outputs = graph.outputs.map((each) => each.name);
  const needed = neededNodes(graph, outputs);
  const span = { source: { name, text: "" }, start: 0, end: 0 };
  const scout = new Translation({ opset, fixedBatch, readers: readersOf(needed), outputs, span });
  foldKnown(needed, known, scout, external);
  const nodes = neededNodes({ nodes: rewriteIdioms(needed, known, outputs) }, outputs);
  const t = new Translation({ opset, fixedBatch, readers: readersOf(nodes), outputs, span });
  for (const [key, value] of known) t.set(key, value);
  for (const input of inputs) addInput(t, input);
  const unsupported = new Map<string, number>();
  translate(nodes, t, { external, unsupported });
  if (unsupported.size > 0) refuse("onnx/unsupported", { operators: [...unsupported] });
  const made = finish(t, outputs, networkName(graph, name));
  const data = new Map(
    made.layers.flatMap((each) => {
      const found = t.data.get(each.index);
      return found === undefined ? [] : [[each.name, found] as const];
    }),
  );
  const layers = inTextOrder(made);
  t.budget.end();
  scout.budget.end();
  const parameters = [...open].map(([key, value]) => ({ name: key, value: numberOf(value), free: false }));
  const dtype = t.isQuantized ? "int8" : isHalf(graph) ? "fp16" : "fp32";
  const value = {
    graph: layers,
    parameters,
    freeSymbols: new Map(),
    run: { batch: BigInt(batch), dtype },
    weights: data,
    opset,
    producer: model.producer,
  } as const;
  return { value, diagnostics: sharedWeights(data) };
}

function numberOf(value: number) {
  return numberValue(constant(BigInt(value)));
}

function opsetOf({ opsets: found }: OnnxModel): number {
  const version = found.get("") ?? 0;
  if (version < opsets.first || version > opsets.last) {
    refuse("onnx/opset", { found: version, first: opsets.first, last: opsets.last });
  }
  return version;
}

/** Computes what does not depend on the network's input, so that idioms can look at numbers. */
function foldKnown(
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

function addInput(t: Translation, { name, dims, isChannelsLast }: NetworkInput): void {
  const axes: readonly Axis[] = dims.map(axisOf);
  const [batch = [], height = [], width = [], channels = []] = axes;
  const target = isChannelsLast
    ? ({ layout: "image", axes: [channels, height, width] } as const)
    : usualTarget({ axes });
  void batch;
  const shape = { layout: target.layout, dims: target.axes.map((each) => constant(BigInt(axisSize(each)))) };
  t.set(name, { kind: "flow", tensor: t.addInput(shape), layout: target.layout, own: target.axes, axes });
}

interface Surroundings {
  readonly external: ExternalData | undefined;
  readonly unsupported: Map<string, number>;
}

function translate(nodes: readonly OnnxNode[], t: Translation, around: Surroundings): void {
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
    giveUp(node, t, around, shown(key));
    return;
  }
  try {
    rule(node, t);
  } catch (fault) {
    if (fault instanceof NoExactNumber) t.mismatch(fault.message);
    if (!(fault instanceof Unsupported)) throw fault;
    giveUp(node, t, around, `${shown(key)} (${fault.message})`);
  }
}

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

/** The graph with its outputs laid out as ONNX has them. */
function finish(t: Translation, outputs: readonly string[], name: string): LayerGraph {
  if (outputs.length === 0) refuse("onnx/no-layers", {});
  const values = outputs.map((each) => {
    const value = t.valueOf(each);
    return value ?? refuse("onnx/undefined-value", { name: shown(each), node: "the graph's outputs" });
  });
  if (values.every((each) => each.kind !== "flow")) refuse("onnx/no-layers", {});
  const ends = values.map((value) => {
    // Numbers that stand there whatever the input is; nothing has used them, so nothing has learned them.
    const flow = t.asFlow(value.kind === "constant" ? { ...value, isLearned: false } : value);
    return t.as(flow, usualTarget(flow)).tensor;
  });
  if (t.builder.layerCount === 0) refuse("onnx/no-layers", {});
  return t.builder.finish(name, ends, new Map(), []);
}

const namelessGraphs: readonly string[] = [
  "",
  "torch_jit",
  "torch-jit-export",
  "main_graph",
  "main",
  "graph",
  "tf2onnx",
];

/** The graph's own name; that of its file where an exporter has written its own. */
function networkName({ name }: OnnxGraph, file: string): string {
  const base = file.replace(/^.*[\\/]/, "").replace(/\.onnx$/, "");
  return shown(namelessGraphs.includes(name) ? base : name);
}

function isHalf({ initializers }: OnnxGraph): boolean {
  const floats = initializers.filter((each) => [1, 10, 11, 16].includes(each.dataType));
  return floats.length > 0 && floats.every((each) => each.dataType === 10 || each.dataType === 16);
}

/** Says how many elements are counted more than once since several layers use them. */
function sharedWeights(weights: ReadonlyMap<string, LayerData>): readonly Diagnostic[] {
  const uses = new Map<string, { count: number; layers: number }>();
  for (const { tensors } of weights.values()) {
    for (const { source, count } of tensors.values()) {
      if (source === undefined) continue;
      const found = uses.get(source);
      if (found === undefined) uses.set(source, { count, layers: 1 });
      else found.layers += 1;
    }
  }
  const shared = [...uses].filter(([, each]) => each.layers > 1);
  if (shared.length === 0) return [];
  const elements = shared.reduce((sum, [, { count, layers }]) => sum + count * (layers - 1), 0);
  const names = shared.map(([name]) => shown(name));
  return [diagnostic("onnx/shared-weights", { names, elements }, undefined)];
}
