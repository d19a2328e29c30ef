import { type NetworkEdges, transfers } from "./dma.ts";
import type { StepLoad } from "./loads.ts";
import type { DspMachine } from "./machine.ts";

/** Cycles of one step by cause. */
export interface StepTiming {
  readonly load: StepLoad;
  /** The unit or loop with most of the work. */
  readonly kernel: string;
  readonly matrix: number;
  readonly vector: number;
  /** Waiting for the VTCM: neighbouring tiles read, tiles of sums written. */
  readonly vtcm: number;
  readonly operator: number;
  /** All transfers, as if nothing overlapped. */
  readonly dram: number;
  readonly cycles: number;
}

/** The steps of an inference one after the other. */
export function simulateSteps(
  loads: readonly StepLoad[],
  edges: NetworkEdges,
  machine: DspMachine,
): readonly StepTiming[] {
  const busy = loads.map((each) => busyOf(each, machine));
  const traffic = loads.map(({ step, weightBytes, outputBytes }, at) => {
    const { matrix = 0, vector = 0, vtcm = 0 } = busy[at] ?? {};
    const { reads, writes } = step;
    return { busy: matrix + vector + vtcm + machine.operator, weightBytes, reads, writes, outputBytes };
  });
  const moved = transfers(traffic, edges, machine.vtcm, machine.dram);
  return busy.map((each, at) => ({ ...each, ...(moved[at] ?? { dram: 0, cycles: 0 }) }));
}

function busyOf(load: StepLoad, machine: DspMachine): Omit<StepTiming, "dram" | "cycles"> {
  const matrix = load.products * machine.tileCycles;
  let vector = 0;
  let kernel = "";
  let most = 0;
  for (const [loop, packets] of load.packets) {
    const cycles = packets * machine.packet;
    vector += cycles;
    if (cycles <= most) continue;
    kernel = loop;
    most = cycles;
  }
  const { rows, columns, channels } = machine.tile;
  return {
    load,
    kernel: matrix >= most && matrix > 0 ? `hmx_${machine.dtype}_${rows}x${columns}x${channels}` : kernel,
    matrix,
    vector,
    vtcm: load.withNeighbour * machine.neighbour + load.stores * machine.tileStore,
    operator: machine.operator,
  };
}
