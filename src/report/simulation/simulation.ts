import { movesNothing } from "../../cost/index.ts";
import type { BandwidthLevel, ErrorBand, LayerTiming, NetworkTiming } from "../../sim/index.ts";
import type { Report } from "../report.ts";
import type { LayerRow } from "../row.ts";

/** A network timed on a device. */
export interface Simulation {
  /** With the timing in whole cycles, so that all sums hold. */
  readonly report: Report & { readonly timing: NetworkTiming };
  /** Values of the device that the user set anew: `dram=6GB/s`. */
  readonly settings: readonly string[];
  /** Times with twice the bandwidth from a level of memory; a level that is not among them is told without what that saves. */
  readonly twice: ReadonlyMap<BandwidthLevel, Pick<NetworkTiming, "milliseconds">>;
  /** How far predictions were off in measured cases like this one; undefined for a model that nothing was measured for. */
  readonly errorBand: ErrorBand | undefined;
}

/** How many layers that take no time run inside of others, and how many are only another name of memory, or hold weights. */
export function restingLayers({ layers, model }: NetworkTiming): { readonly inside: number; readonly still: number } {
  const resting = layers.filter(({ cycles }) => cycles === 0);
  const isStill = ({ cost: { layer } }: LayerTiming) => layer.operator.memory === "view" || layer.inputs.length === 0;
  // The roofline has no kernels to run inside of.
  const isInside = (each: LayerTiming) =>
    model === "roofline" ? movesNothing(each.cost.layer.operator) && !isStill(each) : each.kernel.startsWith("in ");
  return {
    inside: resting.filter(isInside).length,
    still: resting.filter((each) => !isInside(each) && isStill(each)).length,
  };
}

/** The layers that take time of their own. */
export function timedLayers(layers: readonly LayerRow[]): readonly LayerRow[] {
  return layers.filter(({ timing }) => timing !== undefined && timing.cycles > 0);
}
