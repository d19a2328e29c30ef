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
  let before = 1;
  for (const loop of loops) {
    const own = loop.touched.map((each) =>
      cache.ways === undefined ? 0 : Math.min(1, cache.capacity / (cache.ways * each)),
    );
    const turn = { ...loop, own, repeats: inner.repeats.map((each, at) => (loop.moves[at] ? 1 : each * before)) };
    const cold = runTurns(turn, inner, true, cache);
    const warm = runTurns(turn, inner, false, cache);
    inner = { cold: cold.bytes, warm: warm.bytes, waits: cold.waits, repeats: turn.repeats };
    before = loop.trips;
  }
  return inner.cold;
}

interface Turns extends LoopTurns {
  /** Of the lines of an array that miss, the part that cannot drop a given one of them: a line does not drop itself. */
  readonly own: readonly number[];
  readonly repeats: readonly number[];
}

function runTurns(turns: Turns, inner: Inner, isCold: boolean, cache: CacheShape) {
  const { trips, moves, own, repeats } = turns;
  const first = isCold ? inner.cold : inner.warm;
  const bytes = [...first];
  const whole = total(first);
  // Bytes that come in between two touches of a line.
  const waits = first.map((each, at) =>
    isCold && !moves[at] ? (inner.waits[at] ?? 0) : (whole - (own[at] ?? 0) * each) / (repeats[at] ?? 1),
  );
  const missesFor = turnOf(turns, inner, isCold);
  const found = new Float64Array(first.length);
  const misses = new Float64Array(first.length);
  for (let left = trips - 1; left > 0; ) {
    let change = 0;
    // What a turn misses depends on what it finds, and the other way round.
    for (let round = 0; round < 2; round++) {
      const all = missesFor(found, misses);
      for (let at = 0; at < found.length; at++) {
        // A line waits for the rest of one turn and the start of the next.
        const next = (all - (own[at] ?? 0) * (misses[at] ?? 0)) / (repeats[at] ?? 1);
        const part = chanceAfter(((waits[at] ?? 0) + next) / 2, cache);
        change = Math.max(change, Math.abs(part - (found[at] ?? 0)));
        found[at] = part;
      }
    }
    const all = missesFor(found, misses);
    const steps = change < 1e-4 ? left : Math.min(1, left);
    for (let at = 0; at < bytes.length; at++) {
      bytes[at] = (bytes[at] ?? 0) + steps * (misses[at] ?? 0);
      waits[at] = (all - (own[at] ?? 0) * (misses[at] ?? 0)) / (repeats[at] ?? 1);
    }
    left -= steps;
  }
  return { bytes, waits };
}

/**
 * Gives a function that writes the bytes that a turn after the first misses, by the part of the lines touched again that it finds, and
 * returns their sum.
 */
function turnOf({ touched, again }: LoopTurns, { cold, warm }: Inner, isCold: boolean) {
  const firsts = total(touched);
  // Beside first touches: what a turn loses and fetches again, warm, and more with each byte of first touches that miss.
  const more = cold.map((each, at) => (each - (touched[at] ?? 0) - (warm[at] ?? 0)) / firsts);
  const [lost, factor] = [total(warm), 1 + total(more)];
  return (found: Float64Array, misses: Float64Array): number => {
    let missed = 0;
    for (let at = 0; at < touched.length; at++) {
      const lines = again[at] ?? 0;
      const each = (isCold ? (touched[at] ?? 0) : lines) - lines * (found[at] ?? 0);
      misses[at] = each + (warm[at] ?? 0);
      missed += each;
    }
    for (let at = 0; at < touched.length; at++) misses[at] = (misses[at] ?? 0) + missed * (more[at] ?? 0);
    return lost + factor * missed;
  };
}

function total(values: readonly number[]): number {
  let sum = 0;
  for (const each of values) sum += each;
  return sum;
}
