import type { NetworkCost } from "../../cost/index.ts";
import type { TensorId } from "../../graph/index.ts";
import type { LoopRole, Pipeline } from "../../hardware/index.ts";
import type { Step } from "../steps.ts";
import type { MemoryCycles } from "../timing.ts";
import { composed } from "./compose.ts";
import { jobMaker } from "./job-of.ts";
import { loopCycles } from "./loop-cycles.ts";
import type { Target } from "./lowering/lowering-of.ts";
import type { Machine } from "./machine.ts";
import { type LevelTraffic, moved, trafficOf } from "./memory.ts";
import type { Role } from "./nest.ts";
import type { Job, Pass } from "./pass.ts";
import { Residency } from "./residency.ts";
import { type CpuPlan, planOf } from "./steps.ts";

/** Cycles of one step by cause. */
export interface StepTiming {
  readonly step: Step;
  readonly kernel: string;
  /** Cycles of the threads with the most work. */
  readonly compute: number;
  readonly memory: MemoryCycles;
  /** Of these, the cycles of weights. */
  readonly weights: MemoryCycles;
  readonly overhead: number;
  readonly cycles: number;
  /** What the loops of all threads multiply, with the parts of tiles that are thrown away. */
  readonly macs: number;
  /** Bytes that come out of each level; between registers and the level-1 cache those of all threads. */
  readonly bytes: MemoryCycles & { readonly l1: number };
  readonly isFallback: boolean;
}

/** The jobs of a network's operators, or those operators that the runtime cannot run on the core. */
export type JobsResult =
  | { readonly kind: "jobs"; readonly plan: CpuPlan; readonly jobs: readonly PlannedJob[] }
  | { readonly kind: "missing"; readonly missing: readonly MissingLoops[] };

export interface PlannedJob {
  readonly step: Step;
  readonly job: Job;
  readonly isFallback: boolean;
}

export interface MissingLoops {
  readonly step: Step;
  /** Empty where the runtime lacks the operator as such. */
  readonly roles: readonly LoopRole[];
}

export function jobsOf(cost: NetworkCost, target: Target, fallback: boolean): JobsResult {
  const plan = planOf(cost, target.runtime);
  const jobs: PlannedJob[] = [];
  const missing: MissingLoops[] = [];
  const jobOf = jobMaker(plan.stored, target, fallback);
  for (const step of plan.steps) {
    const result = jobOf(step);
    if (result.kind === "job") jobs.push({ step, job: result.job, isFallback: result.isFallback });
    else missing.push({ step, roles: result.roles });
  }
  return missing.length > 0 ? { kind: "missing", missing } : { kind: "jobs", plan, jobs };
}

/** The operators of a network one after the other, with the cycles of each. */
export function simulateSteps(jobs: readonly PlannedJob[], target: Target): readonly StepTiming[] {
  const { machine } = target;
  const caches = machine.levels.flatMap((each) => (each.cache === undefined ? [] : [each.cache]));
  const residency = new Residency(caches.at(-1) ?? machine.l1);
  const lastReads = new Map<TensorId, number>();
  const loads = new Map<Job, readonly PassLoad[]>();
  const loadsOf = loadKeeper(machine);
  jobs.forEach(({ step, job }, at) => {
    for (const each of step.reads) lastReads.set(each, at);
    if (!loads.has(job)) loads.set(job, loadsOf(job));
  });
  const inference = <T>(run: (planned: PlannedJob, loads: readonly PassLoad[]) => T): readonly T[] =>
    jobs.map((planned, at) => {
      const result = run(planned, loads.get(planned.job) ?? []);
      for (const role of ownRoles) residency.release(tensorOf(planned.step, role));
      for (const each of [...planned.step.reads, planned.step.writes])
        if ((lastReads.get(each) ?? at) <= at) residency.release(each);
      return result;
    });
  // The second inference finds the caches as the first one left them.
  inference(({ step }, ofJob) => touch(step, ofJob, residency));
  return inference((planned, ofJob) => timeStep(planned, ofJob, residency, target));
}

/** Arrays that live in one step alone. */
const ownRoles = ["scratch", "quantized", "sums"] as const;

