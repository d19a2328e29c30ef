import type { Replacement } from "../../hardware/index.ts";

export interface CacheShape {
  /** Bytes. */
  readonly capacity: number;
  readonly replacement: Replacement;
  /** Lines of a set; undefined where a line may lie anywhere. */
  readonly ways?: number | undefined;
}

/**
 * Under LRU, the part of lines touched again that is still there when arrays of these bytes were touched since, itself among them. The
 * lines of an array spread over the sets evenly; which sets get one line more is another matter for each array. What is in a set with
 * more lines than ways is gone before it is touched again.
 */
export function partThatFits(touched: readonly number[], { capacity, ways }: CacheShape): number {
  if (ways === undefined) return touched.reduce((sum, each) => sum + each, 0) <= capacity ? 1 : 0;
  let spare = ways;
  const extra: number[] = [];
  for (const each of touched) {
    const lines = (each * ways) / capacity;
    spare -= Math.floor(lines);
    extra.push(lines - Math.floor(lines));
  }
  if (spare < 0) return 0;
  // Chance of n arrays with one line more, array by array.
  let chances: readonly number[] = [1];
  for (const each of extra) {
    const longer = [...chances, 0];
    chances = longer.map((chance, n) => chance * (1 - each) + (chances[n - 1] ?? 0) * each);
  }
  return Math.min(
    1,
    chances.slice(0, spare + 1).reduce((sum, each) => sum + each, 0),
  );
}

/** Under random replacement, the chance that a line is still there after misses of as many bytes, which spread over the sets evenly. */
export function chanceAfter(missed: number, { capacity, ways }: CacheShape): number {
  if (ways === undefined) return Math.exp(-missed / capacity);
  // Sums of roundings may lie below 0.
  const perSet = (Math.max(0, missed) * ways) / capacity;
  const whole = Math.floor(perSet);
  return (1 - 1 / ways) ** whole * (1 - (perSet - whole) / ways);
}

/**
 * The part of `reused` bytes that is still in the cache when they are touched again and again, with `fresh` others in between. Under
 * random replacement what does not survive causes misses itself.
 */
export function survival(fresh: number, reused: number, cache: CacheShape): number {
  if (cache.replacement === "lru") return partThatFits([fresh, reused], cache);
  let kept = 0;
  for (let round = 0; round < 100; round++) {
    const next = chanceAfter(fresh + (1 - kept) * reused, cache);
    if (next - kept < 1e-6) return next;
    kept = next;
  }
  return kept;
}
