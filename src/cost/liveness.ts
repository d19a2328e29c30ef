import { InternalError } from "../core/internal-error.ts";
import type { Layer, LayerGraph, Tensor, TensorId } from "../graph/index.ts";
import { elements, type MemoryBehaviour } from "../ops/index.ts";
import {
  and,
  type Condition,
  type Expr,
  equals,
  falseCondition,
  isFalse,
  isTrue,
  iverson,
  maxOf,
  multiply,
  not,
  or,
  sum,
  trueCondition,
  zero,
} from "../symbolic/index.ts";
import { batchOf } from "./batch.ts";
import { learnedTensors } from "./learned.ts";
import { unrollLoops } from "./unroll.ts";

/** `fused`: batch norm and cheap activations overwrite their input. `unfused`: every operator but a view writes a tensor of its own. */
export type MemoryConvention = "fused" | "unfused";

/**
 * Largest size of the activations alive at once, over the layers in execution order; in elements, or in what `sizeOf` counts.
 *
 * A buffer lives from its producer to its last consumer, the network input included; a step counts its inputs and its output.
 * Views share their input's buffer. Outputs of the network live to the end. What a repeat's body reads from outside lives to its last
 * turn. Learned tensors are no activations. `batch` is how often what depends on the input exists.
 * Exact; with free symbols the result is a `max` over the steps that could be largest.
 */
export function peakActivation(
  graph: LayerGraph,
  convention: MemoryConvention,
  sizeOf: (elements: Expr) => Expr = (count) => count,
  batch = 1n,
): Expr {
  const sizes = sizesOver(unrollLoops(graph), convention, sizeOf, batch);
  return sizes.length === 0 ? zero : maxOf(sizes);
}

/** The first layer at which the activations alive are as large as `peak`; undefined where sizes are formulas. */
export function layerAtPeak(
  graph: LayerGraph,
  convention: MemoryConvention,
  peak: Expr,
  sizeOf: (elements: Expr) => Expr,
  batch: bigint,
): Layer | undefined {
  const unrolled = unrollLoops(graph);
  const sizes = sizesOver(unrolled, convention, sizeOf, batch);
  return unrolled.layers[sizes.findIndex((each) => equals(each, peak))];
}

function sizesOver(
  unrolled: LayerGraph,
  convention: MemoryConvention,
  sizeOf: (elements: Expr) => Expr,
  batch: bigint,
): readonly Expr[] {
  const scale = batchOf(unrolled, batch);
  const size = (tensor: Tensor) => sizeOf(multiply(scale(tensor.id), elements(tensor.shape)));
  return liveSizes(unrolled, assignBuffers(unrolled, convention, size));
}

function guarded(condition: Condition, size: Expr): Expr {
  return isTrue(condition) ? size : multiply(iverson(condition), size);
}

/** A buffer is named after the tensor that it was first made for. */
type BufferId = TensorId;
/** Buffers with the condition under which each is alive. */
type LiveSet = ReadonlyMap<BufferId, Condition>;

interface Buffers {
  /** The buffers behind a tensor, by condition; one, unless a choice on free symbols made it. */
  of(tensor: TensorId): LiveSet;
  size(buffer: BufferId): Expr;
}

function assignBuffers(graph: LayerGraph, convention: MemoryConvention, size: (tensor: Tensor) => Expr): Buffers {
  const learned = learnedTensors(graph);
  const behind = new Map<TensorId, LiveSet>();
  const of = (tensor: TensorId): LiveSet => {
    const found = behind.get(tensor);
    if (found === undefined) throw new InternalError("liveness", `tensor ${tensor} is used before it is made`);
    return found;
  };
  for (const tensor of graph.tensors) {
    const { origin } = tensor;
    if (origin.kind === "choice") {
      const merged = new Map<BufferId, Condition>();
      unite(merged, of(origin.then), origin.condition);
      unite(merged, of(origin.otherwise), not(origin.condition));
      behind.set(tensor.id, merged);
      continue;
    }
    const layer = origin.kind === "layer" ? graph.layers[origin.layer] : undefined;
    const source = layer?.inputs[0];
    const shared =
      layer !== undefined &&
      source !== undefined &&
      sharesInput(layer.operator.memory, convention, learned.has(source));
    behind.set(tensor.id, shared ? of(source) : new Map<BufferId, Condition>().set(tensor.id, trueCondition));
  }
  const sizes = graph.tensors.map((tensor) => (learned.has(tensor.id) ? zero : size(tensor)));
  return { of, size: (buffer) => sizes[buffer] ?? zero };
}

/** Learned values are never overwritten. */
function sharesInput(memory: MemoryBehaviour, convention: MemoryConvention, isLearned: boolean): boolean {
  return memory === "view" || (memory === "in-place" && convention === "fused" && !isLearned);
}

/** For each layer, how many elements are in the buffers that it or a later layer reads, or that it writes. */
function liveSizes(graph: LayerGraph, buffers: Buffers): readonly Expr[] {
  const live = new Map<BufferId, Condition>();
  for (const output of graph.outputs) unite(live, buffers.of(output), trueCondition);
  const sizes: Expr[] = [];
  for (const layer of [...graph.layers].reverse()) {
    for (const tensor of layer.inputs) unite(live, buffers.of(tensor), layer.guard);
    for (const tensor of layer.outputs) unite(live, buffers.of(tensor), layer.guard);
    const parts: Expr[] = [];
    for (const [buffer, condition] of live) parts.push(guarded(condition, buffers.size(buffer)));
    sizes.push(guarded(layer.guard, sum(parts)));
    // Before this layer its outputs do not exist; a buffer that an output shares with an input is named after another tensor.
    for (const tensor of layer.outputs) live.delete(tensor);
  }
  return sizes.reverse();
}

/** Adds `more` under `condition` to `into`: a buffer needed twice is needed under either condition. */
function unite(into: Map<BufferId, Condition>, more: LiveSet, condition: Condition): void {
  for (const [buffer, under] of more) {
    const extra = and([under, condition]);
    if (!isFalse(extra)) into.set(buffer, or([into.get(buffer) ?? falseCondition, extra]));
  }
}
