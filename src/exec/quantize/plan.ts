import type { Layer, TensorId } from "../../graph/index.ts";
import type { ExecutableGraph } from "../concrete.ts";
import type { ValueRange } from "./calibrate.ts";
import { soleReader } from "./fold.ts";
import { type Quantization, quantizationOf } from "./quantization.ts";

/** How each tensor is quantised, and which layers have no output of their own. */
export interface QuantizationPlan {
  readonly quantizationOf: ReadonlyMap<TensorId, Quantization>;
  /** Indices of layers whose output is already that of the activation or norm behind them. */
  readonly fused: ReadonlySet<number>;
}

/** Operators whose result is among the values of their first input, or a mean of them: they keep its scale. */
const keepsScale: ReadonlySet<string> = new Set([
  "maxpool",
  "avgpool",
  "gap",
  "flatten",
  "reshape",
  "split",
  "slice",
  "shuffle",
  "transpose",
  "tokens",
  "to_image",
  "unfold",
  "fold",
  "space_to_depth",
  "depth_to_space",
  "pad",
  "dropout",
]);

/** Activations that cut values off, which a layer with int32 sums does when it stores them. */
const cutsOff: ReadonlySet<string> = new Set(["relu", "relu6"]);
const sumsFirst: ReadonlySet<string> = new Set(["conv", "conv_transpose", "linear", "add"]);

/**
 * Chooses scale and zero point of every tensor. Tensors that must share them form a group: a layer with the ReLU behind it (whose range
 * counts), and operators that only move, pick or average values.
 */
export function planQuantization(
  { graph }: ExecutableGraph,
  folded: ReadonlySet<number>,
  ranges: ReadonlyMap<TensorId, ValueRange>,
): QuantizationPlan {
  const readerOf = soleReader(graph);
  const groups = new Groups();
  const fused = new Set<number>();
  const producer = new Map<TensorId, Layer>();
  for (const layer of graph.layers) for (const id of layer.outputs) producer.set(id, layer);
  /** The layer that computes what a folded norm hands on. */
  const computes = (layer: Layer): Layer => {
    const [input] = layer.inputs;
    const before = folded.has(layer.index) && input !== undefined ? producer.get(input) : undefined;
    return before === undefined ? layer : computes(before);
  };
  for (const layer of graph.layers) {
    const { name } = layer.operator;
    if (folded.has(layer.index) || keepsScale.has(name)) joinInput(groups, layer);
    const behind = readerOf(layer);
    const summed = computes(layer);
    if (behind === undefined || !cutsOff.has(behind.operator.name) || !sumsFirst.has(summed.operator.name)) continue;
    joinInput(groups, behind);
    for (const each of new Set([layer, summed])) fused.add(each.index);
  }
  for (const index of folded) {
    const norm = graph.layers[index];
    const before = norm === undefined ? undefined : computes(norm);
    if (before !== undefined) fused.add(before.index);
  }
  const ignored = new Set([...fused].flatMap((index) => graph.layers[index]?.outputs ?? []));
  const joint = new Map<TensorId, ValueRange>();
  for (const [id, range] of ranges) {
    if (ignored.has(id)) continue;
    const group = groups.of(id);
    const known = joint.get(group) ?? range;
    joint.set(group, { min: Math.min(known.min, range.min), max: Math.max(known.max, range.max) });
  }
  const chosen = [...ranges.keys()].map((id): [TensorId, Quantization] => {
    const { min, max } = joint.get(groups.of(id)) ?? { min: 0, max: 0 };
    return [id, quantizationOf(min, max)];
  });
  return { quantizationOf: new Map(chosen), fused };
}

function joinInput(groups: Groups, layer: Layer): void {
  const [input] = layer.inputs;
  if (input !== undefined) for (const id of layer.outputs) groups.join(input, id);
}

/** Tensors that share scale and zero point. */
class Groups {
  private readonly parent = new Map<TensorId, TensorId>();

  of(id: TensorId): TensorId {
    const parent = this.parent.get(id) ?? id;
    return parent === id ? id : this.of(parent);
  }

  join(first: TensorId, second: TensorId): void {
    this.parent.set(this.of(second), this.of(first));
  }
}
