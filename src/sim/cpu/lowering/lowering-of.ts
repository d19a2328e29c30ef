import { InternalError } from "../../../core/internal-error.ts";
import type { DataType } from "../../../cost/index.ts";
import type { Pipeline, RuntimeProfile } from "../../../hardware/index.ts";
import type { Kernel } from "../kernel/instruction.ts";
import { kernels } from "../kernel/loops/catalogue.ts";
import { missingClasses } from "../kernel/program.ts";
import type { Machine } from "../machine.ts";
import type { LoopRole, Lowering } from "./lowering.ts";

/** A runtime on a core. */
export interface Target {
  readonly runtime: RuntimeProfile;
  /** Instruction set of the system: `armv8`. */
  readonly isa: string;
  /** Name of the core. */
  readonly core: string;
  readonly machine: Machine;
}

/** The types in which a step's tensors lie in memory. */
export interface StoredTypes {
  readonly input: DataType;
  readonly operand: DataType;
  readonly output: DataType;
}

const bytesOf: Readonly<Record<DataType, number>> = { fp32: 4, fp16: 2, int8: 1, int4: 1 };

/** How a runtime on a core lowers a step that computes in `dtype`. */
export function loweringOf({ runtime, isa, core, machine }: Target, dtype: DataType, stored: StoredTypes): Lowering {
  const choices = runtime.loops.get(`${isa}-${dtype}`);
  const find = (role: LoopRole): Kernel | undefined => {
    const choice = choices?.get(role);
    const name = choice?.byCore.get(core) ?? choice?.otherwise;
    return name === undefined ? undefined : kernels().get(name);
  };
  return {
    threads: machine.threads,
    threadsOf: (role) => (runtime.serial.has(role) ? 1 : machine.threads),
    bytes: {
      input: bytesOf[stored.input],
      operand: bytesOf[stored.operand],
      output: bytesOf[stored.output],
      weights: bytesOf[dtype],
      scratch: bytesOf[dtype],
      quantized: 1,
      sums: 4,
    },
    blockCache: blockCacheOf(runtime, machine),
    has(role) {
      const kernel = find(role);
      return kernel !== undefined && runs(kernel, machine.pipeline);
    },
    loop(role) {
      const kernel = find(role);
      if (kernel !== undefined) return kernel;
      throw new InternalError("simulator", `${runtime.name} has no loop for ${role}, which was not checked before`);
    },
  };
}

const runnable = new WeakMap<Pipeline, Map<Kernel, boolean>>();

/** Whether a core has the instructions of a loop and of the code around it; looked up once. */
function runs(kernel: Kernel, pipeline: Pipeline): boolean {
  const ofCore = runnable.get(pipeline) ?? new Map<Kernel, boolean>();
  runnable.set(pipeline, ofCore);
  const known = ofCore.get(kernel) ?? hasInstructions(kernel, pipeline);
  ofCore.set(kernel, known);
  return known;
}

function hasInstructions(kernel: Kernel, pipeline: Pipeline): boolean {
  return [kernel, ...(kernel.end === undefined ? [] : [kernel.end])].every(
    (each) => missingClasses(each, pipeline).length === 0,
  );
}

/** Bytes of the cache that the runtime cuts its blocks to. */
export function blockCacheOf({ blockCache: which }: RuntimeProfile, { levels, coresSharing, l1 }: Machine): number {
  const caches = levels.flatMap((each) => (each.cache === undefined ? [] : [each.cache.capacity]));
  const l2 = caches[0] ?? l1.capacity;
  if (which === "last") return caches.at(-1) ?? l2;
  return which === "l2-per-core" ? l2 / coresSharing : l2;
}
