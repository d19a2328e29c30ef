import type { PhaseResult } from "../core/diagnostic.ts";
import type { NetworkCost } from "../cost/index.ts";
import type { DeviceProfile } from "../hardware/index.ts";
import type { TimingService } from "../model/index.ts";
import type { BandwidthLevel, NetworkTiming } from "../sim/index.ts";
import type { TimingRequest } from "./timing-options.ts";

/*
 * Models and profiles are loaded when asked for, since they bring the YAML reader.
 */

/** See `findDevice` in device-timing.ts. */
export async function findDevice(name: string): Promise<PhaseResult<DeviceProfile>> {
  return (await import("./device-timing.ts")).findDevice(name);
}

/** See `timeOn` in device-timing.ts. */
export async function timeOn(request: TimingRequest, cost: NetworkCost): Promise<PhaseResult<NetworkTiming>> {
  return (await import("./device-timing.ts")).timeOn(request, cost);
}

/** The same with twice the bandwidth from each of some levels of memory, one at a time. */
export async function timesOfTwice(
  levels: readonly BandwidthLevel[],
  request: TimingRequest,
  cost: NetworkCost,
): Promise<ReadonlyMap<BandwidthLevel, NetworkTiming>> {
  const times = new Map<BandwidthLevel, NetworkTiming>();
  for (const twice of levels) {
    const { value } = await timeOn({ ...request, twice }, cost);
    if (value !== undefined) times.set(twice, value);
  }
  return times;
}

/** What times networks for the language; undefined where no text calls for it. */
export async function timingFor(...texts: readonly (string | undefined)[]): Promise<TimingService | undefined> {
  const isCalled = texts.some((each) => each !== undefined && /\b(?:latency|energy)\s*\(/.test(each));
  return isCalled ? (await import("./device-timing.ts")).timeForText : undefined;
}
