import { type Diagnostic, diagnostic, type PhaseResult } from "../../core/diagnostic.ts";
import { rationalToNumber } from "../../core/rational.ts";
import type { NetworkCost } from "../../cost/index.ts";
import type { DeviceProfile, InstructionSet, RuntimeProfile } from "../../hardware/index.ts";
import { sum, symbolsOf } from "../../symbolic/index.ts";
import { memoryTotal } from "../causes.ts";
import { placeOn } from "../placement.ts";
import { restingLayer } from "../resting-layer.ts";
import type { Bound, LayerTiming, NetworkTiming, TimingModel, TimingOptions } from "../timing.ts";
import { layerWork } from "../work.ts";
import { ceilingsOf } from "./ceilings.ts";
import { energyOf } from "./energy.ts";
import { footingOf } from "./footing.ts";
import { type LoopCycles, loopCycles } from "./loop-cycles.ts";
import type { Target } from "./lowering/lowering-of.ts";
import { machineOf } from "./machine.ts";
import { jobsOf, type MissingLoops, type StepTiming, simulateSteps } from "./simulate-steps.ts";

/** Inner loops, caches and threads of a CPU under a kernel library; see docs/fidelity.md. */
export const cpu: TimingModel<RuntimeProfile> = { name: "cpu", time };

/** Errors: hardware/free-symbols, those of `placeOn`, hardware/no-pipeline, hardware/dtype, runtime/no-loops, runtime/no-kernel. */
function time(
  cost: NetworkCost,
  device: DeviceProfile,
  runtime: RuntimeProfile,
  options: TimingOptions,
): PhaseResult<NetworkTiming> {
  const symbols = [
    ...symbolsOf(
      sum([cost.totals.macs, cost.totals.inputBytes, cost.totals.outputBytes, cost.totals.weightBytes]),
    ).keys(),
  ];
  if (symbols.length > 0)
    return fault(diagnostic("hardware/free-symbols", { symbols: symbols.join(" and ") }, undefined));
  // Every core has an fp32 rate, by which clusters are compared; what else it can do, its instructions say.
  const placed = placeOn(device, "fp32", options);
  if (placed.value === undefined) return { value: undefined, diagnostics: placed.diagnostics };
  const { cluster, threads } = placed.value;
  const { core } = cluster;
  if (core.pipeline === undefined) return fault(diagnostic("hardware/no-pipeline", { core: core.name }, undefined));
  if (cost.dtype === "fp16" && !core.pipeline.timings.has("fp16Mla"))
    return fault(
      diagnostic("hardware/dtype", { core: core.name, dtype: "fp16 arithmetic", known: "fp32 and int8" }, undefined),
    );
  const isa = systemOf(core.instructionSets, runtime, cost.dtype, options.isa);
  if (isa === undefined) return fault(noLoops(runtime, core.instructionSets, cost.dtype, options.isa));
  const machine = machineOf(device, cluster, core.pipeline, threads);
  const target: Target = { runtime, isa, core: core.name, machine };
  const result = jobsOf(cost, target, options.fallback === true);
  if (result.kind === "missing")
    return { value: undefined, diagnostics: noKernels(result.missing, target, cost.dtype, options.fallback === true) };
  const steps = simulateSteps(result.jobs, target);
  const peak = core.peakMacRate.get(cost.dtype);
  const peakRate = threads * (peak === undefined ? loopRate(result.jobs, machine) : rationalToNumber(peak.value));
  const byLayer = new Map(steps.map((each) => [each.step.cost, each]));
  const toMilliseconds = 1e3 / machine.clock;
  const layers = cost.layers.map((each) => {
    const step = byLayer.get(each);
    return step === undefined
      ? restingLayer(each, result.plan.hosts.get(each))
      : layerTiming(step, peakRate, toMilliseconds);
  });
  const cycles = layers.reduce((total, each) => total + each.cycles, 0);
  const value: NetworkTiming = {
    model: "cpu",
    device: device.name,
    core: core.name,
    runtime: runtime.name,
    threads,
    clockGhz: machine.clock / 1e9,
    ceilings: ceilingsOf(core, machine, cost.dtype, peakRate),
    layers,
    cycles,
    milliseconds: cycles * toMilliseconds,
    energyMj: energyOf(device, cost, steps, machine),
    footing: footingOf(device, cluster, core.pipeline, result.jobs, target),
  };
  return { value, diagnostics: [] };
}

