import { type Diagnostic, diagnostic, type PhaseResult } from "./diagnostic.ts";
import type { Source } from "./source.ts";

/** One cell: its text without quotes and outer blanks, and where it stands with them. */
export interface CsvCell {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

export type CsvRecord = readonly CsvCell[];

/** A table: the names of its columns, and rows with a cell for each of them. */
export interface CsvTable {
  readonly source: Source;
  readonly header: CsvRecord;
  readonly rows: readonly CsvRecord[];
}

/** Faults of one file that are shown. */
export const mostCsvFaults = 20;

/**
 * Reads comma-separated values (RFC 4180): quotes, doubled quotes, line ends of any system, a byte order mark; blanks around an
 * unquoted cell and blank lines are dropped. Cells keep their place, so that a message can point at one.
 *
 * Errors: csv/empty, csv/quote, csv/separator, csv/duplicate-column, what `checkHeader` says, csv/cells; csv/too-long for more than
 * `mostRows` rows. With a wrong header no row is read.
 */
export function readCsv(
  source: Source,
  mostRows: number,
  checkHeader: (header: CsvRecord) => readonly Diagnostic[] = () => [],
): PhaseResult<CsvTable> {
  const faults: Diagnostic[] = [];
  const rows: CsvRecord[] = [];
  let header: CsvRecord | undefined;
  for (let at = source.text.startsWith("\ufeff") ? 1 : 0; at < source.text.length; ) {
    const line = readRecord(source, at);
    if ("code" in line) return { value: undefined, diagnostics: [...faults, line] };
    at = line.next;
    const [first] = line.cells;
    if (line.cells.length === 1 && first !== undefined && first.start === first.end) continue;
    if (header === undefined) {
      header = line.cells;
      faults.push(...headerFaults(header, source));
      if (faults.length === 0) faults.push(...checkHeader(header));
      if (faults.length > 0) break;
    } else if (rows.length === mostRows) {
      const row = { source, start: first?.start ?? 0, end: line.cells.at(-1)?.end ?? 0 };
      faults.push(diagnostic("csv/too-long", { limit: mostRows }, row));
      break;
    } else {
      rows.push(line.cells);
      if (line.cells.length !== header.length) faults.push(raggedFault(line.cells, header, source));
      if (faults.length === mostCsvFaults) break;
    }
  }
  if (header === undefined || (rows.length === 0 && faults.length === 0))
    return { value: undefined, diagnostics: [emptyFault(source, header)] };
  return faults.length > 0
    ? { value: undefined, diagnostics: faults }
    : { value: { source, header, rows }, diagnostics: [] };
}

function emptyFault(source: Source, header: CsvRecord | undefined): Diagnostic {
  const what = header === undefined ? "nothing" : "no row below its header";
  const end = header?.at(-1)?.end ?? 0;
  return diagnostic("csv/empty", { file: source.name, what }, { source, start: header?.[0]?.start ?? 0, end });
}

function headerFaults(header: CsvRecord, source: Source): readonly Diagnostic[] {
  const [only] = header;
  const other = header.length === 1 ? /[;\t|]/.exec(only?.text ?? "")?.[0] : undefined;
  if (only !== undefined && other !== undefined) {
    const start = only.start + source.text.slice(only.start, only.end).indexOf(other);
    return [diagnostic("csv/separator", { found: other }, { source, start, end: start + 1 })];
  }
  return header.flatMap((cell, at) => {
    const earlier = header.findIndex((each) => each.text === cell.text);
    const related = header[earlier];
    if (earlier === at || related === undefined) return [];
    const details = { related: [{ span: { source, ...placeOf(related) }, label: "the first one" }] };
    return [diagnostic("csv/duplicate-column", { column: cell.text }, { source, ...placeOf(cell) }, details)];
  });
}

/** Points at the first cell too many, or at the last one where some are missing. */
function raggedFault(cells: CsvRecord, header: CsvRecord, source: Source): Diagnostic {
  const last = cells.at(-1);
  const from = cells[header.length] ?? last;
  const missing = header.slice(cells.length).map((each) => each.text);
  const facts = { found: cells.length, wanted: header.length, missing };
  return diagnostic("csv/cells", facts, { source, start: from?.start ?? 0, end: last?.end ?? 0 });
}

function placeOf({ start, end }: CsvCell): { readonly start: number; readonly end: number } {
  return { start, end };
}

interface Line {
  readonly cells: CsvRecord;
  /** Offset behind the line end. */
  readonly next: number;
}

function readRecord(source: Source, start: number): Line | Diagnostic {
  const { text } = source;
  const cells: CsvCell[] = [];
  for (let at = start; ; ) {
    const cell = readCell(source, at);
    if ("code" in cell) return cell;
    cells.push(cell.cell);
    const sign = text[cell.next];
    if (sign === ",") at = cell.next + 1;
    else return { cells, next: cell.next + (sign === "\r" && text[cell.next + 1] === "\n" ? 2 : 1) };
  }
}

interface ReadCell {
  readonly cell: CsvCell;
  /** Offset of the comma or line end behind it. */
  readonly next: number;
}

function readCell(source: Source, start: number): ReadCell | Diagnostic {
  const { text } = source;
  let open = start;
  while (text[open] === " " || text[open] === "\t") open++;
  return text[open] === '"' ? readQuoted(source, open) : readPlain(text, start);
}

function readPlain(text: string, start: number): ReadCell {
  const next = cellEnd(text, start);
  const raw = text.slice(start, next);
  const shown = raw.trim();
  const from = shown === "" ? start : start + raw.indexOf(shown);
  return { cell: { text: shown, start: from, end: from + shown.length }, next };
}

function readQuoted(source: Source, open: number): ReadCell | Diagnostic {
  const { text } = source;
  let close = open + 1;
  while (text[close] !== '"' || text[close + 1] === '"') {
    if (close >= text.length)
      return diagnostic("csv/quote", { problem: "is not closed" }, { source, start: open, end: open + 1 });
    close += text[close] === '"' ? 2 : 1;
  }
  const next = cellEnd(text, close + 1);
  const behind = text.slice(close + 1, next).trim();
  if (behind !== "") {
    const start = text.indexOf(behind, close + 1);
    return diagnostic("csv/quote", { problem: "has text behind it" }, { source, start, end: start + behind.length });
  }
  return { cell: { text: text.slice(open + 1, close).replaceAll('""', '"'), start: open, end: close + 1 }, next };
}

function cellEnd(text: string, from: number): number {
  let at = from;
  while (at < text.length && text[at] !== "," && text[at] !== "\r" && text[at] !== "\n") at++;
  return at;
}
