import { type Diagnostic, diagnostic, type PhaseResult } from "../../core/diagnostic.ts";
import type { Span } from "../../core/source.ts";
import type { DataType } from "../../cost/index.ts";
import type { LayerGraph } from "../../graph/index.ts";
import { type ElaboratedNetwork, numberValue } from "../../model/index.ts";
import { constant } from "../../symbolic/index.ts";
import { inTextOrder } from "../arch/arch-text.ts";
import { longestList } from "./attributes.ts";
import { mixingNode } from "./batch.ts";
import { type Constant, storedConstant } from "./constant.ts";
import { OnnxFault, refuse, shown } from "./fault.ts";
import { withInputLayouts } from "./input-layout.ts";
import { type AxisSetting, type NetworkInput, type ResolvedInputs, resolveInputs } from "./inputs.ts";
import type { LayerData } from "./layer-data.ts";
import type { OnnxGraph, OnnxModel, OnnxNode, OnnxTensor } from "./model.ts";
import { neededNodes, readersOf } from "./order.ts";
import { readModel } from "./proto.ts";
import { rewriteIdioms } from "./rewrite.ts";
import { checkTensor, type ExternalData } from "./tensor.ts";
import { foldKnown, translate } from "./translate.ts";
import { Translation } from "./translation.ts";
import { type Axis, axisOf, axisSize, dimsOf, type Target, usualTarget } from "./view.ts";

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
    known.set(each.name, storedConstant(checkTensor(each, external), isParameter(each, graph)));
  }
  const resolved = resolveInputs(
    graph.inputs.filter((each) => !known.has(each.name)),
    settings,
  );
  const outputs = graph.outputs.map((each) => each.name);
  const needed = neededNodes(graph, outputs);
  const span = { source: { name, text: "" }, start: 0, end: 0 };
  const scout = new Translation({ opset, fixedBatch: resolved.fixedBatch, readers: readersOf(needed), outputs, span });
  foldKnown(needed, known, scout, external);
  const nodes = neededNodes({ nodes: rewriteIdioms(needed, known, outputs, opset) }, outputs);
  const source = { nodes, known, outputs, opset, span, external, name: networkName(graph, name) };
  const { t, made, batch } = translated(source, resolved);
  const data = new Map(
    made.layers.flatMap((each) => {
      const found = t.data.get(each.index);
      return found === undefined ? [] : [[each.name, found] as const];
    }),
  );
  const layers = inTextOrder(made);
  t.budget.end();
  scout.budget.end();
  const parameters = [...resolved.open].map(([key, value]) => ({ name: key, value: numberOf(value), free: false }));
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

interface Source {
  readonly nodes: readonly OnnxNode[];
  readonly known: ReadonlyMap<string, Constant>;
  readonly outputs: readonly string[];
  readonly opset: number;
  readonly span: Span;
  readonly external: ExternalData | undefined;
  /** What the network is called. */
  readonly name: string;
}

interface Translated {
  readonly t: Translation;
  readonly made: LayerGraph;
  /** Inferences at once. */
  readonly batch: number;
}

/**
 * The layers of one inference, where axis 0 of the inputs holds several that are independent of each other; else the layers of the whole,
 * axis 0 being an axis like others. Errors: onnx/batch, where the language cannot say the latter.
 */
function translated(source: Source, { inputs, batch, fixedBatch }: ResolvedInputs): Translated {
  const single = () => translatedAs(source, inputs, fixedBatch);
  if (inputs.every((each) => each.batch === 1)) return { ...single(), batch };
  const odd = inputs.find((each) => each.dims.length > 1 && each.batch !== batch);
  if (odd !== undefined) {
    return wholly(source, inputs, `inputs have ${batch} and ${odd.batch} there`, undefined);
  }
  const made = attempt(single);
  if (made instanceof OnnxFault) return wholly(source, inputs, made.message, made);
  const { t } = made;
  const node = mixingNode({
    nodes: source.nodes,
    batched: inputs.flatMap((each) => (each.dims.length > 1 ? [each.name] : [])),
    fixedBatch,
    opset: source.opset,
    dimsOf: (each) => {
      const value = t.valueOf(each);
      return value?.kind === "flow" ? dimsOf(value) : value?.kind === "constant" ? value.dims : undefined;
    },
    isConstant: (each) => t.valueOf(each)?.kind === "constant",
    numbersOf: (each) => {
      const value = t.valueOf(each);
      return value?.kind === "constant" && value.count <= longestList ? [...value.values()] : undefined;
    },
  });
  if (node === undefined) return { ...made, batch };
  const what = shown(node.name === "" ? `${node.opType} of ${node.outputs[0] ?? ""}` : node.name);
  return wholly(source, inputs, `node \`${what}\` (${shown(node.opType)}) mixes them`, undefined);
}

