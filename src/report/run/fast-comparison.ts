/** How the fast path ran. */
export interface FastSettings {
  readonly threads: number;
  /** Whether a product and its sum may have been rounded once instead of twice. */
  readonly isRelaxed: boolean;
}

/** The fast path beside the reference, on the same input. */
export interface FastComparison extends FastSettings {
  /** Values of all outputs whose bits differ, and how many values there are. */
  readonly differing: number;
  readonly values: number;
  /** Largest difference as a share of the output's largest absolute value. */
  readonly largestShare: number;
}

/** `fast path, 2 threads`. */
export function settingsText({ threads, isRelaxed }: FastSettings): string {
  return `fast path${isRelaxed ? ", relaxed" : ""}, ${threads} ${threads === 1 ? "thread" : "threads"}`;
}

/** What a comparison says in one line. */
export function fastComparisonText(comparison: FastComparison): string {
  const { differing, values, largestShare } = comparison;
  const found =
    differing === 0
      ? `all ${values} output values have the reference's bits`
      : `${differing} of ${values} output values differ, by at most ${largestShare.toExponential(1)} of the largest`;
  return `${settingsText(comparison)}: ${found}`;
}
