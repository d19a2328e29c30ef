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
  for (const [at, loop] of loops.entries()) {
    const turns = turnsOf(loop, inner, before, cache);
    const cold = runTurns(turns, true, cache);
    // Nobody asks for a warm run of the whole nest.
    const warm = at + 1 < loops.length ? runTurns(turns, false, cache).bytes : inner.warm;
    inner = { cold: cold.bytes, warm, waits: cold.waits, repeats: turns.repeats };
    before = loop.trips;
  }
  return inner.cold;
}

/** The turns of a loop and what of them is the same for a cold and a warm start. */
interface Turns extends LoopTurns {
  readonly inner: Inner;
  /** Of the lines of an array that miss, the part that cannot drop a given one of them: a line does not drop itself. */
  readonly own: readonly number[];
  readonly repeats: readonly number[];
  /** Beside first touches: what a warm turn loses and fetches again, and what more comes in with each byte of first touches that miss. */
  readonly lost: number;
  readonly more: readonly number[];
  readonly factor: number;
}

function turnsOf(loop: LoopTurns, inner: Inner, before: number, { capacity, ways }: CacheShape): Turns {
  const { touched, moves } = loop;
  const firsts = total(touched);
  const more = inner.cold.map((each, at) => (each - (touched[at] ?? 0) - (inner.warm[at] ?? 0)) / firsts);
  return {
    trips: loop.trips,
    touched,
    again: loop.again,
    moves,
    inner,
    own: touched.map((each) => (ways === undefined ? 0 : Math.min(1, capacity / (ways * each)))),
    repeats: inner.repeats.map((each, at) => (moves[at] ? 1 : each * before)),
    lost: total(inner.warm),
    more,
    factor: 1 + total(more),
  };
}

function runTurns(turns: Turns, isCold: boolean, cache: CacheShape) {
  const { trips, moves, inner, own, repeats } = turns;
  const bytes = [...(isCold ? inner.cold : inner.warm)];
  const whole = total(bytes);
  // Bytes that come in between two touches of a line.
  const waits = bytes.map((each, at) =>
    isCold && !moves[at] ? (inner.waits[at] ?? 0) : (whole - (own[at] ?? 0) * each) / (repeats[at] ?? 1),
  );
  const found = new Float64Array(bytes.length);
  const misses = new Float64Array(bytes.length);
  for (let left = trips - 1; left > 0; ) {
    let change = 0;
    // What a turn misses depends on what it finds, and the other way round.
    for (let round = 0; round < 2; round++) {
      const all = missTurn(turns, isCold, found, misses);
      for (let at = 0; at < found.length; at++) {
        // A line waits for the rest of one turn and the start of the next.
        const next = (all - (own[at] ?? 0) * (misses[at] ?? 0)) / (repeats[at] ?? 1);
        const part = chanceAfter(((waits[at] ?? 0) + next) / 2, cache);
        change = Math.max(change, Math.abs(part - (found[at] ?? 0)));
        found[at] = part;
      }
    }
    const all = missTurn(turns, isCold, found, misses);
    const steps = change < 1e-4 ? left : Math.min(1, left);
    for (let at = 0; at < bytes.length; at++) {
      bytes[at] = (bytes[at] ?? 0) + steps * (misses[at] ?? 0);
      waits[at] = (all - (own[at] ?? 0) * (misses[at] ?? 0)) / (repeats[at] ?? 1);
    }
    left -= steps;
  }
  return { bytes, waits };
}

/** Writes the bytes that a turn after the first misses, by the part of the lines touched again that it finds, and gives their sum. */
function missTurn(
  { touched, again, inner: { warm }, more, lost, factor }: Turns,
  isCold: boolean,
  found: Float64Array,
  misses: Float64Array,
): number {
  let missed = 0;
  for (let at = 0; at < touched.length; at++) {
    const lines = again[at] ?? 0;
    const each = (isCold ? (touched[at] ?? 0) : lines) - lines * (found[at] ?? 0);
    misses[at] = each + (warm[at] ?? 0);
    missed += each;
  }
  for (let at = 0; at < touched.length; at++) misses[at] = (misses[at] ?? 0) + missed * (more[at] ?? 0);
  return lost + factor * missed;
}

function total(values: readonly number[]): number {
  let sum = 0;
  for (const each of values) sum += each;
  return sum;
}
