import { type Expr, toText } from "../symbolic/index.ts";
import type { Report } from "./report.ts";
import type { Row } from "./row.ts";
import { fillLines, textWidth } from "./text-width.ts";

/** The formulas of every row with MACs or parameters and of the totals, and what they assume. */
export function formulaLines(report: Report, rows: readonly Row[], width: number): string[] {
  const lines: string[] = [];
  if (report.assumptions.length > 0) lines.push("assuming", ...report.assumptions.map((each) => `  ${each}`), "");
  for (const row of rows) {
    const formulas = [...named("MACs", row.macs), ...named("params", row.params)];
    if (formulas.length > 0) lines.push(row.name, ...formulas.flatMap((each) => wrapFormula(each, width)));
  }
  lines.push("total");
  const { macs, params, peakActivationBytes } = report.totals;
  for (const [name, e] of [
    ["MACs", macs],
    ["params", params],
    ["peak activation bytes", peakActivationBytes],
  ] as const) {
    lines.push(...wrapFormula({ name, text: toText(e) }, width));
  }
  return lines;
}

interface NamedFormula {
  readonly name: string;
  readonly text: string;
}

function named(name: string, e: Expr): NamedFormula[] {
  const text = toText(e);
  return text === "0" ? [] : [{ name, text }];
}

/** `  MACs = a + b` over as many lines as needed, each further one starting with its sign below the first term. */
function wrapFormula({ name, text }: NamedFormula, width: number): string[] {
  const start = `  ${name} = `;
  const margin = " ".repeat(textWidth(start));
  const room = Math.max(width - margin.length, 20);
  return fillSum(text, room).map((line, index) => (index === 0 ? start : margin) + line);
}

/** Breaks a sum before the signs that stand outside all brackets. */
function fillSum(text: string, width: number): string[] {
  const mark = "\n";
  let depth = 0;
  let marked = "";
  for (const [index, character] of [...text].entries()) {
    if (character === "(" || character === "[") depth += 1;
    if (character === ")" || character === "]") depth -= 1;
    const isBreak = depth === 0 && character === " " && /^ [+-] /.test(text.slice(index, index + 3));
    marked += isBreak ? mark : character;
  }
  return fillLines(marked, /\n/, width);
}
