/** A constant to be fitted, above 0. */
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
  /** Standard error over the value; undefined where the residuals say nothing about it. */
  readonly relativeError: number | undefined;
  /** Whether it would have gone further: nothing should rest on it then. */
  readonly isAtBound: boolean;
}

export interface LeastSquares {
  readonly constants: readonly FittedConstant[];
  readonly residuals: readonly number[];
  /** Root of the mean square of the residuals, counting those that the constants leave free. */
  readonly deviation: number;
}

/** Constants, and what they leave of each measurement: the logarithm of predicted over measured. */
export type Residuals = (values: readonly number[]) => readonly number[];

const mostIterations = 60;
/** Step of the logarithm of a constant for slopes, and below which a fit has come to rest. */
const step = 1e-4;
const rest = 1e-7;
/** Further starts, each constant up to so many times larger or smaller. */
const starts = 4;
const spread = 3;

/**
 * Constants that make the sum of squared residuals least, between their bounds, by Levenberg and Marquardt's steps on their logarithms:
 * from where they stand, and from further starts that a seed makes; the best of all. The same seed gives the same constants.
 * Source: Marquardt 1963, doi 10.1137/0111030.
 */
export function leastSquares(free: readonly FreeConstant[], residuals: Residuals, seed: number): LeastSquares {
  const random = generator(seed);
  const first = free.map(({ start }) => Math.log(start));
  const others = Array.from({ length: starts }, () =>
    first.map((each) => each + (2 * random() - 1) * Math.log(spread)),
  );
  const ends = [first, ...others].map((each) => descend(each, free, residuals));
  const best = ends.reduce((least, each) => (each.sum < least.sum ? each : least));
  return judged(best.place, free, residuals);
}

interface Descent {
  readonly place: readonly number[];
  readonly sum: number;
}

function descend(start: readonly number[], free: readonly FreeConstant[], residuals: Residuals): Descent {
  let place = within(start, free);
  let sum = squares(at(place, residuals));
  let damping = 1e-3;
  for (let iteration = 0; iteration < mostIterations; iteration++) {
    const { normal, slope } = normalEquations(place, residuals);
    const damped = normal.map((row, i) => row.map((each, j) => (i === j ? each * (1 + damping) + 1e-12 : each)));
    const change = solve(
      damped,
      slope.map((each) => -each),
    );
    const next = within(
      place.map((each, i) => each + (change[i] ?? 0)),
      free,
    );
    const nextSum = squares(at(next, residuals));
    const moved = Math.max(...next.map((each, i) => Math.abs(each - (place[i] ?? 0))));
    if (nextSum <= sum) {
      place = next;
      sum = nextSum;
      damping = Math.max(damping / 5, 1e-9);
    } else damping *= 5;
    if ((moved < rest && nextSum <= sum) || damping > 1e9) break;
  }
  return { place, sum };
}

function judged(place: readonly number[], free: readonly FreeConstant[], residuals: Residuals): LeastSquares {
  const left = at(place, residuals);
  const { normal } = normalEquations(place, residuals);
  const degrees = Math.max(1, left.length - free.length);
  const variance = squares(left) / degrees;
  const constants = free.map(({ name, least, most }, i): FittedConstant => {
    const log = place[i] ?? 0;
    const unit = free.map((_, j) => (i === j ? 1 : 0));
    const inverse = solve(normal, unit)[i] ?? Number.NaN;
    const relativeError = Math.sqrt(variance * inverse);
    return {
      name,
      value: Math.exp(log),
      relativeError: Number.isFinite(relativeError) ? relativeError : undefined,
      isAtBound: log <= Math.log(least) + step || log >= Math.log(most) - step,
    };
  });
  return { constants, residuals: left, deviation: Math.sqrt(variance) };
}

/** Products of the residuals' slopes with each other, and with the residuals. */
function normalEquations(place: readonly number[], residuals: Residuals) {
  const left = at(place, residuals);
  const slopes = place.map((_, i) => {
    const moved = (by: number) =>
      at(
        place.map((each, j) => (i === j ? each + by : each)),
        residuals,
      );
    const [up, down] = [moved(step), moved(-step)];
    return up.map((each, row) => (each - (down[row] ?? 0)) / (2 * step));
  });
  const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, each, i) => sum + each * (b[i] ?? 0), 0);
  return { normal: slopes.map((a) => slopes.map((b) => dot(a, b))), slope: slopes.map((each) => dot(each, left)) };
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

function within(place: readonly number[], free: readonly FreeConstant[]): readonly number[] {
  return place.map((each, i) => {
    const { least = 0, most = Number.POSITIVE_INFINITY } = free[i] ?? {};
    return Math.min(Math.max(each, Math.log(least)), Math.log(most));
  });
}

function squares(values: readonly number[]): number {
  return values.reduce((sum, each) => sum + each * each, 0);
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
