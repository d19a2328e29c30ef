import { rationalToNumber } from "../../core/rational.ts";
import type { NetworkCost } from "../../cost/index.ts";
import type { TensorId } from "../../graph/index.ts";
import type { DspRuntimeProfile, DspType, DspUnit } from "../../hardware/index.ts";
import type { Plan } from "../steps.ts";
import { extentOf } from "../work.ts";
import type { NetworkEdges } from "./dma.ts";
import { loadOf, type StepLoad } from "./loads.ts";
import { type DspMachine, machineOf } from "./machine.ts";
import { planOf } from "./plan.ts";
import { type StepTiming, simulateSteps } from "./simulate-steps.ts";

/** A network compiled for a DSP: what each step asks of the units, whatever their speed. */
export interface CompiledNetwork {
  readonly plan: Plan;
  readonly loads: readonly StepLoad[];
  readonly edges: NetworkEdges;
  /** Bytes of float32 that are converted before the first step, and after the last one. */
  readonly floatsIn: number;
  readonly floatsOut: number;
}

export function compiled(
  cost: NetworkCost,
  unit: DspUnit,
  runtime: DspRuntimeProfile,
  dtype: DspType,
): CompiledNetwork {
  const machine = machineOf(unit, dtype);
  const plan = planOf(cost, unit.core, runtime, dtype);
  const isFloat = runtime.floatEdges.names.has(dtype);
  const bytes = (tensors: readonly TensorId[]) =>
    isFloat ? tensors.reduce((sum, each) => sum + 4 * elements(cost, each), 0) : 0;
  const sized = (tensors: readonly TensorId[]) =>
    new Map(tensors.map((each) => [each, elements(cost, each) * machine.elementBytes]));
  return {
    plan,
    loads: withLearned(
      plan.steps.map((each) => loadOf(each, runtime, machine)),
      cost,
      machine,
    ),
    edges: { inputs: sized(cost.graph.inputs), outputs: sized(plan.results) },
    floatsIn: bytes(cost.graph.inputs),
    floatsOut: bytes(cost.graph.outputs),
  };
}

/** Learned tensors that no operator owns are weights of the steps that read them. */
function withLearned(loads: readonly StepLoad[], cost: NetworkCost, { elementBytes }: DspMachine): readonly StepLoad[] {
  const learned = new Set(cost.layers.flatMap(({ layer }) => (layer.inputs.length === 0 ? layer.outputs : [])));
  if (learned.size === 0) return loads;
  const { batch, graph } = cost;
  return loads.map((each) => {
    const read = each.step.reads.filter((tensor) => learned.has(tensor));
    const count = read.reduce((sum, tensor) => sum + elements({ graph, batch }, tensor), 0) / Number(batch);
    return count === 0 ? each : { ...each, weightBytes: each.weightBytes + count * elementBytes };
  });
}

/** Elements of a tensor, of all inferences of a batch. */
function elements({ graph, batch }: Pick<NetworkCost, "graph" | "batch">, tensor: TensorId): number {
  const shape = graph.tensors[tensor]?.shape;
  if (shape === undefined) return 0;
  const { channels, height, width } = extentOf(shape, Number(batch));
  return channels * height * width;
}

/** The steps of an inference. The first one waits for it to be handed over, and for floats to be converted, as does the last one. */
export function stepTimings(
  { loads, edges, floatsIn, floatsOut }: CompiledNetwork,
  unit: DspUnit,
  machine: DspMachine,
): readonly StepTiming[] {
  const perByte = machine.clock / rationalToNumber(unit.floatEdges.value);
  const before = rationalToNumber(unit.inference.value) * machine.clock + floatsIn * perByte;
  const after = floatsOut * perByte;
  const steps = simulateSteps(loads, edges, machine);
  return steps.map((each, at) => {
    const more = (at === 0 ? before : 0) + (at === steps.length - 1 ? after : 0);
    return more === 0 ? each : { ...each, operator: each.operator + more, cycles: each.cycles + more };
  });
}
