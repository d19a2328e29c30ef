import type { PathSegment } from "../graph/index.ts";
import type { Bound } from "../sim/index.ts";
import { divide, type Expr, isZero, sum } from "../symbolic/index.ts";
import type { LayerRow, Row, RowTiming } from "./row.ts";

/** What a row of the report stands for. */
export type Grouping = "layer" | "block" | "stage" | "op";

export const groupings: readonly Grouping[] = ["layer", "block", "stage", "op"];

/**
 * Rows merged by a key of the layer's path or operator, in order of first appearance, with exact sums.
 *
 * block: the path up to its last loop index, else its first segment. stage: the path up to its first loop index, else its
 * first segment. op: the operator.
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
    return by === "stage"
      ? { ...row, count: new Set(members.map((each) => pathKey(each.segments, "block"))).size }
      : row;
  });
}

function pathKey(segments: readonly PathSegment[], by: "block" | "stage"): string {
  const isIndex = (each: PathSegment) => each.kind === "index";
  const end = by === "block" ? segments.findLastIndex(isIndex) : segments.findIndex(isIndex);
  return segments
    .slice(0, Math.max(end, 0) + 1)
    .map((each) => each.text)
    .join(".");
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
  };
  const movedBytes = total((row) => row.movedBytes);
  const [first] = members;
  return {
    name,
    count: members.reduce((count, row) => count + row.count, 0),
    op: members.every((row) => row.op === first?.op) ? first?.op : undefined,
    output: flows ? members.at(-1)?.output : undefined,
    ...counts,
    timing: mergeTimings(members),
    movedBytes,
    intensity: isZero(movedBytes) ? undefined : divide(counts.macs, movedBytes),
  };
}

function mergeTimings(members: readonly Row[]): RowTiming | undefined {
  const timings = members.flatMap((each) => each.timing ?? []);
  if (timings.length === 0) return undefined;
  const byBound = new Map<Bound, number>();
  for (const timing of timings) {
    for (const [bound, milliseconds] of timing.byBound) byBound.set(bound, (byBound.get(bound) ?? 0) + milliseconds);
  }
  return { milliseconds: timings.reduce((total, each) => total + each.milliseconds, 0), byBound };
}
