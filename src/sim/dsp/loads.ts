import { rationalToNumber } from "../../core/rational.ts";
import type { LayerCost } from "../../cost/index.ts";
import type { DspRuntimeProfile } from "../../hardware/index.ts";
import { asConstant } from "../../symbolic/index.ts";
import type { Step } from "../steps.ts";
import { layerWork, type Work } from "../work.ts";
import type { DspMachine } from "./machine.ts";
import { type MatrixWork, matrixWork } from "./matrix.ts";
import type { PacketMachine } from "./packet/machine.ts";
import { packetsEach } from "./packet/packets-each.ts";
import { runsOnMatrices } from "./plan.ts";
import { elementsOf, moved, softmaxRuns, type VectorRun, vectorRuns } from "./vector.ts";

/** What a step asks of the units, whatever their speed. */
export interface StepLoad {
  readonly step: Step;
  /** Products of tiles, those of kernels that reach into the tile below, and tiles of sums written. */
  readonly products: number;
  readonly withNeighbour: number;
  readonly stores: number;
  /** Packets by loop of the vector unit, those in which a thread waits among them. */
  readonly packets: ReadonlyMap<string, number>;
  readonly weightBytes: number;
  readonly outputBytes: number;
  readonly macs: number;
  readonly isFallback: boolean;
}

/** What steps ask for by the packets of the core, then by layer. */
const known = new WeakMap<PacketMachine, WeakMap<LayerCost, Map<string, Omit<StepLoad, "step">>>>();

/** What a step asks of the units; one that the runtime has no kernel for goes through its products one by one. Kept for each core and layer. */
export function loadOf(step: Step, runtime: DspRuntimeProfile, machine: DspMachine): StepLoad {
  const { dtype, tile, packets } = machine;
  const isFallback = runtime.lacks.names.has(step.cost.layer.operator.name);
  const ofCore = known.get(packets) ?? new WeakMap<LayerCost, Map<string, Omit<StepLoad, "step">>>();
  known.set(packets, ofCore);
  const ofLayer = ofCore.get(step.cost) ?? new Map<string, Omit<StepLoad, "step">>();
  ofCore.set(step.cost, ofLayer);
  const key = `${dtype} ${machine.vectorBytes} ${tile.rows} ${tile.columns} ${tile.channels} ${step.batch} ${isFallback}`;
  const load = ofLayer.get(key) ?? newLoad(step, isFallback, machine);
  ofLayer.set(key, load);
  return { ...load, step };
}

function newLoad({ cost, batch }: Step, isFallback: boolean, machine: DspMachine): Omit<StepLoad, "step"> {
  const { work, macs } = layerWork(cost, batch);
  const outputs = elementsOf(cost.outputs, batch, machine);
  const isMatrix = work.kind === "macs" && runsOnMatrices(cost, batch) && !isFallback;
  const products = isMatrix ? work.nests.map((each) => matrixWork(each, batch, machine)) : [];
  const runs = isFallback
    ? []
    : isMatrix
      ? besideMatrices(work, products, machine)
      : vectorRuns(cost, work, batch, machine);
  const total = (read: (each: MatrixWork) => number) => products.reduce((sum, each) => sum + read(each), 0);
  // A plain loop takes a packet for each product or element.
  const packets = new Map<string, number>(isFallback ? [["plain loop", Math.max(outputs, macs)]] : []);
  for (const { loop, iterations } of runs)
    packets.set(loop, (packets.get(loop) ?? 0) + iterations * packetsEach(loop, machine.packets));
  return {
    products: total((each) => each.products),
    withNeighbour: total((each) => each.withNeighbour),
    stores: total((each) => each.stores),
    packets,
    weightBytes: isMatrix ? total((each) => each.weightBytes) : weightsOf(cost, batch) * machine.elementBytes,
    outputBytes: outputs * machine.elementBytes,
    macs,
    isFallback,
  };
}

/** Layouts that the matrix unit needs, and softmax between the products of attention. */
function besideMatrices(
  work: Extract<Work, { kind: "macs" }>,
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

/** Weights that a layer reads; of a table of rows, those that are looked up. */
function weightsOf({ counts, layer, outputs }: LayerCost, batch: number): number {
  const all = countOf(counts.weights);
  if (layer.operator.name !== "embedding") return all;
  return outputs.reduce((sum, { dims }) => sum + batch * dims.reduce((size, each) => size * countOf(each), 1), 0);
}

/** The number behind an exact count of a network without free symbols. */
function countOf(value: LayerCost["macs"]): number {
  const known = asConstant(value);
  return known === undefined ? Number.NaN : rationalToNumber(known);
}
