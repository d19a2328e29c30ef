import type { Tensor } from "../../../src/exec/index.ts";

/** The largest difference over the largest value; infinite where a value is no number or one is missing. */
export function relativeDistance(found: ArrayLike<number>, wanted: ArrayLike<number>): number {
  let [difference, size] = [found.length === wanted.length ? 0 : Number.POSITIVE_INFINITY, 0];
  for (let at = 0; at < wanted.length; at++) {
    const gap = Math.abs((found[at] ?? Number.NaN) - (wanted[at] ?? Number.NaN));
    difference = Number.isNaN(gap) ? Number.POSITIVE_INFINITY : Math.max(difference, gap);
    size = Math.max(size, Math.abs(wanted[at] ?? 0));
  }
  return difference === 0 ? 0 : difference / size;
}

/** What an execution returns once all its layers have run. */
export function finished(run: Generator<unknown, readonly Tensor[]>): readonly Tensor[] {
  for (;;) {
    const next = run.next();
    if (next.done === true) return next.value;
  }
}
