import { InternalError } from "../../core/internal-error.ts";
import { asConstant, divide, type Expr, isZero, subtract, toText, zero } from "../../symbolic/index.ts";
import { type Grouping, groupRows } from "../group.ts";
import type { Measure, RowMeasure } from "../measure.ts";
import type { Report } from "../report.ts";
import type { Row } from "../row.ts";
import { alignRows } from "./align.ts";

/** What a row of a comparison stands for; with `total` there are only totals. */
export type ComparedBy = Grouping | "total";

export const comparedBy: readonly ComparedBy[] = ["total", "op", "stage", "block", "layer"];

/** Rows that correspond, one per network; undefined where a network has none. */
export type ComparedRow = readonly (Row | undefined)[];

/** Networks side by side; changes are told from the first one. */
export interface Comparison {
  readonly by: ComparedBy;
  readonly reports: readonly Report[];
  readonly rows: readonly ComparedRow[];
}

/**
 * Aligns the rows of networks. Every row of every network is in one row of the comparison, so that values and changes add up to the
 * totals and their changes.
 *
 * Errors: throws ExpressionTooLarge where a sum of formulas passes the limits.
 */
export function compareReports(reports: readonly Report[], by: ComparedBy): Comparison {
  if (by === "total") return { by, reports, rows: [] };
  let merged: readonly Merged[] = [];
  for (const [index, report] of reports.entries()) {
    const own = groupRows(report.layers, by).map((row): Merged => ({ first: keyed(row, report, by), rows: [row] }));
    const absent: ComparedRow = Array.from({ length: index }, () => undefined);
    merged = alignRows(merged, own, keys).flatMap(({ left, right }): Merged[] => {
      const first = left?.first ?? right?.first;
      return first === undefined ? [] : [{ first, rows: [...(left?.rows ?? absent), right?.rows[0]] }];
    });
  }
  return { by, reports, rows: merged.map((each) => each.rows) };
}

/** A row of the comparison on the way, recognised by its first network's row. */
interface Merged {
  readonly first: Keyed;
  readonly rows: ComparedRow;
}

interface Keyed {
  readonly name: string;
  readonly content: string;
  readonly kind: string | undefined;
}

const keys = {
  name: ({ first }: Merged) => first.name,
  content: ({ first }: Merged) => first.content,
  kind: ({ first }: Merged) => first.kind,
};

/**
 * Operators are known by their name alone, and rows without MACs are too much alike to be known by their contents. Rows of one kind have
 * the same operator, if any, and halve the input as often.
 */
function keyed(row: Row, report: Report, by: Grouping): Keyed {
  const { name, op, output } = row;
  if (by === "op") return { name, content: name, kind: undefined };
  const counts = [row.params, row.macs, row.inputBytes, row.outputBytes].map(toText);
  const content = [isZero(row.macs) ? name : "", op, ...(output?.dims.map(toText) ?? []), ...counts].join(" ");
  const halvings = halvingsOf(row, report);
  return { name, content, kind: op === undefined && halvings === undefined ? undefined : `${op} ${halvings}` };
}

/** How often a row's output is half as high as the network's input, rounded; undefined for other tensors than images. */
function halvingsOf({ output }: Row, { layers }: Report): number | undefined {
  const [from, to] = [layers[0]?.inputs[0], output].map((each) => {
    const height = each?.layout === "image" ? each.dims[1] : undefined;
    return height === undefined ? undefined : asConstant(height);
  });
  if (from === undefined || to === undefined || from.num <= 0n || to.num <= 0n) return undefined;
  return Math.round(Math.log2(Number(from.num) / Number(to.num)));
}

/** The name of a row, or the names where networks call it differently: `stages.5 ~ stages.6`. */
export function rowName(row: ComparedRow): string {
  return [...new Set(row.flatMap((each) => each?.name ?? []))].join(" ~ ");
}

/** What a network has of a measure in a row; 0 where it has no such row. */
export function valueIn(row: ComparedRow, { ofRow }: RowMeasure, network: number): Expr {
  const own = row[network];
  return own === undefined ? zero : ofRow(own);
}

/** How much more a network has than the first one, in a row. */
export function changeIn(row: ComparedRow, measure: RowMeasure, network: number): Expr {
  return subtract(valueIn(row, measure, network), valueIn(row, measure, 0));
}

/** What a network has of a measure altogether. */
export function totalOf({ reports }: Comparison, { ofTotals }: Measure, network: number): Expr {
  const report = reports[network];
  if (report === undefined) throw new InternalError("compare", `no network ${network}`);
  return ofTotals(report.totals);
}

/** How much more a network has than the first one, altogether. */
export function changeOf(comparison: Comparison, measure: Measure, network: number): Expr {
  return subtract(totalOf(comparison, measure, network), totalOf(comparison, measure, 0));
}

/** A part of a whole; undefined where the whole is 0. */
export function partOf(part: Expr, whole: Expr): Expr | undefined {
  return isZero(whole) ? undefined : divide(part, whole);
}
