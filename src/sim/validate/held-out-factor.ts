/** A prediction up to a common factor, beside the measured latency; both above 0, in one unit. */
export interface Scaled {
  readonly predicted: number;
  readonly measured: number;
  /** What is left out together. */
  readonly part: string;
}

/**
 * The factor f with the least sum of |f * predicted / measured - 1| over all items, but for those of one part. It is the median of
 * measured / predicted with the weights predicted / measured; where an interval does equally well, its lower end.
 */
export class HeldOutFactor {
  private readonly sorted: readonly Scaled[];
  /** Sum of the weights in front of each item; one more for the sum of all. */
  private readonly sums: readonly number[];
  private readonly places = new Map<string, { readonly at: number[]; readonly sums: number[] }>();

  constructor(items: readonly Scaled[]) {
    this.sorted = [...items].sort((a, b) => ratio(a) - ratio(b));
    const sums = [0];
    for (const [at, each] of this.sorted.entries()) {
      sums.push((sums.at(-1) ?? 0) + 1 / ratio(each));
      const place = this.places.get(each.part) ?? { at: [], sums: [0] };
      place.at.push(at);
      place.sums.push((place.sums.at(-1) ?? 0) + 1 / ratio(each));
      this.places.set(each.part, place);
    }
    this.sums = sums;
  }

  /** Fitted to all items; undefined when there are none. */
  all(): number | undefined {
    return this.without(undefined);
  }

  /** Fitted to the items of all other parts; undefined when there are none. Takes the logarithm of the number of items. */
  without(part: string | undefined): number | undefined {
    const left = part === undefined ? undefined : this.places.get(part);
    if ((left?.at.length ?? 0) === this.sorted.length) return undefined;
    const upTo = (count: number) => {
      const gone = left === undefined ? 0 : (left.sums[countBelow(left.at, count)] ?? 0);
      return (this.sums[count] ?? 0) - gone;
    };
    const half = upTo(this.sorted.length) / 2;
    let [low, high] = [1, this.sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (upTo(middle) >= half) high = middle;
      else low = middle + 1;
    }
    // Rounding may end the search at an item that is left out: the nearest one that is not does as well.
    const isKept = (at: number) => this.sorted[at] !== undefined && this.sorted[at]?.part !== part;
    let at = low - 1;
    while (at < this.sorted.length && !isKept(at)) at++;
    while (!isKept(at)) at--;
    const found = this.sorted[at];
    return found === undefined ? undefined : ratio(found);
  }
}

function ratio({ predicted, measured }: Scaled): number {
  return measured / predicted;
}

/** How many of the ascending numbers are below a limit. */
function countBelow(numbers: readonly number[], limit: number): number {
  let [low, high] = [0, numbers.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((numbers[middle] ?? limit) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
