import type { Layer } from "../graph/index.ts";
import type { ParameterSpec, Parameters, Start } from "./kernel.ts";
import { randomStream } from "./random.ts";
import { elementCount } from "./tensor.ts";

/** Where a layer's parameters come from; asked before the layer runs. What it leaves out is missing, what it adds (a folded bias) counts. */
export type WeightSource = (layer: Pick<Layer, "name">, specs: readonly ParameterSpec[]) => Parameters;

/**
 * Seeded parameters. Each tensor has a stream of its own, `SEED/LAYER/PARAMETER`, so that no order and no other layer matters:
 * He-normal weights (standard deviation sqrt(2 / fan-in)), scales and variances near 1, all other values near 0.
 */
export function seededWeights(seed: number): WeightSource {
  return (layer, specs) =>
    new Map(
      specs.map((spec) => [
        spec.name,
        startValues(spec.start, elementCount(spec.dims), `${seed}/${layer.name}/${spec.name}`),
      ]),
    );
}

function startValues(start: Start, count: number, key: string): Float32Array {
  const data = new Float32Array(count);
  if (start.kind === "constant") return data.fill(start.value);
  const { normal } = randomStream(key);
  const [value, spread] = start.kind === "around" ? [start.value, start.spread] : [0, Math.sqrt(2 / start.fanIn)];
  for (let at = 0; at < count; at++) data[at] = value + spread * normal();
  return data;
}

/** Parameters by layer name, as read from a file; constants of formulas and layers that are not named come from `others`. */
export function givenWeights(byLayer: ReadonlyMap<string, Parameters>, others: WeightSource): WeightSource {
  return (layer, specs) => {
    const given = byLayer.get(layer.name);
    const missing = specs.filter((each) => given?.has(each.name) !== true);
    return new Map([...others(layer, missing), ...(given ?? [])]);
  };
}

/** Keeps what a source gave, for networks that run more than once. */
export function rememberedWeights(source: WeightSource): WeightSource {
  const known = new Map<string, Parameters>();
  return (layer, specs) => {
    const found = known.get(layer.name) ?? source(layer, specs);
    known.set(layer.name, found);
    return found;
  };
}
