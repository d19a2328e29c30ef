import type { DspRuntimeProfile } from "../../hardware/index.ts";
import type { Step } from "../steps.ts";
import { layerWork } from "../work.ts";
import { transfers } from "./dma.ts";
import type { DspMachine } from "./machine.ts";
import { type MatrixWork, matrixWork } from "./matrix.ts";
import { hvxLoops } from "./packet/loops/catalogue.ts";
import type { PacketMachine } from "./packet/machine.ts";
import { type PacketRun, packetsOf } from "./packet/packets-of.ts";
import { countOf, runsOnMatrices } from "./plan.ts";
import { elementsOf, moved, softmaxRuns, type VectorRun, vectorRuns } from "./vector.ts";
import { InternalError } from "../../core/internal-error.ts";

/** What a step asks of the units, with its data in the VTCM. Units: cycles, bytes. */
export interface StepLoad {
  readonly step: Step;
  /** The unit or loop with most of the work. */
  readonly kernel: string;
  readonly loops: readonly string[];
  readonly matrix: number;
  readonly vector: number;
  /** Waiting for the VTCM: neighbouring tiles read, tiles of sums written. */
  readonly vtcm: number;
  readonly weightBytes: number;
  readonly outputBytes: number;
  /** Of the layer, and those that the matrix unit does with what fills its tiles up. */
  readonly macs: number;
  readonly isFallback: boolean;
}

/** Cycles of one step by cause. */
export interface StepTiming extends StepLoad {
  readonly operator: number;
  readonly dram: number;
  readonly cycles: number;
}

/** What a step asks of the units; one that the runtime has no kernel for runs element by element. */
export function loadOf(step: Step, runtime: DspRuntimeProfile, machine: DspMachine): StepLoad {
  const { cost, batch } = step;
  const { operator } = cost.layer;
  const { work, macs } = layerWork(cost, batch);
  const outputs = elementsOf(cost.outputs, batch, machine);
  const outputBytes = outputs * machine.elementBytes;
  const isFallback = runtime.lacks.names.has(operator.name);
  const isMatrix = work.kind === "macs" && runsOnMatrices(cost, batch) && !isFallback;
  const products = isMatrix ? work.nests.map((each) => matrixWork(each, machine)) : [];
  const runs = isFallback
    ? [moved(Math.max(outputs, macs), false, machine)]
    : isMatrix
      ? besideMatrices(work, products, machine)
      : vectorRuns(cost, work, batch, machine);
  const total = (read: (each: MatrixWork) => number) => products.reduce((sum, each) => sum + read(each), 0);
  const matrix = total((each) => each.products) * machine.tileCycles;
  const cycles = runs.map((each) => ({ loop: each.loop, cycles: each.iterations * packetsEach(each.loop, machine) * machine.packet }));
  const longest = cycles.reduce((most, each) => (each.cycles > most.cycles ? each : most), { loop: "", cycles: 0 });
  const { rows, columns, channels } = machine.tile;
  return {
    step,
    kernel: matrix >= longest.cycles && isMatrix ? `hmx_${machine.dtype}_${rows}x${columns}x${channels}` : longest.loop,
    loops: cycles.map((each) => each.loop),
    matrix,
    vector: cycles.reduce((sum, each) => sum + each.cycles, 0),
    vtcm: total((each) => each.withNeighbour) * machine.neighbour + total((each) => each.stores) * machine.tileStore,
    weightBytes: isMatrix ? total((each) => each.weightBytes) : countOf(cost.counts.weights) * machine.elementBytes,
    outputBytes,
    macs,
    isFallback,
  };
}

/** Layouts that the matrix unit needs, and softmax between the products of attention. */
function besideMatrices(
  work: Extract<ReturnType<typeof layerWork>["work"], { kind: "macs" }>,
  products: readonly MatrixWork[],
  machine: DspMachine,
): readonly VectorRun[] {
  const permuted = products.reduce((sum, each) => sum + each.permutedBytes, 0) / machine.elementBytes;
  const layouts = permuted === 0 ? [] : [moved(permuted, true, machine)];
  const others = work.sweeps.flatMap(({ role, writes }) =>
    role === "exponential" ? softmaxRuns(writes, machine) : [moved(writes, role === "copy", machine)],
  );
  return [...layouts, ...others];
}

const known = new WeakMap<PacketMachine, Map<string, PacketRun>>();

/** Packets of one iteration of a loop, those in which its thread waits among them. */
function packetsEach(name: string, { packets }: DspMachine): number {
  const ofCore = known.get(packets) ?? new Map<string, PacketRun>();
  known.set(packets, ofCore);
  const loop = hvxLoops().get(name);
  if (loop === undefined) throw new InternalError("simulator", `there is no loop ${name}`);
  const run = ofCore.get(name) ?? packetsOf(loop, packets);
  ofCore.set(name, run);
  return run.schedule.interval;
}

/** The steps of an inference one after the other. */
export function simulateSteps(loads: readonly StepLoad[], machine: DspMachine): readonly StepTiming[] {
  const { operator, vtcm, dram: bandwidth } = machine;
  const traffic = loads.map((each) => ({
    busy: each.matrix + each.vector + each.vtcm + operator,
    weightBytes: each.weightBytes,
    reads: each.step.reads,
    writes: each.step.writes,
    outputBytes: each.outputBytes,
  }));
  const moved = transfers(traffic, vtcm, bandwidth);
  return loads.map((each, at) => {
    const { dram, cycles } = moved[at] ?? { dram: 0, cycles: 0 };
    return { ...each, operator, dram, cycles };
  });
}

