import type { ConventionExplanation, Explanation } from "../cost/index.ts";
import { asConstant, type Expr, equals, subtract, toText, zero } from "../symbolic/index.ts";
import { argumentText } from "./heading.ts";
import { type JsonValue, jsonCount, jsonText } from "./json-text.ts";
import { groupedText } from "./quantity.ts";
import { jsonArguments } from "./render-json.ts";
import type { ReportArgument } from "./report.ts";
import { fillLines, textWidth } from "./text-width.ts";

/** A network's count under a convention, to be explained as the default count plus terms. */
export interface ExplanationReport extends ConventionExplanation {
  readonly network: string;
  readonly arguments: readonly ReportArgument[];
}

/** The same explanation for a terminal, as Markdown, or as `ridge.explain/1`. */
export type ExplanationFormat = "table" | "md" | "json";

export function renderExplanation(report: ExplanationReport, format: ExplanationFormat, width: number): string {
  switch (format) {
    case "table":
      return explanationText(report, width);
    case "md":
      return explanationMarkdown(report);
    case "json":
      return explanationJson(report);
  }
}

/** One line of an explanation: the default count, a term, or the convention's total. */
interface Line {
  readonly sign: "" | "+" | "-" | "=";
  readonly count: string;
  readonly sentence: string;
  readonly operators: string;
}

function linesOf(explanation: Explanation, name: string): readonly Line[] {
  const operators = (counts: ReadonlyMap<string, Expr>) => [...counts.keys()].join(", ");
  const { base, terms, total } = explanation;
  return [
    { sign: "", count: countText(base.count), sentence: base.sentence, operators: operators(base.operators) },
    ...terms.map(({ sentence, count, operators: counts }): Line => {
      const value = asConstant(count);
      const isLess = value !== undefined && value.num < 0n;
      const size = isLess ? groupedText({ num: -value.num, den: value.den }) : countText(count);
      return { sign: isLess ? "-" : "+", count: size, sentence, operators: operators(counts) };
    }),
    { sign: "=", count: countText(total), sentence: name, operators: "" },
  ];
}

function countText(e: Expr): string {
  const value = asConstant(e);
  return value === undefined ? toText(e) : groupedText(value);
}

/** What is explained: parameters only where the convention defines them otherwise. */
function parts(report: ExplanationReport): readonly (readonly [title: string, explanation: Explanation])[] {
  const hasParams = report.params.terms.length > 0;
  return hasParams
    ? [
        ["MACs", report.macs],
        ["params", report.params],
      ]
    : [["MACs", report.macs]];
}

function heading({ network, arguments: given, convention }: ExplanationReport): string {
  const start = [network, given.map(argumentText).join(" ")].filter(Boolean).join("  ");
  return `${start} · batch 1 · counted as ${convention.name}: ${convention.counts}`;
}

function sameParams(report: ExplanationReport): string {
  return `params as by default: ${countText(report.params.total)}`;
}

function explanationText(report: ExplanationReport, width: number): string {
  const lines = [...fillLines(heading(report), / /, width)];
  const explained = parts(report);
  for (const [title, explanation] of explained) {
    const rows = linesOf(explanation, report.convention.name);
    if (asConstant(explanation.total) === undefined) {
      lines.push("", title, ...rows.flatMap((row) => formulaLines(row, width)));
    } else {
      lines.push("", title, ...countLines(rows, width), "", ...operatorLines(explanation, report.convention.name));
    }
  }
  if (explained.length === 1) lines.push("", ...fillLines(sameParams(report), formulaBreak, width));
  return `${lines.map((each) => each.trimEnd()).join("\n")}\n`;
}

function withOperators({ sentence, operators }: Line): string {
  return operators === "" ? sentence : `${sentence} [${operators}]`;
}

