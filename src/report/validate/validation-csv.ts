import { errorPercent, type ValidatedRow, type Validation } from "../../sim/index.ts";
import { csvText } from "../csv-text.ts";

/** Columns that are added, and `fitted_on` where that is known; such columns of the table that was read give way to them. */
const added = ["predicted_ms", "error_pct", "skipped"] as const;

/** The table that was read, with what was predicted behind it, in full digits. */
export function validationCsv({ columns, rows, fit }: Validation): string {
  const more = fit === undefined ? added : [...added, "fitted_on"];
  const kept = [...columns.keys()].filter((at) => !more.some((each) => each === columns[at]));
  return csvText([
    [...kept.map((at) => columns[at] ?? ""), ...more],
    ...rows.map((row, index) => [
      ...kept.map((at) => row.measurement.cells[at] ?? ""),
      ...addedCells(row),
      ...(fit === undefined ? [] : [fit.parts[index] ?? ""]),
    ]),
  ]);
}

function addedCells({ measurement, prediction }: ValidatedRow): readonly string[] {
  if (prediction.kind === "skipped") return ["", "", prediction.reason];
  const outcome = { predicted: prediction.milliseconds, measured: measurement.latencyMs };
  return [String(outcome.predicted), String(errorPercent(outcome)), ""];
}
