import { rationalToNumber } from "../../core/rational.ts";
import type { LayerCost, NetworkCost } from "../../cost/index.ts";
import type { RuntimeProfile } from "../../hardware/index.ts";
import { asConstant } from "../../symbolic/index.ts";
import type { MemoryCycles } from "../timing.ts";
import { composed } from "./compose.ts";
import type { Kernel } from "./kernel/instruction.ts";
import { kernels } from "./kernel/loops/catalogue.ts";
import { loopCycles } from "./loop-cycles.ts";
import type { LoopRole, Lowering } from "./lowering/lowering.ts";
import { lower } from "./lowering/lower.ts";
import type { Machine } from "./machine.ts";
import { memoryCycles, trafficOf } from "./memory.ts";
import type { Role } from "./nest.ts";
import type { Job, LoopRun, Pass } from "./pass.ts";
import { Residency } from "./residency.ts";
import { planOf, type Step } from "./steps.ts";
import { workOf } from "./work.ts";

/** Cycles of one step by cause. */
export interface StepTiming {
  readonly step: Step;
  readonly kernel: string;
  readonly compute: number;
  readonly memory: MemoryCycles;
  readonly overhead: number;
  readonly cycles: number;
}

export interface CpuSetting {
  readonly machine: Machine;
  readonly runtime: RuntimeProfile;
  readonly isa: string;
  readonly dtype: string;
  readonly core: string;
  readonly mispredict: number;
}

const sizes: Readonly<Record<string, number>> = { fp32: 4, fp16: 2, int8: 1 };

export function loweringFor({ runtime, isa, dtype, core, machine }: CpuSetting): Lowering {
  const table = runtime.loops.get(`${isa}-${dtype}`) ?? new Map();
  const nameOf = (role: LoopRole): string | undefined => {
    const choice = table.get(role);
    return choice?.byCore.get(core) ?? choice?.otherwise;
  };
  const bytes = sizes[dtype] ?? 4;
  const l2 = machine.levels[0]?.cache?.capacity ?? 0;
  return {
    threads: machine.threads,
    threadsOf: (role) => (runtime.serial.has(role) ? 1 : machine.threads),
    bytes,
    weightBytes: bytes,
    blockCache: runtime.blockCache === "l2-per-core" ? l2 / 4 : l2,
    has: (role) => kernels().has(nameOf(role) ?? ""),
    loop(role) {
      const kernel = kernels().get(nameOf(role) ?? "");
      if (kernel === undefined) throw new Error(`no loop for ${role} ${nameOf(role)}`);
      return kernel;
    },
    tile(gemm) {
      const { tile } = gemm;
      if (tile === undefined) throw new Error(`no tile ${gemm.name}`);
      return { ...tile, grain: gemm.name.includes("c8") ? 8 : gemm.name.includes("c4") ? 4 : 1 };
    },
    end: (gemm, tiles) => (gemm.end === undefined ? [] : [{ loop: `${gemm.name}_end`, passes: tiles, entries: 0 }]),
    pointers: (rows, times) => [{ loop: "f32_igemm_6x8_tap", passes: (times * rows) / 6, entries: 0 }],
  };
}

/** All steps of a network with the cycles of each. */
export function simulateSteps(cost: NetworkCost, setting: CpuSetting): readonly StepTiming[] {
  const { machine, runtime } = setting;
  const by = loweringFor(setting);
  const plan = planOf(cost, runtime);
  const jobs = plan.steps.map((step) => lower(workOf(step.cost), step.cost.layer.operator.name, runtime, by) ?? { kernel: "", passes: [] });
  const last = machine.levels.filter((each) => each.cache !== undefined).at(-1)?.cache ?? machine.l1;
  const residency = new Residency(last);
  const uses = new Map<string, number>();
  plan.steps.forEach((step, at) => {
    for (const each of step.reads) uses.set(`t${each}`, at);
  });
  let timings: StepTiming[] = [];
  // The second inference finds the caches as the first one left them.
  for (let round = 0; round < 2; round++) {
    timings = plan.steps.map((step, at) => {
      const timing = timeStep(step, jobs[at] ?? { kernel: "", passes: [] }, residency, setting);
      for (const each of step.reads) if (uses.get(`t${each}`) === at) residency.release(`t${each}`);
      if (!uses.has(`t${step.writes}`)) residency.release(`t${step.writes}`);
      return timing;
    });
  }
  return timings;
}

function timeStep(step: Step, job: Job, residency: Residency, setting: CpuSetting): StepTiming {
  const { machine, runtime } = setting;
  let compute = 0;
  let cycles = 0;
  let l2 = 0;
  let l3 = 0;
  let dram = 0;
  let threads = 1;
  job.passes.forEach((pass, at) => {
    const traffic = trafficOf(pass, machine);
    const resident = (role: Role, bytes: number) => residency.touch(tensorOf(step, role, at), bytes);
    const memory = memoryCycles(pass, traffic, resident, machine);
    const core = coreCycles(pass, setting);
    const each = composed({ ...core, memory }, machine);
    compute += core.compute;
    cycles += each;
    l2 += memory.l2;
    l3 += memory.l3;
    dram += memory.dram;
    threads = Math.max(threads, pass.threads);
  });
  residency.release(`s${step.cost.layer.index}`);
  const overhead =
    rationalToNumber(runtime.dispatch.value) + (threads > 1 ? job.passes.length * rationalToNumber(runtime.fork.value) : 0);
  return { step, kernel: job.kernel, compute, memory: { l2, l3, vtcm: 0, dram }, overhead, cycles: cycles + overhead };
}

function tensorOf({ cost, reads, writes }: Step, role: Role, _pass: number): string {
  switch (role) {
    case "input":
      return `t${reads[0]}`;
    case "operand":
      return `t${reads[1] ?? reads[0]}`;
    case "weights":
      return `w${cost.layer.index}`;
    case "output":
      return `t${writes}`;
    case "scratch":
      return `s${cost.layer.index}`;
  }
}

function coreCycles(pass: Pass, { machine, mispredict }: CpuSetting): { readonly compute: number; readonly loads: number } {
  let compute = 0;
  let loads = 0;
  for (const run of pass.runs) {
    const cycles = loopCycles(run.loop, machine.pipeline, machine.order, mispredict);
    if (cycles === undefined) throw new Error(`cannot run ${run.loop}`);
    compute += run.passes * cycles.perPass + run.entries * cycles.perEntry;
    loads += run.passes * cycles.loads;
  }
  return { compute, loads };
}

export type { Kernel, LayerCost, LoopRun };
export { asConstant };