/** The layers with axis 0 as an axis like others. `before` is why the layers of one inference could not be had. */
function wholly(
  source: Source,
  inputs: readonly NetworkInput[],
  problem: string,
  before: OnnxFault | undefined,
): Translated {
  const whole = inputs.map((each) =>
    each.dims.length > 1 ? { ...each, dims: [each.batch, ...each.dims.slice(1)] } : each,
  );
  const made = attempt(() => translatedAs(source, whole, 1));
  if (!(made instanceof OnnxFault)) return { ...made, batch: 1 };
  // What has no cost rule in one inference has none in several; what contradicts itself with the file's own sizes is no matter of the batch.
  if (before?.diagnostic.code === "onnx/unsupported") throw before;
  if (made.diagnostic.code !== "onnx/unsupported") throw made;
  return refuse("onnx/batch", { batch: Math.max(...inputs.map((each) => each.batch)), problem });
}

function attempt<T>(run: () => T): T | OnnxFault {
  try {
    return run();
  } catch (fault) {
    if (fault instanceof OnnxFault) return fault;
    throw fault;
  }
}

function translatedAs(
  { nodes, known, outputs, opset, span, external, name }: Source,
  inputs: readonly NetworkInput[],
  fixedBatch: number,
): Omit<Translated, "batch"> {
  const t = new Translation({ opset, fixedBatch, readers: readersOf(nodes), outputs, span });
  for (const [key, value] of known) t.set(key, value);
  for (const input of inputs) addInput(t, input);
  const unsupported = new Map<string, number>();
  translate(nodes, t, { external, unsupported });
  if (unsupported.size > 0) refuse("onnx/unsupported", { operators: [...unsupported] });
  return { t, made: finish(t, outputs, name) };
}

/**
 * Whether an initializer may be a parameter. A single number is one if it has a dimension, or if the file writes its plain numbers as
 * Constant nodes and so has no other reason to store it; scales of integers are none.
 */
function isParameter({ dims }: OnnxTensor, { nodes }: OnnxGraph): boolean {
  if (dims.some((each) => each !== 1n)) return true;
  const isQuantised = nodes.some(({ opType }) => /Quantize|Integer|^QLinear/.test(opType));
  return !isQuantised && (dims.length > 0 || nodes.some(({ opType }) => opType === "Constant"));
}

function addInput(t: Translation, { name, dims, isChannelsLast, isFloat }: NetworkInput): void {
  if (!isFloat) t.markWhole(name);
  const axes: readonly Axis[] = dims.map(axisOf);
  const [batch = [], height = [], width = [], channels = []] = axes;
  const target =
    isChannelsLast && batch.length === 0
      ? ({ layout: "image", axes: [channels, height, width] } as const)
      : (imageTarget(t, name, axes) ?? usualTarget({ axes }));
  const shape = { layout: target.layout, dims: target.axes.map((each) => constant(BigInt(axisSize(each)))) };
  t.set(name, { kind: "flow", tensor: t.addInput(shape), layout: target.layout, own: target.axes, axes });
}

/** Three axes without a batch are an image where one is put in front of them; else they are tokens, as the usual layout says. */
function imageTarget(t: Translation, name: string, axes: readonly Axis[]): Target | undefined {
  const isImage = axes.length === 3 && axes[0]?.length !== 0 && t.readersOf(name).some(isBatchPutInFront);
  return isImage ? { layout: "image", axes } : undefined;
}

function isBatchPutInFront({ opType, domain }: OnnxNode): boolean {
  return opType === "Unsqueeze" && domain === "";
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
