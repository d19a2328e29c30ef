import { groupBy } from "../../core/group-by.ts";
import { type PredictedRow, setting } from "./prediction.ts";

/** Two networks in one setting of which the one measured to be slower is predicted to be faster. */
export interface Inversion {
  readonly faster: PredictedRow;
  readonly slower: PredictedRow;
}

export interface Inversions {
  /** Pairs in one setting that are measured more than a tenth apart. */
  readonly pairs: number;
  /** How many of them are predicted in the other order. */
  readonly count: number;
  /** The first of those, at most `mostListed`. */
  readonly listed: readonly Inversion[];
}

/** Inversions that are listed; all are counted. */
export const mostListed = 200;

/** Measurements further apart than this ratio have an order that predictions must keep. */
const apart = 1.1;

/** Compares all pairs of rows of one device, core, threads, runtime and data type. Takes n log n for n rows, but for the listing. */
export function inversionsOf(rows: readonly PredictedRow[]): Inversions {
  let [pairs, count] = [0, 0];
  const listed: Inversion[] = [];
  for (const group of groupBy(rows, setting).values()) {
    const sorted = [...group].sort((a, b) => a.measurement.latencyMs - b.measurement.latencyMs);
    const tally = new RankTally(sorted.map(({ prediction }) => prediction.milliseconds));
    let below = 0;
    for (const slower of sorted) {
      const { latencyMs } = slower.measurement;
      for (; below < sorted.length; below++) {
        const faster = sorted[below];
        if (faster === undefined || faster.measurement.latencyMs * apart >= latencyMs) break;
        tally.add(faster.prediction.milliseconds);
      }
      pairs += below;
      const reversed = tally.countAbove(slower.prediction.milliseconds);
      count += reversed;
      if (reversed === 0 || listed.length >= mostListed) continue;
      const wrong = sorted.slice(0, below).filter((each) => isAbove(each, slower));
      listed.push(...wrong.slice(0, mostListed - listed.length).map((faster) => ({ faster, slower })));
    }
  }
  return { pairs, count, listed };
}

function isAbove(one: PredictedRow, other: PredictedRow): boolean {
  return one.prediction.milliseconds > other.prediction.milliseconds;
}

/** Counts how many of the numbers added so far are above a given one. Source: Fenwick 1994, doi 10.1002/spe.4380240306. */
class RankTally {
  private readonly ranks: ReadonlyMap<number, number>;
  private readonly tree: number[];
  private added = 0;

  /** `numbers` are all that may be added or asked for. */
  constructor(numbers: readonly number[]) {
    const distinct = [...new Set(numbers)].sort((a, b) => a - b);
    this.ranks = new Map(distinct.map((each, at) => [each, at + 1]));
    this.tree = new Array(distinct.length + 1).fill(0);
  }

  add(number: number): void {
    this.added += 1;
    for (let at = this.ranks.get(number) ?? 0; at > 0 && at < this.tree.length; at += at & -at)
      this.tree[at] = (this.tree[at] ?? 0) + 1;
  }

  countAbove(number: number): number {
    let upTo = 0;
    for (let at = this.ranks.get(number) ?? 0; at > 0; at -= at & -at) upTo += this.tree[at] ?? 0;
    return this.added - upTo;
  }
}
