import { InternalError } from "../core/internal-error.ts";
import { layerClass, type NetworkCost } from "../cost/index.ts";
import type { DeviceProfile } from "../hardware/index.ts";
import { ratedCases } from "../shipped/index.ts";
import { dspTypeOf, errorBand, type IssueKind, type NetworkKind, type NetworkTiming } from "../sim/index.ts";

/**
 * How far a prediction may lie from a measurement, in percent: what nine tenths of the most similar shipped measurements keep within;
 * see `errorBand`. Undefined without a runtime, for which nothing was measured.
 */
export function bandOf(timing: NetworkTiming, cost: NetworkCost, device: DeviceProfile): number | undefined {
  const { runtime, core } = timing;
  if (runtime === undefined) return undefined;
  const issue = issueOf(device, core);
  // What a DSP computes in halves is as near to measurements as halves are.
  const dtype = issue === "packets" ? (dspTypeOf(cost) ?? cost.dtype) : cost.dtype;
  return errorBand(ratedCases, { runtime, dtype, issue, network: kindOf(cost) });
}

/** How a core of a device issues instructions. */
export function issueOf({ name, clusters, dsp }: DeviceProfile, core: string): IssueKind {
  if (dsp?.core.name === core) return "packets";
  const found = clusters.find((each) => each.core.name === core);
  if (found === undefined) throw new InternalError("validate", `${name} has no ${core}`);
  return found.core.order;
}

/** Whether a network has depthwise convolutions. */
export function kindOf(cost: NetworkCost): NetworkKind {
  return cost.layers.some((each) => layerClass(each) === "depthwise") ? "separable" : "dense";
}
