import type { CostTotals } from "../cost/index.ts";
import type { NetworkTiming } from "../sim/index.ts";
import { type Expr, equals, one, toText } from "../symbolic/index.ts";
import { type Grouping, groupRows } from "./group.ts";
import { type JsonValue, jsonCount, jsonRatio, jsonText } from "./json-text.ts";
import type { Report, ReportArgument } from "./report.ts";
import type { LayerRow, Row } from "./row.ts";

/** The report as `ridge.report/1`: every layer in execution order, exact counts, formulas as strings where a symbol is free. */
export function renderJson(report: Report, by: Grouping): string {
  const groups = by === "layer" ? undefined : groupRows(report.layers, by).map(groupRecord);
  return `${jsonText(
    {
      ...headRecord(report),
      totals: totalsRecord(report.totals),
      layers: report.layers.map(layerRecord),
      groups: groups === undefined ? undefined : { by, rows: groups },
      symbolic: report.isSymbolic ? symbolicRecord(report) : undefined,
    },
    2,
  )}\n`;
}

/** One JSON object per line: first the network with its totals, then each layer. */
export function renderJsonLines(report: Report): string {
  const head = {
    kind: "network",
    ...headRecord(report),
    totals: totalsRecord(report.totals),
    symbolic: report.isSymbolic ? symbolicRecord(report) : undefined,
  };
  const lines: JsonValue[] = [head, ...report.layers.map((each) => ({ kind: "layer", ...layerRecord(each) }))];
  return `${lines.map((each) => jsonText(each, 0)).join("\n")}\n`;
}

function headRecord(report: Report): { readonly [key: string]: JsonValue | undefined } {
  return {
    schema: "ridge.report/1",
    network: report.network,
    arguments: jsonArguments(report.arguments),
    convention: { name: report.convention.name, counts: report.convention.counts },
    dtype: report.dtype,
    batch: 1,
    timing: report.timing === undefined ? undefined : timingRecord(report.timing),
  };
}

function timingRecord(timing: NetworkTiming): JsonValue {
  const { device, core, clockGhz, ridgePoint, milliseconds } = timing;
  return { model: "roofline", device, core, threads: 1, clockGhz, ridgePoint, latencyMs: milliseconds };
}

/** The parameters of a network: `{ "alpha": 1, "res": 224 }`. */
export function jsonArguments(given: readonly ReportArgument[]): JsonValue {
  return Object.fromEntries(given.map((each) => [each.name, argumentValue(each)]));
}

function argumentValue({ value }: ReportArgument): JsonValue {
  return typeof value === "boolean" || typeof value === "string" ? value : jsonCount(value);
}

function totalsRecord(totals: CostTotals): JsonValue {
  return {
    params: jsonCount(totals.params),
    macs: jsonCount(totals.macs),
    flops: jsonCount(totals.flops),
    inputBytes: jsonCount(totals.inputBytes),
    weightBytes: jsonCount(totals.weightBytes),
    outputBytes: jsonCount(totals.outputBytes),
    peakActivationBytes: jsonCount(totals.peakActivationBytes),
    peakActivationBytesUnfused: jsonCount(totals.peakActivationBytesUnfused),
    layers: totals.layers,
  };
}

function layerRecord(row: LayerRow): { readonly [key: string]: JsonValue | undefined } {
  const shapes = (list: readonly { readonly dims: readonly Expr[] }[]) => list.map((each) => each.dims.map(jsonCount));
  return {
    name: row.name,
    op: row.op,
    inputs: shapes(row.inputs),
    output: shapes(row.outputs)[0] ?? [],
    outputs: row.outputs.length > 1 ? shapes(row.outputs) : undefined,
    kernel: row.kernel?.map(jsonCount) ?? null,
    stride: row.stride?.map(jsonCount) ?? null,
    groups: row.groups === undefined ? null : jsonCount(row.groups),
    ...countsRecord(row),
    latencyMs: row.timing?.milliseconds,
    bound: row.timing === undefined ? undefined : ([...row.timing.byBound.keys()][0] ?? null),
    factor: equals(row.factor, one) ? undefined : jsonCount(row.factor),
  };
}

function groupRecord(row: Row): JsonValue {
  return {
    name: row.name,
    layers: row.count,
    output: row.output === undefined ? null : row.output.dims.map(jsonCount),
    ...countsRecord(row),
  };
}

function countsRecord(row: Row): { readonly [key: string]: JsonValue } {
  return {
    params: jsonCount(row.params),
    macs: jsonCount(row.macs),
    flops: jsonCount(row.flops),
    inputBytes: jsonCount(row.inputBytes),
    weightBytes: jsonCount(row.weightBytes),
    outputBytes: jsonCount(row.outputBytes),
    intensity: jsonRatio(row.intensity),
  };
}

function symbolicRecord({ totals, assumptions }: Report): JsonValue {
  const named = {
    macs: totals.macs,
    params: totals.params,
    flops: totals.flops,
    peakActivationBytes: totals.peakActivationBytes,
  };
  const formulas = Object.entries(named).map(([name, e]): [string, JsonValue] => [name, toText(e)]);
  return { ...Object.fromEntries(formulas), assumptions };
}
