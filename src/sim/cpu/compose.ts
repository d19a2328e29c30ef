import type { MemoryCycles } from "../timing.ts";
import type { Machine } from "./machine.ts";

/** Cycles of one pass by cause, as if nothing overlapped. */
export interface Causes {
  /** The cores' instructions with all data in the level-1 cache. */
  readonly compute: number;
  /** Of these, the cycles in which loads and stores hold the way to the level-1 cache. */
  readonly loads: number;
  readonly memory: MemoryCycles;
}

/**
 * Cycles of a pass. A core that issues in order waits for every line that is not in the level-1 cache: the causes add up. Out of order,
 * arithmetic goes on meanwhile; what the level-1 cache does, loads and lines coming in, does not overlap with itself.
 * Source: the ECM model: Treibig and Hager 2010, arXiv 0905.0792; Stengel et al. 2015, doi 10.1145/2751205.2751240.
 */
export function composed({ compute, loads, memory }: Causes, { order }: Pick<Machine, "order">): number {
  const moved = memory.l2 + memory.l3 + memory.vtcm + memory.dram;
  return order === "in-order" ? compute + moved : Math.max(compute, loads + moved);
}
