import type { Nest } from "./nest.ts";

/** A run of one inner loop of a kernel over one or more entries, the same for every thread. */
export interface LoopRun {
  /** Name in the catalogue of inner loops. */
  readonly loop: string;
  /** Passes through the loop's body. */
  readonly passes: number;
  /** How often the loop is entered from the code around it: each entry waits for its first results and, at the end, for a branch. */
  readonly entries: number;
  /** Of the straight code around a GEMM tile: results of one pass. */
  readonly endOutputs?: number;
}

/** One sweep over memory: what all loops of it do to the cores, and the nest that says what it does to the caches. */
export interface Pass {
  /** Of the thread with the most work. */
  readonly runs: readonly LoopRun[];
  readonly nest: Nest;
  /** The loop of the nest that threads share. */
  readonly split: string;
  /** Threads that get work. */
  readonly threads: number;
}

/** A layer as one runtime computes it on one core. */
export interface Job {
  readonly passes: readonly Pass[];
  /** The inner loop that names the layer's kernel. */
  readonly kernel: string;
}

/** Parts of `count` that the busiest of `threads` gets. */
export function largestShare(count: number, threads: number): number {
  return Math.ceil(count / threads);
}