/** Goes through a step's arrays, in the order in which `moved` does. */
function touch(step: Step, loads: readonly PassLoad[], residency: Residency): void {
  for (const { pass, traffic } of loads)
    pass.nest.accesses.forEach(({ role }, at) => {
      residency.touch(tensorOf(step, role), traffic.arrays[at] ?? 0);
    });
}

/** What a pass asks of the cores and of the caches, whatever was there before. */
interface PassLoad {
  readonly pass: Pass;
  readonly traffic: LevelTraffic;
  readonly core: CoreLoad;
}

/** Cycles of the thread with the most work; products and bytes of all threads. */
interface CoreLoad {
  readonly compute: number;
  readonly loads: number;
  readonly macs: number;
  readonly bytes: number;
}

const keptLoads = new WeakMap<Job, Map<string, { readonly pipeline: Pipeline; readonly loads: readonly PassLoad[] }>>();

/** The loads of a job's passes on a machine; worked out once for all that have its pipeline and caches. */
function loadKeeper(machine: Machine): (job: Job) => readonly PassLoad[] {
  const { pipeline, order, mispredict, threads, l1, levels } = machine;
  const caches = levels.map(({ cache, isShared }) => [cache, isShared]);
  const key = JSON.stringify([order, mispredict, threads, l1, caches]);
  return (job) => {
    const ofJob = keptLoads.get(job) ?? new Map();
    keptLoads.set(job, ofJob);
    const known = ofJob.get(key);
    if (known?.pipeline === pipeline) return known.loads;
    const loads = job.passes.map((pass) => loadOf(pass, machine));
    ofJob.set(key, { pipeline, loads });
    return loads;
  };
}

function loadOf(pass: Pass, machine: Machine): PassLoad {
  return { pass, traffic: trafficOf(pass, machine), core: coreCycles(pass, machine) };
}

function timeStep(
  { step, job, isFallback }: PlannedJob,
  loads: readonly PassLoad[],
  residency: Residency,
  { machine, runtime }: Target,
): StepTiming {
  let compute = 0;
  let cycles = 0;
  let macs = 0;
  const memory = { l2: 0, l3: 0, vtcm: 0, dram: 0 };
  const weights = { ...memory };
  const bytes = { l1: 0, l2: 0, l3: 0, vtcm: 0, dram: 0 };
  for (const { pass, traffic, core } of loads) {
    const resident = (role: Role, bytes: number) => residency.touch(tensorOf(step, role), bytes);
    const { cycles: waits, weights: ofWeights, bytes: out } = moved(pass, traffic, resident, machine);
    cycles += composed({ compute: core.compute, loads: core.loads, memory: waits }, pass.threads, machine);
    compute += core.compute;
    macs += core.macs;
    bytes.l1 += core.bytes;
    for (const level of ["l2", "l3", "dram"] as const) {
      memory[level] += waits[level];
      weights[level] += ofWeights[level];
      bytes[level] += out[level];
    }
  }
  const forks = job.passes.filter((each) => each.threads > 1).length;
  const overhead = machine.cyclesOf(runtime.dispatch) + forks * machine.cyclesOf(runtime.fork);
  const total = cycles + overhead;
  return { step, kernel: job.kernel, compute, memory, weights, overhead, cycles: total, macs, bytes, isFallback };
}

/** The buffer that an access of a step goes to. */
function tensorOf({ cost, reads, writes }: Step, role: Role): TensorId | string {
  const [input = "no input", operand = input] = reads;
  if (role === "input") return input;
  if (role === "operand") return operand;
  return role === "output" ? writes : `${role} ${cost.layer.index}`;
}

function coreCycles(pass: Pass, machine: Machine): CoreLoad {
  let compute = 0;
  let loads = 0;
  let macs = 0;
  let bytes = 0;
  for (const run of pass.runs) {
    const cycles = loopCycles(run.loop, machine);
    compute += run.passes * cycles.perPass + run.entries * cycles.perEntry;
    loads += run.passes * cycles.loads;
    macs += pass.threads * run.passes * cycles.macs;
    bytes += pass.threads * run.passes * cycles.bytes;
  }
  return { compute, loads, macs, bytes };
}
