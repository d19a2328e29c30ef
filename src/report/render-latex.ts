import type { Shape } from "../ops/index.ts";
import { asConstant, type Expr, equals, isConstant, toText } from "../symbolic/index.ts";
import { type Column, columns, drawnColumns } from "./column.ts";
import { mergeRows } from "./group.ts";
import { argumentText } from "./heading.ts";
import { bytesText, groupedText } from "./quantity.ts";
import type { Report } from "./report.ts";
import type { Row } from "./row.ts";

type FormulaTex = (text: string) => string;

/** The report as a LaTeX table (booktabs); formulas go through mathjs, which is loaded for this alone. */
export async function renderLatex(
  report: Report,
  rows: readonly Row[],
  wanted: readonly string[],
  formulas: boolean,
): Promise<string> {
  const { formulaTex } = await import("./formula-tex.ts");
  const shown = wanted.flatMap((key) => columns.find((each) => each.key === key && !drawnColumns.includes(key)) ?? []);
  const cells = (row: Row) => shown.map((column) => cellTex(column, row, report, formulaTex));
  const line = (texts: readonly string[]) => `${texts.join(" & ")} \\\\`;
  const caption = [report.network, ...report.arguments.map(argumentText)].join(", ");
  return `${[
    `% ${report.convention.counts}`,
    "\\begin{table}",
    `\\caption{${escapeTex(caption)}}`,
    `\\begin{tabular}{${shown.map((each) => (each.align === "right" ? "r" : "l")).join("")}}`,
    "\\toprule",
    line(shown.map((each) => escapeTex(each.title))),
    "\\midrule",
    ...rows.map((row) => line(cells(row))),
    "\\midrule",
    line(cells(mergeRows("total", rows, false))),
    "\\bottomrule",
    "\\end{tabular}",
    "\\end{table}",
    ...notes(report, formulaTex),
    ...(report.isSymbolic || formulas ? equations(report, formulaTex) : []),
  ].join("\n")}\n`;
}

/** What the formulas assume, the peak memory, and the outputs when there are several: a paragraph below the table. */
function notes(report: Report, formulaTex: FormulaTex): string[] {
  const { assumptions, outputs, totals, batch, dtype } = report;
  const peak = asConstant(totals.peakActivationBytes);
  const sentences = [
    ...(assumptions.length === 0
      ? []
      : [`Assuming ${assumptions.map((each) => phraseTex(each, formulaTex)).join("; ")}.`]),
    ...(peak === undefined ? [] : [`Peak activations ${escapeTex(bytesText(peak))} (${dtype}, batch ${batch}).`]),
    ...(outputs.length <= 1
      ? []
      : [
          `Outputs: ${outputs.map((each) => `${escapeTex(each.name)} ${shapeTex(each.shape, formulaTex)}`).join(", ")}.`,
        ]),
  ];
  return sentences.length === 0 ? [] : ["", ...sentences];
}

const phrase = /^(.*?) (is an? .*|divides .*)$/;

/** `32*width is an integer`, `if res > 32: alpha in (0, 4]`, `res >= 7` with their formulas typeset; a text of another form as it is. */
function phraseTex(text: string, formulaTex: FormulaTex): string {
  const [, condition, consequence] = /^if (.*?): (.*)$/.exec(text) ?? [];
  if (condition !== undefined && consequence !== undefined)
    return `if ${phraseTex(condition, formulaTex)}: ${phraseTex(consequence, formulaTex)}`;
  const [, member, values, step = ""] = /^(.*) in ([[({].*[\])}])( step .*)?$/.exec(text) ?? [];
  const [, formula, rest] = phrase.exec(text) ?? [];
  try {
    if (member !== undefined && values !== undefined)
      return `$${formulaTex(member)} \\in ${valuesTex(values)}$${escapeTex(step)}`;
    if (formula === undefined || rest === undefined) return `$${formulaTex(text)}$`;
    return `$${formulaTex(formula)}$ ${escapeTex(rest)}`;
  } catch {
    return escapeTex(text);
  }
}

/** `{0.5, 1}` and `[1, inf)` in mathematics. */
function valuesTex(text: string): string {
  return text.replace(/[{}]/g, "\\$&").replaceAll("inf", "\\infty");
}

function equations({ totals }: Report, formulaTex: FormulaTex): string[] {
  const named: readonly (readonly [name: string, e: Expr])[] = [
    ["MACs", totals.macs],
    ["params", totals.params],
    ...(isConstant(totals.peakActivationBytes)
      ? []
      : ([["peak activation bytes", totals.peakActivationBytes]] as const)),
  ];
  return named.flatMap(([name, e]) => [
    "\\begin{equation*}",
    `\\text{${name}} = ${formulaTex(toText(e))}`,
    "\\end{equation*}",
  ]);
}

/** Exact counts in all their digits, formulas and shapes in mathematics, the rest as in the other tables. */
function cellTex(column: Column, row: Row, report: Report, formulaTex: FormulaTex): string {
  if (column.key === "output") return shapeTex(row.output, formulaTex);
  const e = column.value?.(row);
  if (e !== undefined && !isConstant(e)) return `$${formulaTex(toText(e))}$`;
  const value = e === undefined || column.key === "intensity" ? undefined : asConstant(e);
  if (value !== undefined) return groupedText(value);
  return escapeTex(column.cell(row, { report, largest: undefined, longest: Number.POSITIVE_INFINITY }));
}

/** `$32\times 112^{2}$`, `$2\cdot n\times n^{2}$`. */
function shapeTex(shape: Shape | undefined, formulaTex: FormulaTex): string {
  if (shape === undefined) return "";
  const tex = (e: Expr, isPower: boolean) => {
    const text = toText(e);
    const needsBrackets = /[+\- ]/.test(text.replace(/\([^()]*\)/g, "")) || (isPower && !/^\w+$/.test(text));
    return needsBrackets ? `\\left( ${formulaTex(text)} \\right)` : formulaTex(text);
  };
  const [channels, height, width] = shape.dims;
  const isSquare = shape.layout === "image" && height !== undefined && width !== undefined && equals(height, width);
  if (isSquare && channels !== undefined) return `$${tex(channels, false)}\\times ${tex(height, true)}^{2}$`;
  return `$${shape.dims.map((each) => tex(each, false)).join("\\times ")}$`;
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
