import { type Diagnostic, diagnostic, type PhaseResult } from "../../core/diagnostic.ts";
import { type CsvCell, type CsvRecord, mostCsvFaults, readCsv } from "../../core/read-csv.ts";
import type { Source, Span } from "../../core/source.ts";
import { nearestNames } from "../../core/suggest.ts";

/** A measured latency and what was run, as one row of a table says it. */
export interface Measurement {
  readonly device: string;
  /** Undefined: the device's fastest one. */
  readonly core: string | undefined;
  readonly threads: number;
  /** Undefined: as the device's profile says. */
  readonly clockGhz: number | undefined;
  readonly isa: string | undefined;
  readonly runtime: string;
  readonly dtype: string;
  readonly network: string;
  /** Settings of the network with blanks between: `alpha=0.35 res=96`. */
  readonly args: string;
  readonly latencyMs: number;
  /** All cells of the row, one for each column. */
  readonly cells: readonly string[];
}

/** A table of measurements; its columns in their order, those that Ridge does not read among them. */
export interface Measurements {
  readonly columns: readonly string[];
  readonly rows: readonly Measurement[];
  /** What was read; absent of rows that were made otherwise. */
  readonly origin?: { readonly source: Source; readonly records: readonly CsvRecord[] };
}

/** Rows that a table may have. */
export const mostMeasurements = 100_000;

/** The columns that every table has, and what they hold. */
const wantedColumns = {
  device: "the device, such as pixel-2",
  runtime: "the kernel library, such as xnnpack-2020",
  dtype: "fp32, fp16 or int8",
  network: "the network, such as mobilenet_v2",
  latency_ms: "the measured latency in ms",
} as const;

/** Columns that a table may have: without them the fastest core runs one thread of the network as it is, as its profile says. */
const otherColumns = {
  core: "the core, or nothing",
  threads: "the number of threads",
  args: "settings of the network, or nothing",
  clock_ghz: "the clock in GHz, or nothing",
  isa: "the instruction set, or nothing",
} as const;

type Column = keyof typeof wantedColumns | keyof typeof otherColumns;

/**
 * Reads a table of measurements from CSV.
 *
 * Errors: those of `readCsv`; measurement/column, measurement/value.
 */
export function readMeasurements(source: Source): PhaseResult<Measurements> {
  const { value: table, diagnostics } = readCsv(source, mostMeasurements, (header) => missingColumns(header, source));
  if (table === undefined) return { value: undefined, diagnostics };
  const columns = table.header.map((each) => each.text);
  const at = new Map(columns.map((name, index) => [name, index]));
  const faults: Diagnostic[] = [];
  let count = 0;
  const rows = table.rows.flatMap((record) => {
    const read = readRow(record, (column) => record[at.get(column) ?? -1], source);
    if (!("faults" in read)) return [read];
    count += read.faults.length;
    if (faults.length < mostCsvFaults) faults.push(...read.faults.slice(0, mostCsvFaults - faults.length));
    return [];
  });
  if (count > faults.length)
    faults.push(diagnostic("csv/too-many-errors", { count: count - faults.length }, undefined));
  return faults.length > 0
    ? { value: undefined, diagnostics: faults }
    : { value: { columns, rows, origin: { source, records: table.rows } }, diagnostics: [] };
}

/** Where a cell stands, the first row being 0; undefined where nothing was read, or the table has no such column. */
export function cellPlace({ columns, origin }: Measurements, row: number, column: string): Span | undefined {
  const cell = origin?.records[row]?.[columns.indexOf(column)];
  return cell && origin && { source: origin.source, start: cell.start, end: cell.end };
}

function missingColumns(header: CsvRecord, source: Source): readonly Diagnostic[] {
  const columns = { ...wantedColumns, ...otherColumns };
  const unread = header.filter(({ text }) => !Object.hasOwn(columns, text));
  const names = unread.map((each) => each.text);
  return Object.entries(columns).flatMap(([column, holds]) => {
    if (header.some((each) => each.text === column)) return [];
    const isNeeded = Object.hasOwn(wantedColumns, column);
    const [near] = isNeeded
      ? [...nearestNames(column, names, 1), ...names.filter((each) => isStartOf(each, column))]
      : names.filter((each) => isOtherForm(each, column));
    if (!isNeeded && near === undefined) return [];
    const cell = unread.find((each) => each.text === near);
    const { start } = cell ?? header[0] ?? { start: 0 };
    const { end } = cell ?? header.at(-1) ?? { end: 0 };
    return [diagnostic("measurement/column", { column, holds, others: names, near }, { source, start, end })];
  });
}

/** `Threads` and `thread` are meant for `threads`: left out, nothing would be said of them. */
function isOtherForm(one: string, other: string): boolean {
  const [a, b] = [one, other].map((each) => each.trim().toLowerCase().replace(/s$/, ""));
  return a === b;
}

/** `latency` is meant for `latency_ms`, and `latency_ms_median` is. */
function isStartOf(one: string, other: string): boolean {
  return one !== "" && (one.startsWith(other) || other.startsWith(one));
}

function readRow(
  record: CsvRecord,
  cellOf: (column: Column) => CsvCell | undefined,
  source: Source,
): Measurement | { readonly faults: readonly Diagnostic[] } {
  const faults: Diagnostic[] = [];
  const fault = (column: Column, wanted: string) => {
    const { text = "", start = 0, end = 0 } = cellOf(column) ?? {};
    faults.push(diagnostic("measurement/value", { column, wanted, found: text }, { source, start, end }));
    return Number.NaN;
  };
  const text = (column: Column) => cellOf(column)?.text ?? "";
  const word = (column: keyof typeof wantedColumns) => {
    if (text(column) === "") fault(column, wantedColumns[column]);
    return text(column);
  };
  const number = (column: Column, wanted: string, isGood: (value: number) => boolean) => {
    const value = /^\+?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text(column)) ? Number(text(column)) : Number.NaN;
    return isGood(value) ? value : fault(column, wanted);
  };
  const row: Measurement = {
    device: word("device"),
    core: text("core") === "" ? undefined : text("core"),
    threads:
      cellOf("threads") === undefined
        ? 1
        : number("threads", "a whole number from 1 to 1024", (n) => Number.isInteger(n) && n >= 1 && n <= 1024),
    clockGhz:
      text("clock_ghz") === ""
        ? undefined
        : number("clock_ghz", "GHz from 0.001 to 100, or nothing", (n) => n >= 0.001 && n <= 100),
    isa: text("isa") === "" ? undefined : text("isa"),
    runtime: word("runtime"),
    dtype: word("dtype"),
    network: word("network"),
    args: text("args"),
    latencyMs: number("latency_ms", "a number of ms above 0", (n) => n > 0 && n <= 1e9),
    cells: record.map((each) => each.text),
  };
  return faults.length > 0 ? { faults } : row;
}
