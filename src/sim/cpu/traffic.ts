import { lineBytes, lineFootprint } from "./footprint.ts";
import type { Nest } from "./nest.ts";
import { type CacheShape, chanceAfter, partThatFits } from "./survival.ts";

export type { CacheShape } from "./survival.ts";
export { survival } from "./survival.ts";

/** What one turn of a loop does to every array, in bytes of whole lines. */
interface Turn {
  /** Turns of the loop. */
  readonly trips: number;
  /** Lines that the turn touches, once each. */
  readonly touched: readonly number[];
  /** Of these, lines that the turn before touched. */
  readonly again: readonly number[];
  /** Whether an array moves in the loop inside: only then lies a whole turn between two touches. */
  readonly moves: readonly boolean[];
}

/** What a piece of a nest brings into a cache. */
interface Traffic {
  /** Bytes that come in when no line is there at its first touch. */
  readonly cold: readonly number[];
  /** Bytes that come in all the same when every line is. */
  readonly warm: readonly number[];
  /** The part of the lines that one more turn finds still there. */
  readonly kept: readonly number[];
}

/**
 * Bytes of each array that come into a cache while a nest runs once on it, in the order of its accesses. Lines come in whole; the cache
 * is full of other data before.
 *
 * From the innermost loop outwards: of the lines that a turn of a loop touches, some were touched in the turn before, and a part of
 * these is still there. Between two touches of a line lies one turn; for an array that stays in the loop inside, one turn of that loop.
 * Under LRU what fits stays (the layer condition), under random replacement misses drop lines.
 * Source: Stengel et al. 2015, ECM model of stencils, doi 10.1145/2751205.2751240.
 */
export function trafficInto({ loops, accesses }: Nest, cache: CacheShape): readonly number[] {
  const footprints = accesses.map((each) => lineFootprint(loops, each));
  const runTurns = cache.replacement === "lru" ? turnsByAge : turnsByChance;
  let touched: readonly number[] = accesses.map(() => lineBytes);
  let traffic: Traffic = { cold: touched, warm: accesses.map(() => 0), kept: accesses.map(() => 1) };
  let moves: readonly boolean[] = accesses.map(() => true);
  for (let level = loops.length - 1; level >= 0; level--) {
    const loop = loops[level];
    if (loop === undefined || loop.trips <= 1) continue;
    const { name, trips } = loop;
    const outer = footprints.map((each, at) => Math.max(touched[at] ?? 0, each(level)));
    const again = touched.map((each, at) => Math.max(0, each - ((outer[at] ?? 0) - each) / (trips - 1)));
    traffic = runTurns({ trips, touched, again, moves }, traffic, cache);
    touched = outer;
    moves = accesses.map(({ dimensions }) => dimensions.some(({ steps }) => (steps[name] ?? 0) > 0));
  }
  return traffic.cold;
}

function turnsByAge({ trips, touched, again, moves }: Turn, { cold, warm, kept }: Traffic, cache: CacheShape): Traffic {
  const fits = partThatFits(touched, cache);
  const stays = kept.map((each, at) => (moves[at] ? fits : each));
  return {
    kept: stays,
    warm,
    cold: cold.map((each, at) => each + (trips - 1) * (each - (stays[at] ?? 0) * (again[at] ?? 0))),
  };
}

/** Turn after turn, since what one leaves behind decides what the next one misses. */
function turnsByChance(turn: Turn, inner: Traffic, cache: CacheShape): Traffic {
  const { trips, touched, again, moves } = turn;
  const { kept } = inner;
  // What a line that is not there at its first touch costs, with the lines that it drops in turn.
  const excess = inner.cold.map((each, at) => (each - (inner.warm[at] ?? 0)) / (touched[at] ?? 1));
  const run = (first: readonly number[], fresh: readonly number[]) => {
    // Bytes of a turn by array: `most` less the part still there times `found`.
    const found = again.map((each, at) => each * (excess[at] ?? 0));
    const most = inner.warm.map((each, at) => each + (fresh[at] ?? 0) * (excess[at] ?? 0) + (found[at] ?? 0));
    let base = 0;
    let slope = 0;
    most.forEach((each, at) => {
      base += each - (moves[at] ? 0 : (kept[at] ?? 0) * (found[at] ?? 0));
      slope += moves[at] ? (found[at] ?? 0) : 0;
    });
    const { sum, part } = partsOfTurns(trips, total(first), base, slope, cache);
    const saved = kept.map((each, at) => (moves[at] ? sum : (trips - 1) * each));
    return {
      bytes: first.map((each, at) => each + (trips - 1) * (most[at] ?? 0) - (saved[at] ?? 0) * (found[at] ?? 0)),
      part,
    };
  };
  const cold = run(
    inner.cold,
    touched.map((each, at) => each - (again[at] ?? 0)),
  );
  const warm = run(
    inner.warm,
    touched.map(() => 0),
  );
  return { cold: cold.bytes, warm: warm.bytes, kept: kept.map((each, at) => (moves[at] ? cold.part : each)) };
}

/** The part of the lines that each turn but the first finds: its sum over the turns, and the last one. A turn misses base - part x slope. */
function partsOfTurns(trips: number, first: number, base: number, slope: number, cache: CacheShape) {
  let misses = first;
  let part = 0;
  let sum = 0;
  for (let left = trips - 1; left > 0; ) {
    // A line waits for the rest of one turn and the start of the next.
    const guess = chanceAfter((misses + base - part * slope) / 2, cache);
    const next = chanceAfter((misses + base - guess * slope) / 2, cache);
    const turns = Math.abs(next - part) < 1e-4 ? left : Math.min(1, left);
    sum += turns * next;
    left -= turns;
    part = next;
    misses = base - part * slope;
  }
  return { sum, part };
}

function total(values: readonly number[]): number {
  return values.reduce((sum, each) => sum + each, 0);
}
