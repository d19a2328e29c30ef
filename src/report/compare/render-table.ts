import { mergeRows } from "../group.ts";
import { type Paint, plain } from "../paint.ts";
import { shortFormula } from "../quantity.ts";
import { drawTextTable, markdownTextTable } from "../text-table.ts";
import { listItem } from "../text-width.ts";
import { exact, rounded } from "./cells.ts";
import type { Comparison } from "./comparison.ts";
import { comparisonFormulas } from "./formulas.ts";
import { comparisonHeading } from "./heading.ts";
import { kindTable, kindTitle } from "./kind-table.ts";
import { kindSentences } from "./kind-text.ts";
import type { CompareOptions } from "./options.ts";
import { type Sheet, sheetMarkdown, sheetText, widthUpTo } from "./sheet.ts";
import { rowSheet, totalsSheet } from "./sheets.ts";

/** How long a formula in a cell may be, from the most generous on. */
const formulaRoom: readonly number[] = [44, 34, 26, 20, shortFormula];

/** The comparison for a terminal: which networks, the rows, the exact totals, and formulas of free parameters. */
export function comparisonTable(comparison: Comparison, options: CompareOptions): string {
  const { width, paint = plain, measures } = options;
  const shown = firstRows(comparison);
  const [first, ...others] = comparisonHeading(comparison, options.baseline, width);
  const lines = [paint("title", first ?? ""), ...others.map((each) => paint("quiet", each))];
  const sheets = (longest: number) => sheetsOf(shown, options, longest);
  const fits = (longest: number) => sheets(longest).every((each) => widthUpTo(1, each) <= width);
  const longest = isSymbolic(comparison) ? (formulaRoom.find(fits) ?? shortFormula) : shortFormula;
  lines.push(...sheets(longest).map((each) => sheetText(each, width, paint)));
  lines.push(...kindLines(comparison, width, paint));
  const formulas = comparisonFormulas(shown, measures, width);
  if (formulas.length > 0) lines.push("", ...formulas);
  return `${lines.join("\n")}\n`;
}

/** Of timed networks, what MACs and time go to, and where the ones do not predict the other. */
function kindLines({ reports }: Comparison, width: number, paint: Paint): readonly string[] {
  const table = kindTable(reports);
  if (table.rows.length === 0) return [];
  const sentences = kindSentences(reports).flatMap((each) => listItem(each, width));
  return ["", paint("title", kindTitle), drawTextTable(table, width, paint), ...sentences];
}

/** Markdown has room for everything. */
const wide = Number.POSITIVE_INFINITY;

/** The same as Markdown, with every column. */
export function comparisonMarkdown(comparison: Comparison, options: CompareOptions): string {
  const heading = comparisonHeading(comparison, options.baseline, wide);
  const [longest = shortFormula] = formulaRoom;
  const formulas = comparisonFormulas(comparison, options.measures, 100);
  return [
    ...heading.map((each, at) => (at < heading.length - 1 ? `${each}  ` : each)),
    ...sheetsOf(comparison, { ...options, width: wide }, longest).flatMap((each) => ["", sheetMarkdown(each)]),
    ...kindMarkdown(comparison),
    ...(formulas.length > 0 ? ["", "```text", ...formulas, "```"] : []),
    "",
  ].join("\n");
}

function kindMarkdown({ reports }: Comparison): readonly string[] {
  const table = kindTable(reports);
  if (table.rows.length === 0) return [];
  const sentences = kindSentences(reports);
  const list = sentences.length === 0 ? [] : ["", ...sentences.map((each) => `- ${each}`)];
  return ["", `${kindTitle}:`, "", markdownTextTable(table), ...list];
}

/** Rows that a terminal's table shows at most; the others become one, so that the totals stay the sums of what is printed. */
const tableRows = 1000;

function firstRows(comparison: Comparison): Comparison {
  const rest = comparison.rows.slice(tableRows);
  if (rest.length === 0) return comparison;
  const merged = comparison.reports.map((_, network) => {
    const own = rest.flatMap((row) => row[network] ?? []);
    return own.length === 0 ? undefined : mergeRows(`(${rest.length} more)`, own, false);
  });
  return { ...comparison, rows: [...comparison.rows.slice(0, tableRows), merged] };
}

function isSymbolic({ reports }: Comparison): boolean {
  return reports.some((each) => each.isSymbolic);
}

/** The tables; totals are in all digits where there is room for them. */
function sheetsOf(
  comparison: Comparison,
  { measures, width }: Pick<CompareOptions, "measures" | "width">,
  longest: number,
): readonly Sheet[] {
  const full = totalsSheet(comparison, { write: exact, longest });
  const totals = widthUpTo(0, full) <= width ? full : totalsSheet(comparison, { write: rounded, longest });
  return comparison.by === "total" ? [totals] : [rowSheet(comparison, measures, longest), totals];
}
