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
  let column = 1;
  for (let at = lineStart(text, end); at < end; at++) {
    // The second half of a surrogate pair is no further code point.
    const code = text.charCodeAt(at);
    if (code < 0xdc00 || code > 0xdfff || !isHighSurrogate(text.charCodeAt(at - 1))) column++;
  }
  return { line: lineNumber(text, end), column };
}

/** Line and column of the start of a span. */
export function lineColumn(span: Span): LineColumn {
  return positionOf(span.source, span.start);
}

/** The number of the line of an offset, from 1. */
export function lineNumber(text: string, offset: number): number {
  let line = 1;
  for (let at = 0; at < offset; at++) if (endsLine(text, at)) line++;
  return line;
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
  while (at < text.length && text.charCodeAt(at) !== 0x0a && text.charCodeAt(at) !== 0x0d) at++;
  return at;
}

/** Whether the unit at `at` is the last of a line end. */
function endsLine(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code === 0x0a || (code === 0x0d && text.charCodeAt(at + 1) !== 0x0a);
}

function isHighSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdbff;
}