/** Counts in a column with their sentences behind them. */
function countLines(rows: readonly Line[], width: number): readonly string[] {
  const widest = Math.max(...rows.map((each) => textWidth(each.count)));
  return rows.flatMap((row) => {
    const start = `  ${row.sign.padStart(1)} ${" ".repeat(widest - textWidth(row.count))}${row.count}  `;
    const filled = fillLines(withOperators(row), / /, Math.max(width - textWidth(start), narrowest));
    return filled.map((each, index) => (index === 0 ? start : " ".repeat(textWidth(start))) + each);
  });
}

const narrowest = 20;
const formulaBreak = / (?=[+-] )/;

/** A formula below its sentence. */
function formulaLines(row: Line, width: number): readonly string[] {
  const room = Math.max(width - 6, narrowest);
  return [
    ...fillLines(withOperators(row), / /, room).map(
      (each, index) => `  ${index === 0 ? row.sign.padStart(1) : " "} ${each}`,
    ),
    ...fillLines(row.count, formulaBreak, room).map((each) => `      ${each}`),
  ];
}

/** Default, counted and difference of every operator that either counts, in order of first appearance. */
function operatorRows(explanation: Explanation): readonly (readonly [name: string, before: Expr, after: Expr])[] {
  const names = new Set([...explanation.base.operators.keys(), ...explanation.operators.keys()]);
  return [...names].map((name) => [
    name,
    explanation.base.operators.get(name) ?? zero,
    explanation.operators.get(name) ?? zero,
  ]);
}

function operatorTable(explanation: Explanation, name: string): readonly (readonly string[])[] {
  const cells = (first: string, before: Expr, after: Expr) => [
    first,
    countText(before),
    countText(after),
    equals(before, after) ? "0" : countText(subtract(after, before)),
  ];
  return [
    ["operator", "default", name, "difference"],
    ...operatorRows(explanation).map(([operator, before, after]) => cells(operator, before, after)),
    cells("total", explanation.base.count, explanation.total),
  ];
}

function operatorLines(explanation: Explanation, name: string): readonly string[] {
  const rows = operatorTable(explanation, name);
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => textWidth(row[column] ?? ""))));
  const pad = (cell: string, column: number) => {
    const space = " ".repeat((widths[column] ?? 0) - textWidth(cell));
    return column === 0 ? cell + space : space + cell;
  };
  return rows.map((row) => `  ${row.map(pad).join("  ")}`);
}

function explanationMarkdown(report: ExplanationReport): string {
  const lines = [heading(report)];
  const row = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  const explained = parts(report);
  for (const [title, explanation] of explained) {
    lines.push("", row([title, "term", "operators"]), row(["---:", "---", "---"]));
    for (const { sign, count, sentence, operators } of linesOf(explanation, `**${report.convention.name}**`)) {
      lines.push(row([`${sign} ${count}`.trimStart(), sentence, operators]));
    }
    const [head = [], ...body] = operatorTable(explanation, report.convention.name);
    lines.push("", row(head), row(["---", "---:", "---:", "---:"]), ...body.map(row));
  }
  if (explained.length === 1) lines.push("", sameParams(report));
  return `${lines.join("\n")}\n`;
}

function explanationJson(report: ExplanationReport): string {
  const { convention, network, arguments: given } = report;
  const counts = (operators: ReadonlyMap<string, Expr>): JsonValue =>
    Object.fromEntries([...operators].map(([name, count]) => [name, jsonCount(count)]));
  const part = (explanation: Explanation): JsonValue => ({
    default: jsonCount(explanation.base.count),
    terms: explanation.terms.map(({ sentence, count, operators }) => ({
      sentence,
      count: jsonCount(count),
      operators: counts(operators),
    })),
    total: jsonCount(explanation.total),
    operators: operatorRows(explanation).map(([op, before, after]) => ({
      op,
      default: jsonCount(before),
      counted: jsonCount(after),
      difference: jsonCount(subtract(after, before)),
    })),
  });
  const record: JsonValue = {
    schema: "ridge.explain/1",
    network,
    arguments: jsonArguments(given),
    convention: { name: convention.name, counts: convention.counts },
    macs: part(report.macs),
    params: part(report.params),
  };
  return `${jsonText(record, 3)}\n`;
}
