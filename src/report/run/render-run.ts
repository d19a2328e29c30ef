import { type Paint, plain } from "../paint.ts";
import { runJson } from "./run-json.ts";
import type { RunReport } from "./run-report.ts";
import { runTable } from "./run-table.ts";

export const runFormats = ["table", "json"] as const;

export interface RunRenderOptions {
  readonly format: (typeof runFormats)[number];
  /** Terminal cells per line. */
  readonly width: number;
  readonly paint?: Paint;
  /** The one layer that the table shows. */
  readonly only?: string | undefined;
}

/** An executed network for a terminal, or as `ridge.run/1`. */
export function renderRun(report: RunReport, options: RunRenderOptions): string {
  return options.format === "json"
    ? runJson(report)
    : runTable(report, options.width, options.paint ?? plain, options.only);
}
