import type { DataType, LayerCost, NetworkCost } from "../../cost/index.ts";
import type { Layer, TensorId } from "../../graph/index.ts";
import type { RuntimeProfile } from "../../hardware/index.ts";
import { isView } from "./work.ts";

/** A layer that runs, with those that run inside of it. */
export interface Step {
  readonly cost: LayerCost;
  readonly folded: readonly LayerCost[];
  /** Memory that is read, one for each input; views are looked through. */
  readonly reads: readonly TensorId[];
  readonly writes: TensorId;
  /** The type that it computes in: the network's, or fp32 where an int8 network has an operator without int8 arithmetic. */
  readonly dtype: DataType;
  /** Inferences at once. */
  readonly batch: number;
}

export interface Plan {
  readonly steps: readonly Step[];
  /** The type in which each tensor lies in memory. */
  readonly stored: ReadonlyMap<TensorId, DataType>;
  /** Layers that take no time, by what they run inside of; views by nothing. */
  readonly hosts: ReadonlyMap<LayerCost, LayerCost | undefined>;
}

/**
 * What of a network a runtime executes as an operator of its own. Batch norm folds into the weights before it; an activation that the
 * runtime fuses runs at the end of the layer that feeds it, when nothing else reads what lies between.
 */
export function planOf(cost: NetworkCost, runtime: RuntimeProfile): Plan {
  const readers = new Map<TensorId, number>();
  for (const { inputs } of cost.graph.layers)
    for (const each of inputs) readers.set(each, (readers.get(each) ?? 0) + 1);
  for (const each of cost.graph.outputs) readers.set(each, (readers.get(each) ?? 0) + 1);
  const memory = new Map<TensorId, TensorId>();
  const makers = new Map<TensorId, number>();
  const steps: (Omit<Step, "folded"> & { readonly folded: LayerCost[] })[] = [];
  const hosts = new Map<LayerCost, LayerCost | undefined>();
  const placeOf = (tensor: TensorId) => memory.get(tensor) ?? tensor;
  for (const each of cost.layers) {
    const { layer } = each;
    const [input] = layer.inputs;
    const [output] = layer.outputs;
    if (input === undefined || output === undefined) {
      hosts.set(each, undefined);
      continue;
    }
    const maker = makers.get(input);
    const host = maker === undefined ? undefined : steps[maker];
    if (
      host !== undefined &&
      maker !== undefined &&
      (readers.get(input) ?? 0) <= 1 &&
      runsInside(layer, host, runtime)
    ) {
      host.folded.push(each);
      hosts.set(each, host.cost);
      memory.set(output, placeOf(input));
      makers.set(output, maker);
      continue;
    }
    if (isView(layer)) {
      hosts.set(each, undefined);
      for (const out of layer.outputs) memory.set(out, placeOf(input));
      continue;
    }
    steps.push({
      cost: each,
      folded: [],
      reads: layer.inputs.map(placeOf),
      writes: output,
      batch: Number(cost.batch),
      dtype: cost.dtype === "int8" && !runtime.int8.has(layer.operator.family) ? "fp32" : cost.dtype,
    });
    for (const out of layer.outputs) {
      memory.set(out, output);
      makers.set(out, steps.length - 1);
    }
  }
  return { steps, hosts, stored: storedTypes(steps, cost.dtype) };
}

/** A tensor is stored in int8 when all who touch it compute in int8. */
function storedTypes(steps: readonly Step[], dtype: DataType): ReadonlyMap<TensorId, DataType> {
  const stored = new Map<TensorId, DataType>();
  for (const step of steps) {
    for (const each of [...step.reads, step.writes]) if (stored.get(each) !== "fp32") stored.set(each, step.dtype);
  }
  return dtype === "int8" ? stored : new Map([...stored.keys()].map((each) => [each, dtype]));
}

/** Where sums are requantised in a pass of their own, that pass takes the clamp along. */
function runsInside({ operator, inputs }: Layer, host: Step, runtime: RuntimeProfile): boolean {
  if (inputs.length > 1) return false;
  const { family } = host.cost.layer.operator;
  // Behind an activation, scale and shift do not go into the weights.
  if (operator.name === "bn") return host.folded.length === 0 && ["convolution", "linear"].includes(family);
  const isProduct = family === "convolution" || family === "linear";
  const requantises = isProduct && runtime.storesSums && host.dtype === "int8";
  if (requantises && ["relu", "relu6"].includes(operator.name)) return true;
  return (isProduct || family === "arithmetic") && runtime.fuses.has(operator.name);
}
