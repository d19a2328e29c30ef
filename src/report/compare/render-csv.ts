import type { Expr } from "../../symbolic/index.ts";
import { csvText } from "../csv-text.ts";
import { jsonCount } from "../json-text.ts";
import { measures, rowMeasures } from "../measure.ts";
import { boundOf, kernelsOf } from "../row.ts";
import { type Comparison, changeIn, changeOf, totalOf, valueIn } from "./comparison.ts";
import { labelOf } from "./label.ts";
import { timesIn, timesOf } from "./times.ts";

/**
 * Rows in full digits, without a total row, so that a column can be summed: of each network its name of the row and its values, then the
 * changes; of timed networks also what limits the row and its inner loop. Of totals alone, a row per measure.
 */
export function comparisonCsv(comparison: Comparison): string {
  return csvText(comparison.by === "total" ? totalLines(comparison) : rowLines(comparison));
}

function totalLines(comparison: Comparison): readonly (readonly string[])[] {
  const networks = comparison.reports.map((_, network) => network);
  const others = networks.slice(1);
  const times = timesOf(comparison);
  return [
    ["measure", ...networks.map(labelOf), ...others.map((network) => `${labelOf(network)}-A`)],
    ...measures.map((measure) => [
      measure.field,
      ...networks.map((network) => exact(totalOf(comparison, measure, network))),
      ...others.map((network) => exact(changeOf(comparison, measure, network))),
    ]),
    ...(times === undefined ? [] : [["latencyMs", ...[...times.values, ...times.changes].map(String)]]),
  ];
}

function rowLines(comparison: Comparison): readonly (readonly string[])[] {
  const networks = comparison.reports.map((_, network) => network);
  const others = networks.slice(1);
  const fields = [
    ...rowMeasures.map(({ field }) => field),
    ...(timesOf(comparison) === undefined ? [] : ["latencyMs"]),
  ];
  const timed = timesOf(comparison) === undefined ? [] : ["bound", "kernel"];
  const head = [
    ...networks.map((network) => `name_${labelOf(network)}`),
    ...fields.flatMap((field) => [
      ...networks.map((network) => `${field}_${labelOf(network)}`),
      ...others.map((network) => `${field}_${labelOf(network)}-A`),
    ]),
    ...timed.flatMap((field) => networks.map((network) => `${field}_${labelOf(network)}`)),
  ];
  const lines = comparison.rows.map((row) => {
    const where = (network: number, text: string) => (row[network] === undefined ? "" : text);
    const times = timesIn(comparison, row);
    return [
      ...row.map((each) => each?.name ?? ""),
      ...rowMeasures.flatMap((measure) => [
        ...networks.map((network) => where(network, exact(valueIn(row, measure, network)))),
        ...others.map((network) => exact(changeIn(row, measure, network))),
      ]),
      ...(times?.values.map((each, network) => where(network, String(each))) ?? []),
      ...(times?.changes.map(String) ?? []),
      ...(times === undefined ? [] : row.map((each) => (each === undefined ? "" : (boundOf(each) ?? "")))),
      ...(times === undefined ? [] : row.map((each) => (each === undefined ? "" : (kernelsOf(each)[0] ?? "")))),
    ];
  });
  return [head, ...lines];
}

function exact(e: Expr): string {
  return String(jsonCount(e));
}
