import { diagnostic, type PhaseResult } from "../core/diagnostic.ts";
import type { Layer, LayerGraph, TensorId } from "../graph/index.ts";
import { asInteger, equals, one } from "../symbolic/index.ts";
import { attributesOf } from "./attributes.ts";
import type { ParameterSpec } from "./kernel.ts";
import { kernels } from "./kernels/index.ts";
import { elementCount, type Layout, type Tensor } from "./tensor.ts";

/** A tensor's shape as the graph states it. */
export interface StatedShape {
  readonly layout: Layout;
  readonly dims: readonly number[];
}

/** A graph that can be executed: every shape is a number, and everything fits into memory. */
export interface ExecutableGraph {
  readonly graph: LayerGraph;
  readonly shapes: ReadonlyMap<TensorId, StatedShape>;
  /** Layers by the place behind which a tensor is no longer needed. */
  readonly lastUse: ReadonlyMap<TensorId, number>;
}

/** Bytes of feature maps and of one layer's parameters that may be held at once. */
const memoryLimit = 2 ** 31;
const bytesPerElement = 4;

/**
 * Looks whether a graph can be executed, before anything is allocated.
 * Errors: run/free, run/memory.
 */
export function executableGraph(graph: LayerGraph): PhaseResult<ExecutableGraph> {
  const shapes = new Map<TensorId, StatedShape>();
  for (const { id, shape } of graph.tensors) {
    const dims = shape.dims.map((each) => Number(asInteger(each) ?? Number.NaN));
    shapes.set(id, { layout: shape.layout, dims });
  }
  const free = graph.layers.find(
    (layer) =>
      !equals(layer.factor, one) ||
      layer.outputs.some((id) => shapes.get(id)?.dims.some((each) => Number.isNaN(each)) === true),
  );
  const isOpen = graph.inputs.some((id) => shapes.get(id)?.dims.some((each) => Number.isNaN(each)) === true);
  const isJoined = graph.tensors.some(({ origin }) => origin.kind === "choice" || origin.kind === "carried");
  if (free !== undefined || isOpen || isJoined) {
    return { value: undefined, diagnostics: [diagnostic("run/free", { layer: free?.name }, undefined)] };
  }
  const lastUse = lastUses(graph);
  const { layer, bytes } = largestStep(graph, shapes, lastUse);
  if (bytes > memoryLimit) {
    const facts = { layer, bytes, limit: memoryLimit };
    return { value: undefined, diagnostics: [diagnostic("run/memory", facts, undefined)] };
  }
  return { value: { graph, shapes, lastUse }, diagnostics: [] };
}

function lastUses(graph: LayerGraph): ReadonlyMap<TensorId, number> {
  const last = new Map<TensorId, number>();
  for (const layer of graph.layers) {
    for (const id of layer.outputs) last.set(id, layer.index);
    for (const id of layer.inputs) last.set(id, layer.index);
  }
  for (const id of graph.outputs) last.set(id, graph.layers.length);
  return last;
}

/** The layer during which most bytes are held: feature maps that live, its own parameters, and what it works on. */
function largestStep(
  graph: LayerGraph,
  shapes: ReadonlyMap<TensorId, StatedShape>,
  lastUse: ReadonlyMap<TensorId, number>,
): { readonly layer: string; readonly bytes: number } {
  const sizeOf = (id: TensorId) => bytesPerElement * elementCount(shapes.get(id)?.dims ?? []);
  const dying = new Map<number, TensorId[]>();
  for (const [id, index] of lastUse) dying.set(index, [...(dying.get(index) ?? []), id]);
  let live = graph.inputs.reduce((sum, id) => sum + sizeOf(id), 0);
  let most = { layer: graph.layers[0]?.name ?? "", bytes: live };
  for (const layer of graph.layers) {
    for (const id of layer.outputs) live += sizeOf(id);
    const learned = parameterSpecs(layer, shapes).reduce((sum, { dims }) => sum + elementCount(dims), 0);
    const bytes = live + bytesPerElement * (learned + scratchOf(layer, shapes));
    if (bytes > most.bytes) most = { layer: layer.name, bytes };
    for (const id of dying.get(layer.index) ?? []) live -= sizeOf(id);
  }
  return most;
}

const noData = new Float32Array(0);

/** The parameters that a layer wants for inputs of the stated shapes. */
export function parameterSpecs(layer: Layer, shapes: ReadonlyMap<TensorId, StatedShape>): readonly ParameterSpec[] {
  return kernels.get(layer.operator.name)?.parameters?.(shapedInputs(layer, shapes), attributesOf(layer)) ?? [];
}

function scratchOf(layer: Layer, shapes: ReadonlyMap<TensorId, StatedShape>): number {
  return kernels.get(layer.operator.name)?.scratch?.(shapedInputs(layer, shapes), attributesOf(layer)) ?? 0;
}

/** A layer's inputs without values. */
function shapedInputs(layer: Layer, shapes: ReadonlyMap<TensorId, StatedShape>): readonly Tensor[] {
  return layer.inputs.map((id): Tensor => ({ layout: "vector", dims: [], ...shapes.get(id), data: noData }));
}
