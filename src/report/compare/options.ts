import type { Verdict } from "../budget/verdict.ts";
import type { RowMeasure } from "../measure.ts";
import type { Paint } from "../paint.ts";

export type CompareFormat = "table" | "md" | "csv" | "json";

export const compareFormats = ["table", "md", "csv", "json"] as const satisfies readonly CompareFormat[];

/** A rule decided for one of the networks. */
export interface NetworkVerdict extends Verdict {
  readonly network: number;
}

export interface CompareOptions {
  readonly format: CompareFormat;
  /** Measures that the rows show, the most important one first; JSON and CSV have all of them. */
  readonly measures: readonly RowMeasure[];
  /** Terminal cells per line of a table. */
  readonly width: number;
  readonly paint?: Paint;
  /** The first network comes from this file. */
  readonly baseline?: string | undefined;
  readonly budget: readonly NetworkVerdict[];
  /** Rules of `--fail-on` that came true. */
  readonly failures: readonly NetworkVerdict[];
}
