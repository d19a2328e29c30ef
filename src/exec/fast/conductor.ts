import {
  assign,
  atomicAdd,
  atomicLoad,
  atomicNotify,
  atomicStore,
  atomicWait,
  call,
  callIndirect,
  constant,
  drop,
  either,
  type Local,
  loadWord,
  plus,
  repeatWhile,
  type Statement,
  when,
  wordOf,
} from "./expression.ts";
import type { Build, WasmModule } from "./wasm-module.ts";

/** Parameters of every kernel; those that take fewer ignore the others. */
export const jobParameters = 8;
/** A job in memory: the kernel's place in the table, then its parameters. */
export const jobWords = 1 + jobParameters;
/** A step in memory: how many jobs, the address of the first, and the number of the host's step or -1. */
export const stepWords = 3;

/** Words that threads share, each on a cache line of its own. */
export const controlAddress = { nextJob: 64, arrived: 128, generation: 192, start: 256, stop: 320 } as const;
/** Memory below is for control words only. */
export const controlBytes = 384;

/** How often a thread looks before it sleeps: some microseconds, which is less than waking costs. */
const looks = 4000;

export interface Steps {
  readonly address: number;
  readonly count: number;
  readonly threads: number;
}

/**
 * Adds what runs the steps of a program: `run(thread)` runs them once, `work(thread)` does so whenever another thread calls `start`,
 * until it calls `halt`.
 *
 * Within a step, each thread takes the next job that nobody has taken, so that a thread that is held up does fewer. Jobs of one step
 * write different places, hence results do not depend on who does what. All threads meet behind each step.
 */
export function addConductor(module: WasmModule, steps: Steps): void {
  const barrier = module.define(0, barrierCode(steps.threads));
  const run = module.define(1, runCode(steps, barrier));
  module.exportAs("run", run);
  module.exportAs("work", module.define(1, workCode(run)));
  module.exportAs("start", module.define(0, startCode(0)));
  module.exportAs("halt", module.define(0, startCode(1)));
}

const nowhere = constant(0);

/** Meets the other threads; the last one to arrive resets the counter of jobs. */
function barrierCode(threads: number): Build {
  return (_, locals) => {
    const generation = locals.add("i32");
    const isLast = wordOf("i32.eq", atomicAdd(nowhere, controlAddress.arrived, constant(1)), constant(threads - 1));
    return [
      ...assign(generation, atomicLoad(nowhere, controlAddress.generation)),
      ...either(
        isLast,
        [
          ...atomicStore(nowhere, controlAddress.arrived, constant(0)),
          ...atomicStore(nowhere, controlAddress.nextJob, constant(0)),
          ...drop(atomicAdd(nowhere, controlAddress.generation, constant(1))),
          ...(threads === 1 ? [] : drop(atomicNotify(nowhere, controlAddress.generation, constant(threads)))),
        ],
        threads === 1 ? [] : waitWhile(controlAddress.generation, generation, locals.add("i32")),
      ),
    ];
  };
}

/** Looks at a word until it is another than it was; sleeps after a while. */
function waitWhile(address: number, value: Local<"i32">, count: Local<"i32">): Statement {
  const isSame = wordOf("i32.eq", atomicLoad(nowhere, address), value);
  const maySpin = wordOf("i32.mul", isSame, wordOf("i32.lt_s", count, constant(looks)));
  return [
    ...assign(count, constant(0)),
    ...repeatWhile(maySpin, assign(count, plus(count, 1))),
    ...when(isSame, repeatWhile(isSame, drop(atomicWait(nowhere, address, value)))),
  ];
}

function runCode({ address, count }: Steps, barrier: number): Build {
  return ([thread], locals) => {
    if (!thread) throw new RangeError("one parameter");
    const [step, job, place] = [locals.add("i32"), locals.add("i32"), locals.add("i32")];
    const parameters = Array.from({ length: jobParameters }, (_, index) => loadWord(place, 4 * (index + 1)));
    const isOpen = wordOf("i32.lt_s", job, loadWord(step, 0));
    const take = assign(job, atomicAdd(nowhere, controlAddress.nextJob, constant(1)));
    const doJob = [
      ...assign(place, wordOf("i32.add", loadWord(step, 4), wordOf("i32.mul", job, constant(4 * jobWords)))),
      ...callIndirect(jobParameters, loadWord(place, 0), ...parameters),
      ...take,
    ];
    const isHosts = wordOf(
      "i32.mul",
      wordOf("i32.eq", thread, constant(0)),
      wordOf("i32.ge_s", loadWord(step, 8), constant(0)),
    );
    // A network of nothing but dropout has no step, and the loop below looks behind its body.
    if (count === 0) return [];
    return [
      ...assign(step, constant(address)),
      ...repeatWhile(wordOf("i32.ne", step, constant(address + 4 * stepWords * count)), [
        ...when(isHosts, call(0, loadWord(step, 8))),
        ...take,
        ...when(isOpen, repeatWhile(isOpen, doJob)),
        ...call(barrier),
        ...assign(step, plus(step, 4 * stepWords)),
      ]),
    ];
  };
}

function workCode(run: number): Build {
  return ([thread], locals) => {
    if (!thread) throw new RangeError("one parameter");
    const seen = locals.add("i32");
    const goesOn = wordOf("i32.eq", atomicLoad(nowhere, controlAddress.stop), constant(0));
    return repeatWhile(goesOn, [
      ...waitWhile(controlAddress.start, seen, locals.add("i32")),
      ...assign(seen, plus(seen, 1)),
      ...when(goesOn, call(run, thread)),
    ]);
  };
}

/** Wakes all workers. */
function startCode(stop: 0 | 1): Build {
  return () => [
    ...(stop === 1 ? atomicStore(nowhere, controlAddress.stop, constant(1)) : []),
    ...drop(atomicAdd(nowhere, controlAddress.start, constant(1))),
    ...drop(atomicNotify(nowhere, controlAddress.start, constant(-1))),
  ];
}
