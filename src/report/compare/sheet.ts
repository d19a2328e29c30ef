import { drawGrid, gridWidth } from "../grid.ts";
import type { Paint, Role } from "../paint.ts";
import { textWidth } from "../text-width.ts";

/** A column of a sheet; of those that do not fit, the ones with the highest rank go first, and rank 0 stays. */
export interface SheetColumn {
  readonly title: string;
  readonly align: "left" | "right";
  readonly rank: number;
}

export interface SheetCell {
  readonly text: string;
  readonly role?: Role | undefined;
}

/** A table with its texts written and no place chosen. */
export interface Sheet {
  readonly columns: readonly SheetColumn[];
  readonly rows: readonly (readonly SheetCell[])[];
  /** Whether the last row is that of the totals. */
  readonly hasTotal: boolean;
}

/** Terminal cells of the columns up to a rank. */
export function widthUpTo(most: number, { columns, rows }: Sheet): number {
  const widths = columns.map(({ title, rank }, at) =>
    rank > most ? [] : [Math.max(textWidth(title), ...rows.map((row) => textWidth(row[at]?.text ?? "")))],
  );
  return gridWidth(widths.flat());
}

/** Cells that a cut first column keeps. */
const shortestName = 8;

/** The sheet for a terminal. Columns go until the rows fit, then the first column is cut in the middle. */
export function sheetText(sheet: Sheet, width: number, paint: Paint): string {
  const columns = sheet.columns.map((column, at) => {
    const cells = sheet.rows.map((row) => row[at] ?? { text: "" });
    return { ...column, cells, width: Math.max(textWidth(column.title), ...cells.map(({ text }) => textWidth(text))) };
  });
  let shown = columns;
  const surplus = () => gridWidth(shown.map((each) => each.width)) - width;
  for (const rank of new Set(columns.map((each) => each.rank).sort((a, b) => b - a))) {
    if (rank > 0 && surplus() > 0) shown = shown.filter((each) => each.rank !== rank);
  }
  const cut = Math.max(surplus(), 0);
  const fitted = shown.map((each, at) =>
    at > 0 ? each : { ...each, width: Math.max(each.width - cut, Math.min(each.width, shortestName)) },
  );
  return drawGrid(
    fitted,
    sheet.rows.map((_, at) => fitted.map(({ cells }) => cells[at]?.text ?? "")),
    paint,
    {
      hasTotal: sheet.hasTotal,
      paintCell: (text, row, column) => {
        const role =
          fitted[column]?.cells[row]?.role ?? (sheet.hasTotal && row === sheet.rows.length - 1 ? "total" : undefined);
        return role === undefined ? text : paint(role, text);
      },
    },
  );
}

/** The whole sheet in Markdown. */
export function sheetMarkdown({ columns, rows }: Sheet): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [
    line(columns.map((each) => each.title)),
    line(columns.map((each) => (each.align === "right" ? "---:" : "---"))),
    ...rows.map((row) => line(row.map((each) => each.text))),
  ].join("\n");
}
