/** A predicted beside a measured latency, both in ms. */
export interface Outcome {
  readonly predicted: number;
  readonly measured: number;
}

/** How far predictions lie from measurements. Units: percent, the rank correlation aside; undefined where nothing was predicted. */
export interface Figures {
  /** Mean absolute percentage error. */
  readonly mape: number | undefined;
  readonly medianApe: number | undefined;
  readonly maxApe: number | undefined;
  /** Mean signed error: above 0 where predictions are too long. */
  readonly bias: number | undefined;
  /** Spearman's rank correlation, -1 to 1; undefined of fewer than two rows, and where either side has one value only. */
  readonly spearman: number | undefined;
}

/**
 * Signed error in percent.
 *
 * @example errorPercent({ predicted: 90, measured: 100 })  // -10
 */
export function errorPercent({ predicted, measured }: Outcome): number {
  return (100 * (predicted - measured)) / measured;
}

export function figuresOf(outcomes: readonly Outcome[]): Figures {
  const errors = outcomes.map(errorPercent);
  const sizes = errors.map(Math.abs);
  return {
    mape: mean(sizes),
    medianApe: median(sizes),
    maxApe: sizes.length === 0 ? undefined : sizes.reduce((most, each) => Math.max(most, each)),
    bias: mean(errors),
    spearman: spearman(outcomes),
  };
}

function mean(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : values.reduce((sum, each) => sum + each, 0) / values.length;
}

/** The middle value; of an even number of values the mean of the two in the middle. */
function median(values: readonly number[]): number | undefined {
  const sorted = Float64Array.from(values).sort();
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return low === undefined || high === undefined ? undefined : (low + high) / 2;
}

/** Pearson's correlation of the ranks; equal values share the mean of their ranks. Source: Spearman 1904. */
function spearman(outcomes: readonly Outcome[]): number | undefined {
  if (outcomes.length < 2) return undefined;
  const middle = (outcomes.length + 1) / 2;
  const predicted = ranks(outcomes.map((each) => each.predicted));
  const measured = ranks(outcomes.map((each) => each.measured));
  let [together, first, second] = [0, 0, 0];
  for (const [at, rank] of predicted.entries()) {
    const [x, y] = [rank - middle, (measured[at] ?? middle) - middle];
    together += x * y;
    first += x * x;
    second += y * y;
  }
  return first === 0 || second === 0 ? undefined : together / Math.sqrt(first * second);
}

function ranks(values: readonly number[]): Float64Array {
  const given = Float64Array.from(values);
  const sorted = given.toSorted();
  // The mean of the first and the last rank of each value.
  const rankOf = new Map<number, number>();
  for (let from = 0; from < sorted.length; ) {
    const value = sorted[from] ?? Number.NaN;
    let to = from;
    while (sorted[to] === value) to++;
    rankOf.set(value, (from + 1 + to) / 2);
    from = Math.max(to, from + 1);
  }
  return given.map((each) => rankOf.get(each) ?? Number.NaN);
}
