import { defaultColumns, defaultLayerColumns, timingColumns } from "./column.ts";
import { mergeRows } from "./group.ts";
import type { Paint } from "./paint.ts";
import type { Report } from "./report.ts";
import type { Row } from "./row.ts";
import { type Selection, selectRows } from "./select.ts";

/** Output formats of the cost report. */
export type ReportFormat = "table" | "md" | "csv" | "json" | "jsonl" | "latex";

export const reportFormats: readonly ReportFormat[] = ["table", "md", "csv", "json", "jsonl", "latex"];

export interface RenderOptions extends Selection {
  readonly format: ReportFormat;
  /** Keys of columns; the usual ones unless given. Tables for people only. */
  readonly columns?: readonly string[] | undefined;
  readonly width: number;
  readonly paint?: Paint;
  readonly formulas?: boolean;
}

/**
 * The text of a report in one format. Renderers are loaded when asked for, since some bring large packages.
 *
 * Errors: throws ExpressionTooLarge where the sum of a group of rows passes the limits of formulas.
 */
export async function renderReport(report: Report, options: RenderOptions): Promise<string> {
  const rows = () => selectRows(report.layers, options);
  const columns = options.columns ?? usualColumns(report, options.by);
  switch (options.format) {
    case "table":
      return (await import("./render-table.ts")).renderTable(report, firstRows(rows()), { ...options, columns });
    case "md":
      return (await import("./render-markdown.ts")).renderMarkdown(report, rows(), columns);
    case "csv":
      return (await import("./render-csv.ts")).renderCsv(rows());
    case "json":
      return (await import("./render-json.ts")).renderJson(report, options.by);
    case "jsonl":
      return (await import("./render-json.ts")).renderJsonLines(report);
    case "latex":
      return (await import("./render-latex.ts")).renderLatex(report, rows(), columns);
  }
}

/** Columns of a report for which none were named: those of the timing only where there is one. */
function usualColumns(report: Report, by: Selection["by"]): readonly string[] {
  const usual = by === "layer" ? defaultLayerColumns : defaultColumns;
  return report.timing === undefined ? usual : [...usual, ...timingColumns];
}

/** Rows that a terminal's table shows at most; the rest become one row, so that the total stays the sum of what is printed. */
const tableRows = 1000;

function firstRows(rows: readonly Row[]): readonly Row[] {
  if (rows.length <= tableRows) return rows;
  const rest = rows.slice(tableRows);
  return [...rows.slice(0, tableRows), mergeRows(`(${rest.length} more)`, rest, false)];
}
