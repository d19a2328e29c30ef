import type { Pipeline } from "../../hardware/index.ts";
import { kernels } from "./kernel/loops/catalogue.ts";
import { cyclesOfPasses, type IssueOrder, simulateLoop } from "./kernel/simulate.ts";

/** What an inner loop costs on a core with its data in the level-1 cache. Units: cycles. */
export interface LoopCycles {
  readonly perPass: number;
  /** Of these, cycles in which a load or store port is taken. */
  readonly loads: number;
  /** What entering the loop and leaving it adds to its passes: first operands, last results, the branch out of it. */
  readonly perEntry: number;
}

const known = new WeakMap<Pipeline, Map<string, LoopCycles>>();

/** The cycles of a loop of the catalogue; undefined when the core lacks one of its instructions. */
export function loopCycles(name: string, pipeline: Pipeline, order: IssueOrder, mispredict: number): LoopCycles | undefined {
  const ofPipeline = known.get(pipeline) ?? new Map<string, LoopCycles>();
  known.set(pipeline, ofPipeline);
  const before = ofPipeline.get(name);
  if (before !== undefined) return before;
  const kernel = kernels().get(name);
  const run = kernel === undefined ? undefined : simulateLoop(kernel.body, pipeline, order);
  if (kernel === undefined || run === undefined) return undefined;
  const isMemory = (pipe: number) =>
    kernel.body.some((each) => {
      const uses = pipeline.timings.get(each.kind)?.uses ?? [];
      return /^(load|store)/.test(each.kind) && uses[0]?.pipes.includes(pipeline.pipes[pipe] ?? "") === true;
    });
  const loads = Math.max(0, ...run.pressure.map((cycles, pipe) => (isMemory(pipe) ? cycles : 0)));
  const once = cyclesOfPasses(kernel.body, pipeline, order, 1) ?? run.cyclesPerPass;
  const cycles = { perPass: run.cyclesPerPass, loads, perEntry: Math.max(0, once - run.cyclesPerPass) + mispredict };
  ofPipeline.set(name, cycles);
  return cycles;
}
