import { defaultColumns, defaultLayerColumns } from "./column.ts";
import type { Paint } from "./paint.ts";
import type { Report } from "./report.ts";
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

/** The text of a report in one format. Renderers are loaded when asked for, since some bring large packages. */
export async function renderReport(report: Report, options: RenderOptions): Promise<string> {
  const rows = () => selectRows(report.layers, options);
  const columns = options.columns ?? (options.by === "layer" ? defaultLayerColumns : defaultColumns);
  switch (options.format) {
    case "table":
      return (await import("./render-table.ts")).renderTable(report, rows(), { ...options, columns });
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
