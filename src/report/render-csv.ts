import type { Shape } from "../ops/index.ts";
import { type Expr, toText } from "../symbolic/index.ts";
import { jsonCount, jsonRatio } from "./json-text.ts";
import type { LayerRow, Row } from "./row.ts";

type Field = readonly [name: string, read: (row: Row) => string];

const counts: readonly Field[] = [
  ["params", (row) => exact(row.params)],
  ["macs", (row) => exact(row.macs)],
  ["flops", (row) => exact(row.flops)],
  ["inputBytes", (row) => exact(row.inputBytes)],
  ["weightBytes", (row) => exact(row.weightBytes)],
  ["outputBytes", (row) => exact(row.outputBytes)],
  ["intensity", (row) => String(jsonRatio(row.intensity) ?? "")],
];

/** Rows in full digits under the names of the JSON fields; no total row, so that a column can be summed. */
export function renderCsv(rows: readonly Row[]): string {
  const isPerLayer = rows.every((row): row is LayerRow => "segments" in row);
  const shared: readonly Field[] = [["name", (row) => row.name]];
  const fields: readonly Field[] = isPerLayer
    ? [...shared, ...geometry, ...counts]
    : [...shared, ["layers", (row) => String(row.count)], ["output", (row) => shape(row.output)], ...counts];
  const lines = [fields.map(([name]) => name), ...rows.map((row) => fields.map(([, read]) => read(row)))];
  return lines.map((cells) => `${cells.map(quoted).join(",")}\n`).join("");
}

const geometry: readonly Field[] = [
  ["op", (row) => row.op ?? ""],
  ["inputs", (row) => layerOf(row).inputs.map(shape).join(" ")],
  ["output", (row) => shape(row.output)],
  ["kernel", (row) => list(layerOf(row).kernel)],
  ["stride", (row) => list(layerOf(row).stride)],
  ["groups", (row) => (layerOf(row).groups === undefined ? "" : exact(layerOf(row).groups as Expr))],
];

function layerOf(row: Row): LayerRow {
  return row as LayerRow;
}

function exact(e: Expr): string {
  return String(jsonCount(e));
}

function shape(value: Shape | undefined): string {
  return list(value?.dims);
}

function list(values: readonly Expr[] | undefined): string {
  return values === undefined ? "" : values.map(toText).join("x");
}

function quoted(cell: string): string {
  return /[",\n\r]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
