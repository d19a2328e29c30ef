import { type Diagnostic, diagnostic, type PhaseResult } from "../core/diagnostic.ts";
import { compareRational, multiplyRational, rationalToNumber } from "../core/rational.ts";
import { nearestNames } from "../core/suggest.ts";
import type { Cluster, DeviceProfile, DspUnit, Quantity } from "../hardware/index.ts";
import type { TimingOptions } from "./timing.ts";

/** The cores that run a network. */
export interface Placement {
  readonly cluster: Cluster;
  /** Of one core for the network's data type. */
  readonly peakMacRate: Quantity;
  readonly threads: number;
}

/** The device's DSP where a network runs there: where it is named, and unless a core is, where it has the data type or nothing else has. */
export function dspFor({ dsp, clusters }: DeviceProfile, dtype: string, { core }: TimingOptions): DspUnit | undefined {
  if (core !== undefined) return dsp?.core.name === core ? dsp : undefined;
  return clusters.length === 0 || dtype !== "fp32" ? dsp : undefined;
}

/**
 * Chooses the cluster that runs a network: of the core that is named, or of the device's fastest one, the fastest cluster with a core
 * for each thread. Clusters of one core work together where none has enough; the slowest then stands for all, since every operator waits
 * for its last thread.
 *
 * Errors: hardware/unknown, hardware/dtype, hardware/isa, hardware/threads.
 */
export function placeOn(
  device: DeviceProfile,
  dtype: string,
  { core, threads = 1, isa }: TimingOptions,
): PhaseResult<Placement> {
  const named = core ?? fastest(device.clusters, dtype)?.core.name;
  const candidates = device.clusters.filter((each) => named === undefined || each.core.name === named);
  const [first] = candidates;
  if (first === undefined) return fault(unknownCore(device, named ?? ""));
  const rate = first.core.peakMacRate.get(dtype);
  if (rate === undefined) {
    const known = [...first.core.peakMacRate.keys()].join(", ");
    return fault(diagnostic("hardware/dtype", { core: first.core.name, dtype, known }, undefined));
  }
  const { instructionSets } = first.core;
  if (isa !== undefined && !instructionSets.includes(isa))
    return fault(diagnostic("hardware/isa", { core: first.core.name, isa, known: instructionSets }, undefined));
  const cluster =
    fastest(
      candidates.filter((each) => each.count >= threads),
      dtype,
    ) ?? joined(candidates, threads);
  if (cluster === undefined) return fault(tooManyThreads(device, first.core.name, threads));
  return { value: { cluster, peakMacRate: rate, threads }, diagnostics: [] };
}

/** The slowest of the clusters of one core that have enough cores together. */
function joined(clusters: readonly Cluster[], threads: number): Cluster | undefined {
  if (clusters.reduce((sum, each) => sum + each.count, 0) < threads) return undefined;
  return clusters.reduce<Cluster | undefined>(
    (least, each) => (least === undefined || compareRational(each.clock.value, least.clock.value) < 0 ? each : least),
    undefined,
  );
}

function unknownCore(device: DeviceProfile, name: string): Diagnostic {
  const ofDsp = device.dsp === undefined ? [] : [device.dsp.core.name];
  const names = [...new Set([...device.clusters.map((each) => each.core.name), ...ofDsp])];
  const facts = { kind: "core", of: device.name, name, nearest: nearestNames(name, names), known: names.join(", ") };
  return diagnostic("hardware/unknown", facts, undefined);
}

function tooManyThreads(device: DeviceProfile, core: string, threads: number): Diagnostic {
  const most = device.clusters.reduce((sum, each) => sum + (each.core.name === core ? each.count : 0), 0);
  const others = device.clusters.filter((each) => each.count >= threads).map((each) => each.core.name);
  const facts = { device: device.name, core, cores: most, threads, others: [...new Set(others)] };
  return diagnostic("hardware/threads", facts, undefined);
}

function fault(each: Diagnostic): PhaseResult<Placement> {
  return { value: undefined, diagnostics: [each] };
}

/** The cluster with the highest peak rate times clock for a data type. */
function fastest(clusters: readonly Cluster[], dtype: string): Cluster | undefined {
  const speed = (each: Cluster) => {
    const rate = each.core.peakMacRate.get(dtype);
    return rate === undefined ? 0 : rationalToNumber(multiplyRational(rate.value, each.clock.value));
  };
  const [first, ...others] = clusters;
  return others.reduce((best, each) => (best === undefined || speed(each) > speed(best) ? each : best), first);
}
