import { asConstant, type Expr, toText } from "../symbolic/index.ts";
import { columns } from "./column.ts";
import { mergeRows } from "./group.ts";
import { argumentText } from "./heading.ts";
import { groupedText } from "./quantity.ts";
import type { Report } from "./report.ts";
import type { Row } from "./row.ts";

/** The report as a LaTeX table (booktabs); formulas go through mathjs, which is loaded for this alone. */
export async function renderLatex(report: Report, rows: readonly Row[], wanted: readonly string[]): Promise<string> {
  const { formulaTex } = await import("./formula-tex.ts");
  const shown = wanted.flatMap((key) => columns.find((each) => each.key === key && key !== "bar") ?? []);
  const body = rows.map((row) => shown.map((column) => cellTex(column.key, column.cell(row, report), row, formulaTex)));
  const total = mergeRows("total", rows, false);
  const last = shown.map((column) => cellTex(column.key, column.cell(total, report), total, formulaTex));
  const line = (cells: readonly string[]) => `${cells.join(" & ")} \\\\`;
  const caption = [report.network, ...report.arguments.map(argumentText)].join(", ");
  return `${[
    `% ${report.convention.counts}`,
    "\\begin{table}",
    `\\caption{${escapeTex(caption)}}`,
    `\\begin{tabular}{${shown.map((each) => (each.align === "right" ? "r" : "l")).join("")}}`,
    "\\toprule",
    line(shown.map((each) => escapeTex(each.title))),
    "\\midrule",
    ...body.map(line),
    "\\midrule",
    line(last),
    "\\bottomrule",
    "\\end{tabular}",
    "\\end{table}",
    ...formulas(report, formulaTex),
  ].join("\n")}\n`;
}

function formulas(report: Report, formulaTex: (text: string) => string): string[] {
  if (!report.isSymbolic) return [];
  const { macs, params } = report.totals;
  const equations = [
    ["MACs", macs],
    ["params", params],
  ] as const;
  return equations.flatMap(([name, e]) => [
    "\\begin{equation*}",
    `\\text{${name}} = ${formulaTex(toText(e))}`,
    "\\end{equation*}",
  ]);
}

const exactColumns: Readonly<Record<string, (row: Row) => Expr>> = {
  macs: (row) => row.macs,
  params: (row) => row.params,
  flops: (row) => row.flops,
  weights: (row) => row.weightBytes,
};

function cellTex(key: string, text: string, row: Row, formulaTex: (text: string) => string): string {
  const read = exactColumns[key];
  if (read === undefined) return escapeTex(text);
  const e = read(row);
  const value = asConstant(e);
  return value === undefined ? `$${formulaTex(toText(e))}$` : groupedText(value);
}

const escapes: Readonly<Record<string, string>> = {
  "\\": "\\textbackslash{}",
  "×": "$\\times$",
  "²": "\\textsuperscript{2}",
  "…": "\\dots{}",
  "^": "\\textasciicircum{}",
  "~": "\\textasciitilde{}",
};

function escapeTex(text: string): string {
  return text.replace(/[\\×²…^~]|[#$%&_{}]/g, (character) => escapes[character] ?? `\\${character}`);
}
