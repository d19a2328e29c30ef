import type { PhaseResult } from "../core/diagnostic.ts";
import { groupBy } from "../core/group-by.ts";
import { InternalError } from "../core/internal-error.ts";
import { rationalToNumber } from "../core/rational.ts";
import { dataTypes, type NetworkCost } from "../cost/index.ts";
import type { DeviceProfile, InstructionSet } from "../hardware/index.ts";
import type { Measurement, NetworkTiming, Prediction } from "../sim/index.ts";
import { asConstant } from "../symbolic/index.ts";
import { noRuntime } from "./chosen-runtime.ts";
import { type CountedNetwork, countedNetwork, reasonOf } from "./counted-network.ts";
import { findDevice, timeOnProfile } from "./device-timing.ts";
import { issueOf, kindOf, scaleOf } from "./error-band.ts";
import { withinLimits } from "./outcome.ts";
import { instructionSets, type TimingRequest } from "./timing-options.ts";

export interface PredictOptions {
  /** The folder that imports of networks may read from; that of the network unless given. */
  readonly root: string | undefined;
  /** Called after every row. */
  readonly step?: () => Promise<void>;
}

/** Predicts each measurement, in order; what cannot be predicted is skipped with the reason. One network is held at a time. */
export async function predictAll(
  rows: readonly Measurement[],
  options: PredictOptions,
): Promise<readonly Prediction[]> {
  const predictions = new Map<Measurement, Prediction>();
  const devices = new Devices();
  for (const group of groupBy(rows, ({ network, args }) => JSON.stringify([network, args])).values()) {
    const [first] = group;
    if (first === undefined) continue;
    const network = await countedNetwork(first, options.root);
    const known = new Map<string, Prediction>();
    for (const row of group) {
      const key = JSON.stringify([row.device, row.core, row.threads, row.clockGhz, row.isa, row.runtime, row.dtype]);
      const prediction = known.get(key) ?? (await predict(row, network, devices));
      known.set(key, prediction);
      predictions.set(row, prediction);
      await options.step?.();
    }
  }
  return rows.map((row) => {
    const prediction = predictions.get(row);
    if (prediction === undefined) throw new InternalError("validate", "a row has no prediction");
    return prediction;
  });
}

/** Devices by name, each read once. */
export class Devices {
  private readonly found = new Map<string, PhaseResult<DeviceProfile>>();

  named(name: string): PhaseResult<DeviceProfile> {
    const known = this.found.get(name) ?? findDevice(name);
    this.found.set(name, known);
    return known;
  }
}

async function predict(row: Measurement, network: CountedNetwork, devices: Devices): Promise<Prediction> {
  if (network.kind === "none") return skipped(network.reason);
  const dtype = dataTypes.find((each) => each === row.dtype);
  if (dtype === undefined) return skipped(`there is no data type \`${row.dtype}\``);
  const isa = instructionSets.find((each) => each === row.isa);
  if (row.isa !== undefined && isa === undefined) return skipped(`there is no instruction set \`${row.isa}\``);
  const device = devices.named(row.device);
  if (device.value === undefined) return skipped(reasonOf(device.diagnostics));
  const cost = await withinLimits(() => ({ cost: network.costAt(dtype), diagnostics: [] }));
  if (!("cost" in cost)) return skipped(reasonOf(cost.diagnostics));
  const request = requestOf(row, isa);
  const timed = timeOnProfile(device.value, request, cost.cost);
  if (timed.value === undefined) return skipped(reasonOf(timed.diagnostics));
  const plain = timeOnProfile(device.value, { ...request, runtime: noRuntime, isa: undefined }, cost.cost);
  return predicted(timed.value, plain.value, cost.cost, device.value);
}

/** What a measurement was run on. */
function requestOf(
  { device, core, threads, runtime, clockGhz }: Measurement,
  isa: InstructionSet | undefined,
): TimingRequest {
  const settings = clockGhz === undefined ? [] : [{ name: "clock_ghz", text: `clock=${clockGhz}GHz` }];
  return { device, core, threads, runtime, isa, fallback: false, settings };
}

function predicted(
  timing: NetworkTiming,
  plain: NetworkTiming | undefined,
  cost: NetworkCost,
  device: DeviceProfile,
): Prediction {
  const macs = asConstant(cost.totals.macs);
  return {
    kind: "predicted",
    milliseconds: timing.milliseconds,
    factor: 1,
    core: timing.core,
    issue: issueOf(device, timing.core),
    network: kindOf(cost),
    scale: scaleOf(timing, cost),
    macs: macs === undefined ? 0 : rationalToNumber(macs),
    rooflineMs: plain?.milliseconds,
  };
}

function skipped(reason: string): Prediction {
  return { kind: "skipped", reason };
}
