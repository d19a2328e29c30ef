import type { PhaseResult } from "../core/diagnostic.ts";
import { equals, isConstant, one } from "../symbolic/index.ts";
import type { Verdict } from "./budget/verdict.ts";
import { defaultColumns, defaultLayerColumns, timingColumns } from "./column.ts";
import type { Paint } from "./paint.ts";
import type { Report } from "./report.ts";
import type { Row } from "./row.ts";
import { type Selection, selectRows, withRest } from "./select.ts";

/** Output formats of the cost report. */
export type ReportFormat = "table" | "md" | "csv" | "json" | "jsonl" | "latex";

export const reportFormats = [
  "table",
  "md",
  "csv",
  "json",
  "jsonl",
  "latex",
] as const satisfies readonly ReportFormat[];

export interface RenderOptions extends Selection {
  readonly format: ReportFormat;
  /** Keys of columns; the usual ones unless given. Tables and CSV only. */
  readonly columns?: readonly string[] | undefined;
  readonly width: number;
  readonly paint?: Paint;
  /** Print formulas even when no parameter is free. */
  readonly formulas?: boolean;
  /** Decided rules of a budget, for JSON. */
  readonly budget?: readonly Verdict[] | undefined;
}

/**
 * The text of a report in one format. Renderers are loaded when asked for, since some bring large packages.
 * Errors: usage/not-comparable, when formulas cannot be sorted. Throws ExpressionTooLarge where the sum of a group of rows passes
 * the limits of formulas.
 */
export async function renderReport(report: Report, options: RenderOptions): Promise<PhaseResult<string>> {
  const selected = selectRows(report.layers, options);
  if (selected.kind === "fault") return { value: undefined, diagnostics: [selected.diagnostic] };
  return { value: await textOf(report, selected.rows, options), diagnostics: [] };
}

async function textOf(report: Report, rows: readonly Row[], options: RenderOptions): Promise<string> {
  const { formulas = false } = options;
  const columns = namedColumns(options.columns ?? usualColumns(report, options.by));
  switch (options.format) {
    case "table":
      return (await import("./render-table.ts")).renderTable(report, firstRows(rows), { ...options, columns });
    case "md":
      return (await import("./render-markdown.ts")).renderMarkdown(report, rows, columns, formulas);
    case "csv":
      return (await import("./render-csv.ts")).renderCsv(report, rows, options.columns);
    case "json":
      return (await import("./render-json.ts")).renderJson(report, rows, options);
    case "jsonl":
      return (await import("./render-json.ts")).renderJsonLines(report, rows, options);
    case "latex":
      return (await import("./render-latex.ts")).renderLatex(report, rows, columns, formulas);
  }
}

/** A row without its name says nothing. */
function namedColumns(wanted: readonly string[]): readonly string[] {
  return wanted.includes("layer") ? wanted : ["layer", ...wanted];
}

/** Columns of a report for which none were named: no times without a device, no MAC/byte where it is a formula. */
function usualColumns(report: Report, by: Selection["by"]): readonly string[] {
  const isRepeated = report.layers.some((each) => !equals(each.factor, one));
  const perLayer = isRepeated ? defaultLayerColumns.toSpliced(1, 0, "count") : defaultLayerColumns;
  const usual = by === "layer" ? perLayer : defaultColumns;
  const { macs, compulsoryBytes } = report.totals;
  const isNumber = isConstant(macs) && isConstant(compulsoryBytes);
  const shown = isNumber ? usual : usual.filter((each) => each !== "intensity");
  return report.timing === undefined ? shown : [...shown, ...timingColumns];
}

/** Rows that a terminal's table shows at most; the rest become one row, so that the total stays the sum of what is printed. */
const tableRows = 1000;

function firstRows(rows: readonly Row[]): readonly Row[] {
  return rows.length <= tableRows ? rows : withRest(rows, tableRows);
}
