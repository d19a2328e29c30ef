import type { LoopTurns } from "./loop-turns.ts";
import { type CacheShape, partThatFits } from "./survival.ts";

/** Bytes of each array that come into a cache that drops the line used least recently; loops are given innermost first. */
export function trafficByAge(
  loops: readonly LoopTurns[],
  start: readonly number[],
  cache: CacheShape,
): readonly number[] {
  let bytes = start;
  let kept: readonly number[] = start.map(() => 1);
  for (const { trips, touched, again, moves } of loops) {
    const fits = partThatFits(touched, cache);
    kept = kept.map((each, at) => (moves[at] ? fits : each));
    bytes = bytes.map((each, at) => each + (trips - 1) * (each - (kept[at] ?? 0) * (again[at] ?? 0)));
  }
  return bytes;
}
