import { type Column, columns, drawnColumns } from "./column.ts";
import { formulaLines } from "./formulas.ts";
import { mergeRows } from "./group.ts";
import { headingLines, totalsLines } from "./heading.ts";
import type { Report } from "./report.ts";
import type { Row } from "./row.ts";

/** Characters of the longest formula in a cell. */
const formulaRoom = 44;

/** The report as a Markdown table with a total row; formulas follow as a code block when a parameter is free. */
export function renderMarkdown(
  report: Report,
  rows: readonly Row[],
  wanted: readonly string[],
  formulas: boolean,
): string {
  const wide = Number.POSITIVE_INFINITY;
  const parts = [
    ...headingLines(report, wide),
    "",
    ...markdownTable(report, rows, wanted),
    "",
    ...totalsLines(report, wide),
  ];
  const shown = shownColumns(wanted);
  const table = formulas ? undefined : { wanted: shown, visible: shown, longest: formulaRoom };
  const below = report.isSymbolic || formulas ? formulaLines(report, rows, 100, table) : [];
  if (below.length > 0) parts.push("", "```text", ...below, "```");
  return `${parts.join("\n")}\n`;
}

/** The lines of the table alone. */
export function markdownTable(report: Report, rows: readonly Row[], wanted: readonly string[]): readonly string[] {
  const shown = shownColumns(wanted);
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  const context = { report, largest: undefined, longest: formulaRoom };
  return [
    line(shown.map((each) => each.title)),
    line(shown.map((each) => (each.align === "right" ? "---:" : "---"))),
    ...[...rows, mergeRows("**total**", rows, false)].map((row) => line(shown.map((each) => each.cell(row, context)))),
  ];
}

function shownColumns(wanted: readonly string[]): readonly Column[] {
  return wanted.flatMap((key) => columns.find((each) => each.key === key && !drawnColumns.includes(key)) ?? []);
}
