import { type JsonValue, jsonText } from "../json-text.ts";
import type { ExperimentReport } from "./experiment-report.ts";

/** `ridge.experiment/1`: every measured number in full digits. */
export function experimentJson(reports: readonly ExperimentReport[], seed: number): string {
  const rows = reports.flatMap((each) => each.rows);
  const value: JsonValue = {
    schema: "ridge.experiment/1",
    seed,
    experiments: reports.map(({ name, claim, source, rows: findings }) => ({
      name,
      claim,
      source,
      ok: findings.every((each) => each.ok),
      findings: findings.map((each) => ({ ...each })),
    })),
    summary: { experiments: reports.length, findings: rows.length, failed: rows.filter((each) => !each.ok).length },
  };
  return `${jsonText(value, 4)}\n`;
}
