import type { InstructionClass, InstructionTiming, Pipeline } from "../../../hardware/index.ts";
import type { Instruction, Kernel } from "./instruction.ts";

/** A value that an instruction waits for. */
export interface Dependence {
  /** Place of the producer in the body. */
  readonly producer: number;
  /** 1 when the value comes from the pass before. */
  readonly distance: 0 | 1;
  /** Cycles from the producer's issue to the earliest issue of the user. */
  readonly delay: number;
  readonly register: string;
}

/** An instruction with what one core makes of it. */
export interface Step {
  readonly instruction: Instruction;
  readonly timing: InstructionTiming;
  readonly dependences: readonly Dependence[];
  /** Cycles from issue until everything that the instruction writes is there. */
  readonly done: number;
}

/** A loop body on one core. */
export interface Program {
  readonly pipeline: Pipeline;
  readonly steps: readonly Step[];
}

/**
 * The classes of a loop's instructions that a core has no timing for; empty when it can run the loop. Classes that stand for
 * floats of 32 and 16 bits do for the latter only where the core multiplies and adds them, too.
 */
export function missingClasses({ body }: Kernel, pipeline: Pipeline): readonly InstructionClass[] {
  const kinds = body.flatMap(({ kind, text }) => (/^f\w+ v\d+\.8h/.test(text) ? [kind, "fp16Mla" as const] : [kind]));
  return [...new Set(kinds)].filter((each) => !pipeline.timings.has(each));
}

/**
 * Joins a loop with a core's timings; undefined when the core lacks one of its instructions. Of the dependences only true ones are
 * kept: registers are renamed, or, in order, always read before they are written. Memory is taken to be in the level-1 cache, and
 * no load to read what a store of the loop writes.
 */
export function programOf(body: readonly Instruction[], pipeline: Pipeline): Program | undefined {
  const steps: Step[] = [];
  const before = new Map<string, number>();
  const last = lastWriters(body);
  for (const [at, instruction] of body.entries()) {
    const timing = pipeline.timings.get(instruction.kind);
    if (timing === undefined) return undefined;
    const done = instruction.base === undefined ? timing.latency : Math.max(timing.latency, timing.address);
    steps.push({ instruction, timing, dependences: dependencesOf(instruction, body, before, last, pipeline), done });
    noteWrites(before, instruction, at);
  }
  return { pipeline, steps };
}

/** What an instruction waits for. A register that is both factor and sum counts as both, and only the sum is forwarded. */
function dependencesOf(
  instruction: Instruction,
  body: readonly Instruction[],
  before: ReadonlyMap<string, number>,
  last: ReadonlyMap<string, number>,
  { timings }: Pipeline,
): readonly Dependence[] {
  const dependences: Dependence[] = [];
  const wait = (register: string, isSum: boolean) => {
    const near = before.get(register);
    const producer = near ?? last.get(register);
    const made = producer === undefined ? undefined : body[producer];
    const timing = made === undefined ? undefined : timings.get(made.kind);
    if (producer === undefined || made === undefined || timing === undefined) return;
    const isForwarded = isSum && register === made.accumulator && made.kind === instruction.kind;
    const delay = register === made.base ? timing.address : isForwarded ? timing.accumulating : timing.latency;
    dependences.push({ producer, distance: near === undefined ? 1 : 0, delay, register });
  };
  for (const each of instruction.reads) wait(each, false);
  if (instruction.accumulator !== undefined) wait(instruction.accumulator, true);
  return dependences;
}

/** The last instruction of a body that writes or steps on each register. */
function lastWriters(body: readonly Instruction[]): ReadonlyMap<string, number> {
  const last = new Map<string, number>();
  for (const [at, each] of body.entries()) noteWrites(last, each, at);
  return last;
}

function noteWrites(writers: Map<string, number>, { writes, base }: Instruction, at: number): void {
  for (const each of writes) writers.set(each, at);
  if (base !== undefined) writers.set(base, at);
}
