import { csvText } from "./csv-text.ts";
import { type JsonValue, jsonText } from "./json-text.ts";
import { shorten, textWidth } from "./text-width.ts";

/** One column of a list of things that are no layers: networks, profiles. */
export interface ListingColumn<T> {
  /** The field's name in CSV and JSON. */
  readonly key: string;
  readonly title: string;
  readonly align: "left" | "right";
  /** For people. */
  cell(row: T): string;
  /** In full digits, for machines; the cell unless given. */
  exact?(row: T): JsonValue;
}

export type ListingFormat = "table" | "md" | "csv" | "json";

export interface ListingOptions<T> {
  readonly format: ListingFormat;
  /** Terminal cells per line of a table. */
  readonly width: number;
  /** Columns that a narrow table leaves out, first to last; then the cells of the last column left are cut, or it goes with its title. */
  readonly dropOrder: readonly string[];
  /** The document around the rows in JSON. */
  document(rows: readonly JsonValue[]): JsonValue;
  readonly columns: readonly ListingColumn<T>[];
}

/** A list as a table, Markdown, CSV or JSON. The table's package is loaded when a table is asked for. */
export async function renderListing<T>(rows: readonly T[], options: ListingOptions<T>): Promise<string> {
  switch (options.format) {
    case "table":
      return table(rows, options);
    case "md":
      return markdownListing(rows, options.columns);
    case "csv":
      return csv(rows, options.columns);
    case "json":
      return `${jsonText(options.document(rows.map((row) => fields(row, options.columns))), 2)}\n`;
  }
}

async function table<T>(rows: readonly T[], { columns, dropOrder, width }: ListingOptions<T>): Promise<string> {
  const { default: Table } = await import("cli-table3");
  let shown = columns.map((column) => {
    const cells = rows.map((row) => column.cell(row));
    return { column, cells, width: Math.max(textWidth(column.title), ...cells.map(textWidth)) };
  });
  const tableWidth = () => shown.reduce((sum, each) => sum + each.width + 3, 1);
  for (const key of dropOrder) {
    if (tableWidth() > width && shown.length > 1) shown = shown.filter((each) => each.column.key !== key);
  }
  const end = shown.at(-1);
  const hasRoom = end === undefined || end.width - (tableWidth() - width) >= textWidth(end.column.title);
  if (!hasRoom && shown.length > 1) shown = shown.slice(0, -1);
  const surplus = hasRoom ? Math.max(0, tableWidth() - width) : 0;
  const last = shown.length - 1;
  const drawn = new Table({
    head: shown.map(({ column }) => column.title),
    colAligns: shown.map(({ column }) => column.align),
    style: { head: [], border: [] },
    chars: { mid: "", "left-mid": "", "mid-mid": "", "right-mid": "" },
  });
  for (const index of rows.keys()) {
    drawn.push(
      shown.map((each, at) => {
        const cell = each.cells[index] ?? "";
        return at === last ? shorten(cell, Math.max(4, each.width - surplus)) : cell;
      }),
    );
  }
  const lines = drawn.toString().split("\n");
  const rule = (lines[0] ?? "").replace("┌", "├").replace("┐", "┤").replaceAll("┬", "┼");
  return `${[...lines.slice(0, 2), rule, ...lines.slice(2)].join("\n")}\n`;
}

/** The rows as a Markdown table. */
export function markdownListing<T>(rows: readonly T[], columns: readonly ListingColumn<T>[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |\n`;
  return [
    line(columns.map((each) => each.title)),
    line(columns.map((each) => (each.align === "right" ? "---:" : "---"))),
    ...rows.map((row) => line(columns.map((each) => each.cell(row)))),
  ].join("");
}

function csv<T>(rows: readonly T[], columns: readonly ListingColumn<T>[]): string {
  const lines = rows.map((row) => columns.map((each) => exactText(each, row)));
  return csvText([columns.map((each) => each.key), ...lines]);
}

function fields<T>(row: T, columns: readonly ListingColumn<T>[]): JsonValue {
  return Object.fromEntries(columns.map((each) => [each.key, each.exact?.(row) ?? each.cell(row)]));
}

function exactText<T>(column: ListingColumn<T>, row: T): string {
  const value = column.exact?.(row) ?? column.cell(row);
  return typeof value === "object" ? jsonText(value, 0) : String(value);
}
