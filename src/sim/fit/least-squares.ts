/** A constant to be fitted, and what it may be: all three are above 0. */
export interface FreeConstant {
  readonly name: string;
  readonly start: number;
  readonly least: number;
  readonly most: number;
}

/** A constant that was fitted. */
export interface FittedConstant {
  readonly name: string;
  readonly value: number;
  /** Standard error over the value; undefined at a bound, and where the residuals do not tell it from the other constants. */
  readonly relativeError: number | undefined;
  /** The bound that it came to a halt at: nothing should rest on it then. */
  readonly bound: "least" | "most" | undefined;
}

export interface LeastSquares {
  readonly constants: readonly FittedConstant[];
  readonly residuals: readonly number[];
  /** Root of the squares' sum over what the constants inside their bounds leave free of the residuals; undefined where they leave nothing. */
  readonly deviation: number | undefined;
}

/** Constants, and what they leave of each measurement: the logarithm of predicted over measured. */
export type Residuals = (values: readonly number[]) => readonly number[];

const mostIterations = 200;
/** Step of the logarithm of a constant for slopes, and how near a bound it counts as one. */
const step = 1e-4;
/** A change of all logarithms, and of the sum of squares, below which a fit has come to rest. */
const rest = 1e-10;
const leastGain = 1e-12;
/** Further starts, each constant up to so many times larger or smaller. */
const starts = 4;
const spread = 3;

/**
 * Constants that make the sum of squared residuals least, between their bounds, by Levenberg and Marquardt's steps on their logarithms:
 * from where they stand, and from further starts that a seed makes; the best of all. The same seed gives the same constants. A constant
 * that would pass its bound is held there while the others move. Where residuals are no numbers, the constants count as bad ones.
 * Source: Marquardt 1963, doi 10.1137/0111030.
 */
export function leastSquares(free: readonly FreeConstant[], residuals: Residuals, seed: number): LeastSquares {
  const random = generator(seed);
  const first = free.map(({ start }) => Math.log(start));
  const others = Array.from({ length: starts }, () =>
    first.map((each) => each + (2 * random() - 1) * Math.log(spread)),
  );
  const limits = free.map(({ least, most }) => ({ least: Math.log(least), most: Math.log(most) }));
  const ends = [first, ...others].map((each) => descend(each, limits, residuals));
  const best = ends.reduce((least, each) => (each.sum < least.sum ? each : least));
  return judged(best.place, free, limits, residuals);
}

/** Bounds of a logarithm. */
interface Limits {
  readonly least: number;
  readonly most: number;
}

interface Descent {
  readonly place: readonly number[];
  readonly sum: number;
}

function descend(start: readonly number[], limits: readonly Limits[], residuals: Residuals): Descent {
  let place = within(start, limits);
  let left = at(place, residuals);
  let sum = squares(left);
  let slopes = slopesAt(place, limits, residuals);
  let damping = 1e-3;
  for (let iteration = 0; iteration < mostIterations; iteration++) {
    const next = within(add(place, boundedStep(slopes, left, damping, place, limits)), limits);
    const moved = Math.max(...next.map((each, i) => Math.abs(each - (place[i] ?? 0))));
    if (!(moved >= rest)) break;
    const nextLeft = at(next, residuals);
    const nextSum = squares(nextLeft);
    const gain = 1 - nextSum / sum;
    if (nextSum < sum) {
      place = next;
      left = nextLeft;
      sum = nextSum;
      slopes = slopesAt(place, limits, residuals);
      damping = Math.max(damping / 5, 1e-9);
    } else damping *= 5;
    if (gain >= 0 && gain < leastGain) break;
  }
  return { place, sum };
}

/**
 * The step that makes the damped linear problem's sum of squares least. Constants at a bound that would leave it stay; those that would pass
 * one go as far as it, and the others take the best step beside that.
 */
function boundedStep(
  slopes: readonly (readonly number[])[],
  left: readonly number[],
  damping: number,
  place: readonly number[],
  limits: readonly Limits[],
): readonly number[] {
  const normal = slopes.map((a) => slopes.map((b) => dot(a, b)));
  const fall = slopes.map((each) => -dot(each, left));
  const change = place.map((each, i): number | undefined => {
    const { least, most } = limits[i] ?? unlimited;
    const downhill = fall[i] ?? 0;
    return (each <= least && downhill <= 0) || (each >= most && downhill >= 0) ? 0 : undefined;
  });
  for (;;) {
    const open = change.flatMap((each, i) => (each === undefined ? [i] : []));
    const matrix = open.map((i) =>
      open.map((j) => {
        const each = normal[i]?.[j] ?? 0;
        return i === j ? each * (1 + damping) + 1e-12 : each;
      }),
    );
    const right = open.map(
      (i) => (fall[i] ?? 0) - change.reduce((sum: number, each, j) => sum + (normal[i]?.[j] ?? 0) * (each ?? 0), 0),
    );
    const found = solve(matrix, right);
    const crossing = open.flatMap((i, k) => {
      const { least, most } = limits[i] ?? unlimited;
      const from = place[i] ?? 0;
      const to = from + (found[k] ?? 0);
      return to < least ? [[i, least - from] as const] : to > most ? [[i, most - from] as const] : [];
    });
    if (crossing.length === 0) {
      for (const [k, i] of open.entries()) change[i] = found[k];
      return change.map((each) => each ?? 0);
    }
    for (const [i, by] of crossing) change[i] = by;
  }
}

