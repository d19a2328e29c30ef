import type { PathSegment } from "../graph/index.ts";
import { divide, type Expr, equals, isZero, maxOf, one, sum } from "../symbolic/index.ts";
import type { LayerRow, Row, RowTiming } from "./row.ts";

/** What a row of the report stands for. */
export type Grouping = "layer" | "block" | "stage" | "op";

export const groupings: readonly Grouping[] = ["layer", "block", "stage", "op"];

/**
 * Rows merged by a key of the layer's path or operator, in order of first appearance, with exact sums.
 *
 * block: the path up to its last loop index, else its first segment. stage: the path up to its first loop index, else its
 * first segment. op: the operator. The names of nets that are used as blocks stand in front and do not count as segments.
 *
 * @example groupRows([], "block")  // []
 */
export function groupRows(layers: readonly LayerRow[], by: Grouping): readonly Row[] {
  if (by === "layer") return layers;
  const groups = new Map<string, LayerRow[]>();
  for (const layer of layers) {
    const key = by === "op" ? layer.op : pathKey(layer.segments, by);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [layer]);
    else group.push(layer);
  }
  return [...groups].map(([name, members]) => {
    const row = mergeRows(name, members, by !== "op");
    return by === "stage" ? { ...row, count: blockCount(members) } : row;
  });
}

/** Blocks among layers; one whose layers all run under a factor counts as often as the most frequent of them. */
function blockCount(layers: readonly LayerRow[]): Expr {
  const factors = new Map<string, Expr[]>();
  for (const { segments, factor } of layers) {
    const key = pathKey(segments, "block");
    factors.set(key, [...(factors.get(key) ?? []), factor]);
  }
  return sum([...factors.values()].map((each) => (each.some((factor) => equals(factor, one)) ? one : maxOf(each))));
}

function pathKey(segments: readonly PathSegment[], by: "block" | "stage"): string {
  return segments
    .slice(0, keyLength(segments, by))
    .map((each) => each.text)
    .join(".");
}

/** How many segments of a layer's path name its block or stage. */
export function keyLength(segments: readonly PathSegment[], by: "block" | "stage"): number {
  const isIndex = (each: PathSegment) => each.kind === "index";
  const end = by === "block" ? segments.findLastIndex(isIndex) : segments.findIndex(isIndex);
  const first = segments.findIndex((each) => each.kind !== "net");
  return Math.max(end, first, 0) + 1;
}

/** One row with the exact sums of several; `flows` says that they are a stretch of the network, so that its output is the last one's. */
export function mergeRows(name: string, members: readonly Row[], flows: boolean): Row {
  const total = (pick: (row: Row) => Expr) => sum(members.map(pick));
  const counts = {
    params: total((row) => row.params),
    macs: total((row) => row.macs),
    flops: total((row) => row.flops),
    inputBytes: total((row) => row.inputBytes),
    weightBytes: total((row) => row.weightBytes),
    outputBytes: total((row) => row.outputBytes),
    compulsoryBytes: total((row) => row.compulsoryBytes),
  };
  const [first] = members;
  return {
    name,
    count: total((row) => row.count),
    op: members.every((row) => row.op === first?.op) ? first?.op : undefined,
    output: flows ? members.at(-1)?.output : undefined,
    sight: () => (flows ? members.at(-1)?.sight() : undefined),
    ...counts,
    timing: mergeTimings(members),
    intensity: isZero(counts.compulsoryBytes) ? undefined : divide(counts.macs, counts.compulsoryBytes),
  };
}

function mergeTimings(members: readonly Row[]): RowTiming | undefined {
  const timings = members.flatMap((each) => each.timing ?? []);
  if (timings.length === 0) return undefined;
  const total = (pick: (timing: RowTiming) => number) => timings.reduce((sum, each) => sum + pick(each), 0);
  return {
    milliseconds: total((each) => each.milliseconds),
    cycles: total((each) => each.cycles),
    computeCycles: total((each) => each.computeCycles),
    memoryCycles: {
      l2: total((each) => each.memoryCycles.l2),
      l3: total((each) => each.memoryCycles.l3),
      vtcm: total((each) => each.memoryCycles.vtcm),
      dram: total((each) => each.memoryCycles.dram),
    },
    overheadCycles: total((each) => each.overheadCycles),
    hiddenCycles: total((each) => each.hiddenCycles),
    byBound: addMaps(timings.map((each) => each.byBound)),
    byKernel: addMaps(timings.map((each) => each.byKernel)),
    peakCycles: total((each) => each.peakCycles),
  };
}

function addMaps<K>(maps: readonly ReadonlyMap<K, number>[]): ReadonlyMap<K, number> {
  const added = new Map<K, number>();
  for (const [key, value] of maps.flatMap((each) => [...each])) added.set(key, (added.get(key) ?? 0) + value);
  return added;
}
