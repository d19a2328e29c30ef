import type { NetworkTiming } from "../../sim/index.ts";
import { verdictRecord } from "../budget/verdict-json.ts";
import { type JsonValue, jsonCount, jsonRatio, jsonText } from "../json-text.ts";
import { measures, type RowMeasure, rowMeasures } from "../measure.ts";
import { jsonArguments, timingRecord, totalsRecord } from "../render-json.ts";
import type { Report } from "../report.ts";
import { boundOf, kernelsOf, type Row } from "../row.ts";
import { type BeyondMacs, beyondMacs } from "./beyond-macs.ts";
import { type ComparedRow, type Comparison, changeIn, changeOf, partOf, valueIn } from "./comparison.ts";
import { kindShares } from "./kinds.ts";
import { labelOf } from "./label.ts";
import type { CompareOptions, NetworkVerdict } from "./options.ts";
import { type Separable, separableOf } from "./separable.ts";
import { timesIn, timesOf } from "./times.ts";

/**
 * The comparison as `ridge.compare/1`: exact counts, formulas as strings. `deltas` are told from the first network, one for each of the
 * others; `share` is the part of the whole change, null where there is none.
 */
export function comparisonJson(comparison: Comparison, { budget, failures, baseline }: CompareOptions): string {
  const { by, reports, rows } = comparison;
  const others = reports.map((_, network) => network).slice(1);
  const assumptions = [...new Set(reports.flatMap((each) => each.assumptions))];
  const record: JsonValue = {
    schema: "ridge.compare/1",
    by,
    networks: reports.map((each, network) => networkRecord(each, network, network === 0 && baseline !== undefined)),
    deltas: others.map((network) => ({
      ...totalChange(comparison, network),
      latencyMs: timesOf(comparison)?.changes[network - 1],
    })),
    rows: rows.map((row) => rowRecord(comparison, row)),
    beyondMacs: timesOf(comparison) === undefined ? undefined : beyondMacs(reports).map(beyondRecord),
    budget: budget.length === 0 ? undefined : budget.map(ofNetwork),
    failures: failures.map(ofNetwork),
    assumptions: assumptions.length === 0 ? undefined : assumptions,
  };
  return `${jsonText(record, 2)}\n`;
}

function networkRecord(report: Report, network: number, isBaseline: boolean): JsonValue {
  return {
    label: labelOf(network),
    network: report.network,
    baseline: isBaseline ? true : undefined,
    arguments: jsonArguments(report.arguments),
    convention: report.convention.name,
    dtype: report.dtype,
    batch: report.batch,
    timing: report.timing === undefined ? undefined : timingRecord(report.timing),
    totals: totalsRecord(report.totals),
    ...(report.timing === undefined ? {} : kindsRecord(report, report.timing)),
  };
}

/** MACs and time by kind of layer, and of depthwise separable pairs. */
function kindsRecord(report: Report, timing: NetworkTiming): JsonFields {
  const separable = separableOf(timing);
  return {
    kinds: kindShares(report, timing).map((each) => ({
      kind: each.kind,
      macs: jsonCount(each.macs),
      macsShare: each.macsShare,
      latencyMs: each.milliseconds,
      timeShare: each.timeShare,
      bound: each.cause ?? null,
      boundShare: each.causeShare,
      kernel: each.kernel ?? null,
      utilization: each.utilization ?? null,
    })),
    separable: separable === undefined ? null : separableRecord(separable),
  };
}

function separableRecord({ depthwiseMacs, pointwiseMacs, standardMacs, ...others }: Separable): JsonValue {
  return {
    ...others,
    depthwiseMacs: jsonCount(depthwiseMacs),
    pointwiseMacs: jsonCount(pointwiseMacs),
    standardMacs: jsonCount(standardMacs),
  };
}

function beyondRecord({ network, other, timeRatio, macsRatio, milliseconds, parts }: BeyondMacs): JsonValue {
  return {
    network: labelOf(network),
    other: labelOf(other),
    timeRatio,
    macsRatio,
    latencyMs: milliseconds,
    parts: parts.map((each) => ({ kind: each.kind, latencyMs: each.milliseconds })),
  };
}

function ofNetwork(verdict: NetworkVerdict): JsonValue {
  return { network: labelOf(verdict.network), ...verdictRecord(verdict) };
}

function rowRecord(comparison: Comparison, row: ComparedRow): JsonValue {
  const times = timesIn(comparison, row);
  const others = row.map((_, network) => network).slice(1);
  return {
    names: row.map((each) => each?.name ?? null),
    values: row.map((each, network) =>
      each === undefined ? null : { ...values(row, network), ...timeRecord(each, times?.values[network]) },
    ),
    deltas: others.map((network) => ({
      ...rowChange(comparison, row, network),
      latencyMs: times?.changes[network - 1],
    })),
  };
}

/** The time of a row, what limits most of it, null where it takes none, and the inner loop with most cycles. */
function timeRecord(row: Row, latencyMs: number | undefined): JsonFields {
  if (latencyMs === undefined) return {};
  return { latencyMs, bound: boundOf(row) ?? null, kernel: kernelsOf(row)[0] ?? null };
}

/** Fields of an object. */
type JsonFields = Readonly<Record<string, JsonValue>>;

function values(row: ComparedRow, network: number): JsonFields {
  return Object.fromEntries(
    rowMeasures.map((each): [string, JsonValue] => [each.field, jsonCount(valueIn(row, each, network))]),
  );
}

function totalChange(comparison: Comparison, network: number): JsonFields {
  const changes = measures.map((each) => [each, changeOf(comparison, each, network)] as const);
  const [first] = comparison.reports;
  const parts = changes.map(([each, change]): [string, JsonValue] => [
    each.field,
    first === undefined ? null : jsonRatio(partOf(change, each.ofTotals(first.totals))),
  ]);
  return {
    ...Object.fromEntries(changes.map(([each, change]): [string, JsonValue] => [each.field, jsonCount(change)])),
    ratio: Object.fromEntries(parts),
  };
}

function rowChange(comparison: Comparison, row: ComparedRow, network: number): JsonFields {
  const share = (each: RowMeasure) =>
    jsonRatio(partOf(changeIn(row, each, network), changeOf(comparison, each, network)));
  return {
    ...Object.fromEntries(
      rowMeasures.map((each): [string, JsonValue] => [each.field, jsonCount(changeIn(row, each, network))]),
    ),
    share: Object.fromEntries(rowMeasures.map((each): [string, JsonValue] => [each.field, share(each)])),
  };
}
