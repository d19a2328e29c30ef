import { diagnostic, type PhaseResult } from "../core/diagnostic.ts";
import { divideRational, multiplyRational, rationalToNumber } from "../core/rational.ts";
import { nearestNames } from "../core/suggest.ts";
import { type LayerCost, movesNothing, type NetworkCost } from "../cost/index.ts";
import type { Cluster, DeviceProfile, Quantity, QuantityKind } from "../hardware/index.ts";
import { asConstant, type Expr, sum, symbolsOf } from "../symbolic/index.ts";
import type { LayerTiming, NetworkTiming, TimingModel, TimingOptions } from "./timing.ts";

/** The two roofs of one core: MAC per cycle and DRAM bytes per cycle. */
export interface Roofs {
  readonly peakMacRate: number;
  readonly bandwidth: number;
}

/**
 * Time of one layer under both roofs: the slower of computing at the peak rate and of moving each tensor once.
 * Units: cycles. Ignores caches, tiling, instruction mix and per-operator overhead, so it is a lower bound.
 * Source: Williams et al. 2009, Roofline, doi 10.1145/1498765.1498785.
 */
export function layerCycles(
  macs: number,
  bytes: number,
  roofs: Roofs,
): Pick<LayerTiming, "computeCycles" | "memoryCycles" | "cycles" | "hiddenCycles" | "bound"> {
  const computeCycles = macs / roofs.peakMacRate;
  const dram = bytes / roofs.bandwidth;
  return {
    computeCycles,
    memoryCycles: { l2: 0, l3: 0, vtcm: 0, dram },
    cycles: Math.max(computeCycles, dram),
    hiddenCycles: Math.min(computeCycles, dram),
    bound: computeCycles >= dram ? "compute" : "dram",
  };
}

/** The plain roofline on one core of a device, one thread. */
export const roofline: TimingModel<undefined> = { name: "roofline", time };

function time(
  cost: NetworkCost,
  device: DeviceProfile,
  _runtime: undefined,
  options: TimingOptions,
): PhaseResult<NetworkTiming> {
  const symbols = [...symbolsOf(sum([cost.totals.macs, cost.totals.inputBytes, cost.totals.weightBytes])).keys()];
  if (symbols.length > 0)
    return fault(diagnostic("hardware/free-symbols", { symbols: symbols.join(" and ") }, undefined));
  const names = [...new Set(device.clusters.map((each) => each.core.name))];
  const candidates =
    options.core === undefined ? device.clusters : device.clusters.filter((each) => each.core.name === options.core);
  if (candidates.length === 0) {
    const name = options.core ?? "";
    return fault(
      diagnostic(
        "hardware/unknown",
        { kind: "core", of: device.name, name, nearest: nearestNames(name, names), known: names.join(", ") },
        undefined,
      ),
    );
  }
  const cluster = fastest(candidates, cost.dtype);
  const rate = cluster?.core.peakMacRate.get(cost.dtype);
  if (cluster === undefined || rate === undefined) {
    const core = candidates[0]?.core;
    const known = [...(core?.peakMacRate.keys() ?? [])].join(", ");
    return fault(diagnostic("hardware/dtype", { core: core?.name ?? "", dtype: cost.dtype, known }, undefined));
  }
  const clock = rationalToNumber(cluster.clock.value);
  const roofs: Roofs = {
    peakMacRate: rationalToNumber(rate.value),
    bandwidth: rationalToNumber(divideRational(device.dramOneThread.value, cluster.clock.value)),
  };
  const layers = cost.layers.map((each) => timeLayer(each, roofs, clock));
  const cycles = layers.reduce((total, each) => total + each.cycles, 0);
  const value: NetworkTiming = {
    model: "roofline",
    device: device.name,
    core: cluster.core.name,
    runtime: undefined,
    threads: 1,
    clockGhz: clock / 1e9,
    ceilings: {
      macRate: new Map([[cost.dtype, roofs.peakMacRate]]),
      bandwidth: new Map([["dram", roofs.bandwidth]]),
    },
    layers,
    cycles,
    milliseconds: (cycles / clock) * 1e3,
    energyMj: undefined,
    footing: footingOf([rate, cluster.clock, device.dramOneThread]),
  };
  return { value, diagnostics: [] };
}

function footingOf(quantities: readonly Quantity[]): ReadonlyMap<QuantityKind, number> {
  const footing = new Map<QuantityKind, number>();
  for (const { kind } of quantities) footing.set(kind, (footing.get(kind) ?? 0) + 1);
  return footing;
}

function fault(...diagnostics: PhaseResult<NetworkTiming>["diagnostics"]): PhaseResult<NetworkTiming> {
  return { value: undefined, diagnostics };
}

/** The cluster with the highest peak rate times clock for a data type. */
function fastest(clusters: readonly Cluster[], dtype: string): Cluster | undefined {
  const speed = (each: Cluster) => {
    const rate = each.core.peakMacRate.get(dtype);
    return rate === undefined ? 0 : rationalToNumber(multiplyRational(rate.value, each.clock.value));
  };
  const able = clusters.filter((each) => speed(each) > 0);
  return able.reduce<Cluster | undefined>(
    (best, each) => (best === undefined || speed(each) > speed(best) ? each : best),
    undefined,
  );
}

function timeLayer(cost: LayerCost, roofs: Roofs, clock: number): LayerTiming {
  // What causes no traffic runs inside its producer and takes no time of its own.
  const macs = movesNothing(cost.layer.operator) ? 0 : number(cost.macs);
  const timed = layerCycles(macs, number(cost.compulsoryBytes), roofs);
  return {
    cost,
    kernel: "",
    ...timed,
    overheadCycles: 0,
    milliseconds: (timed.cycles / clock) * 1e3,
    utilization: timed.cycles === 0 ? 0 : timed.computeCycles / timed.cycles,
    isFallback: false,
  };
}

function number(value: Expr): number {
  const known = asConstant(value);
  return known === undefined ? Number.NaN : rationalToNumber(known);
}
