import type { Expr } from "../../symbolic/index.ts";
import { csvText } from "../csv-text.ts";
import { jsonCount } from "../json-text.ts";
import { measures, rowMeasures } from "../measure.ts";
import { type Comparison, changeIn, changeOf, valueIn } from "./comparison.ts";
import { labelOf } from "./label.ts";

/**
 * Rows in full digits, without a total row, so that a column can be summed: of each network its name of the row and its values, then the
 * changes. Of totals alone, a row per measure.
 */
export function comparisonCsv(comparison: Comparison): string {
  const { by, reports, rows } = comparison;
  const networks = reports.map((_, network) => network);
  const others = networks.slice(1);
  const changeTitle = (field: string, network: number) => `${field}_${labelOf(network)}-A`;
  if (by === "total") {
    const head = ["measure", ...networks.map(labelOf), ...others.map((network) => `${labelOf(network)}-A`)];
    const lines = measures.map((measure) => [
      measure.field,
      ...reports.map((each) => exact(measure.ofTotals(each.totals))),
      ...others.map((network) => exact(changeOf(comparison, measure, network))),
    ]);
    return csvText([head, ...lines]);
  }
  const head = [
    ...networks.map((network) => `name_${labelOf(network)}`),
    ...rowMeasures.flatMap(({ field }) => [
      ...networks.map((network) => `${field}_${labelOf(network)}`),
      ...others.map((network) => changeTitle(field, network)),
    ]),
  ];
  const lines = rows.map((row) => [
    ...row.map((each) => each?.name ?? ""),
    ...rowMeasures.flatMap((measure) => [
      ...networks.map((network) => (row[network] === undefined ? "" : exact(valueIn(row, measure, network)))),
      ...others.map((network) => exact(changeIn(row, measure, network))),
    ]),
  ]);
  return csvText([head, ...lines]);
}

function exact(e: Expr): string {
  return String(jsonCount(e));
}
