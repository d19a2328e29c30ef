import type { MemoryCycles } from "../timing.ts";
import type { Machine } from "./machine.ts";
import { interleaved, type Nest, type Role, shareOf } from "./nest.ts";
import type { Pass } from "./pass.ts";
import { trafficInto } from "./traffic.ts";

/** Bytes that come into a level from the one behind it, by access; for a private level of one thread, for a shared one of all. */
export interface LevelTraffic {
  readonly l1: readonly number[];
  readonly l2: readonly number[];
  readonly l3: readonly number[] | undefined;
}

export function trafficOf({ nest, split, threads }: Pass, machine: Machine): LevelTraffic {
  const part = shareOf(nest, split, threads);
  const all = interleaved(nest, split, threads);
  const into = (level: Machine["levels"][number] | undefined) =>
    level?.cache === undefined ? undefined : trafficInto(level.isShared ? all : part, level.cache);
  const [l2, l3] = machine.levels;
  return { l1: trafficInto(part, machine.l1), l2: into(l2) ?? [], l3: into(l3) };
}

/**
 * Cycles that moving takes at each level. From memory comes what the last cache misses; of the first touch of each array only the
 * part that is not there from earlier layers.
 */
export function memoryCycles(
  pass: Pass,
  traffic: LevelTraffic,
  resident: (role: Role, bytes: number) => number,
  machine: Machine,
): MemoryCycles {
  const { nest, threads } = pass;
  const [l2, l3] = machine.levels;
  const dram = machine.levels.at(-1);
  const last = traffic.l3 ?? traffic.l2;
  const lastIsShared = (traffic.l3 === undefined ? l2 : l3)?.isShared ?? true;
  const bytes = nest.accesses.map((access, at) => {
    const first = access.dimensions.reduce((product, { extent }) => product * extent, access.bytes);
    const moved = (last[at] ?? 0) * (lastIsShared ? 1 : threads);
    return Math.max(0, moved - Math.min(first, moved) * resident(access.role, first));
  });
  const sum = (values: readonly number[] | undefined) => (values ?? []).reduce((total, each) => total + each, 0);
  const perLevel = (values: readonly number[] | undefined, level: Machine["levels"][number] | undefined, share: boolean) =>
    level === undefined ? 0 : sum(values) / (share ? threads : 1) / level.perCore;
  const dramRate = Math.min(threads * (dram?.perCore ?? 1), dram?.together ?? Number.POSITIVE_INFINITY);
  return {
    l2: perLevel(traffic.l1, l2, false),
    l3: traffic.l3 === undefined ? 0 : perLevel(traffic.l2, l3, l2?.isShared ?? false),
    vtcm: 0,
    dram: sum(bytes) / dramRate,
  };
}

export type { Nest };
