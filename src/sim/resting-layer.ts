import type { LayerCost } from "../cost/index.ts";
import { type LayerTiming, noMemoryCycles } from "./timing.ts";

/** A layer that takes no time: part of another, or only another view. */
export function restingLayer(cost: LayerCost, host: LayerCost | undefined): LayerTiming {
  return {
    cost,
    kernel: host === undefined ? "" : `in ${host.layer.name}`,
    cycles: 0,
    computeCycles: 0,
    memoryCycles: noMemoryCycles,
    weightCycles: noMemoryCycles,
    overheadCycles: 0,
    hiddenCycles: 0,
    milliseconds: 0,
    bound: "compute",
    utilization: 0,
    isFallback: false,
  };
}
