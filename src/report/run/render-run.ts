import { type Paint, plain } from "../paint.ts";
import { fastRunJson } from "./fast-run-json.ts";
import type { FastRunReport } from "./fast-run-report.ts";
import { fastRunTable } from "./fast-run-table.ts";
import { runJson } from "./run-json.ts";
import type { RunReport } from "./run-report.ts";
import { runTable } from "./run-table.ts";

export const runFormats = ["table", "json"] as const;

export interface RunRenderOptions {
  readonly format: (typeof runFormats)[number];
  /** Terminal cells per line. */
  readonly width: number;
  readonly paint?: Paint;
  /** The one layer that is shown. */
  readonly only?: string | undefined;
}

/** An executed network for a terminal, or as `ridge.run/1`. */
export function renderRun(report: RunReport, options: RunRenderOptions): string {
  return options.format === "json"
    ? runJson(report, options.only)
    : runTable(report, options.width, options.paint ?? plain, options.only);
}

/** A network that ran on the fast path. */
export function renderFastRun(report: FastRunReport, { format, width, paint }: RunRenderOptions): string {
  return format === "json" ? fastRunJson(report) : fastRunTable(report, width, paint ?? plain);
}
