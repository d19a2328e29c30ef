/** One number that was measured, and what it should be. */
export interface ExperimentRow {
  readonly what: string;
  readonly measured: number;
  readonly relation: "equals" | "at most" | "above";
  readonly stated: number;
  /** Largest distance that counts as equal. */
  readonly within: number;
  readonly why: string;
  readonly ok: boolean;
}

/** One experiment that has run. */
export interface ExperimentReport {
  readonly name: string;
  readonly claim: string;
  readonly source: string;
  readonly rows: readonly ExperimentRow[];
}
