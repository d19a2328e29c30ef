import { type CostTotals, operationalIntensity } from "../cost/index.ts";
import { computedIn, type NetworkTiming, ridgePoint } from "../sim/index.ts";
import { type Expr, equals, one, toText } from "../symbolic/index.ts";
import type { Verdict } from "./budget/verdict.ts";
import { verdictRecord } from "./budget/verdict-json.ts";
import { type JsonValue, jsonCount, jsonRatio, jsonText } from "./json-text.ts";
import type { Report, ReportArgument } from "./report.ts";
import { boundOf, isLayerRow, type LayerRow, type Row } from "./row.ts";
import type { Selection } from "./select.ts";

/** The form of a report in JSON; another number for another form. */
export const reportSchema = "ridge.report/1";

export interface JsonOptions extends Selection {
  readonly formulas?: boolean;
  readonly budget?: readonly Verdict[] | undefined;
}

/** Whether rows were asked for that are not simply the layers. */
function isSelection({ by, sort, top }: Selection): boolean {
  return by !== "layer" || sort !== "order" || top !== undefined;
}

function groupsRecord(rows: readonly Row[], { by, sort, top }: Selection): JsonValue {
  return { by, sort: sort === "order" ? undefined : sort, top, rows: rows.map(groupRecord) };
}

/**
 * The report as `ridge.report/1`: every layer in execution order, exact counts, formulas as strings where a
 * symbol is free. `groups` holds the rows that were asked for with a grouping, an order or a cut.
 */
export function renderJson(report: Report, rows: readonly Row[], options: JsonOptions): string {
  return `${jsonText(
    {
      ...headRecord(report),
      totals: totalsRecord(report.totals),
      layers: report.layers.map(layerRecord),
      budget: options.budget?.map(verdictRecord),
      groups: isSelection(options) ? groupsRecord(rows, options) : undefined,
      symbolic: symbolicRecord(report, options),
    },
    2,
  )}\n`;
}

/** One JSON object per line: first the network with its totals, then each row: a layer, or a group of layers. */
export function renderJsonLines(report: Report, rows: readonly Row[], options: JsonOptions): string {
  const head = {
    kind: "network",
    ...headRecord(report),
    totals: totalsRecord(report.totals),
    budget: options.budget?.map(verdictRecord),
    symbolic: symbolicRecord(report, options),
  };
  const lines: JsonValue[] = [
    head,
    ...rows.map((row) =>
      isLayerRow(row) ? { kind: "layer", ...layerRecord(row) } : { kind: "group", ...groupRecord(row) },
    ),
  ];
  return `${lines.map((each) => jsonText(each, 0)).join("\n")}\n`;
}

function headRecord(report: Report): { readonly [key: string]: JsonValue | undefined } {
  return {
    schema: reportSchema,
    network: report.network,
    arguments: jsonArguments(report.arguments),
    convention: { name: report.convention.name, counts: report.convention.counts },
    dtype: report.dtype,
    batch: report.batch,
    outputs: report.outputs.map(({ name, shape }) => ({ name, shape: shape.dims.map(jsonCount) })),
    timing: report.timing === undefined ? undefined : timingRecord(report.timing),
  };
}

/** The device and core of predicted times, with the whole time. */
export function timingRecord(timing: NetworkTiming): JsonValue {
  const { model, device, core, runtime, threads, clockGhz, milliseconds } = timing;
  return {
    model,
    device,
    core,
    runtime,
    threads,
    dtype: computedIn(timing),
    clockGhz,
    ridgePoint: ridgePoint(timing),
    latencyMs: milliseconds,
  };
}

/** The parameters of a network: `{ "alpha": 1, "res": 224 }`. */
export function jsonArguments(given: readonly ReportArgument[]): JsonValue {
  return Object.fromEntries(given.map((each) => [each.name, argumentValue(each)]));
}

/** `"?"` for a free parameter, as it is typed. */
function argumentValue({ value, free }: ReportArgument): JsonValue {
  if (free) return "?";
  return typeof value === "boolean" || typeof value === "string" ? value : jsonCount(value);
}

export function totalsRecord(totals: CostTotals): JsonValue {
  return {
    params: jsonCount(totals.params),
    macs: jsonCount(totals.macs),
    flops: jsonCount(totals.flops),
    inputBytes: jsonCount(totals.inputBytes),
    weightBytes: jsonCount(totals.weightBytes),
    outputBytes: jsonCount(totals.outputBytes),
    bytes: jsonCount(totals.compulsoryBytes),
    intensity: jsonRatio(operationalIntensity(totals)),
    peakActivationBytes: jsonCount(totals.peakActivationBytes),
    peakActivationBytesUnfused: jsonCount(totals.peakActivationBytesUnfused),
    layers: jsonCount(totals.layers),
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
    ...sightRecord(row),
    ...countsRecord(row),
    ...timeRecord(row),
    factor: equals(row.factor, one) ? undefined : jsonCount(row.factor),
  };
}

/** `[height, width]` each; `"all"` for the whole map, null where there is none or none is known. */
function sightRecord(row: Row): { readonly [key: string]: JsonValue | undefined } {
  const sight = row.sight();
  if (sight === undefined) return {};
  const axes = [sight.rows, sight.columns];
  const known = (value: Expr | "all" | undefined) =>
    value === undefined || value === "all" ? (value ?? null) : jsonCount(value);
  return {
    receptiveField: axes.map((each) => known(each.extent)),
    effectiveStride: axes.map((each) => known(each.jump)),
    receptiveFieldStart: axes.map((each) => known(each.start)),
  };
}

function timeRecord(row: Row): { readonly [key: string]: JsonValue | undefined } {
  if (row.timing === undefined) return {};
  return { latencyMs: row.timing.milliseconds, bound: boundOf(row) ?? null };
}

function groupRecord(row: Row): { readonly [key: string]: JsonValue | undefined } {
  return {
    name: row.name,
    layers: jsonCount(row.count),
    output: row.output === undefined ? null : row.output.dims.map(jsonCount),
    ...sightRecord(row),
    ...countsRecord(row),
    ...timeRecord(row),
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
    bytes: jsonCount(row.compulsoryBytes),
    intensity: jsonRatio(row.intensity),
  };
}

function symbolicRecord({ totals, assumptions, isSymbolic }: Report, options: JsonOptions): JsonValue | undefined {
  if (!isSymbolic && options.formulas !== true) return undefined;
  const named = {
    macs: totals.macs,
    params: totals.params,
    flops: totals.flops,
    peakActivationBytes: totals.peakActivationBytes,
  };
  const formulas = Object.entries(named).map(([name, e]): [string, JsonValue] => [name, toText(e)]);
  return { ...Object.fromEntries(formulas), assumptions };
}
