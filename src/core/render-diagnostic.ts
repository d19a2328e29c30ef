import type { Diagnostic, RelatedSpan } from "./diagnostic.ts";
import { type Cell, layOut } from "./display-width.ts";
import { lineColumn, lineEnd, lineNumber, lineStart } from "./line-column.ts";
import type { Span } from "./source.ts";

/** Colours for the parts of a picture; each returns its text with escape codes around it. Plain text when left out. */
export interface Paint {
  readonly error: (text: string) => string;
  readonly warning: (text: string) => string;
  /** The stable code in brackets. */
  readonly code: (text: string) => string;
  /** The marks under the fault, with their label. */
  readonly caret: (text: string) => string;
  /** The marks under a related place, with their label. */
  readonly related: (text: string) => string;
  /** Line numbers, bars, the arrow line. */
  readonly dim: (text: string) => string;
  readonly hint: (text: string) => string;
}

const plain = (text: string) => text;
const noPaint: Paint = {
  error: plain,
  warning: plain,
  code: plain,
  caret: plain,
  related: plain,
  dim: plain,
  hint: plain,
};

/** Columns of a source line that are shown unless said otherwise; longer lines are clipped around the span. */
const usualWidth = 100;

/**
 * One diagnostic as text: a headline, the source line with the fault underlined, related places, notes, a hint.
 * Columns count code points; marks line up under wide characters and tabs; of a span over several lines the first is shown.
 *
 * @example renderDiagnostic(parseExpression({ name: "a", text: "(1" }).diagnostics[0]).split("\n")[1]  // "  --> a:1:3"
 */
export function renderDiagnostic(diagnostic: Diagnostic, paint: Partial<Paint> = {}): string {
  const colours = { ...noPaint, ...paint };
  const { severity, code, message, span, label, related, notes, hint } = diagnostic;
  const lines = [`${colours[severity](severity)}${colours.code(`[${code}]`)}: ${oneLine(message)}`];
  const gutter = span === undefined ? 1 : gutterOf([span, ...related.map((each) => each.span)]);
  if (span !== undefined) lines.push(...picture(span, label, related, gutter, colours));
  const point = `${" ".repeat(gutter + 1)}${colours.dim("=")}`;
  for (const note of notes) lines.push(`${point} ${oneLine(note)}`);
  if (hint !== undefined) lines.push(`${point} ${colours.hint("hint:")} ${oneLine(hint)}`);
  return lines.join("\n");
}

/**
 * Several diagnostics, with an empty line between two.
 *
 * @example renderDiagnostics([])  // ""
 */
export function renderDiagnostics(diagnostics: readonly Diagnostic[], paint: Partial<Paint> = {}): string {
  return diagnostics.map((each) => renderDiagnostic(each, paint)).join("\n\n");
}

/** The width of the largest line number. */
function gutterOf(places: readonly Span[]): number {
  return Math.max(...places.map((each) => String(lineNumber(each.source.text, each.start)).length));
}

function picture(
  span: Span,
  label: string | undefined,
  related: readonly RelatedSpan[],
  gutter: number,
  paint: Paint,
): string[] {
  const bar = paint.dim("|");
  const margin = " ".repeat(gutter);
  const arrow = (at: Span) => {
    const { line, column } = lineColumn(at);
    return `${margin} ${paint.dim("-->")} ${at.source.name}:${line}:${column}`;
  };
  const lines = [arrow(span), `${margin} ${bar}`];
  let last = excerpt(span);
  lines.push(`${String(last.line).padStart(gutter)} ${bar} ${last.shown}`.trimEnd());
  lines.push(`${margin} ${bar} ${underline(last, "^", label, paint.caret)}`);
  for (const each of related) {
    const next = excerpt(each.span);
    const elsewhere = each.span.source !== span.source;
    const sameLine = !elsewhere && next.line === last.line && next.shown === last.shown;
    if (elsewhere) lines.push(arrow(each.span));
    if (!sameLine) {
      lines.push(`${margin} ${bar}`, `${String(next.line).padStart(gutter)} ${bar} ${next.shown}`.trimEnd());
    }
    lines.push(`${margin} ${bar} ${underline(next, "-", each.label, paint.related)}`);
    last = next;
  }
  return lines;
}

function underline(at: Excerpt, mark: string, label: string | undefined, colour: (text: string) => string): string {
  const marks = mark.repeat(Math.max(1, at.markWidth));
  return `${" ".repeat(at.before)}${colour(label === undefined ? marks : `${marks} ${oneLine(label)}`)}`;
}

/** The line of a span as it is shown. */
export interface Excerpt extends Window {
  readonly line: number;
}

/** The first line of a span, clipped around it to `width` columns. */
export function excerpt(span: Span, width = usualWidth): Excerpt {
  const { text } = span.source;
  const first = Math.min(span.start, text.length);
  const end = lineEnd(text, first);
  const window = clip(text, lineStart(text, first), end, first, Math.min(Math.max(span.end, first), end), width);
  return { line: lineNumber(text, first), ...window };
}

