import { diagnostic, type PhaseResult } from "../core/diagnostic.ts";
import { rationalToNumber } from "../core/rational.ts";
import { type LayerCost, movesNothing, type NetworkCost } from "../cost/index.ts";
import type { DeviceProfile, DspUnit, Quantity, QuantityKind } from "../hardware/index.ts";
import { asConstant, type Expr, sum, symbolsOf } from "../symbolic/index.ts";
import { peakMacRate } from "./dsp/machine.ts";
import { dspTypeOf } from "./dsp/model.ts";
import { dspFor, placeOn } from "./placement.ts";
import {
  type LayerTiming,
  type NetworkTiming,
  noMemoryCycles,
  type TimingModel,
  type TimingOptions,
} from "./timing.ts";

/** The two roofs of the cores that run a network: MAC per cycle and DRAM bytes per cycle. */
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

/** The plain roofline: peak rates of the cores that run threads, and the memory that these share. */
export const roofline: TimingModel<undefined> = { name: "roofline", time };

function time(
  cost: NetworkCost,
  device: DeviceProfile,
  _runtime: undefined,
  options: TimingOptions,
): PhaseResult<NetworkTiming> {
  const symbols = [...symbolsOf(sum([cost.totals.macs, cost.totals.inputBytes, cost.totals.weightBytes])).keys()];
  if (symbols.length > 0) {
    const fault = diagnostic("hardware/free-symbols", { symbols: symbols.join(" and ") }, undefined);
    return { value: undefined, diagnostics: [fault] };
  }
  const unit = dspFor(device, cost.dtype, options);
  if (unit !== undefined) return onDsp(cost, device, unit, options);
  const placed = placeOn(device, cost.dtype, options);
  if (placed.value === undefined) return { value: undefined, diagnostics: placed.diagnostics };
  const { cluster, peakMacRate, threads } = placed.value;
  const clock = rationalToNumber(cluster.clock.value);
  const memory = sharedBandwidth(
    cluster.dramOneThread ?? device.dramOneThread,
    cluster.dramAllThreads ?? device.dramAllThreads,
    threads,
  );
  const roofs: Roofs = {
    peakMacRate: threads * rationalToNumber(peakMacRate.value),
    bandwidth: memory.bytesPerSecond / clock,
  };
  const footing = footingOf([peakMacRate, cluster.clock, ...memory.quantities]);
  const place = { device: device.name, core: cluster.core.name, threads, footing };
  return { value: under(roofs, cost, clock, place), diagnostics: [] };
}

/** The peak rate of the matrix unit, and the memory behind its DMA. */
function onDsp(
  cost: NetworkCost,
  device: DeviceProfile,
  { core, clock, dram }: DspUnit,
  { threads = 1 }: TimingOptions,
): PhaseResult<NetworkTiming> {
  const dtype = dspTypeOf(cost);
  const { name } = core;
  const known = "fp16, int8";
  const faults =
    threads === 1
      ? dtype === undefined
        ? [diagnostic("hardware/dtype", { core: name, dtype: cost.dtype, known }, undefined)]
        : []
      : [diagnostic("hardware/threads", { device: device.name, core: name, cores: 1, threads, others: [] }, undefined)];
  if (dtype === undefined || faults.length > 0) return { value: undefined, diagnostics: faults };
  const perSecond = rationalToNumber(clock.value);
  const roofs: Roofs = {
    peakMacRate: peakMacRate({ tile: core.tile[dtype], tileCycles: rationalToNumber(core.tileCycles[dtype].value) }),
    bandwidth: rationalToNumber(dram.value) / perSecond,
  };
  const footing = footingOf([core.tile[dtype], core.tileCycles[dtype], clock, dram]);
  const place = { device: device.name, core: name, threads, footing };
  if (cost.dtype !== "fp32") return { value: under(roofs, cost, perSecond, place), diagnostics: [] };
  // Halves move half the bytes of what was counted.
  const timing = under(roofs, cost, perSecond, place, 0.5);
  return { value: timing, diagnostics: [diagnostic("hardware/half", { core: name }, undefined)] };
}

/** `share`: bytes moved of those that the cost counts. */
function under(
  roofs: Roofs,
  cost: NetworkCost,
  clock: number,
  place: Pick<NetworkTiming, "device" | "core" | "threads" | "footing">,
  share = 1,
): NetworkTiming {
  const layers = cost.layers.map((each) => timeLayer(each, roofs, clock, share));
  const cycles = layers.reduce((total, each) => total + each.cycles, 0);
  return {
    model: "roofline",
    runtime: undefined,
    clockGhz: clock / 1e9,
    ceilings: {
      macRate: new Map([[cost.dtype, roofs.peakMacRate]]),
      bandwidth: new Map([["dram", roofs.bandwidth]]),
    },
    layers,
    cycles,
    milliseconds: (cycles / clock) * 1e3,
    energyMj: undefined,
    ...place,
  };
}

/** What several threads read together: as much as each would alone, as long as the memory gives it. */
function sharedBandwidth(oneThread: Quantity, allThreads: Quantity, threads: number) {
  const one = rationalToNumber(oneThread.value);
  if (threads === 1) return { bytesPerSecond: one, quantities: [oneThread] };
  const all = rationalToNumber(allThreads.value);
  return { bytesPerSecond: Math.min(threads * one, all), quantities: [oneThread, allThreads] };
}

function footingOf(quantities: readonly Pick<Quantity, "kind">[]): ReadonlyMap<QuantityKind, number> {
  const footing = new Map<QuantityKind, number>();
  for (const { kind } of quantities) footing.set(kind, (footing.get(kind) ?? 0) + 1);
  return footing;
}

function timeLayer(cost: LayerCost, roofs: Roofs, clock: number, share: number): LayerTiming {
  // What causes no traffic runs inside its producer and takes no time of its own.
  const macs = movesNothing(cost.layer.operator) ? 0 : number(cost.macs);
  const timed = layerCycles(macs, share * number(cost.compulsoryBytes), roofs);
  const weights = Math.min(timed.memoryCycles.dram, (share * number(cost.weightBytes)) / roofs.bandwidth);
  return {
    cost,
    kernel: "",
    ...timed,
    weightCycles: { ...noMemoryCycles, dram: weights },
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
