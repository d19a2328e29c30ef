import type { MemoryCycles } from "../timing.ts";
import type { Machine } from "./machine.ts";
import { interleaved, type Role, shareOf } from "./nest.ts";
import type { Pass } from "./pass.ts";
import { trafficOfTurns, turnsOf } from "./traffic.ts";

/** Bytes that come into a level from the one behind it, by access; for a private level of one thread, for a shared one of all. */
export interface LevelTraffic {
  /** Bytes of the array of each access. */
  readonly arrays: readonly number[];
  readonly l1: readonly number[];
  readonly l2: readonly number[];
  readonly l3: readonly number[] | undefined;
}

export function trafficOf({ nest, split, threads }: Pass, machine: Machine): LevelTraffic {
  const part = turnsOf(shareOf(nest, split, threads));
  const isShared = threads > 1 && machine.levels.some((each) => each.isShared && each.cache !== undefined);
  const all = isShared ? turnsOf(interleaved(nest, split, threads)) : part;
  const into = (level: Machine["levels"][number] | undefined) =>
    level?.cache === undefined ? undefined : trafficOfTurns(level.isShared ? all : part, level.cache);
  const [l2, l3] = machine.levels;
  const arrays = nest.accesses.map(({ dimensions, bytes }) =>
    dimensions.reduce((product, { extent }) => product * extent, bytes),
  );
  return { arrays, l1: trafficOfTurns(part, machine.l1), l2: into(l2) ?? [], l3: into(l3) };
}

/** What comes from each level: cycles of one thread, and bytes of all. */
export interface Moved {
  readonly cycles: MemoryCycles;
  /** Of these, the cycles of weights. */
  readonly weights: MemoryCycles;
  readonly bytes: MemoryCycles;
}

/**
 * Cycles that moving takes, and what is moved, by the level in which the data is found: the bandwidth of a level is what a core sees when it reads from
 * there, all the way. From memory comes what the last cache misses; of the first touch of each array only the part that is not there
 * from earlier layers.
 */
export function moved(
  pass: Pass,
  traffic: LevelTraffic,
  resident: (role: Role, bytes: number) => number,
  machine: Machine,
): Moved {
  const { nest, threads } = pass;
  const [l2, l3] = machine.levels;
  const dram = machine.levels.at(-1);
  const l2Shared = l2?.isShared === true ? threads : 1;
  const found = { l2: 0, l3: 0, dram: 0 };
  const ofWeights = { l2: 0, l3: 0, dram: 0 };
  nest.accesses.forEach((access, at) => {
    const first = traffic.arrays[at] ?? 0;
    // Per thread, whatever level is shared.
    const intoL1 = traffic.l1[at] ?? 0;
    const intoL2 = Math.min(intoL1, (traffic.l2[at] ?? 0) / l2Shared);
    const intoLast = traffic.l3 === undefined ? intoL2 : Math.min(intoL2, (traffic.l3[at] ?? 0) / threads);
    const kept = Math.min(first / threads, intoLast) * resident(access.role, first);
    for (const sums of access.role === "weights" ? [found, ofWeights] : [found]) {
      sums.dram += intoLast - kept;
      sums.l2 += intoL1 - intoL2 + (traffic.l3 === undefined ? kept : 0);
      sums.l3 += traffic.l3 === undefined ? 0 : intoL2 - intoLast + kept;
    }
  });
  const rate = (level: Machine["levels"][number] | undefined) =>
    Math.min(level?.perCore ?? 1, (level?.together ?? Number.POSITIVE_INFINITY) / threads);
  const cycles = (bytes: typeof found): MemoryCycles => ({
    l2: bytes.l2 / rate(l2),
    l3: l3?.name === "l3" ? bytes.l3 / rate(l3) : 0,
    vtcm: 0,
    dram: bytes.dram / rate(dram),
  });
  return {
    cycles: cycles(found),
    weights: cycles(ofWeights),
    bytes: { l2: threads * found.l2, l3: threads * found.l3, vtcm: 0, dram: threads * found.dram },
  };
}
