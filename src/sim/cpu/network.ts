import { rationalToNumber } from "../../core/rational.ts";
import type { LayerCost, NetworkCost } from "../../cost/index.ts";
import type { RuntimeProfile } from "../../hardware/index.ts";
import { asConstant } from "../../symbolic/index.ts";
import type { MemoryCycles } from "../timing.ts";
import { composed } from "./compose.ts";
import type { Kernel } from "./kernel/instruction.ts";
import { kernels } from "./kernel/loops/catalogue.ts";
import { converted } from "./lowering/convert.ts";
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
  readonly core: string;
  readonly mispredict: number;
}

const sizes: Readonly<Record<string, number>> = { fp32: 4, fp16: 2, int8: 1, int4: 1 };

/** How the runtime lowers a step that computes in `dtype`, with its tensors stored in the types given. */
export function loweringFor(
  { runtime, isa, core, machine }: CpuSetting,
  dtype: string,
  stored: { readonly input: string; readonly operand: string; readonly output: string },
): Lowering {
  const table = runtime.loops.get(`${isa}-${dtype}`);
  const nameOf = (role: LoopRole): string | undefined => {
    const choice = table?.get(role);
    return choice?.byCore.get(core) ?? choice?.otherwise;
  };
  const size = (type: string) => sizes[type] ?? 4;
  const l2 = machine.levels[0];
  const shared = l2?.isShared === true && runtime.blockCache === "l2-per-core" ? machine.coresSharing : 1;
  return {
    threads: machine.threads,
    threadsOf: (role) => (runtime.serial.has(role) ? 1 : machine.threads),
    bytes: {
      input: size(stored.input),
      operand: size(stored.operand),
      output: size(stored.output),
      weights: size(dtype),
      scratch: size(dtype),
      quantized: 1,
      sums: 4,
    },
    blockCache: (l2?.cache?.capacity ?? 0) / shared,
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
    end: (gemm, tiles) => (gemm.end === undefined ? [] : [{ loop: gemm.end.name, passes: tiles, entries: 0 }]),
    pointers: (rows, times) => [{ loop: "f32_igemm_6x8_tap", passes: (times * rows) / 6, entries: 0 }],
  };
}

function jobOf(step: Step, stored: ReadonlyMap<number, string>, setting: CpuSetting): Job {
  const { runtime } = setting;
  const typeOf = (tensor: number | undefined) => (tensor === undefined ? undefined : stored.get(tensor)) ?? step.dtype;
  const [input, operand] = step.reads;
  const output = typeOf(step.writes);
  const types = { input: typeOf(input), operand: typeOf(operand ?? input), output };
  const by = loweringFor(setting, step.dtype, types);
  const job = lower(workOf(step.cost), step.cost.layer.operator.name, runtime, by) ?? { kernel: "", passes: [] };
  if (step.dtype !== "int8") return job;
  const isMacs = step.cost.layer.operator.family === "convolution" || step.cost.layer.operator.family === "linear";
  const elements = (bytes: LayerCost["inputBytes"]) => rationalToNumber(asConstant(bytes) ?? { num: 0n, den: 1n });
  const conversion = {
    inputs: elements(step.cost.inputBytes),
    outputs: elements(step.cost.outputBytes),
    quantizes: types.input !== "int8",
    storesSums: isMacs && runtime.storesSums,
  };
  return converted(job, conversion, output === "int8", by);
}

/** All steps of a network with the cycles of each. */
export function simulateSteps(cost: NetworkCost, setting: CpuSetting): readonly StepTiming[] {
  const { machine, runtime } = setting;
  const plan = planOf(cost, runtime);
  const jobs = plan.steps.map((step) => jobOf(step, plan.stored, setting));
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
  for (const role of ["scratch", "quantized", "sums"]) residency.release(`${role}${step.cost.layer.index}`);
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
    default:
      return `${role}${cost.layer.index}`;
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
