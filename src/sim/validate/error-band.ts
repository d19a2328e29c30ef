import { type CaseDifference, type CaseScale, differenceOf, isNear } from "./case-distance.ts";
import type { IssueKind, NetworkKind } from "./prediction.ts";

/** What a prediction is like; bands come from those that are most like it. */
export interface PredictionCase extends CaseScale {
  readonly runtime: string;
  readonly dtype: string;
  readonly issue: IssueKind;
  readonly network: NetworkKind;
}

/** A prediction that was held against a measurement. */
export interface RatedCase extends PredictionCase {
  readonly device: string;
  /** The network's name, with its arguments. */
  readonly name: string;
  /** Signed, in percent. */
  readonly errorPct: number;
}

/** How far a prediction may lie from a measurement; or the nearest of the measured cases where none is near, and what tells it apart. */
export type ErrorBand =
  | { readonly kind: "near"; readonly percent: number }
  | { readonly kind: "far"; readonly nearest: RatedCase; readonly difference: CaseDifference }
  /** A value was set for the run that no measured device is known to have. */
  | { readonly kind: "set"; readonly settings: readonly string[] };

/** Predictions that a band rests on, at least. */
const fewest = 5;

/** The part of them that lies within the band. */
const inside = 0.9;

/** What must agree, from the nearest predictions to all of them. */
const ladder: readonly (readonly ("runtime" | "dtype" | "issue" | "network")[])[] = [
  ["runtime", "dtype", "issue", "network"],
  ["runtime", "dtype", "issue"],
  ["runtime", "dtype"],
  ["dtype"],
  [],
];

/**
 * The absolute error that nine tenths of the nearest rated predictions keep within, in percent. Nearest are those of the same runtime, data
 * type, issue order of the core and kind of network; where these are fewer than five, or none of them is near in size, the kind is let
 * go, then the issue order, then the runtime; the data type only where fewer than five have it. Undefined of fewer than five predictions
 * altogether. DSPs and CPUs are timed by models of their own, so that the errors of one say nothing of the other.
 */
export function errorBand(rated: readonly RatedCase[], wanted: PredictionCase): ErrorBand | undefined {
  const ofModel = rated.filter(({ issue }) => (issue === "packets") === (wanted.issue === "packets"));
  let widest: readonly RatedCase[] = [];
  for (const keys of ladder) {
    if (widest.length > 0 && !keys.includes("dtype")) break;
    const alike = ofModel.filter((each) => keys.every((key) => each[key] === wanted[key]));
    if (alike.length < fewest) continue;
    if (alike.some((each) => isNear(differenceOf(each, wanted)))) return { kind: "near", percent: bandWidth(alike) };
    widest = alike;
  }
  const apart = widest.map((nearest) => ({ nearest, difference: differenceOf(nearest, wanted) }));
  const [first, ...others] = apart;
  if (first === undefined) return undefined;
  const least = others.reduce(
    (best, each) => (each.difference.distance < best.difference.distance ? each : best),
    first,
  );
  return { kind: "far", ...least };
}

function bandWidth(cases: readonly RatedCase[]): number {
  const sizes = cases.map(({ errorPct }) => Math.abs(errorPct)).sort((a, b) => a - b);
  return sizes[Math.ceil(inside * sizes.length) - 1] ?? 0;
}
