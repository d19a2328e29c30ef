import { InternalError } from "../../core/internal-error.ts";
import type { MemoryProgram, MemoryStep } from "./program.ts";

/** What is alive while one step runs: its inputs, its output, and what a later step still reads or the network hands out. */
export interface MemoryMoment {
  readonly step: MemoryStep;
  readonly liveBytes: bigint;
  /** How many buffers are alive. */
  readonly aliveCount: number;
  /** Places of the largest of them in the list of buffers, largest first; as many as were asked for. */
  readonly largest: readonly number[];
}

/** A stretch of memory: one value, or several that overwrite each other. */
export interface MemoryBuffer {
  /** The layer that makes its first value, or `input`. */
  readonly name: string;
  readonly isInput: boolean;
  readonly bytes: bigint;
  /** The first and the last step, counted from 0, during which it is alive. */
  readonly first: number;
  readonly last: number;
}

export interface MemoryTrace {
  readonly moments: readonly MemoryMoment[];
  readonly buffers: readonly MemoryBuffer[];
  /** The largest `liveBytes`; of a network that only reads its input otherwise, the input. */
  readonly peakBytes: bigint;
}

/** How often each value is still needed: once by every step that reads it, once more by whoever gets an output. */
export function useCounts({ values, steps }: MemoryProgram): number[] {
  const uses = values.map((each): number => (each.isOutput ? 1 : 0));
  for (const step of steps) for (const value of step.reads) uses[value] = (uses[value] ?? 0) + 1;
  return uses;
}

/** Follows the steps in an order: what is alive at each, with the `named` largest buffers, and how long each buffer lives. */
export function traceOf(program: MemoryProgram, order: readonly number[], named = 0): MemoryTrace {
  const tracer = new Tracer(program);
  const inputBytes = tracer.liveBytes;
  const moments = order.map((index, at) => {
    const step = program.steps[index];
    if (step === undefined) throw new InternalError("memory", `there is no step ${index}`);
    return tracer.run(step, at, named);
  });
  const buffers = tracer.ended(Math.max(order.length - 1, 0));
  const peakBytes = moments.reduce((most, each) => (each.liveBytes > most ? each.liveBytes : most), inputBytes);
  return { moments, buffers, peakBytes };
}

/** What is alive between two steps. */
class Tracer {
  liveBytes = 0n;
  private readonly values: MemoryProgram["values"];
  private readonly uses: number[];
  private readonly buffers: (MemoryBuffer & { last: number })[] = [];
  /** Places in `buffers`, by value. */
  private readonly bufferOf: number[] = [];
  private readonly alive = new Set<number>();

  constructor(program: MemoryProgram) {
    this.values = program.values;
    this.uses = useCounts(program);
    for (const [value, { isInput }] of this.values.entries()) if (isInput) this.open(value, 0);
  }

  /** The next step, `at` steps behind the first: it makes its values, then lets go of what nothing needs any more. */
  run(step: MemoryStep, at: number, named: number): MemoryMoment {
    const taken = takenOver(step, this.uses);
    for (const value of step.writes) {
      if (taken === undefined) this.open(value, at);
      else this.bufferOf[value] = this.bufferOf[taken] ?? 0;
    }
    const largest = largestOf(this.alive, this.buffers, named);
    const moment = { step, liveBytes: this.liveBytes, aliveCount: this.alive.size, largest };
    for (const value of step.reads) {
      this.uses[value] = (this.uses[value] ?? 0) - 1;
      if (this.uses[value] === 0 && value !== taken) this.close(value, at);
    }
    for (const value of step.writes) if (this.uses[value] === 0) this.close(value, at);
    return moment;
  }

  /** All buffers when the last step is done: what is alive then lives to it. */
  ended(last: number): readonly MemoryBuffer[] {
    return this.buffers.map((each, index) => (this.alive.has(index) ? { ...each, last } : each));
  }

  private open(value: number, first: number): void {
    const { name = "", bytes = 0n, isInput = false } = this.values[value] ?? {};
    this.bufferOf[value] = this.buffers.length;
    this.alive.add(this.buffers.length);
    this.buffers.push({ name, isInput, bytes, first, last: first });
    this.liveBytes += bytes;
  }

  private close(value: number, last: number): void {
    const index = this.bufferOf[value] ?? 0;
    const buffer = this.buffers[index];
    if (buffer === undefined) return;
    buffer.last = last;
    this.alive.delete(index);
    this.liveBytes -= buffer.bytes;
  }
}

/** The value whose buffer the step's output takes over: the one that it may overwrite, if nothing needs it any more. */
function takenOver({ overwrites }: MemoryStep, uses: readonly number[]): number | undefined {
  return overwrites !== undefined && uses[overwrites] === 1 ? overwrites : undefined;
}

/** The largest buffers, of equal ones the earlier first. */
function largestOf(alive: Iterable<number>, buffers: readonly MemoryBuffer[], count: number): readonly number[] {
  const largest: number[] = [];
  if (count === 0) return largest;
  const size = (buffer: number | undefined) => (buffer === undefined ? -1n : (buffers[buffer]?.bytes ?? 0n));
  for (const buffer of alive) {
    const isFull = largest.length === count;
    if (isFull && size(buffer) <= size(largest.at(-1))) continue;
    const before = largest.findIndex((each) => size(each) < size(buffer));
    largest.splice(before < 0 ? largest.length : before, 0, buffer);
    if (isFull) largest.pop();
  }
  return largest;
}
