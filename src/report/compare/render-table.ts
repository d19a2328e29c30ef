import { plain } from "../paint.ts";
import type { Comparison } from "./comparison.ts";
import { comparisonFormulas } from "./formulas.ts";
import { comparisonHeading } from "./heading.ts";
import type { CompareOptions } from "./render.ts";
import { sheetMarkdown, sheetText } from "./sheet.ts";
import { rowSheet, totalsSheet } from "./sheets.ts";

/** The comparison for a terminal: which networks, the rows, the exact totals, and formulas of free parameters. */
export function comparisonTable(comparison: Comparison, options: CompareOptions): string {
  const { width, paint = plain, measures } = options;
  const [first, ...others] = comparisonHeading(comparison, options.baseline, width);
  const lines = [paint("title", first ?? ""), ...others.map((each) => paint("quiet", each))];
  if (comparison.by !== "total") lines.push(sheetText(rowSheet(comparison, measures), width, paint));
  lines.push(sheetText(totalsSheet(comparison), width, paint));
  const formulas = comparisonFormulas(comparison, measures, width);
  if (formulas.length > 0) lines.push("", ...formulas);
  return `${lines.join("\n")}\n`;
}

/** The same as Markdown, with every column. */
export function comparisonMarkdown(comparison: Comparison, options: CompareOptions): string {
  const heading = comparisonHeading(comparison, options.baseline, Number.POSITIVE_INFINITY);
  const sheets = comparison.by === "total" ? [] : [rowSheet(comparison, options.measures)];
  const formulas = comparisonFormulas(comparison, options.measures, 100);
  return [
    ...heading.map((each, at) => (at < heading.length - 1 ? `${each}  ` : each)),
    ...[...sheets, totalsSheet(comparison)].flatMap((each) => ["", sheetMarkdown(each)]),
    ...(formulas.length > 0 ? ["", "```text", ...formulas, "```"] : []),
    "",
  ].join("\n");
}
