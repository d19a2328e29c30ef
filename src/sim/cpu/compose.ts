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

/** Part of the shorter of work and transfers that one out-of-order core hides behind the longer; fitted for all such cores at once. */
const hiddenPart = 0.75;

/**
 * Cycles of a pass. A core that issues in order waits for every line that is not in the level-1 cache: the causes add up. Out of order,
 * arithmetic goes on meanwhile, but what the level-1 cache does, loads and lines coming in, does not overlap with itself. Of the shorter
 * side a part stays visible. Where T threads share a level, a line stands behind (T - 1) / 2 others on average; the windows have not grown
 * with that latency, and hide 2 / (T + 1) as much.
 * Source: the ECM model: Treibig and Hager 2010, arXiv 0905.0792; Stengel et al. 2015, doi 10.1145/2751205.2751240.
 */
export function composed(
  { compute, loads, memory }: Causes,
  threads: number,
  { order, levels }: Pick<Machine, "order" | "levels">,
): number {
  const moved = memory.l2 + memory.l3 + memory.dram;
  if (order === "in-order") return compute + moved;
  const shared = levels.reduce((sum, { name, isShared }) => sum + (isShared ? memory[name] : 0), 0);
  const sharedPart = moved === 0 ? 0 : shared / moved;
  const hidden = hiddenPart * (1 - sharedPart + (sharedPart * 2) / (threads + 1));
  const [long, short] = [Math.max(compute, loads + moved), Math.min(compute, loads + moved)];
  // Loads are part of the work itself: only what comes on top of them can be hidden or not.
  return long + (1 - hidden) * Math.max(0, Math.min(short, compute + moved - long));
}
