import type { DataType, LayerCost, NetworkCost } from "../cost/index.ts";
import type { Layer, TensorId } from "../graph/index.ts";

/** A layer that runs, with those that run inside of it. */
export interface Step {
  readonly cost: LayerCost;
  readonly folded: readonly LayerCost[];
  /** Memory that is read, one for each input; views are looked through. */
  readonly reads: readonly TensorId[];
  readonly writes: TensorId;
  /** The type that it computes in. */
  readonly dtype: DataType;
  /** Inferences at once. */
  readonly batch: number;
}

export interface Plan {
  readonly steps: readonly Step[];
  /** Layers that take no time, by what they run inside of; views by nothing. */
  readonly hosts: ReadonlyMap<LayerCost, LayerCost | undefined>;
  /** Memory that holds the network's results; views are looked through. */
  readonly results: readonly TensorId[];
}

/** What of a network a runtime executes as an operator of its own. */
export interface PlanRules {
  /** Whether a layer with one input runs at the end of the one that feeds it, when nothing else reads what lies between. */
  runsInside(layer: Layer, host: Step): boolean;
  /** Whether a layer is only another name of its input's memory. */
  isView(cost: LayerCost): boolean;
  dtypeOf(layer: Layer): DataType;
}

/** The layers of a network that run as operators of their own, in order. */
export function planSteps(cost: NetworkCost, rules: PlanRules): Plan {
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
    const isAlone = layer.inputs.length === 1 && (readers.get(input) ?? 0) <= 1;
    if (host !== undefined && maker !== undefined && isAlone && rules.runsInside(layer, host)) {
      host.folded.push(each);
      hosts.set(each, host.cost);
      memory.set(output, placeOf(input));
      makers.set(output, maker);
      continue;
    }
    if (rules.isView(each)) {
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
      dtype: rules.dtypeOf(layer),
    });
    for (const out of layer.outputs) {
      memory.set(out, output);
      makers.set(out, steps.length - 1);
    }
  }
  return { steps, hosts, results: cost.graph.outputs.map(placeOf) };
}