/** The instruction set to run on: the one asked for, else the widest of the core for which the runtime has loops of the type. */
function systemOf(
  ofCore: readonly InstructionSet[],
  { loops }: RuntimeProfile,
  dtype: string,
  asked: InstructionSet | undefined,
): InstructionSet | undefined {
  const candidates = asked === undefined ? ofCore : [asked];
  return candidates.findLast((each) => loops.has(`${each}-${dtype}`));
}

function noLoops(
  { name, loops }: RuntimeProfile,
  ofCore: readonly InstructionSet[],
  dtype: string,
  asked: InstructionSet | undefined,
): Diagnostic {
  const facts = { runtime: name, dtype, isas: asked === undefined ? ofCore : [asked], known: [...loops.keys()] };
  return diagnostic("runtime/no-loops", facts, undefined);
}

/** One fault for each operator that cannot run, with the first layer that asks for it. */
function noKernels(
  missing: readonly MissingLoops[],
  { runtime, core, isa }: Target,
  dtype: string,
  fallback: boolean,
): readonly Diagnostic[] {
  const seen = new Set<string>();
  return missing.flatMap(({ step, roles }) => {
    const { layer } = step.cost;
    const key = `${layer.operator.name} ${roles.join(" ")}`;
    if (seen.has(key)) return [];
    seen.add(key);
    const facts = {
      runtime: runtime.name,
      core,
      dtype: `${isa} ${dtype}`,
      layer: layer.name,
      operator: layer.operator.name,
      roles,
      fallback,
    };
    return [diagnostic("runtime/no-kernel", facts, layer.span)];
  });
}

function rateOf({ macs, perPass }: LoopCycles): number {
  return macs / perPass;
}

/** MAC per cycle of the fastest loop among the jobs, for data types without a stated peak. */
function loopRate(jobs: Parameters<typeof simulateSteps>[0], machine: Target["machine"]): number {
  const loops = new Set(jobs.flatMap(({ job }) => job.passes.flatMap(({ runs }) => runs.map(({ loop }) => loop))));
  return Math.max(...[...loops].map((each) => rateOf(loopCycles(each, machine))), Number.MIN_VALUE);
}

function layerTiming({ step, ...timing }: StepTiming, peakRate: number, toMilliseconds: number): LayerTiming {
  const { kernel, compute, memory, overhead, cycles, isFallback } = timing;
  // Minimal filtering multiplies less than the layer's formula says.
  const { macs: stated } = layerWork(step.cost, step.batch);
  const macs = isFallback ? stated : Math.min(stated, timing.macs);
  const parts: readonly (readonly [Bound, number])[] = [
    ["compute", compute],
    ["l2", memory.l2],
    ["l3", memory.l3],
    ["dram", memory.dram],
    ["overhead", overhead],
  ];
  const [bound] = parts.reduce((most, each) => (each[1] > most[1] ? each : most));
  const busy = compute + memoryTotal({ memoryCycles: memory }) + overhead;
  return {
    cost: step.cost,
    kernel,
    cycles,
    computeCycles: compute,
    memoryCycles: memory,
    weightCycles: timing.weights,
    overheadCycles: overhead,
    hiddenCycles: Math.max(0, busy - cycles),
    milliseconds: cycles * toMilliseconds,
    bound,
    utilization: macs / (cycles * peakRate),
    isFallback,
  };
}

function fault(each: Diagnostic): PhaseResult<NetworkTiming> {
  return { value: undefined, diagnostics: [each] };
}
