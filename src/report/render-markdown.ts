import { columns } from "./column.ts";
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
  const shown = wanted.flatMap((key) => columns.find((each) => each.key === key && key !== "bar") ?? []);
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  const body = [...rows, mergeRows("**total**", rows, false)];
  const context = { report, largest: undefined, longest: formulaRoom };
  const wide = Number.POSITIVE_INFINITY;
  const parts = [
    ...headingLines(report, wide),
    "",
    line(shown.map((each) => each.title)),
    line(shown.map((each) => (each.align === "right" ? "---:" : "---"))),
    ...body.map((row) => line(shown.map((each) => each.cell(row, context)))),
    "",
    ...totalsLines(report, wide),
  ];
  const table = formulas ? undefined : { wanted: shown, visible: shown, longest: formulaRoom };
  const below = report.isSymbolic || formulas ? formulaLines(report, rows, 100, table) : [];
  if (below.length > 0) parts.push("", "```text", ...below, "```");
  return `${parts.join("\n")}\n`;
}
