/** A logarithmic axis: `from` .. `to` are drawn at `start` .. `end` px. */
export interface LogAxis {
  readonly from: number;
  readonly to: number;
  readonly start: number;
  readonly end: number;
}

/** Where a value above 0 is drawn. */
export function place({ from, to, start, end }: LogAxis, value: number): number {
  return start + ((end - start) * Math.log(value / from)) / Math.log(to / from);
}

const steps = [1, 2, 5];

/**
 * The values 1, 2 and 5 times a power of ten from `from` to `to`; powers of ten alone over more than `most` values of the first sort.
 *
 * @example logTicks(3, 60)  // [5, 10, 20, 50]
 */
export function logTicks(from: number, to: number, most = 12): readonly number[] {
  const fine = ticksOf(from, to, steps);
  return fine.length <= most ? fine : ticksOf(from, to, [1]);
}

/** Both ends of a range, moved outwards to the next 1, 2 or 5 times a power of ten; they are apart. */
export function niceRange(low: number, high: number): readonly [from: number, to: number] {
  const from = ticksOf(low / 10, low * tolerance, steps).at(-1) ?? low;
  const to = ticksOf(high / tolerance, high * 10, steps)[0] ?? high;
  return from < to ? [from, to] : [from / 2, to * 2];
}

/** Powers of ten are not exact below 1. */
const tolerance = 1 + 1e-9;

function ticksOf(from: number, to: number, multiples: readonly number[]): readonly number[] {
  const ticks: number[] = [];
  for (let power = Math.floor(Math.log10(from)) - 1; power <= Math.ceil(Math.log10(to)); power++) {
    for (const each of multiples) {
      const value = Number(`${each}e${power}`);
      if (value >= from / tolerance && value <= to * tolerance) ticks.push(value);
    }
  }
  return ticks;
}

/** A tick's label: `0.05`, `20`, `1e6`. */
export function tickText(value: number): string {
  return value >= 1e6 || value < 1e-3 ? value.toExponential().replace("+", "") : String(value);
}
