import type { Paint } from "../paint.ts";
import { fitJson } from "./fit-json.ts";
import type { FitReport } from "./fit-report.ts";
import { fitTable } from "./fit-table.ts";

export interface FitRenderOptions {
  readonly format: "table" | "json";
  /** Terminal cells per line of a table. */
  readonly width: number;
  readonly paint?: Paint | undefined;
}

/** Fitted constants for people and for machines. */
export function renderFit(report: FitReport, { format, width, paint }: FitRenderOptions): string {
  return format === "json" ? fitJson(report) : fitTable(report, width, paint);
}
