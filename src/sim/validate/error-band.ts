import type { IssueKind, NetworkKind } from "./prediction.ts";

/** What a prediction is like; bands come from those that are most like it. */
export interface PredictionCase {
  readonly runtime: string;
  readonly dtype: string;
  readonly issue: IssueKind;
  readonly network: NetworkKind;
}

/** A prediction that was held against a measurement. */
export interface RatedCase extends PredictionCase {
  /** Signed, in percent. */
  readonly errorPct: number;
}

/** Predictions that a band rests on, at least. */
const fewest = 5;

/** The part of them that lies within the band. */
const inside = 0.9;

/** What must agree, from the nearest predictions to all of them. */
const ladder: readonly (readonly (keyof PredictionCase)[])[] = [
  ["runtime", "dtype", "issue", "network"],
  ["runtime", "dtype", "issue"],
  ["runtime", "dtype"],
  ["dtype"],
  [],
];

/**
 * The absolute error that nine tenths of the nearest rated predictions keep within, in percent. Nearest are those of the same runtime, data
 * type, issue order of the core and kind of network; where these are fewer than five, the kind is let go, then the issue order,
 * then the runtime, then the data type. Undefined of fewer than five predictions altogether. DSPs and CPUs are timed by models of their
 * own, so that the errors of one say nothing of the other.
 */
export function errorBand(rated: readonly RatedCase[], wanted: PredictionCase): number | undefined {
  const ofModel = rated.filter(({ issue }) => (issue === "packets") === (wanted.issue === "packets"));
  for (const keys of ladder) {
    const near = ofModel.filter((each) => keys.every((key) => each[key] === wanted[key]));
    if (near.length < fewest) continue;
    const sizes = near.map(({ errorPct }) => Math.abs(errorPct)).sort((a, b) => a - b);
    return sizes[Math.ceil(inside * sizes.length) - 1];
  }
  return undefined;
}
