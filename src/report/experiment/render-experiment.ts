import { type Paint, plain } from "../paint.ts";
import { experimentJson } from "./experiment-json.ts";
import type { ExperimentReport } from "./experiment-report.ts";
import { experimentTable } from "./experiment-table.ts";

export const experimentFormats = ["table", "json"] as const;

export interface ExperimentRenderOptions {
  readonly format: (typeof experimentFormats)[number];
  /** Terminal cells per line. */
  readonly width: number;
  readonly seed: number;
  readonly paint?: Paint;
}

/** Experiments for a terminal, or as `ridge.experiment/1`. */
export function renderExperiments(reports: readonly ExperimentReport[], options: ExperimentRenderOptions): string {
  return options.format === "json"
    ? experimentJson(reports, options.seed)
    : experimentTable(reports, options.width, options.paint ?? plain);
}
