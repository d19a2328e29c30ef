import type { MatchCandidate, MatchResult, Printing } from "../cost/index.ts";
import { argumentText } from "./heading.ts";
import { type JsonValue, jsonNumber, jsonText } from "./json-text.ts";
import { groupedText } from "./quantity.ts";
import { jsonArguments } from "./render-json.ts";
import type { ReportArgument } from "./report.ts";
import { fillLines, textWidth } from "./text-width.ts";

/** Which conventions print a number for a network. */
export interface MatchReport extends MatchResult {
  readonly network: string;
  readonly arguments: readonly ReportArgument[];
  /** The number as it was typed. */
  readonly printed: string;
}

export type MatchFormat = "table" | "md" | "json";

export function renderMatch(report: MatchReport, format: MatchFormat, width: number): string {
  switch (format) {
    case "table":
      return matchText(report, width);
    case "md":
      return matchMarkdown(report);
    case "json":
      return matchJson(report);
  }
}

function heading({ network, arguments: given, printed, matches }: MatchReport): string {
  const start = [network, given.map(argumentText).join(" ")].filter(Boolean).join("  ");
  return matches.length === 0
    ? `${start} · no convention prints ${printed}; the nearest count:`
    : `${start} · ${printed} is printed by:`;
}

const head = ["count", "of", "printed", "convention"];

function rowsOf({ matches, nearest }: MatchReport): readonly (readonly string[])[] {
  const row = (each: MatchCandidate, printings: readonly Printing[]) => [
    groupedText(each.count),
    each.quantity,
    printings.length === 0 ? "no" : printings.join(" or "),
    each.conventions.join(", "),
  ];
  return matches.length === 0 ? [row(nearest, [])] : matches.map((each) => row(each, each.printings));
}

function matchText(report: MatchReport, width: number): string {
  const rows = [head, ...rowsOf(report)];
  const widths = head.map((_, column) => Math.max(...rows.map((row) => textWidth(row[column] ?? ""))));
  const lines = [...fillLines(heading(report), / /, width)];
  for (const row of rows) {
    const [count = "", ...others] = row;
    const names = others.pop() ?? "";
    const start = `  ${" ".repeat((widths[0] ?? 0) - textWidth(count))}${count}  ${others
      .map((cell, index) => cell.padEnd(widths[index + 1] ?? 0))
      .join("  ")}  `;
    const filled = fillLines(names, / /, Math.max(width - textWidth(start), 20));
    lines.push(...filled.map((each, index) => (index === 0 ? start : " ".repeat(textWidth(start))) + each));
  }
  return `${lines.map((each) => each.trimEnd()).join("\n")}\n`;
}

function matchMarkdown(report: MatchReport): string {
  const row = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return `${[heading(report), "", row(head), row(["---:", "---", "---", "---"]), ...rowsOf(report).map(row)].join("\n")}\n`;
}

function matchJson(report: MatchReport): string {
  const { network, arguments: given, printed, matches, nearest } = report;
  const candidate = ({ quantity, count, conventions }: MatchCandidate) => ({
    quantity,
    count: jsonNumber(count),
    conventions,
  });
  const record: JsonValue = {
    schema: "ridge.match/1",
    network,
    arguments: jsonArguments(given),
    printed,
    matches: matches.map((each) => ({ ...candidate(each), printings: each.printings })),
    nearest: candidate(nearest),
  };
  return `${jsonText(record, 3)}\n`;
}
