import type { LoopTurns } from "./loop-turns.ts";
import { type CacheShape, chanceAfter } from "./survival.ts";

/** What one turn of a loop brings into the cache, by array, in bytes. */
interface Inner {
  /** When no line is there at its first touch. */
  readonly cold: readonly number[];
  /** When every line is. */
  readonly warm: readonly number[];
  /** What came in between the last two touches of a line that a cold turn touches again and again. */
  readonly waits: readonly number[];
  /** Turns of inner loops, in one turn, in which an array that does not move is touched again. */
  readonly repeats: readonly number[];
}

/**
 * Bytes of each array that come into a cache that drops any line; loops are given innermost first.
 *
 * A line is still there with a chance that falls with the misses since its last touch, and lines that are gone are misses themselves:
 * turn after turn, since what one leaves behind decides what the next one misses. How much a turn brings in lies between that of a cold
 * and a warm one, by the part of its first touches that miss.
 */
export function trafficByChance(
  loops: readonly LoopTurns[],
  start: readonly number[],
  cache: CacheShape,
): readonly number[] {
  let inner: Inner = { cold: start, warm: start.map(() => 0), waits: start.map(() => 0), repeats: start.map(() => 1) };
  const ones = start.map(() => 1);
  let before = 1;
  for (const loop of loops) {
    const repeats = inner.repeats.map((each, at) => (loop.moves[at] ? 1 : each * before));
    const whole = waitsFor(inner.cold, loop, ones, cache);
    const waits = inner.waits.map((each, at) => (loop.moves[at] ? (whole[at] ?? 0) : each));
    const cold = turnByTurn(loop, { ...inner, waits, repeats }, true, cache);
    const warm = turnByTurn(loop, { ...inner, waits, repeats }, false, cache);
    inner = { cold: cold.bytes, warm: warm.bytes, waits: cold.waits, repeats };
    before = loop.trips;
  }
  return inner.cold;
}

/** Bytes that come in between two touches of a line of each array. A line does not drop itself: of its array only the others of its set count. */
function waitsFor(
  misses: readonly number[],
  { touched }: LoopTurns,
  repeats: readonly number[],
  { capacity, ways }: CacheShape,
) {
  const all = total(misses);
  return misses.map((each, at) => {
    const own = ways === undefined ? 0 : Math.min(1, capacity / (ways * (touched[at] ?? 1)));
    return (all - own * each) / (repeats[at] ?? 1);
  });
}

function turnByTurn(loop: LoopTurns, inner: Inner, isCold: boolean, cache: CacheShape) {
  const { trips, touched, again } = loop;
  const { repeats } = inner;
  const first = isCold ? inner.cold : inner.warm;
  const firsts = total(touched);
  // Lines that a turn loses and fetches again: of a warm turn, and what is added with each byte of first touches that miss.
  const lost = inner.warm;
  const more = inner.cold.map((each, at) => (each - (touched[at] ?? 0) - (lost[at] ?? 0)) / firsts);
  const fresh = touched.map((each, at) => (isCold ? each - (again[at] ?? 0) : 0));
  const turnOf = (part: readonly number[]) => {
    const missed = again.map((each, at) => (fresh[at] ?? 0) + each * (1 - (part[at] ?? 0)));
    const all = total(missed);
    return missed.map((each, at) => each + (lost[at] ?? 0) + all * (more[at] ?? 0));
  };
  let waits = isCold ? inner.waits : waitsFor(first, loop, repeats, cache);
  let part = again.map(() => 0);
  let bytes = first;
  for (let left = trips - 1; left > 0; ) {
    const last = part;
    for (let round = 0; round < 2; round++) {
      const next = waitsFor(turnOf(part), loop, repeats, cache);
      // A line waits for the rest of one turn and the start of the next.
      part = waits.map((each, at) => chanceAfter((each + (next[at] ?? 0)) / 2, cache));
    }
    const turn = turnOf(part);
    waits = waitsFor(turn, loop, repeats, cache);
    const isSteady = part.every((each, at) => Math.abs(each - (last[at] ?? 0)) < 1e-4);
    const turns = isSteady ? left : Math.min(1, left);
    bytes = bytes.map((each, at) => each + turns * (turn[at] ?? 0));
    left -= turns;
  }
  return { bytes, waits };
}

function total(values: readonly number[]): number {
  return values.reduce((sum, each) => sum + each, 0);
}
