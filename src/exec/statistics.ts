/** What a tensor's values are like; moments in double. */
export interface Statistics {
  readonly mean: number;
  /** Standard deviation of the values themselves (divided by their number). */
  readonly std: number;
  readonly min: number;
  readonly max: number;
  /** How many values are NaN or infinite. */
  readonly nonFinite: number;
}

/**
 * Moments and extremes of some values, of all lists together, those that are NaN or infinite left out of the moments.
 *
 * @example statisticsOf(Float32Array.of(1, 2, 3, 6))  // { mean: 3, std: 1.8708286933869707, min: 1, max: 6, nonFinite: 0 }
 */
export function statisticsOf(...lists: readonly Float32Array[]): Statistics {
  let [sum, count, all, min, max] = [0, 0, 0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const data of lists) {
    all += data.length;
    for (let at = 0; at < data.length; at++) {
      const value = data[at] ?? 0;
      if (!Number.isFinite(value)) continue;
      sum += value;
      count += 1;
      if (value < min) min = value;
      if (value > max) max = value;
    }
  }
  const mean = sum / count;
  let squares = 0;
  for (const data of lists) {
    for (let at = 0; at < data.length; at++) {
      const value = data[at] ?? 0;
      if (Number.isFinite(value)) squares += (value - mean) ** 2;
    }
  }
  return { mean, std: Math.sqrt(squares / count), min, max, nonFinite: all - count };
}

/**
 * The places of the largest values, largest first; of equal ones the first. What is no number comes last.
 *
 * @example largestValues(Float32Array.of(1, Number.NaN, 3, 2, 3), 3)  // [2, 4, 3]
 */
export function largestValues(data: Float32Array, count: number): readonly number[] {
  const order = Array.from(data.keys());
  const isBelow = (place: number) => Number(Number.isNaN(data[place]));
  const compare = (a: number, b: number) => {
    const [first, second] = [data[a] ?? 0, data[b] ?? 0];
    return first === second ? 0 : second - first;
  };
  order.sort((a, b) => isBelow(a) - isBelow(b) || compare(a, b) || a - b);
  return order.slice(0, count);
}

/** Signal-to-noise ratio of values against a reference, over as many tensors as are added. */
export class NoiseMeter {
  private signal = 0;
  private noise = 0;

  add(reference: Float32Array | undefined, values: Float32Array | undefined): void {
    if (reference === undefined || values === undefined) return;
    for (let at = 0; at < reference.length; at++) {
      const wanted = reference[at] ?? 0;
      this.signal += wanted ** 2;
      this.noise += (wanted - (values[at] ?? 0)) ** 2;
    }
  }

  /** 10 log10(sum of squares / sum of squared differences); infinite where all values are equal. */
  get decibels(): number {
    return this.noise === 0 ? Number.POSITIVE_INFINITY : 10 * Math.log10(this.signal / this.noise);
  }
}
