import { type Expr, isConstant, toText } from "../symbolic/index.ts";
import { type Column, columns } from "./column.ts";
import { mergeRows } from "./group.ts";
import { hasLayerCount } from "./heading.ts";
import { shapeCell } from "./quantity.ts";
import type { Report } from "./report.ts";
import type { Row } from "./row.ts";
import { textWidth } from "./text-width.ts";

/** What a table shows, so that the formulas below it are those that it has no room for. */
export interface ShownColumns {
  /** Columns that were to be shown. */
  readonly wanted: readonly Column[];
  /** Those that the width left. */
  readonly visible: readonly Column[];
  /** Characters of the longest formula in a cell. */
  readonly longest: number;
}

/**
 * What the formulas assume, the formulas of rows and totals that stand in no cell, and the shapes that a cell abbreviates.
 * Without `shown`: the MACs and parameters of every row and all totals, numbers included.
 */
export function formulaLines(report: Report, rows: readonly Row[], width: number, shown?: ShownColumns): string[] {
  const lines: string[] = [];
  if (report.assumptions.length > 0) lines.push("assuming", ...report.assumptions.map((each) => `  ${each}`), "");
  for (const row of rows) {
    const formulas = [...outputFormula(row, shown), ...rowFormulas(row, shown)];
    if (formulas.length > 0) lines.push(row.name, ...formulas.flatMap((each) => wrapFormula(each, width)));
  }
  const formulas = [...rowFormulas(mergeRows("total", rows, false), shown), ...totalFormulas(report, shown)];
  if (formulas.length > 0) lines.push("total", ...formulas.flatMap((each) => wrapFormula(each, width)));
  return lines;
}

export interface NamedFormula {
  readonly name: string;
  readonly text: string;
}

const always: readonly string[] = ["macs", "params"];

/** The values of a row, or of a total, that its cells do not show. */
function rowFormulas(row: Row, shown: ShownColumns | undefined): NamedFormula[] {
  return columns.flatMap((column): NamedFormula[] => {
    const e = column.value?.(row);
    if (e === undefined || !(always.includes(column.key) || shown?.wanted.includes(column) === true)) return [];
    const text = toText(e);
    if (shown === undefined) return text === "0" ? [] : [{ name: column.title, text }];
    const isShown = shown.visible.includes(column) && text.length <= shown.longest;
    return isConstant(e) || isShown ? [] : [{ name: column.title, text }];
  });
}

function outputFormula({ output }: Row, shown: ShownColumns | undefined): NamedFormula[] {
  if (output === undefined || shown === undefined || !shown.wanted.some((each) => each.key === "output")) return [];
  const cut = shapeCell(output, shown.longest);
  const full = shapeCell(output, Number.POSITIVE_INFINITY);
  const isShown = shown.visible.some((each) => each.key === "output") && cut === full;
  return isShown || output.dims.every(isConstant) ? [] : [{ name: "output", text: full }];
}

/** Totals that no row has; numbers among them stand in the line below the table. */
function totalFormulas({ totals }: Report, shown: ShownColumns | undefined): NamedFormula[] {
  const named: readonly (readonly [name: string, e: Expr])[] = [
    ["FLOPs", totals.flops],
    ["weight bytes", totals.weightBytes],
    ["peak activation bytes", totals.peakActivationBytes],
    ...(hasLayerCount(totals.layers) ? [] : ([["layers", totals.layers]] as const)),
  ];
  return named.flatMap(([name, e]) => (isConstant(e) && shown !== undefined ? [] : [{ name, text: toText(e) }]));
}

const widestStart = 12;

/** `  MACs = a + b` over as many lines as needed, each further one below the first term; behind a long name on lines of its own. */
export function wrapFormula({ name, text }: NamedFormula, width: number): string[] {
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