interface Window {
  readonly shown: string;
  /** Columns before the marks, and columns of the marks. */
  readonly before: number;
  readonly markWidth: number;
}

/** The part of a line around a span that fits; `...` stands for what was cut off. Only the text near the span is laid out. */
function clip(text: string, start: number, end: number, from: number, to: number, lineWidth: number): Window {
  const near = Math.max(start, snap(text, from - 2 * lineWidth));
  const far = Math.min(end, snap(text, from + 4 * lineWidth));
  const cells = layOut(text.slice(near, far));
  const isMarked = (cell: Cell) => near + cell.offset >= from && near + cell.offset < to;
  const head = cells.filter((cell) => near + cell.offset < from);
  const marked = cells.filter(isMarked);
  const tail = cells.filter((cell) => near + cell.offset >= from && !isMarked(cell));
  const whole = near === start && far === end && widthOf(cells) <= lineWidth;
  if (whole) return { shown: show(cells), before: widthOf(head), markWidth: widthOf(marked) };
  const keptHead = lastThatFit(head, lineWidth / 2 - 3);
  const lead = near > start || keptHead.length < head.length ? "..." : "";
  const keptMarked = firstThatFit(marked, lineWidth - widthOf(keptHead) - 6);
  const keptTail = firstThatFit(tail, lineWidth - widthOf(keptHead) - widthOf(keptMarked) - 6);
  const trail = far < end || keptMarked.length < marked.length || keptTail.length < tail.length ? "..." : "";
  const rest = keptMarked.length < marked.length ? [] : keptTail;
  return {
    shown: `${lead}${show(keptHead)}${show(keptMarked)}${show(rest)}${trail}`,
    before: lead.length + widthOf(keptHead),
    markWidth: widthOf(keptMarked),
  };
}

/** An offset that does not split a surrogate pair. */
function snap(text: string, offset: number): number {
  const code = text.charCodeAt(offset);
  return code >= 0xdc00 && code <= 0xdfff ? offset - 1 : offset;
}

function widthOf(cells: readonly Cell[]): number {
  return cells.reduce((sum, cell) => sum + cell.width, 0);
}

function show(cells: readonly Cell[]): string {
  return cells.map((cell) => cell.shown).join("");
}

function firstThatFit(cells: readonly Cell[], width: number): readonly Cell[] {
  let used = 0;
  const end = cells.findIndex((cell) => {
    used += cell.width;
    return used > width;
  });
  return end < 0 ? cells : cells.slice(0, end);
}

function lastThatFit(cells: readonly Cell[], width: number): readonly Cell[] {
  return [...firstThatFit([...cells].reverse(), width)].reverse();
}

/** Messages quote user text: line ends and control characters must not break the picture. */
function oneLine(text: string): string {
  return layOut(text.replace(/\s*[\r\n]+\s*/g, " "))
    .map((cell) => cell.shown)
    .join("");
}

/** The data of `--diagnostics json`: offsets are UTF-16, lines and columns from 1, columns in code points. */
export interface DiagnosticRecord {
  readonly severity: string;
  readonly code: string;
  readonly message: string;
  readonly file?: string;
  readonly start?: PlaceRecord;
  readonly end?: PlaceRecord;
  readonly label?: string;
  readonly related: readonly {
    readonly label: string;
    readonly file: string;
    readonly start: PlaceRecord;
    readonly end: PlaceRecord;
  }[];
  readonly notes: readonly string[];
  readonly hint?: string;
}

export interface PlaceRecord {
  readonly offset: number;
  readonly line: number;
  readonly column: number;
}

/**
 * Diagnostics as plain data, ready for `JSON.stringify`. Lines and columns count from 1, offsets from 0 in UTF-16 units.
 *
 * @example diagnosticsToJson(parseExpression({ name: "a", text: "1 +" }).diagnostics)[0].code  // "syntax/expected"
 */
export function diagnosticsToJson(diagnostics: readonly Diagnostic[]): DiagnosticRecord[] {
  return diagnostics.map(({ severity, code, message, span, label, related, notes, hint }) => ({
    severity,
    code,
    message,
    ...(span === undefined ? {} : placeRecord(span)),
    ...(label === undefined ? {} : { label }),
    related: related.map((each) => ({ label: each.label, ...placeRecord(each.span) })),
    notes,
    ...(hint === undefined ? {} : { hint }),
  }));
}

function placeRecord(span: Span): { file: string; start: PlaceRecord; end: PlaceRecord } {
  const end = { ...span, start: span.end };
  return {
    file: span.source.name,
    start: { offset: span.start, ...lineColumn(span) },
    end: { offset: span.end, ...lineColumn(end) },
  };
}
