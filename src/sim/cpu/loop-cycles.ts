import { InternalError } from "../../core/internal-error.ts";
import type { InstructionClass, Pipeline } from "../../hardware/index.ts";
import type { Kernel } from "./kernel/instruction.ts";
import { kernels } from "./kernel/loops/catalogue.ts";
import { cyclesOfPasses, speedOf } from "./kernel/simulate.ts";
import type { Machine } from "./machine.ts";

/** What an inner loop costs on a core with its data in the level-1 cache. Units: cycles. */
export interface LoopCycles {
  readonly perPass: number;
  /** Of these, cycles in which the busiest load or store port is taken. */
  readonly loads: number;
  /** What entering the loop and leaving it adds to its passes: first operands, last results, the branch out of it. */
  readonly perEntry: number;
  /** MAC of a pass; 0 for loops without MACs. */
  readonly macs: number;
  /** Bytes that a pass moves between registers and the level-1 cache. */
  readonly bytes: number;
  /** Of its instructions. */
  readonly classes: ReadonlySet<InstructionClass>;
}

const known = new WeakMap<Pipeline, Map<string, LoopCycles>>();

/** The cycles of a loop of the catalogue on a core that has its instructions; each is simulated once per core. */
export function loopCycles(name: string, machine: Pick<Machine, "pipeline" | "order" | "mispredict">): LoopCycles {
  const ofCore = known.get(machine.pipeline) ?? new Map<string, LoopCycles>();
  known.set(machine.pipeline, ofCore);
  // Cores may share a pipeline and differ in the rest.
  const key = `${name} ${machine.order} ${machine.mispredict}`;
  const before = ofCore.get(key);
  if (before !== undefined) return before;
  const cycles = simulated(name, machine);
  ofCore.set(key, cycles);
  return cycles;
}

function simulated(
  name: string,
  { pipeline, order, mispredict }: Pick<Machine, "pipeline" | "order" | "mispredict">,
): LoopCycles {
  const kernel = kernels().get(name);
  const run = kernel === undefined ? undefined : speedOf(kernel.body, pipeline, order);
  if (kernel === undefined || run === undefined)
    throw new InternalError("simulator", `the core cannot run ${name}, which was not checked before`);
  const loads = Math.max(0, ...run.pressure.filter((_, pipe) => movesData(kernel, pipeline, pipe)));
  const once = cyclesOfPasses(kernel.body, pipeline, order, 1) ?? run.cyclesPerPass;
  // Out of order, what is in the window is worked off meanwhile.
  const microOps = run.program.steps.reduce((sum, { timing }) => sum + timing.microOps, 0);
  const backlog = pipeline.window === undefined ? 0 : (pipeline.window * run.cyclesPerPass) / microOps;
  const perEntry = Math.max(0, Math.max(0, once - run.cyclesPerPass) + mispredict - backlog);
  const bytes = kernel.body.reduce((sum, { kind }) => sum + bytesOf(kind), 0);
  const classes = new Set(kernel.body.map(({ kind }) => kind));
  return { perPass: run.cyclesPerPass, loads, perEntry, macs: kernel.macs, bytes, classes };
}

/** Whether a port is one that loads or stores of the loop go to. */
function movesData({ body }: Kernel, { pipes, timings }: Pipeline, pipe: number): boolean {
  const port = pipes[pipe] ?? "";
  return body.some(
    ({ kind }) => /^(load|store)/.test(kind) && timings.get(kind)?.uses[0]?.pipes.includes(port) === true,
  );
}

type DataMove = Extract<InstructionClass, `load${string}` | `store${string}`>;

function bytesOf(kind: InstructionClass): number {
  return isDataMove(kind) ? bytesMoved[kind] : 0;
}

function isDataMove(kind: InstructionClass): kind is DataMove {
  return kind in bytesMoved;
}

/** Bytes that an instruction of a class loads or stores. */
const bytesMoved: Readonly<Record<DataMove, number>> = {
  loadInteger: 8,
  loadPairInteger: 16,
  loadByte: 1,
  loadScalar: 4,
  load64: 8,
  load64Post: 8,
  loadPair64Post: 16,
  load128: 16,
  load128Indexed: 16,
  load128Post: 16,
  loadPair128: 32,
  loadPair128Post: 32,
  loadReplicatedPost: 4,
  loadDeinterleavedPost: 32,
  store64Post: 8,
  storeByte: 1,
  storePairInteger: 8,
  storeScalar: 4,
  store128: 16,
  store128Post: 16,
};
