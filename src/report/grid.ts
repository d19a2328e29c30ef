import Table from "cli-table3";
import type { Paint } from "./paint.ts";
import { shorten } from "./text-width.ts";

/** A column of a plain table: its title and the cells that its content may take. */
export interface GridColumn {
  readonly title: string;
  readonly width: number;
  /** Left unless given. */
  readonly align?: "left" | "right";
}

export interface GridOptions {
  /** Whether a rule stands above the last row. */
  readonly hasTotal?: boolean;
  /** Colours a cell that has its final text. */
  readonly paintCell?: (text: string, row: number, column: number) => string;
}

/** Each column has a border and a blank on both sides; one more border closes the row. */
export function gridWidth(widths: Iterable<number>): number {
  return [...widths].reduce((sum, each) => sum + each + 3, 1);
}

/** A table with a rule below its head; a cell that does not fit is cut in the middle. */
export function drawGrid(
  columns: readonly GridColumn[],
  rows: readonly (readonly string[])[],
  paint: Paint,
  { hasTotal = false, paintCell = (text) => text }: GridOptions = {},
): string {
  const cells = rows.map((row, at) =>
    columns.map(({ width }, index) => paintCell(shorten(row[index] ?? "", width), at, index)),
  );
  const [top = "", head = "", ...rest] = partOf(columns, cells.slice(0, mostRows), paint);
  const body = rest.slice(0, -1);
  for (let from = mostRows; from < cells.length; from += mostRows)
    body.push(...partOf(columns, cells.slice(from, from + mostRows), paint).slice(2, -1));
  body.push(...rest.slice(-1));
  const rule = top.replace("┌", "├").replace("┐", "┤").replaceAll("┬", "┼");
  return [top, head, rule, ...(hasTotal ? body.toSpliced(-2, 0, rule) : body)].join("\n");
}

/** Rows that are drawn at once: the time of the table's package grows with their square. */
const mostRows = 200;

/** Top, head, rows and bottom. */
function partOf(
  columns: readonly GridColumn[],
  cells: readonly (readonly string[])[],
  paint: Paint,
): readonly string[] {
  const table = new Table({
    head: columns.map(({ title, width }) => paint("header", shorten(title, width))),
    colWidths: columns.map((each) => each.width + 2),
    colAligns: columns.map(({ align = "left" }) => align),
    style: { head: [], border: [] },
    chars: { mid: "", "left-mid": "", "mid-mid": "", "right-mid": "" },
  });
  for (const row of cells) table.push([...row]);
  return table.toString().split("\n");
}
