import type { TensorId } from "../graph/index.ts";
import type { Machine } from "./machine.ts";
import type { NetInstance } from "./value.ts";

/**
 * What is left of the nets that are read at their taps alone. Where the result of a net used as a block goes nowhere, the net is cut behind
 * the taps that were read: layers that none of them needs are left out, and make no outputs.
 */
export interface Cut {
  /** Indices of the layers left out. */
  readonly leftOut: ReadonlySet<number>;
  /** Whether a tensor is still there. */
  readonly isLeft: (id: TensorId) => boolean;
  /** Results of flow statements that count, in order: those inside a cut net are none. */
  readonly flows: readonly TensorId[];
  /** Tensors that a layer reads, or that another tensor is chosen from, among what is left. */
  readonly consumed: ReadonlySet<TensorId>;
}

/** Cuts the nets whose taps were read; `ends` is what flows at the end. */
export function cutNets(machine: Machine, ends: readonly TensorId[]): Cut {
  const all = consumedTensors(machine, everything);
  const isOpen = ({ result }: NetInstance) => result !== undefined && !all.has(result) && !ends.includes(result);
  const nets = [...new Set(machine.tappedNets)].filter(isOpen);
  const made = machine.flowResults.map((each) => each.id);
  if (nets.length === 0) return { leftOut: new Set(), isLeft: everything, flows: made, consumed: all };
  const flows = made.filter((_, at) => !nets.some(({ flows: [from, end] }) => at >= from && at < end));
  const isInside = (id: TensorId) => nets.some(({ tensors: [from, end] }) => id >= from && id < end);
  const { builder } = machine;
  const roots = [...flows, ...ends];
  for (let index = 0; index < builder.layerCount; index++) {
    const layer = builder.layerAt(index);
    if (layer === undefined || layer.outputs.some(isInside)) continue;
    for (const id of layer.inputs) roots.push(id);
    for (const id of layer.outputs) roots.push(id);
  }
  const needed = ancestors(machine, roots);
  const leftOut = new Set<number>();
  for (let index = 0; index < builder.layerCount; index++) {
    if (builder.layerAt(index)?.outputs.some(isInside) === true && !needed.layers.has(index)) leftOut.add(index);
  }
  const isLeft = (id: TensorId) => !isInside(id) || needed.tensors.has(id);
  return { leftOut, isLeft, flows, consumed: consumedTensors(machine, isLeft) };
}

const everything = (): boolean => true;

/** The tensors that the making of another one reads; `isLeft` says which others count. */
function consumedTensors({ builder }: Machine, isLeft: (id: TensorId) => boolean): ReadonlySet<TensorId> {
  const consumed = new Set<TensorId>();
  for (let id = 0; id < builder.tensorCount; id++) {
    const origin = builder.tensorAt(id)?.origin;
    if (origin === undefined || !isLeft(id)) continue;
    if (origin.kind === "layer") for (const each of builder.layerAt(origin.layer)?.inputs ?? []) consumed.add(each);
    if (origin.kind === "choice") consumed.add(origin.then).add(origin.otherwise);
    if (origin.kind === "carried") consumed.add(origin.before);
  }
  return consumed;
}

/** Every layer and tensor that the given tensors depend on, themselves included. */
export function ancestors(
  { builder }: Machine,
  ids: readonly TensorId[],
): { readonly layers: ReadonlySet<number>; readonly tensors: ReadonlySet<TensorId> } {
  const layers = new Set<number>();
  const tensors = new Set<TensorId>();
  const open = [...ids];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (tensors.has(id)) continue;
    tensors.add(id);
    const origin = builder.tensorAt(id)?.origin;
    if (origin?.kind === "choice") open.push(origin.then, origin.otherwise);
    if (origin?.kind === "carried") open.push(origin.before, builder.resultOf(id));
    if (origin?.kind !== "layer" || layers.has(origin.layer)) continue;
    layers.add(origin.layer);
    for (const input of builder.layerAt(origin.layer)?.inputs ?? []) open.push(input);
  }
  return { layers, tensors };
}
