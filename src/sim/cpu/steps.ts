import type { LayerCost, NetworkCost } from "../../cost/index.ts";
import type { RuntimeProfile } from "../../hardware/index.ts";
import type { Layer, TensorId } from "../../graph/index.ts";

/** A layer that runs, with those that run inside of it. */
export interface Step {
  readonly cost: LayerCost;
  readonly folded: readonly LayerCost[];
  /** Memory that is read, one for each input; views are looked through. */
  readonly reads: readonly TensorId[];
  readonly writes: TensorId;
}

export interface Plan {
  readonly steps: readonly Step[];
  /** Layers that take no time, by what they run inside of; views by nothing. */
  readonly hosts: ReadonlyMap<LayerCost, LayerCost | undefined>;
}

/**
 * What of a network a runtime executes as an operator of its own. Batch norm folds into the weights before it; an activation that the
 * runtime fuses runs at the end of the layer that feeds it, when nothing else reads what lies between.
 */
export function planOf(cost: NetworkCost, runtime: RuntimeProfile): Plan {
  const readers = new Map<TensorId, number>();
  for (const { inputs } of cost.graph.layers) for (const each of inputs) readers.set(each, (readers.get(each) ?? 0) + 1);
  for (const each of cost.graph.outputs) readers.set(each, (readers.get(each) ?? 0) + 1);
  const memory = new Map<TensorId, TensorId>();
  const makers = new Map<TensorId, number>();
  const steps: { cost: LayerCost; folded: LayerCost[]; reads: TensorId[]; writes: TensorId }[] = [];
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
    if (host !== undefined && maker !== undefined && (readers.get(input) ?? 0) <= 1 && runsInside(layer, host.cost.layer, runtime)) {
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
    steps.push({ cost: each, folded: [], reads: layer.inputs.map(placeOf), writes: output });
    for (const out of layer.outputs) {
      memory.set(out, output);
      makers.set(out, steps.length - 1);
    }
  }
  return { steps, hosts };
}

function isView({ operator }: Layer): boolean {
  return operator.memory === "view";
}

function runsInside({ operator, inputs }: Layer, host: Layer, runtime: RuntimeProfile): boolean {
  if (inputs.length > 1) return false;
  if (operator.name === "bn") return host.operator.family === "convolution" || host.operator.family === "linear";
  const canHost = ["convolution", "linear", "arithmetic"].includes(host.operator.family);
  return canHost && runtime.fuses.has(operator.name);
}
