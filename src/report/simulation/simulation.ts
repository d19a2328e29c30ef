import type { NetworkTiming } from "../../sim/index.ts";
import type { Report } from "../report.ts";
import type { LayerRow } from "../row.ts";

/** A network timed on a device. */
export interface Simulation {
  /** With the timing in whole cycles, so that all sums hold. */
  readonly report: Report & { readonly timing: NetworkTiming };
  /** Values of the device that the user set anew: `dram=6GB/s`. */
  readonly settings: readonly string[];
  /** How far predictions were off in validated cases like this one, in percent; undefined where there are none. */
  readonly errorBandPct: number | undefined;
}

/** The layers that take time of their own; the others run inside of them. */
export function timedLayers(layers: readonly LayerRow[]): readonly LayerRow[] {
  return layers.filter(({ timing }) => timing !== undefined && timing.cycles > 0);
}
