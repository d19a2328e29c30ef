import { type Paint, plain } from "../paint.ts";
import { systolicJson } from "./systolic-json.ts";
import type { SystolicReport } from "./systolic-report.ts";
import { systolicTable } from "./systolic-table.ts";

export const systolicFormats = ["table", "json"] as const;

export interface SystolicRenderOptions {
  readonly format: (typeof systolicFormats)[number];
  /** Terminal cells per line. */
  readonly width: number;
  readonly paint?: Paint;
}

/** A network on a systolic array for a terminal, or as `ridge.systolic/1`. */
export function renderSystolic(report: SystolicReport, options: SystolicRenderOptions): string {
  return options.format === "json"
    ? systolicJson(report)
    : systolicTable(report, options.width, options.paint ?? plain);
}
