import type { NetworkCost } from "../cost/index.ts";
import type { DeviceProfile } from "../hardware/index.ts";
import { ratedCases } from "../shipped/index.ts";
import { errorBand, type NetworkTiming } from "../sim/index.ts";
import { issueOf, kindOf } from "./predict.ts";

/**
 * How far a prediction may lie from a measurement, in percent: what nine tenths of the most similar shipped measurements keep within;
 * see `errorBand`. Undefined without a runtime, for which nothing was measured.
 */
export function bandOf(timing: NetworkTiming, cost: NetworkCost, device: DeviceProfile): number | undefined {
  const { runtime, core } = timing;
  if (runtime === undefined) return undefined;
  return errorBand(ratedCases, { runtime, dtype: cost.dtype, issue: issueOf(device, core), network: kindOf(cost) });
}
