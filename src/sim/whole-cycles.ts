import { memoryTotal } from "./causes.ts";
import type { LayerTiming, NetworkTiming } from "./timing.ts";

/**
 * The same timing in whole cycles: each cause of a layer is rounded, and the layer's and the network's cycles are what these add up to, so
 * that every printed sum holds exactly. Times in milliseconds and utilizations keep their digits.
 */
export function wholeCycles(timing: NetworkTiming): NetworkTiming {
  const layers = timing.layers.map(wholeLayer);
  return { ...timing, layers, cycles: layers.reduce((total, each) => total + each.cycles, 0) };
}

function wholeLayer(layer: LayerTiming): LayerTiming {
  const { l2, l3, vtcm, dram } = layer.memoryCycles;
  const memoryCycles = { l2: Math.round(l2), l3: Math.round(l3), vtcm: Math.round(vtcm), dram: Math.round(dram) };
  const computeCycles = Math.round(layer.computeCycles);
  const overheadCycles = Math.round(layer.overheadCycles);
  const busy = computeCycles + memoryTotal({ memoryCycles });
  // Parts that were rounded down may not leave less than nothing.
  const hiddenCycles = Math.min(Math.round(layer.hiddenCycles), busy);
  const cycles = busy + overheadCycles - hiddenCycles;
  return { ...layer, memoryCycles, computeCycles, overheadCycles, hiddenCycles, cycles };
}
