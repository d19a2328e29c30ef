import type { NetworkCost } from "../../cost/index.ts";
import type { MemoryCycles } from "../timing.ts";
import { composed } from "./compose.ts";
import { jobOf } from "./job-of.ts";
import { loopCycles } from "./loop-cycles.ts";
import type { Target } from "./lowering/lowering-of.ts";
import type { Machine } from "./machine.ts";
import { memoryCycles, trafficOf } from "./memory.ts";
import type { Role } from "./nest.ts";
import type { Job, Pass } from "./pass.ts";
import { Residency } from "./residency.ts";
import { type Plan, planOf, type Step } from "./steps.ts";

/** Cycles of one step by cause. */
export interface StepTiming {
  readonly step: Step;
  readonly kernel: string;
  /** Cycles of the threads with the most work. */
  readonly compute: number;
  readonly memory: MemoryCycles;
  readonly overhead: number;
  readonly cycles: number;
}

/** All operators of a network on a target, with the cycles of each. */
export function simulateSteps(cost: NetworkCost, target: Target): { readonly plan: Plan; readonly steps: readonly StepTiming[] } {
  const { machine } = target;
  const plan = planOf(cost, target.runtime);
  const jobs = plan.steps.map((step) => jobOf(step, plan.stored, target));
  const caches = machine.levels.flatMap((each) => (each.cache === undefined ? [] : [each.cache]));
  const residency = new Residency(caches.at(-1) ?? machine.l1);
  const lastReads = new Map<string, number>();
  plan.steps.forEach((step, at) => {
    for (const each of step.reads) lastReads.set(`t${each}`, at);
  });
  let steps: readonly StepTiming[] = [];
  // The second inference finds the caches as the first one left them.
  for (let inference = 0; inference < 2; inference++) {
    steps = plan.steps.map((step, at) => {
      const timing = timeStep(step, jobs[at] ?? { kernel: "", passes: [] }, residency, target);
      const dead = [...step.reads, step.writes].map((each) => `t${each}`).filter((each) => (lastReads.get(each) ?? at) <= at);
      for (const each of dead) residency.release(each);
      return timing;
    });
  }
  return { plan, steps };
}

function timeStep(step: Step, job: Job, residency: Residency, { machine, runtime }: Target): StepTiming {
  let compute = 0;
  let cycles = 0;
  const memory = { l2: 0, l3: 0, vtcm: 0, dram: 0 };
  for (const pass of job.passes) {
    const resident = (role: Role, bytes: number) => residency.touch(tensorOf(step, role), bytes);
    const moved = memoryCycles(pass, trafficOf(pass, machine), resident, machine);
    const core = coreCycles(pass, machine);
    cycles += composed({ ...core, memory: moved }, pass.threads, machine);
    compute += core.compute;
    memory.l2 += moved.l2;
    memory.l3 += moved.l3;
    memory.dram += moved.dram;
  }
  for (const role of ["scratch", "quantized", "sums"] as const) residency.release(tensorOf(step, role));
  const forks = job.passes.filter((each) => each.threads > 1).length;
  const overhead = machine.cyclesOf(runtime.dispatch) + forks * machine.cyclesOf(runtime.fork);
  return { step, kernel: job.kernel, compute, memory, overhead, cycles: cycles + overhead };
}

/** The buffer that an access of a step goes to. */
function tensorOf({ cost, reads, writes }: Step, role: Role): string {
  if (role === "input") return `t${reads[0]}`;
  if (role === "operand") return `t${reads[1] ?? reads[0]}`;
  return role === "output" ? `t${writes}` : `${role} ${cost.layer.index}`;
}

function coreCycles(pass: Pass, machine: Machine): { readonly compute: number; readonly loads: number } {
  let compute = 0;
  let loads = 0;
  for (const run of pass.runs) {
    const cycles = loopCycles(run.loop, machine);
    compute += run.passes * cycles.perPass + run.entries * cycles.perEntry;
    loads += run.passes * cycles.loads;
  }
  return { compute, loads };
}
