import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { compareRational } from "../core/rational.ts";
import { asConstant, type Expr, surelyHolds, symbolsOf, zero } from "../symbolic/index.ts";
import { type Grouping, groupRows, mergeRows } from "./group.ts";
import type { LayerRow, Row } from "./row.ts";

/** What rows can be sorted by; largest first, names in alphabetical order. */
export type SortKey = "order" | "name" | "macs" | "params" | "flops" | "bytes" | "intensity" | "ms";

export const sortKeys: readonly SortKey[] = ["order", "name", "macs", "params", "flops", "bytes", "intensity", "ms"];

export interface Selection {
  readonly by: Grouping;
  readonly sort: SortKey;
  /** Keep this many rows; the others become one row, so that totals stay the sum of what is printed. */
  readonly top?: number | undefined;
}

export type SelectedRows =
  | { readonly kind: "rows"; readonly rows: readonly Row[] }
  | { readonly kind: "fault"; readonly diagnostic: Diagnostic };

/**
 * The rows to print: grouped, sorted, cut. With `top` and no sort order they are the rows with the most MACs.
 *
 * Formulas are put in order only where one is proved to be at least the other for every value of the free parameters.
 * Errors: usage/not-comparable.
 *
 * @example selectRows([], { by: "layer", sort: "macs", top: 3 })  // { kind: "rows", rows: [] }
 */
export function selectRows(layers: readonly LayerRow[], { by, sort, top }: Selection): SelectedRows {
  const rows = groupRows(layers, by);
  const key = sort === "order" && top !== undefined ? "macs" : sort;
  if (key === "order") return { kind: "rows", rows: cut(rows, top) };
  if (key === "name") return { kind: "rows", rows: cut([...rows].sort(byName), top) };
  if (key === "ms") return { kind: "rows", rows: cut([...rows].sort(byTime), top) };
  const read = measureOf[key];
  const known = rows.flatMap((row) => asConstant(read(row) ?? zero) ?? []);
  if (known.length === rows.length) {
    const sorted = [...rows].sort((a, b) => compareRational(constantOf(read(b)), constantOf(read(a))));
    return { kind: "rows", rows: cut(sorted, top) };
  }
  return largestFirst(rows, key, top);
}

function byName(a: Row, b: Row): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}

function byTime(a: Row, b: Row): number {
  return (b.timing?.milliseconds ?? 0) - (a.timing?.milliseconds ?? 0);
}

type Measure = Exclude<SortKey, "order" | "name" | "ms">;

/** A row that has no value, such as the MAC/byte of one that moves nothing, sorts as zero. */
const measureOf: Readonly<Record<Measure, (row: Row) => Expr | undefined>> = {
  macs: (row) => row.macs,
  params: (row) => row.params,
  flops: (row) => row.flops,
  bytes: (row) => row.compulsoryBytes,
  intensity: (row) => row.intensity,
};

const titles: Readonly<Record<Measure, string>> = {
  macs: "MACs",
  params: "params",
  flops: "FLOPs",
  bytes: "bytes",
  intensity: "MAC/byte",
};

function constantOf(e: Expr | undefined): { readonly num: bigint; readonly den: bigint } {
  return (e === undefined ? undefined : asConstant(e)) ?? { num: 0n, den: 1n };
}

/** Takes the largest row again and again; each one must be proved to be at least every row that is left. */
function largestFirst(rows: readonly Row[], key: Measure, top: number | undefined): SelectedRows {
  const read = (row: Row) => measureOf[key](row) ?? zero;
  const isAtLeast = (a: Row, b: Row) => surelyHolds(">=", read(a), read(b));
  const left = [...rows];
  const sorted: Row[] = [];
  const wanted = top === undefined ? rows.length : Math.min(top, rows.length);
  while (sorted.length < wanted) {
    const [first, ...others] = left;
    if (first === undefined) break;
    const best = others.reduce((most, each) => (isAtLeast(most, each) ? most : each), first);
    const rival = left.find((each) => each !== best && !isAtLeast(best, each));
    if (rival !== undefined) {
      const symbols = [...new Set([best, rival].flatMap((each) => [...symbolsOf(read(each)).keys()]))];
      const args = { what: titles[key], first: best.name, second: rival.name, symbols };
      return { kind: "fault", diagnostic: diagnostic("usage/not-comparable", args, undefined) };
    }
    sorted.push(best);
    left.splice(left.indexOf(best), 1);
  }
  return { kind: "rows", rows: cut([...sorted, ...left], top) };
}

function cut(rows: readonly Row[], top: number | undefined): readonly Row[] {
  return top === undefined || rows.length <= top ? rows : withRest(rows, top);
}

/** The first rows, and one row for all others. */
export function withRest(rows: readonly Row[], kept: number): readonly Row[] {
  const rest = rows.slice(kept);
  return [...rows.slice(0, kept), { ...mergeRows(`(${rest.length} more)`, rest, false), isRest: true }];
}
