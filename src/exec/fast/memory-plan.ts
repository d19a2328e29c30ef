import { InternalError } from "../../core/internal-error.ts";
import type { TensorId } from "../../graph/index.ts";
import type { ExecutableGraph, StatedShape } from "../concrete.ts";
import { type Need, planArena } from "./arena.ts";
import type { Fused } from "./fuse.ts";
import { slotShape } from "./slot.ts";

/** Where the feature maps of a network lie. */
export interface MemoryPlan {
  /** Address of a tensor; tensors that only differ in shape have the same. */
  readonly addressOf: (id: TensorId) => number;
  /** Address of what a step needs for itself. */
  readonly scratchOf: (step: number) => number;
  /** First address behind them. */
  readonly end: number;
}

/**
 * Places the tensors that steps hand to each other, each from the step that computes it to the last one that reads it, and what steps
 * need for themselves. Inputs are there before, outputs are kept to the end.
 */
export function planMemory(
  { graph, shapes }: Pick<ExecutableGraph, "graph" | "shapes">,
  steps: readonly Fused[],
  scratchBytes: readonly number[],
  start: number,
): MemoryPlan {
  const owners = new Map<TensorId, TensorId>();
  const ownerOf = (id: TensorId): TensorId => owners.get(id) ?? id;
  const spans = new Map<TensorId, { from: number; to: number }>();
  const read = (id: TensorId, at: number): void => {
    const span = spans.get(ownerOf(id));
    if (span !== undefined) span.to = at;
  };
  for (const id of graph.inputs) spans.set(id, { from: 0, to: 0 });
  for (const [at, { kind, inputs, stages, outputs }] of steps.entries()) {
    for (const id of inputs) read(id, at);
    for (const { other } of stages) if (other !== undefined) read(other, at);
    for (const [index, id] of outputs.entries()) {
      if (kind === "same") owners.set(id, ownerOf(inputs[index] ?? id));
      else spans.set(id, { from: at, to: at });
    }
  }
  for (const id of graph.outputs) read(id, steps.length);
  const tensors = [...spans].map(([id, span]) => ({ id, bytes: slotShape(shapeOf(shapes, id)).bytes, ...span }));
  const scratches = scratchBytes.map((bytes, at): Need => ({ bytes, from: at, to: at }));
  const { offsets, bytes } = planArena([...tensors, ...scratches]);
  const addresses = new Map(tensors.map(({ id }, at) => [id, start + (offsets[at] ?? 0)]));
  return {
    addressOf: (id) => {
      const address = addresses.get(ownerOf(id));
      if (address === undefined) throw new InternalError("exec", `tensor ${id} has no place`);
      return address;
    },
    scratchOf: (step) => start + (offsets[tensors.length + step] ?? 0),
    end: start + bytes,
  };
}

/** The shape of a tensor of the graph. */
export function shapeOf(shapes: ReadonlyMap<TensorId, StatedShape>, id: TensorId | undefined): StatedShape {
  const shape = shapes.get(id ?? -1);
  if (shape === undefined) throw new InternalError("exec", `tensor ${id} has no shape`);
  return shape;
}
