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
  const { values } = program;
  const uses = useCounts(program);
  const buffers: (MemoryBuffer & { last: number })[] = [];
  const bufferOf: number[] = [];
  const alive = new Set<number>();
  const open = (value: number, first: number) => {
    const { name = "", bytes = 0n, isInput = false } = values[value] ?? {};
    bufferOf[value] = buffers.length;
    alive.add(buffers.length);
    buffers.push({ name, isInput, bytes, first, last: first });
  };
  let live = 0n;
  for (const [value, { isInput, bytes }] of values.entries()) {
    if (!isInput) continue;
    open(value, 0);
    live += bytes;
  }
  let peakBytes = live;
  const moments = order.map((index, at): MemoryMoment => {
    const step = program.steps[index];
    if (step === undefined) throw new InternalError("memory", `there is no step ${index}`);
    const taken = takenOver(step, uses);
    for (const value of step.writes) {
      if (taken === undefined) {
        open(value, at);
        live += values[value]?.bytes ?? 0n;
      } else {
        bufferOf[value] = bufferOf[taken] ?? 0;
      }
    }
    const moment = { step, liveBytes: live, aliveCount: alive.size, largest: largestOf(alive, buffers, named) };
    if (live > peakBytes) peakBytes = live;
    const close = (value: number) => {
      const buffer = buffers[bufferOf[value] ?? 0];
      if (buffer === undefined) return;
      buffer.last = at;
      alive.delete(bufferOf[value] ?? 0);
      live -= buffer.bytes;
    };
    for (const value of step.reads) {
      uses[value] = (uses[value] ?? 0) - 1;
      if (uses[value] === 0 && value !== taken) close(value);
    }
    for (const value of step.writes) if (uses[value] === 0) close(value);
    return moment;
  });
  for (const buffer of alive) {
    const each = buffers[buffer];
    if (each !== undefined) each.last = Math.max(order.length - 1, 0);
  }
  return { moments, buffers, peakBytes };
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
