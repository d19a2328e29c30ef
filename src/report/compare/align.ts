/** What rows of two networks are recognised by. */
export interface AlignmentKeys<T> {
  /** Unique within a list: the path of a layer or group. */
  readonly name: (item: T) => string;
  /** Equal for items that are alike in everything but their name. */
  readonly content: (item: T) => string;
  /** Equal for items that play the same part, such as blocks at one resolution; undefined where nothing can be said. */
  readonly kind: (item: T) => string | undefined;
}

/** Two items that correspond, or one that has no counterpart. */
export interface AlignedPair<T> {
  readonly left: T | undefined;
  readonly right: T | undefined;
}

/** More pairs of items than this are not weighed, and only equal names meet: 3000 layers beside as many take 40 MB. */
const mostPairs = 10_000_000;

const sameName = 4;
const sameContent = 8;

/**
 * Pairs the items of two lists; every item is in one pair.
 *
 * Lists with the same names in the same order are paired one by one. Otherwise a heaviest common subsequence is taken, in which equal names
 * and, even more, equal contents count: where a stage was inserted, the unchanged stages behind it meet although their numbers moved on.
 * Names that are left over on both sides meet in any order; between two pairs, what is left meets in order where it is of one kind.
 *
 * @example alignRows(["a", "b"], ["b"], { name: (x) => x, content: (x) => x, kind: () => undefined }).map((each) => each.right)  // [undefined, "b"]
 */
export function alignRows<T>(
  left: readonly T[],
  right: readonly T[],
  keys: AlignmentKeys<T>,
): readonly AlignedPair<T>[] {
  const names = [left, right].map((list) => list.map(keys.name));
  const [leftNames = [], rightNames = []] = names;
  const isSame = leftNames.length === rightNames.length && leftNames.every((each, at) => each === rightNames[at]);
  const anchors = isSame ? left.map((_, at): Match => [at, at]) : anchorsOf(left, right, keys);
  const crossing = namesLeft(leftNames, rightNames, anchors);
  return inOrder(left, right, anchors, crossing, keys);
}

/** Places in both lists. */
type Match = readonly [left: number, right: number];

function anchorsOf<T>(left: readonly T[], right: readonly T[], { name, content }: AlignmentKeys<T>): readonly Match[] {
  const [leftNames, rightNames] = numbered(left.map(name), right.map(name));
  const [leftContents, rightContents] = numbered(left.map(content), right.map(content));
  return heaviest(
    left.length,
    right.length,
    (i, j) =>
      (leftNames[i] === rightNames[j] ? sameName : 0) + (leftContents[i] === rightContents[j] ? sameContent : 0),
  );
}

/** Texts as numbers, equal for equal texts. */
function numbered(left: readonly string[], right: readonly string[]): readonly [Uint32Array, Uint32Array] {
  const known = new Map<string, number>();
  const of = (text: string) => known.get(text) ?? known.set(text, known.size).size - 1;
  return [Uint32Array.from(left, of), Uint32Array.from(right, of)];
}

/** Pairs that rise in both lists with the largest sum of weights; a pair of weight 0 is none. Ties go to the earlier items. */
function heaviest(rows: number, columns: number, weight: (row: number, column: number) => number): readonly Match[] {
  if (rows * columns > mostPairs) return [];
  const width = columns + 1;
  const best = new Uint32Array((rows + 1) * width);
  for (let i = rows - 1; i >= 0; i--) {
    for (let j = columns - 1; j >= 0; j--) {
      const skipped = Math.max(best[(i + 1) * width + j] ?? 0, best[i * width + j + 1] ?? 0);
      const here = weight(i, j);
      const taken = here === 0 ? 0 : here + (best[(i + 1) * width + j + 1] ?? 0);
      best[i * width + j] = Math.max(skipped, taken);
    }
  }
  const found: Match[] = [];
  for (let i = 0, j = 0; i < rows && j < columns; ) {
    const here = weight(i, j);
    const total = best[i * width + j];
    if (here > 0 && total === here + (best[(i + 1) * width + j + 1] ?? 0)) {
      found.push([i, j]);
      i += 1;
      j += 1;
    } else if (total === best[(i + 1) * width + j]) i += 1;
    else j += 1;
  }
  return found;
}

/** Equal names among what the anchors leave. */
function namesLeft(
  left: readonly string[],
  right: readonly string[],
  anchors: readonly Match[],
): ReadonlyMap<number, number> {
  const taken = anchors.map(([i]) => i);
  const free = new Map(right.map((name, j) => [name, j] as const));
  for (const [, j] of anchors) free.delete(right[j] ?? "");
  const found = new Map<number, number>();
  const isTaken = new Set(taken);
  for (const [i, name] of left.entries()) {
    const j = isTaken.has(i) ? undefined : free.get(name);
    if (j !== undefined) found.set(i, j);
  }
  return found;
}

/** The pairs in the order of the left list; what is only right stands where the right list has it between two anchors. */
function inOrder<T>(
  left: readonly T[],
  right: readonly T[],
  anchors: readonly Match[],
  crossing: ReadonlyMap<number, number>,
  { kind }: AlignmentKeys<T>,
): readonly AlignedPair<T>[] {
  const pairs: AlignedPair<T>[] = [];
  const crossed = new Set(crossing.values());
  let [i, j] = [0, 0];
  for (const [endLeft, endRight] of [...anchors, [left.length, right.length] as const]) {
    const ls = range(i, endLeft);
    const rs = range(j, endRight).filter((each) => !crossed.has(each));
    const open = ls.filter((each) => !crossing.has(each));
    const alike = heaviest(open.length, rs.length, (a, b) => {
      const [x, y] = [left[open[a] ?? -1], right[rs[b] ?? -1]];
      return x !== undefined && y !== undefined && kind(x) !== undefined && kind(x) === kind(y) ? 1 : 0;
    });
    const partner = new Map(alike.map(([a, b]) => [open[a] ?? -1, rs[b] ?? -1]));
    let next = 0;
    for (const each of ls) {
      const other = partner.get(each);
      for (; other !== undefined && (rs[next] ?? other) < other; next++)
        pairs.push({ left: undefined, right: right[rs[next] ?? -1] });
      if (other !== undefined) next += 1;
      pairs.push({ left: left[each], right: right[other ?? crossing.get(each) ?? -1] });
    }
    for (const each of rs.slice(next)) pairs.push({ left: undefined, right: right[each] });
    if (endLeft < left.length) pairs.push({ left: left[endLeft], right: right[endRight] });
    [i, j] = [endLeft + 1, endRight + 1];
  }
  return pairs;
}

function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(to - from, 0) }, (_, at) => from + at);
}
