import type { Paint } from "../paint.ts";
import { plain } from "../paint.ts";
import { kernelJson } from "./kernel-json.ts";
import type { KernelReport } from "./kernel-report.ts";
import { kernelTable } from "./kernel-table.ts";

export interface KernelRenderOptions {
  readonly format: "table" | "json";
  /** Terminal cells per line. */
  readonly width: number;
  /** With the schedule, instruction by instruction and cycle by cycle. */
  readonly explain: boolean;
  readonly paint?: Paint | undefined;
}

/** An inner loop on a core for a terminal, or as `ridge.kernel/1`. */
export function renderKernel(
  report: KernelReport,
  { format, width, explain, paint = plain }: KernelRenderOptions,
): string {
  return format === "json" ? kernelJson(report, explain) : kernelTable(report, explain, width, paint);
}
