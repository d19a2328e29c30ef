import type { TensorId } from "../../graph/index.ts";
import type { Layout } from "../../ops/index.ts";

/** A factor of a dimension; compared by identity. */
export interface Atom {
  readonly size: number;
}

/** One dimension as a product of atoms, the outermost first; empty where it is 1. */
export type Axis = readonly Atom[];

/**
 * An ONNX tensor as a way of reading a tensor of the layer graph. Reshape, Transpose, Squeeze and the like change the reading alone; a
 * layer is made of it only where an operator needs the elements in another order.
 */
export interface Flow {
  readonly kind: "flow";
  readonly tensor: TensorId;
  readonly layout: Layout;
  /** The graph's tensor, axis by axis: [C, H, W], [D] or [P, L, D]. */
  readonly own: readonly Axis[];
  /** The ONNX tensor: the same atoms, in its order. */
  readonly axes: readonly Axis[];
  /** Zeros that a Pad has put round the image and that the convolutions behind it take on: top, bottom, left, right. */
  readonly padding?: readonly [number, number, number, number];
}

export function axisSize(axis: Axis): number {
  return axis.reduce((product, each) => product * each.size, 1);
}

/** The dimensions of the ONNX tensor. */
export function dimsOf(flow: Pick<Flow, "axes">): readonly number[] {
  return flow.axes.map(axisSize);
}

/** An axis of a given size as a single atom. */
export function axisOf(size: number): Axis {
  return size === 1 ? [] : [{ size }];
}

export function sameAxis(a: Axis | undefined, b: Axis | undefined): boolean {
  return a !== undefined && b !== undefined && a.length === b.length && a.every((each, index) => each === b[index]);
}

export function sameAxes(a: readonly Axis[], b: readonly Axis[]): boolean {
  return a.length === b.length && a.every((each, index) => sameAxis(each, b[index]));
}

/** Replaces an atom by several in a list of axes. */
function refined(axes: readonly Axis[], atom: Atom, parts: readonly Atom[]): readonly Axis[] {
  return axes.map((axis) => (axis.includes(atom) ? axis.flatMap((each) => (each === atom ? parts : [each])) : axis));
}

/** Atoms that follow each other in both orders as one. */
function coarsened(flow: Flow): Flow {
  let { own, axes } = flow;
  const sequence = axes.flat();
  let merged: Atom | undefined;
  for (const [index, atom] of sequence.entries()) {
    const before = merged ?? sequence[index - 1];
    merged = undefined;
    if (before === undefined || before === atom) continue;
    const line = own.find((axis) => axis.includes(before));
    if (line === undefined || line[line.indexOf(before) + 1] !== atom) continue;
    const whole: Atom = { size: before.size * atom.size };
    const join = (axis: Axis): Axis =>
      axis.flatMap((each) => (each === before ? [whole] : each === atom ? [] : [each]));
    own = own.map(join);
    axes = axes.map(join);
    merged = whole;
  }
  return { ...flow, own, axes };
}

/** The flow read under other dimensions with as many elements; undefined where a new dimension cuts across the graph's own axes. */
export function reshaped(flow: Flow, dims: readonly number[]): Flow | undefined {
  const start = coarsened(flow);
  let { own } = start;
  let rest: readonly Atom[] = start.axes.flat();
  const axes: Axis[] = [];
  for (const dim of dims) {
    const axis: Atom[] = [];
    let left = dim;
    while (left > 1) {
      const [first, ...others] = rest;
      if (first === undefined) return undefined;
      if (left % first.size === 0) {
        axis.push(first);
        left /= first.size;
        rest = others;
      } else if (first.size % left === 0) {
        const parts: readonly [Atom, Atom] = [{ size: left }, { size: first.size / left }];
        own = refined(own, first, parts);
        axis.push(parts[0]);
        rest = [parts[1], ...others];
        left = 1;
      } else return undefined;
    }
    axes.push(axis);
  }
  return rest.length > 0 ? undefined : { ...start, own, axes };
}

/** The same reading with atoms of its own, for where it meets a tensor that was read with the same ones. */
export function refreshed(flow: Flow): Flow {
  const fresh = new Map<Atom, Atom>();
  const renew = (atom: Atom): Atom => {
    const found = fresh.get(atom) ?? { size: atom.size };
    fresh.set(atom, found);
    return found;
  };
  return { ...flow, own: flow.own.map((axis) => axis.map(renew)), axes: flow.axes.map((axis) => axis.map(renew)) };
}

/** The flow with its axes in another order. */
export function permuted(flow: Flow, order: readonly number[]): Flow {
  return { ...flow, axes: order.map((axis) => flow.axes[axis] ?? []) };
}

/** Which axis of the graph's tensor is exactly this ONNX axis; undefined when none is. */
export function ownAxis(flow: Flow, axis: number): number | undefined {
  const wanted = flow.axes[axis];
  if (wanted === undefined || wanted.length === 0) return undefined;
  const found = flow.own.findIndex((each) => sameAxis(each, wanted));
  return found < 0 ? undefined : found;
}

/** What a tensor of the graph would be with the ONNX axes joined in groups. */
export interface Target {
  readonly layout: Layout;
  readonly axes: readonly Axis[];
}

/** How the ONNX tensor is laid out by default: [1, C, H, W] an image, [1, D] a vector, all others tokens, leading axes joined as sets. */
export function usualTarget(flow: Pick<Flow, "axes">): Target {
  let axes = flow.axes;
  while (axes.length > 4 && axes[0]?.length === 0) axes = axes.slice(1);
  const [first = [], second = [], third = [], fourth = []] = axes;
  if (axes.length <= 1) return { layout: "vector", axes: [first] };
  if (axes.length === 4 && first.length === 0) return { layout: "image", axes: [second, third, fourth] };
  if (axes.length === 2 && first.length === 0) return { layout: "vector", axes: [second] };
  return tokensTarget(axes);
}

/** The last two axes are tokens and features, all before them sets. */
export function tokensTarget(axes: readonly Axis[]): Target {
  return { layout: "tokens", axes: [axes.slice(0, -2).flat(), axes.at(-2) ?? [], axes.at(-1) ?? []] };
}
