import { lineBytes, lineFootprint } from "./footprint.ts";
import type { LoopTurns } from "./loop-turns.ts";
import { trafficByAge } from "./lru-traffic.ts";
import type { Access, Loop, Nest } from "./nest.ts";
import { trafficByChance } from "./random-traffic.ts";
import type { CacheShape } from "./survival.ts";

export { type CacheShape, survival } from "./survival.ts";

/**
 * Bytes of each array that come into a cache while a nest runs once on it, in the order of its accesses. Lines come in whole; the cache
 * is full of other data before.
 *
 * Loop by loop: of the lines that a turn touches, some were touched in the turn before, and a part of these is still there. Under LRU
 * what fits stays (the layer condition), under random replacement misses drop lines.
 * Not modelled: steps that are multiples of a power of two and fall on few sets; lines fetched ahead.
 * Source: Stengel et al. 2015, ECM model of stencils, doi 10.1145/2751205.2751240.
 */
export function trafficInto(nest: Nest, cache: CacheShape): readonly number[] {
  return trafficOfTurns(turnsOf(nest), cache);
}

/** The loops of a nest that turn at all, innermost first, from what one run of the innermost body touches; the same for every cache. */
export interface NestTurns {
  readonly start: readonly number[];
  readonly loops: readonly LoopTurns[];
}

export function trafficOfTurns({ loops, start }: NestTurns, cache: CacheShape): readonly number[] {
  return cache.replacement === "lru" ? trafficByAge(loops, start, cache) : trafficByChance(loops, start, cache);
}

export function turnsOf({ loops, accesses }: Nest): NestTurns {
  const turning = loops.filter(({ trips }) => trips > 1);
  const within = linesWithin(turning, accesses);
  const start = accesses.map(() => lineBytes);
  const turns: LoopTurns[] = [];
  let touched: readonly number[] = start;
  let moves: readonly boolean[] = accesses.map(() => true);
  for (let level = turning.length - 1; level >= 0; level--) {
    const loop = turning[level];
    if (loop === undefined) continue;
    const { name, trips } = loop;
    const inside = touched;
    // No more than what as many turns touch that share nothing.
    touched = inside.map((each, at) => Math.min(each * trips, within[level]?.[at] ?? each));
    const again = inside.map((each, at) => each - ((touched[at] ?? 0) - each) / (trips - 1));
    turns.push({ trips, touched: inside, again, moves });
    moves = accesses.map(({ dimensions }) => dimensions.some(({ steps }) => (steps[name] ?? 0) > 0));
  }
  return { start, loops: turns };
}

/** Bytes of the lines of each array that the loops from each place on touch. Averages over many starts never pass what is around them. */
function linesWithin(loops: readonly Loop[], accesses: readonly Access[]): readonly (readonly number[])[] {
  const footprints = accesses.map((each) => lineFootprint(loops, each));
  let around = accesses.map(() => Number.POSITIVE_INFINITY);
  return loops.map((_, level) => {
    around = around.map((each, at) => Math.min(each, footprints[at]?.(level) ?? each));
    return around;
  });
}
