import { type Expr, toText } from "../symbolic/index.ts";
import type { Report } from "./report.ts";
import type { Row } from "./row.ts";
import { textWidth } from "./text-width.ts";

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

const widestStart = 12;

/** `  MACs = a + b` over as many lines as needed, each further one below the first term; behind a long name on lines of its own. */
function wrapFormula({ name, text }: NamedFormula, width: number): string[] {
  const start = `  ${name} = `;
  if (textWidth(start + text) <= width) return [start + text];
  const margin = " ".repeat(textWidth(start) > widestStart ? 4 : textWidth(start));
  const lines = fillSum(text, Math.max(width - margin.length, 20));
  if (textWidth(start) > widestStart) return [start.trimEnd(), ...lines.map((line) => margin + line)];
  return lines.map((line, index) => (index === 0 ? start : margin) + line);
}

/**
 * Breaks a sum before the signs that stand outside all brackets, and a list behind the commas of the outermost ones; a part
 * that is still too long also before the signs and conditions inside its brackets.
 */
function fillSum(text: string, width: number): string[] {
  const isSign = (at: number) => /^ [+-] /.test(text.slice(at, at + 3));
  const isItem = (at: number) => text[at] === " " && text[at - 1] === ",";
  const isCondition = (at: number) => text[at] === "[" && text[at - 1] === "*";
  const breaks = (at: number, depth: number) => (depth === 0 && isSign(at)) || (depth === 1 && isItem(at));
  const further = [
    (at: number) => isSign(at) || isItem(at),
    (at: number) => isSign(at) || isItem(at) || isCondition(at),
  ];
  const depths = depthsOf(text);
  const parts = splitAt(text, 0, (at) => breaks(at, depths[at] ?? 0));
  const fitted = further.reduce(
    (list, isBreak) =>
      list.flatMap((part) => (textWidth(part.text) <= width ? part : splitAt(part.text, part.start, isBreak))),
    parts,
  );
  const lines: string[] = [];
  for (const part of fitted) {
    const last = lines.at(-1);
    if (last !== undefined && textWidth(last) + textWidth(part.text) <= width)
      lines[lines.length - 1] = last + part.text;
    else lines.push(part.text.trimStart());
  }
  return lines;
}

interface Part {
  readonly text: string;
  /** Where it starts in the whole. */
  readonly start: number;
}

/** The text in parts that start where `isBreak` holds; joined they are the text. */
function splitAt(text: string, start: number, isBreak: (at: number) => boolean): Part[] {
  const parts: Part[] = [];
  let from = 0;
  for (let at = 1; at < text.length; at++) {
    if (!isBreak(start + at)) continue;
    parts.push({ text: text.slice(from, at), start: start + from });
    from = at;
  }
  parts.push({ text: text.slice(from), start: start + from });
  return parts;
}

/** How many brackets are open in front of each character. */
function depthsOf(text: string): number[] {
  let depth = 0;
  return Array.from(text, (character) => {
    const before = depth;
    if (character === "(" || character === "[") depth += 1;
    if (character === ")" || character === "]") depth -= 1;
    return before;
  });
}
