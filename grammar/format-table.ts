import type { IToken } from "chevrotain";
import { displayWidth } from "../src/core/index.ts";
import type { Item } from "./format-items.ts";
import type { FormatLines } from "./format-lines.ts";
import { flat, type SpacingContext } from "./spacing.ts";
import {
  Bar,
  LeftBrace,
  LeftBracket,
  LeftParen,
  Minus,
  NewLine,
  NumberToken,
  RightBrace,
  RightBracket,
  RightParen,
} from "./tokens.ts";

interface Row {
  readonly cells: IToken[][];
  /** Comments on lines of their own before the row, and any from inside it. */
  readonly before: { readonly text: string; readonly spaced: boolean }[];
  readonly spaced: boolean;
  after: string | undefined;
}

/**
 * Writes the rows of a table, one per line, bars aligned: columns of numbers to the right, others to the left.
 * Gives the index of the table's closing brace.
 */
export function tableRows(
  items: readonly Item[],
  start: number,
  lines: FormatLines,
  indent: number,
  context: SpacingContext,
): number {
  const { rows, rest, end } = readRows(items, start, lines);
  const texts = rows.map((row) => row.cells.map((cell) => flat(cell, context)));
  const columns = rows.reduce((most, row) => Math.max(most, row.cells.length), 0);
  const numeric = Array.from(
    { length: columns },
    (_, at) => rows.slice(1).every((row) => isNumeric(row.cells[at])) && rows.length > 1,
  );
  const widths = Array.from({ length: columns }, (_, at) =>
    texts.reduce((widest, row) => Math.max(widest, displayWidth(row[at] ?? "")), 0),
  );
  rows.forEach((row, index) => {
    for (const comment of row.before) ownLine(lines, indent, comment);
    lines.start(indent, row.spaced && index > 0);
    const cells = (texts[index] ?? []).map((text, at) => {
      const padding = " ".repeat(Math.max(0, (widths[at] ?? 0) - displayWidth(text)));
      return numeric[at] === true ? `${padding}${text}` : `${text}${padding}`;
    });
    lines.write(cells.join(" | ").trimEnd());
    if (row.after !== undefined) lines.comment(row.after);
  });
  for (const comment of rest) ownLine(lines, indent, comment);
  return end;
}

function ownLine(
  lines: FormatLines,
  indent: number,
  comment: { readonly text: string; readonly spaced: boolean },
): void {
  lines.start(indent, comment.spaced);
  lines.comment(comment.text);
}

function isNumeric(cell: readonly IToken[] | undefined): boolean {
  if (cell === undefined) return true;
  const [first, second] = cell;
  const number = first?.tokenType === Minus ? second : first;
  return number?.tokenType === NumberToken && cell.length === (first?.tokenType === Minus ? 2 : 1);
}

interface TableText {
  readonly rows: Row[];
  /** Comments behind the last row. */
  readonly rest: Row["before"];
  readonly end: number;
}

function readRows(items: readonly Item[], start: number, lines: FormatLines): TableText {
  const rows: Row[] = [];
  let before: Row["before"] = [];
  let depth = 0;
  let at = start;
  for (; at < items.length; at++) {
    const item = items[at];
    if (item === undefined) break;
    const { token } = item;
    const type = token.tokenType;
    const row = rows[rows.length - 1];
    if (item.comment) {
      const text = token.image.trimEnd();
      const inRow = row !== undefined && (depth > 0 || !endsRow(items, at));
      if (row === undefined && item.lineEnds === 0 && before.length === 0) lines.comment(text);
      else if (inRow) row.before.push({ text, spaced: false });
      else if (row !== undefined && item.lineEnds === 0 && row.after === undefined) row.after = text;
      else before.push({ text, spaced: item.lineEnds > 1 && (row !== undefined || before.length > 0) });
      continue;
    }
    if (type === RightBrace && depth === 0) break;
    if (row === undefined || (item.startsStatement && depth === 0)) {
      rows.push({ cells: [[token]], before, spaced: item.lineEnds > 1, after: undefined });
      before = [];
    } else if (type === Bar && depth === 0) row.cells.push([]);
    else {
      const cell = row.cells[row.cells.length - 1];
      if (item.startsStatement)
        cell?.push({ ...token, tokenType: NewLine, tokenTypeIdx: NewLine.tokenTypeIdx ?? 0, image: ";" });
      cell?.push(token);
    }
    if (type === LeftParen || type === LeftBracket || type === LeftBrace) depth++;
    else if (type === RightParen || type === RightBracket || type === RightBrace) depth--;
  }
  return { rows, rest: before, end: at };
}

/** Whether the next token after a comment starts another row or closes the table. */
function endsRow(items: readonly Item[], at: number): boolean {
  let next = at + 1;
  while (items[next]?.comment === true) next++;
  const item = items[next];
  return item === undefined || item.startsStatement || item.token.tokenType === RightBrace;
}
