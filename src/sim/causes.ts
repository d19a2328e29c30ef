import { type LayerClass, layerClass } from "../cost/index.ts";
import type { Bound, LayerTiming, NetworkTiming } from "./timing.ts";

/** The levels that data comes from, nearest first. */
export const memoryLevels = ["l2", "l3", "vtcm", "dram"] as const satisfies readonly Bound[];

/** A level that data comes from. */
export type MemoryLevel = (typeof memoryLevels)[number];

/** What cycles go to, in the order in which reports list it. */
export const causes = ["compute", ...memoryLevels, "overhead"] as const satisfies readonly Bound[];

/** Cycles of a layer that wait for memory, as if nothing overlapped. */
export function memoryTotal({ memoryCycles }: Pick<LayerTiming, "memoryCycles">): number {
  return memoryLevels.reduce((total, each) => total + memoryCycles[each], 0);
}

type CycleParts = Pick<LayerTiming, "cycles" | "computeCycles" | "memoryCycles" | "overheadCycles" | "hiddenCycles">;

/**
 * The cycles of a layer by cause, each cycle once. What is hidden is taken off the smaller of computing and waiting for memory, of the
 * levels in proportion; on a DSP it is what the DMA moves beside the units, which work one after the other. They add up to `cycles`.
 */
export function visibleCycles(timing: CycleParts, { model }: Pick<NetworkTiming, "model">): ReadonlyMap<Bound, number> {
  const { computeCycles, memoryCycles, overheadCycles, hiddenCycles } = timing;
  if (model === "dsp") {
    const waits = { ...memoryCycles, dram: Math.max(0, memoryCycles.dram - hiddenCycles) };
    const levels = memoryLevels.map((each) => [each, waits[each]] as const);
    return new Map<Bound, number>([["compute", computeCycles], ...levels, ["overhead", overheadCycles]]);
  }
  const memory = memoryTotal(timing);
  const fromSmaller = Math.min(hiddenCycles, computeCycles, memory);
  const rest = hiddenCycles - fromSmaller;
  const isComputeLarger = computeCycles >= memory;
  const compute = computeCycles - (isComputeLarger ? rest : fromSmaller);
  const shown = memory - (isComputeLarger ? fromSmaller : rest);
  const levels = memoryLevels.map((each) => [each, memory === 0 ? 0 : (memoryCycles[each] * shown) / memory] as const);
  return new Map<Bound, number>([["compute", compute], ...levels, ["overhead", overheadCycles]]);
}

/** What layers of one class spend on one cause. */
export interface CauseShare {
  readonly cause: Bound;
  /** `other` for layers without MACs; undefined for overhead, which is that of all layers together. */
  readonly layerClass: LayerClass | "other" | undefined;
  readonly cycles: number;
  /** The layers with a part in it, the largest part first. */
  readonly layers: readonly LayerTiming[];
}

/** A network's cycles by cause and class of layer, the largest first; they add up to the network's. */
export function causesOf({ layers, model }: Pick<NetworkTiming, "layers" | "model">): readonly CauseShare[] {
  const groups = new Map<string, { cause: Bound; layerClass: CauseShare["layerClass"]; parts: Part[] }>();
  for (const layer of layers) {
    const own = layerClass(layer.cost) ?? "other";
    for (const [cause, cycles] of visibleCycles(layer, { model })) {
      if (cycles <= 0) continue;
      const found = cause === "overhead" ? undefined : own;
      const key = `${cause} ${found}`;
      const group = groups.get(key) ?? { cause, layerClass: found, parts: [] };
      group.parts.push({ layer, cycles });
      groups.set(key, group);
    }
  }
  const shares = [...groups.values()].map(({ cause, layerClass: found, parts }) => ({
    cause,
    layerClass: found,
    cycles: parts.reduce((total, each) => total + each.cycles, 0),
    layers: parts.sort((a, b) => b.cycles - a.cycles).map((each) => each.layer),
  }));
  return shares.sort((a, b) => b.cycles - a.cycles);
}

interface Part {
  readonly layer: LayerTiming;
  readonly cycles: number;
}
