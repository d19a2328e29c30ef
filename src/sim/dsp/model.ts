import { type Diagnostic, diagnostic, type PhaseResult } from "../../core/diagnostic.ts";
import { InternalError } from "../../core/internal-error.ts";
import type { NetworkCost } from "../../cost/index.ts";
import type { DeviceProfile, DspRuntimeProfile, DspType, DspUnit } from "../../hardware/index.ts";
import { sum, symbolsOf } from "../../symbolic/index.ts";
import { restingLayer } from "../resting-layer.ts";
import {
  type Bound,
  type Ceilings,
  type LayerTiming,
  type NetworkTiming,
  noMemoryCycles,
  type TimingModel,
  type TimingOptions,
} from "../timing.ts";
import { footingOf } from "./footing.ts";
import { compiled, stepTimings } from "./inference.ts";
import { type DspMachine, machineOf, peakMacRate } from "./machine.ts";
import type { StepTiming } from "./simulate-steps.ts";

/** Matrix and vector unit, VTCM and DMA of a DSP under a runtime that compiles networks for it; see docs/fidelity.md. */
export const dsp: TimingModel<DspRuntimeProfile> = { name: "dsp", time };

/** Errors: hardware/free-symbols, hardware/dtype, hardware/threads, runtime/no-kernel. Warns where fp32 is computed in fp16. */
function time(
  cost: NetworkCost,
  device: DeviceProfile,
  runtime: DspRuntimeProfile,
  options: TimingOptions,
): PhaseResult<NetworkTiming> {
  const { totals } = cost;
  const symbols = [...symbolsOf(sum([totals.macs, totals.inputBytes, totals.outputBytes, totals.weightBytes])).keys()];
  if (symbols.length > 0)
    return fault(diagnostic("hardware/free-symbols", { symbols: symbols.join(" and ") }, undefined));
  const unit = device.dsp;
  if (unit === undefined) throw new InternalError("simulator", `${device.name} has no DSP`);
  const { name } = unit.core;
  const dtype = dspTypeOf(cost);
  if (dtype === undefined)
    return fault(diagnostic("hardware/dtype", { core: name, dtype: cost.dtype, known: "fp16, int8" }, undefined));
  const { threads = 1 } = options;
  if (threads !== 1) {
    const facts = { device: device.name, core: name, cores: 1, threads, others: [] };
    return fault(diagnostic("hardware/threads", facts, undefined));
  }
  const machine = machineOf(unit, dtype);
  const network = compiled(cost, unit, runtime, dtype);
  const { plan } = network;
  const lacking = plan.steps.find(({ cost: { layer } }) => runtime.lacks.names.has(layer.operator.name))?.cost.layer;
  if (lacking !== undefined && options.fallback !== true) {
    const operator = lacking.operator.name;
    const facts = {
      runtime: runtime.name,
      core: name,
      dtype,
      layer: lacking.name,
      operator,
      roles: [],
      fallback: false,
    };
    return fault(diagnostic("runtime/no-kernel", facts, lacking.span));
  }
  const steps = stepTimings(network, unit, machine);
  const byLayer = new Map(steps.map((each) => [each.load.step.cost, each]));
  const peakRate = peakMacRate(machine);
  const layers = cost.layers.map((each) => {
    const step = byLayer.get(each);
    return step === undefined ? restingLayer(each, plan.hosts.get(each)) : layerTiming(step, peakRate, machine);
  });
  const cycles = layers.reduce((total, each) => total + each.cycles, 0);
  const value: NetworkTiming = {
    model: "dsp",
    device: device.name,
    core: name,
    runtime: runtime.name,
    threads,
    clockGhz: machine.clock / 1e9,
    ceilings: ceilingsOf(unit, machine),
    layers,
    cycles,
    milliseconds: (cycles / machine.clock) * 1e3,
    energyMj: undefined,
    footing: footingOf(unit, runtime, machine, network.loads),
  };
  const diagnostics = cost.dtype === "fp32" ? [diagnostic("hardware/half", { core: name }, undefined)] : [];
  return { value, diagnostics };
}

function fault(each: Diagnostic): PhaseResult<NetworkTiming> {
  return { value: undefined, diagnostics: [each] };
}

/** The type that a DSP computes a network in: floats are halves. */
export function dspTypeOf({ dtype }: Pick<NetworkCost, "dtype">): DspType | undefined {
  if (dtype === "fp32" || dtype === "fp16") return "fp16";
  return dtype === "int8" ? "int8" : undefined;
}

function layerTiming(step: StepTiming, peakRate: number, machine: DspMachine): LayerTiming {
  const { load, vtcm, dram, operator, cycles } = step;
  const compute = step.matrix + step.vector;
  const busy = compute + vtcm + operator;
  const parts: readonly (readonly [Bound, number])[] = [
    ["compute", compute],
    ["vtcm", vtcm],
    // What the DMA fetched ahead, or beside the units, holds nothing up.
    ["dram", Math.max(0, cycles - busy)],
    ["overhead", operator],
  ];
  const [bound] = parts.reduce((most, each) => (each[1] > most[1] ? each : most));
  return {
    cost: load.step.cost,
    kernel: load.isFallback ? "plain loop" : step.kernel,
    cycles,
    computeCycles: compute,
    memoryCycles: { ...noMemoryCycles, vtcm, dram },
    weightCycles: { ...noMemoryCycles, dram: Math.min(dram, load.weightBytes / machine.dram) },
    overheadCycles: operator,
    hiddenCycles: Math.max(0, busy + dram - cycles),
    milliseconds: (cycles / machine.clock) * 1e3,
    bound,
    utilization: load.macs / (cycles * peakRate),
    isFallback: load.isFallback,
  };
}

/** The network's own type first. */
function ceilingsOf(unit: DspUnit, machine: DspMachine): Ceilings {
  const types = [machine.dtype, ...(["fp16", "int8"] as const).filter((each) => each !== machine.dtype)];
  const { rows, columns, channels } = machine.tile;
  const bytes = rows * columns * channels * machine.elementBytes;
  return {
    macRate: new Map(types.map((each) => [each, peakMacRate(machineOf(unit, each))])),
    bandwidth: new Map([
      ["vtcm", bytes / machine.tileStore],
      ["dram", machine.dram],
    ]),
  };
}
