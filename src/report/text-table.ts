import { drawGrid, gridWidth } from "./grid.ts";
import type { Paint } from "./paint.ts";
import { textWidth } from "./text-width.ts";

export interface TextColumn {
  readonly title: string;
  /** Left unless given. */
  readonly align?: "left" | "right";
  /** A narrow table loses the columns with the highest number first; those without one stay. */
  readonly drop?: number;
  /** Whether its cells may be cut once nothing more can be dropped, down to `narrowest` cells. */
  readonly isCut?: boolean;
}

/** A table of finished cells. */
export interface TextTable {
  readonly columns: readonly TextColumn[];
  readonly rows: readonly (readonly string[])[];
}

/** Cells that a column is cut to, at least. */
const narrowest = 10;

/** The table with borders in `width` cells: columns are dropped, then cells cut in the middle. */
export function drawTextTable({ columns, rows }: TextTable, width: number, paint: Paint): string {
  let shown = columns.map((column, at) => ({
    column,
    at,
    width: rows.reduce((most, row) => Math.max(most, textWidth(row[at] ?? "")), textWidth(column.title)),
  }));
  const surplus = () => gridWidth(shown.map((each) => each.width)) - width;
  const drops = columns.map((each) => each.drop ?? 0).filter((each) => each > 0);
  for (const drop of drops.sort((a, b) => b - a)) {
    if (surplus() > 0) shown = shown.filter(({ column }) => column.drop !== drop);
  }
  for (let over = surplus(); over > 0; over--) {
    const widest = shown.filter(({ column }) => column.isCut === true).sort((a, b) => b.width - a.width)[0];
    if (widest === undefined || widest.width <= narrowest) break;
    widest.width -= 1;
  }
  return drawGrid(
    shown.map(({ column, width: room }) => ({ title: column.title, align: column.align ?? "left", width: room })),
    rows.map((row) => shown.map(({ at }) => row[at] ?? "")),
    paint,
  );
}

/** The whole table in Markdown. */
export function markdownTextTable({ columns, rows }: TextTable): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [
    line(columns.map((each) => each.title)),
    line(columns.map((each) => (each.align === "right" ? "---:" : "---"))),
    ...rows.map(line),
  ].join("\n");
}
