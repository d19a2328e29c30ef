import { compareRational } from "../core/rational.ts";
import { asConstant, type Expr } from "../symbolic/index.ts";
import { type Grouping, groupRows, mergeRows } from "./group.ts";
import type { LayerRow, Row } from "./row.ts";

/** What rows can be sorted by; largest first, names in alphabetical order. */
export type SortKey = "order" | "name" | "macs" | "params" | "flops" | "bytes" | "intensity";

export const sortKeys: readonly SortKey[] = ["order", "name", "macs", "params", "flops", "bytes", "intensity"];

export interface Selection {
  readonly by: Grouping;
  readonly sort: SortKey;
  /** Keep this many rows; the others become one row, so that totals stay the sum of what is printed. */
  readonly top?: number | undefined;
}

/**
 * The rows to print: grouped, sorted, cut. With `top` and no sort order they are the rows with the most MACs.
 *
 * @example selectRows([], { by: "layer", sort: "macs", top: 3 })  // []
 */
export function selectRows(layers: readonly LayerRow[], { by, sort, top }: Selection): readonly Row[] {
  const rows = groupRows(layers, by);
  const key = sort === "order" && top !== undefined ? "macs" : sort;
  const sorted = key === "order" ? rows : [...rows].sort(orderOf(key));
  if (top === undefined || sorted.length <= top) return sorted;
  const rest = sorted.slice(top);
  return [...sorted.slice(0, top), mergeRows(`(${rest.length} more)`, rest, false)];
}

function orderOf(key: Exclude<SortKey, "order">): (a: Row, b: Row) => number {
  if (key === "name") return (a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
  const read = measureOf[key];
  return (a, b) => compareExpressions(read(b), read(a));
}

const measureOf: Readonly<Record<Exclude<SortKey, "order" | "name">, (row: Row) => readonly (Expr | undefined)[]>> = {
  macs: (row) => [row.macs],
  params: (row) => [row.params],
  flops: (row) => [row.flops],
  bytes: (row) => [row.movedBytes],
  intensity: (row) => [row.intensity],
};

/** By exact value; a sum with a formula in it counts as larger than every number, and equal to another such sum. */
function compareExpressions(a: readonly (Expr | undefined)[], b: readonly (Expr | undefined)[]): number {
  const left = constantSum(a);
  const right = constantSum(b);
  if (left === undefined || right === undefined) return Number(left === undefined) - Number(right === undefined);
  return compareRational(left, right);
}

function constantSum(parts: readonly (Expr | undefined)[]): { num: bigint; den: bigint } | undefined {
  let total = { num: 0n, den: 1n };
  for (const part of parts) {
    if (part === undefined) continue;
    const value = asConstant(part);
    if (value === undefined) return undefined;
    total = { num: total.num * value.den + value.num * total.den, den: total.den * value.den };
  }
  return total;
}
