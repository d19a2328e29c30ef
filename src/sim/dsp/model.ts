import { type Diagnostic, diagnostic, type PhaseResult } from "../../core/diagnostic.ts";
import { InternalError } from "../../core/internal-error.ts";
import { rationalToNumber } from "../../core/rational.ts";
import type { LayerCost, NetworkCost } from "../../cost/index.ts";
import type { DeviceProfile, DspRuntimeProfile, DspType, DspUnit, Quantity } from "../../hardware/index.ts";
import { sum, symbolsOf } from "../../symbolic/index.ts";
import type { Bound, Ceilings, LayerTiming, NetworkTiming, TimingModel, TimingOptions } from "../timing.ts";
import { extentOf } from "../work.ts";
import { footingOf } from "./footing.ts";
import { type DspMachine, machineOf, peakMacRate } from "./machine.ts";
import { packetMachines } from "./packet/default-machines.ts";
import { planOf } from "./plan.ts";
import { loadOf, type StepTiming, simulateSteps } from "./simulate-steps.ts";

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
  if (symbols.length > 0) return fault(diagnostic("hardware/free-symbols", { symbols: symbols.join(" and ") }, undefined));
  const unit = device.dsp;
  if (unit === undefined) throw new InternalError("simulator", `${device.name} has no DSP`);
  const { name } = unit.core;
  const dtype = dspTypeOf(cost);
  if (dtype === undefined) return fault(diagnostic("hardware/dtype", { core: name, dtype: cost.dtype, known: "fp16, int8" }, undefined));
  const { threads = 1 } = options;
  if (threads !== 1) {
    const facts = { device: device.name, core: name, cores: 1, threads, others: [] };
    return fault(diagnostic("hardware/threads", facts, undefined));
  }
  const packets = packetMachines().get(name) ?? newest();
  const machine = machineOf(unit, dtype, packets);
  const plan = planOf(cost, unit.core, runtime, dtype);
  const lacking = plan.steps.find(({ cost: { layer } }) => runtime.lacks.names.has(layer.operator.name))?.cost.layer;
  if (lacking !== undefined && options.fallback !== true) {
    const operator = lacking.operator.name;
    const facts = { runtime: runtime.name, core: name, dtype, layer: lacking.name, operator, roles: [], fallback: false };
    return fault(diagnostic("runtime/no-kernel", facts, lacking.span));
  }
  const loads = plan.steps.map((each) => loadOf(each, runtime, machine));
  const steps = withEdges(simulateSteps(loads, machine), cost, unit, runtime, machine);
  const byLayer = new Map(steps.map((each) => [each.step.cost, each]));
  const peakRate = peakMacRate(machine);
  const layers = cost.layers.map((each) => {
    const step = byLayer.get(each);
    return step === undefined ? resting(each, plan.hosts.get(each)) : layerTiming(step, peakRate, machine);
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
    footing: footingOf(unit, runtime, machine, loads),
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

/** A DSP of the user's own packs its vectors as the newest one that is known. */
function newest() {
  const last = [...packetMachines().values()].at(-1);
  if (last === undefined) throw new InternalError("simulator", "no DSP can pack vectors");
  return last;
}

/** The first step waits for the inference to be handed over, and converts its inputs; the last one converts its outputs. */
function withEdges(
  steps: readonly StepTiming[],
  { graph, batch }: NetworkCost,
  unit: DspUnit,
  runtime: DspRuntimeProfile,
  machine: DspMachine,
): readonly StepTiming[] {
  const isFloat = runtime.floatEdges.names.has(machine.dtype);
  const perByte = machine.clock / number(unit.floatEdges);
  const edge = (tensors: readonly number[]) =>
    isFloat ? tensors.reduce((total, each) => total + 4 * Number(batch) * elements(each), 0) * perByte : 0;
  const elements = (tensor: number) => {
    const shape = graph.tensors[tensor]?.shape;
    if (shape === undefined) return 0;
    const { channels, height, width } = extentOf(shape, 1);
    return channels * height * width;
  };
  const before = number(unit.inference) * machine.clock + edge(graph.inputs);
  const after = edge(graph.outputs);
  return steps.map((each, at) => {
    const more = (at === 0 ? before : 0) + (at === steps.length - 1 ? after : 0);
    return { ...each, operator: each.operator + more, cycles: each.cycles + more };
  });
}

function layerTiming(step: StepTiming, peakRate: number, { clock }: DspMachine): LayerTiming {
  const { vtcm, dram, operator, cycles } = step;
  const compute = step.matrix + step.vector;
  // What the DMA fetched ahead, or beside the units, holds nothing up.
  const isWaiting = cycles > compute + vtcm + operator;
  const parts: readonly (readonly [Bound, number])[] = [
    ["compute", compute],
    ["vtcm", vtcm],
    ["dram", isWaiting ? dram : 0],
    ["overhead", operator],
  ];
  const [bound] = parts.reduce((most, each) => (each[1] > most[1] ? each : most));
  return {
    cost: step.step.cost,
    kernel: step.isFallback ? "plain loop" : step.kernel,
    cycles,
    computeCycles: compute,
    memoryCycles: { l2: 0, l3: 0, vtcm, dram },
    overheadCycles: operator,
    hiddenCycles: Math.max(0, compute + vtcm + dram + operator - cycles),
    milliseconds: (cycles / clock) * 1e3,
    bound,
    utilization: step.macs / (cycles * peakRate),
    isFallback: step.isFallback,
  };
}

function resting(cost: LayerCost, host: LayerCost | undefined): LayerTiming {
  return {
    cost,
    kernel: host === undefined ? "" : `in ${host.layer.name}`,
    cycles: 0,
    computeCycles: 0,
    memoryCycles: { l2: 0, l3: 0, vtcm: 0, dram: 0 },
    overheadCycles: 0,
    hiddenCycles: 0,
    milliseconds: 0,
    bound: "compute",
    utilization: 0,
    isFallback: false,
  };
}

function number({ value }: Quantity): number {
  return rationalToNumber(value);
}

/** The network's own type first. */
function ceilingsOf(unit: DspUnit, machine: DspMachine): Ceilings {
  const types = [machine.dtype, ...(["fp16", "int8"] as const).filter((each) => each !== machine.dtype)];
  const { rows, columns, channels } = machine.tile;
  const bytes = rows * columns * channels * machine.elementBytes;
  return {
    macRate: new Map(types.map((each) => [each, peakMacRate(machineOf(unit, each, machine.packets))])),
    bandwidth: new Map([
      ["vtcm", bytes / machine.tileStore],
      ["dram", machine.dram],
    ]),
  };
}
