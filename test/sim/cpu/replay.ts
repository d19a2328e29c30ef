import type { Nest } from "../../../src/sim/cpu/nest.ts";
import { type CacheBuild, LineCache } from "./line-cache.ts";
import { randomNumbers } from "./random.ts";

/** Bytes that came into one cache. */
export interface Replayed {
  readonly build: CacheBuild;
  readonly bytes: readonly number[];
}

/** Calls back with the line of every array, turn after turn of the innermost loop. */
export type Walk = (visit: (lines: readonly number[]) => void) => void;

/** Lines that come into caches while a walk goes once over them. */
export function replayWalk(walk: Walk, arrays: number, builds: readonly CacheBuild[]): readonly Replayed[] {
  const caches = builds.map((build) => new LineCache(build, arrays));
  let last: readonly number[] = [];
  let isCalm = false;
  walk((lines) => {
    // The same lines once more, all there the last time: they are there again, and as old.
    if (isCalm && lines.every((each, array) => each === last[array])) return;
    isCalm = true;
    for (const cache of caches) {
      for (let array = 0; array < lines.length; array++) isCalm = cache.touch(lines[array] ?? 0, array) && isCalm;
    }
    last = [...lines];
  });
  return caches.map(({ build, misses }) => ({ build, bytes: misses.map((each) => each * build.line) }));
}

/**
 * Runs a nest turn by turn on caches with lines of one size. Arrays lie apart by a distance from `seed`, each from a line boundary on,
 * their last dimension fastest. A turn of which an index lies beyond its array does not happen: the last tile is a partial one.
 */
export function replay(nest: Nest, builds: readonly CacheBuild[], seed = 1): readonly Replayed[] {
  const line = builds[0]?.line ?? 64;
  if (builds.some((each) => each.line !== line)) throw new RangeError("one line size for all caches");
  return replayWalk((visit) => walkNest(nest, line, seed, visit), nest.accesses.length, builds);
}

interface Walked {
  readonly first: number;
  readonly bytes: number;
  readonly extents: readonly number[];
  /** By loop, then by dimension. */
  readonly steps: readonly (readonly number[])[];
  readonly place: number[];
}

/** The walk of a nest. */
export function walkNest(nest: Nest, line: number, seed: number, visit: (lines: readonly number[]) => void): void {
  let next = 0;
  const gap = randomNumbers(seed);
  const arrays = nest.accesses.map(({ bytes, dimensions }): Walked => {
    const extents = dimensions.map(({ extent }) => Math.ceil(extent - 1e-9));
    const first = next + Math.floor(gap() * 1024) * line;
    next = first + Math.ceil(extents.reduce((product, each) => product * each, bytes) / line) * line;
    const steps = nest.loops.map(({ name }) => dimensions.map((each) => each.steps[name] ?? 0));
    return { first, bytes, extents, steps, place: dimensions.map(() => 0) };
  });
  const turns = nest.loops.map(({ trips }) => Math.ceil(trips - 1e-9));
  const lines = arrays.map(() => 0);
  const walk = (level: number): void => {
    const count = turns[level];
    if (count === undefined) {
      for (let array = 0; array < arrays.length; array++) {
        const at = addressOf(arrays[array]);
        if (at === undefined) return;
        lines[array] = Math.floor(at / line);
      }
      visit(lines);
      return;
    }
    for (let turn = 0; turn < count; turn++) {
      walk(level + 1);
      for (const each of arrays) move(each, level, 1);
    }
    for (const each of arrays) move(each, level, -count);
  };
  walk(0);
}

function move({ steps, place }: Walked, level: number, turns: number): void {
  const step = steps[level] ?? [];
  for (let at = 0; at < step.length; at++) place[at] = (place[at] ?? 0) + turns * (step[at] ?? 0);
}

/** Byte address of an array's current element; undefined beyond its extents. */
function addressOf(array: Walked | undefined): number | undefined {
  if (array === undefined) return undefined;
  let index = 0;
  for (let at = 0; at < array.place.length; at++) {
    const extent = array.extents[at] ?? 1;
    const place = Math.floor((array.place[at] ?? 0) + 1e-9);
    if (place >= extent) return undefined;
    index = index * extent + place;
  }
  return array.first + index * array.bytes;
}
