import type { Source, Span } from "./source.ts";

/** A place as people count it: both from 1, columns in code points. */
export interface LineColumn {
  readonly line: number;
  readonly column: number;
}

/** Where an offset lies. Lines end at `\n`, `\r\n` or a lone `\r`; an offset behind the end counts as the end. */
export function positionOf(source: Source, offset: number): LineColumn {
  const { text } = source;
  const end = Math.min(Math.max(offset, 0), text.length);
  const start = lineStart(text, end);
  let line = 1;
  for (let at = nextLineStart(text, 0); at !== undefined && at <= start; at = nextLineStart(text, at)) line++;
  let column = 1;
  for (let at = start; at < end; at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1) column++;
  return { line, column };
}

/** Line and column of the start of a span. */
export function lineColumn(span: Span): LineColumn {
  return positionOf(span.source, span.start);
}

/** The offset at which the line of `offset` starts. */
export function lineStart(text: string, offset: number): number {
  let at = offset;
  while (at > 0 && !endsLine(text, at - 1)) at--;
  return at;
}

/** The offset at which the line of `offset` ends, its line end not included. */
export function lineEnd(text: string, offset: number): number {
  let at = offset;
  while (at < text.length && text[at] !== "\n" && text[at] !== "\r") at++;
  return at;
}

/** Whether the character at `at` is the last of a line end. */
function endsLine(text: string, at: number): boolean {
  return text[at] === "\n" || (text[at] === "\r" && text[at + 1] !== "\n");
}

function nextLineStart(text: string, from: number): number | undefined {
  const feed = text.indexOf("\n", from);
  const ending = feed < 0 ? text.length : feed;
  const carriage = text.indexOf("\r", from);
  if (carriage >= 0 && carriage < ending) return text[carriage + 1] === "\n" ? carriage + 2 : carriage + 1;
  return feed < 0 ? undefined : feed + 1;
}