const unlimited: Limits = { least: Number.NEGATIVE_INFINITY, most: Number.POSITIVE_INFINITY };

function judged(
  place: readonly number[],
  free: readonly FreeConstant[],
  limits: readonly Limits[],
  residuals: Residuals,
): LeastSquares {
  const left = at(place, residuals);
  const bounds = place.map((each, i) => boundOf(each, limits[i] ?? unlimited));
  const slopes = slopesAt(place, limits, residuals).map((each, i) => (bounds[i] === undefined ? each : undefined));
  const degrees = left.length - slopes.filter((each) => each !== undefined).length;
  const deviation = degrees > 0 ? Math.sqrt(squares(left) / degrees) : undefined;
  const constants = free.map(({ name }, i): FittedConstant => {
    const own = slopes[i];
    const others = slopes.flatMap((each, j) => (each === undefined || j === i ? [] : [each]));
    const said = own === undefined ? 0 : norm(remainder(own, others));
    const relativeError = deviation === undefined || said === 0 ? undefined : deviation / said;
    return { name, value: Math.exp(place[i] ?? 0), relativeError, bound: bounds[i] };
  });
  return { constants, residuals: left, deviation };
}

function boundOf(log: number, { least, most }: Limits): FittedConstant["bound"] {
  return log <= least + step ? "least" : log >= most - step ? "most" : undefined;
}

/** What a column holds that no sum of others does; all zeros where that is next to nothing. */
function remainder(column: readonly number[], others: readonly (readonly number[])[]): readonly number[] {
  const basis: (readonly number[])[] = [];
  // Once more after the first time, for what rounding leaves.
  const without = (from: readonly number[]) =>
    [...basis, ...basis].reduce<readonly number[]>((rest, each) => {
      const part = dot(rest, each);
      return rest.map((value, i) => value - part * (each[i] ?? 0));
    }, from);
  const isNothing = (rest: readonly number[], of: readonly number[]) => !(norm(rest) > dependent * norm(of));
  for (const each of others) {
    const rest = without(each);
    if (isNothing(rest, each)) continue;
    const length = norm(rest);
    basis.push(rest.map((value) => value / length));
  }
  const rest = without(column);
  return isNothing(rest, column) ? column.map(() => 0) : rest;
}

/** Share of a column's length below which the others hold all of it: slopes are no more exact. */
const dependent = 1e-6;

/** How the residuals change with the logarithm of each constant, between its bounds. */
function slopesAt(
  place: readonly number[],
  limits: readonly Limits[],
  residuals: Residuals,
): readonly (readonly number[])[] {
  return place.map((log, i) => {
    const { least, most } = limits[i] ?? unlimited;
    const [low, high] = [Math.max(log - step, least), Math.min(log + step, most)];
    const moved = (to: number) => at(place.with(i, to), residuals);
    const [down, up] = [moved(low), moved(high)];
    return up.map((each, row) => (high > low ? (each - (down[row] ?? 0)) / (high - low) : 0));
  });
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, each, i) => sum + each * (b[i] ?? 0), 0);
}

function norm(a: readonly number[]): number {
  return Math.sqrt(dot(a, a));
}

function add(a: readonly number[], b: readonly number[]): readonly number[] {
  return a.map((each, i) => each + (b[i] ?? 0));
}

/** Gauss's elimination with the largest pivot; not a number where there is no one solution. */
function solve(matrix: readonly (readonly number[])[], right: readonly number[]): readonly number[] {
  const rows = matrix.map((row, i) => [...row, right[i] ?? 0]);
  for (let column = 0; column < rows.length; column++) {
    const below = rows.slice(column);
    const pivot = below.reduce((most, row) => (Math.abs(row[column] ?? 0) > Math.abs(most[column] ?? 0) ? row : most));
    const from = rows.indexOf(pivot);
    [rows[column], rows[from]] = [pivot, rows[column] ?? pivot];
    for (const row of rows) {
      if (row === pivot) continue;
      const factor = (row[column] ?? 0) / (pivot[column] ?? 0);
      for (let i = column; i <= rows.length; i++) row[i] = (row[i] ?? 0) - factor * (pivot[i] ?? 0);
    }
  }
  return rows.map((row, i) => (row[rows.length] ?? 0) / (row[i] ?? 0));
}

function at(place: readonly number[], residuals: Residuals): readonly number[] {
  return residuals(place.map(Math.exp));
}

function within(place: readonly number[], limits: readonly Limits[]): readonly number[] {
  return place.map((each, i) => {
    const { least, most } = limits[i] ?? unlimited;
    return Math.min(Math.max(each, least), most);
  });
}

/** Infinite where a value is no number. */
function squares(values: readonly number[]): number {
  const sum = values.reduce((total, each) => total + each * each, 0);
  return Number.isNaN(sum) ? Number.POSITIVE_INFINITY : sum;
}

/** Numbers from 0 to 1, the same for the same seed: mulberry32. */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
