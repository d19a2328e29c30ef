import type { Access, Loop } from "./nest.ts";

/** Bytes of a cache line of every core there is a profile of but ARM1176, which has 32. */
export const lineBytes = 64;

interface Move {
  /** Place of the loop in the nest. */
  readonly level: number;
  readonly step: number;
  readonly trips: number;
}

interface Side {
  readonly extent: number;
  /** Smallest step first. */
  readonly moves: readonly Move[];
}

/**
 * Bytes of the lines of an array that the loops from a place on touch, as a function of that place.
 *
 * Arrays are dense, their last dimension fastest. From there outwards, what lies nearer than a line is one run; other steps repeat the
 * run. A run of n bytes that starts at any multiple of g bytes with equal chance lies in 1 + (n - g) / line lines on average, n rounded
 * up to g; g is what divides the steps that start runs.
 */
export function lineFootprint(
  loops: readonly Loop[],
  { bytes, dimensions }: Access,
  line = lineBytes,
): (from: number) => number {
  const sides = dimensions.map(({ extent, steps }): Side => ({ extent, moves: movesOf(steps, loops) })).reverse();
  const all = Math.ceil(dimensions.reduce((product, { extent }) => product * extent, bytes) / line) * line;
  return (from) => Math.min(all, linesOf(sides, bytes, from, line) * line);
}

function movesOf(steps: Readonly<Record<string, number>>, loops: readonly Loop[]): readonly Move[] {
  const moves: Move[] = [];
  for (const [level, { name, trips }] of loops.entries()) {
    const step = steps[name] ?? 0;
    if (step > 0 && trips > 1) moves.push({ level, step, trips });
  }
  return moves.length > 1 ? moves.sort((a, b) => a.step - b.step) : moves;
}

function linesOf(sides: readonly Side[], bytes: number, from: number, line: number): number {
  let run = bytes;
  let runs = 1;
  let grain = line;
  let stride = bytes;
  for (const { extent, moves } of sides) {
    // Places reached, those of the first run, and how far they go.
    let count = 1;
    let dense = 1;
    let range = 1;
    for (const { level, step, trips } of moves) {
      const spacing = step * stride;
      if (level < from) {
        grain = divisor(spacing, grain, bytes);
        continue;
      }
      const wider = Math.min(extent, range + step * (trips - 1));
      if (count === dense && spacing - run - (dense - 1) * stride < line) {
        count = wider;
        dense = wider;
      } else {
        grain = divisor(spacing, grain, bytes);
        // A step within the range of smaller steps slides it, a larger one repeats what lies in it.
        count = step >= range ? count * trips : Math.min(count * trips, wider);
      }
      range = wider;
    }
    run += (dense - 1) * stride;
    runs *= Math.min(count, extent) / dense;
    stride *= extent;
  }
  return runs * (1 + (Math.ceil(run / grain - 1e-9) * grain - grain) / line);
}

/** The largest power of two that divides two numbers of bytes, and not less than an element: a fraction of a step is rounded to one. */
function divisor(spacing: number, grain: number, bytes: number): number {
  let common = grain;
  while (common > bytes && spacing % common !== 0) common /= 2;
  return common;
}
