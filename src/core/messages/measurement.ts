import { message } from "./message.ts";

/** A text of the user's as messages repeat it: the start says enough. */
const shown = (text: string) => (text.length > 60 ? `${text.slice(0, 60)}…` : text);
const separators: Readonly<Record<string, string>> = { ";": "semicolons", "\t": "tabs", "|": "bars" };

/** What tables of measurements are told about, and what predictions are found to miss. */
export const measurementMessages = {
  "csv/empty": message({
    text: (a: { file: string; what: string }) => `\`${a.file}\` holds ${a.what}`,
    hint: () => "a header line `device,core,threads,runtime,dtype,network,args,latency_ms`, then a row per measurement",
    explanation: "A table that holds nothing would let a check pass that checked nothing.",
  }),
  "csv/quote": message({
    text: (a: { problem: string }) => `the quoted cell ${a.problem}`,
    hint: () => 'a quote inside of a quoted cell is written twice: "5"" phone"',
    explanation: "A cell that starts with a quote ends with one, and a comma or the end of the line follows.",
  }),
  "csv/separator": message({
    text: (a: { found: string }) =>
      `expected commas between the columns, found ${separators[a.found] ?? `\`${a.found}\``}`,
    hint: () => "save the table as comma-separated values",
    explanation: "The first line names the columns with commas between them.",
  }),
  "csv/duplicate-column": message({
    text: (a: { column: string }) => `the column \`${shown(a.column)}\` stands there twice`,
    hint: () => "keep one of them",
    explanation: "The header names each column once, so that no value wins silently.",
  }),
  "csv/cells": message({
    text: (a: { found: number; wanted: number; missing: readonly string[] }) =>
      `expected ${a.wanted} cells as in the header, found ${a.found}`,
    label: (a) =>
      a.missing.length === 0
        ? "too many"
        : `no ${a.missing
            .slice(0, 3)
            .map((each) => `\`${each}\``)
            .join(", ")}`,
    hint: (a) =>
      a.missing.length === 0 ? "put a cell with a comma in quotes" : "leave a cell empty between two commas",
    explanation: "Every row has a cell for each column of the header; an empty one stands between two commas.",
  }),
  "csv/too-long": message({
    text: (a: { limit: number }) => `the table has more than ${a.limit.toLocaleString("en-US")} rows`,
    hint: () => "split the file",
    explanation: "Tables are read whole, so their length is bounded.",
  }),
  "csv/too-many-errors": message({
    text: (a: { count: number }) => `and ${a.count} more ${a.count === 1 ? "fault" : "faults"} in this table`,
    explanation: "The first 20 faults of a table are shown. Mend them and run again.",
  }),
  "measurement/column": message({
    text: (a: { column: string; holds: string; others: readonly string[]; near: string | undefined }) =>
      `there is no column \`${a.column}\`: ${a.holds}`,
    label: (a) =>
      a.near !== undefined || a.others.length === 0
        ? undefined
        : `columns of another meaning: ${shown(a.others.join(", "))}`,
    hint: (a) =>
      a.near === undefined ? `add the column \`${a.column}\`` : `rename \`${shown(a.near)}\` to \`${a.column}\``,
    explanation:
      "Measurements have the columns device, runtime, dtype, network and latency_ms in any order; `core`, `threads`, `args`, `clock_ghz` " +
      "and `isa` are honoured where they stand, further columns are carried through.",
  }),
  "measurement/value": message({
    text: (a: { column: string; wanted: string; found: string }) =>
      `\`${a.column}\` must be ${a.wanted}, found ${a.found === "" ? "nothing" : `\`${shown(a.found)}\``}`,
    explanation: "A cell of a measurement is empty or no number in its range.",
  }),
  "validate/error": message({
    text: (a: { found: string; limit: string }) =>
      `the mean absolute error is ${a.found}, above the limit of ${a.limit}`,
    explanation: "The predictions miss the measurements by more than `--max-mape` allows; the exit code is 1.",
  }),
  "validate/nothing-predicted": message({
    text: (a: { rows: number }) =>
      `none of the ${a.rows} ${a.rows === 1 ? "row" : "rows"} can be predicted, so that \`--max-mape\` has nothing to hold to`,
    hint: () => "ridge validate FILE.csv -f csv: the column `skipped` says why",
    explanation: "A limit that no prediction was held to is not kept; the exit code is 1.",
  }),
} as const;
