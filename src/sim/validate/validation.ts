import { groupBy } from "../../core/group-by.ts";
import { InternalError } from "../../core/internal-error.ts";
import { type Baselines, baselinesOf, type Rivals, rivalsOf } from "./baseline.ts";
import { type FitSplit, fitSplit } from "./fit-split.ts";
import { type Inversions, inversionsOf } from "./inversions.ts";
import { type LeaveOneOut, leaveOneOut } from "./leave-one-out.ts";
import type { Measurements } from "./measurement.ts";
import type { PredictedRow, Prediction } from "./prediction.ts";
import { isPredicted, type Summary, summaryOf, type ValidatedRow } from "./summary.ts";

/** What rows are summed up by. */
export const validationKeys = ["device", "runtime", "dtype", "network"] as const;
export type ValidationKey = (typeof validationKeys)[number];

/** The rows that agree in one column. */
export interface ValidatedGroup extends Summary {
  readonly by: ValidationKey;
  readonly key: string;
  readonly baseline: Baselines;
}

/** Predictions beside measurements. */
export interface Validation {
  /** Columns of the table that was read. */
  readonly columns: readonly string[];
  /** In the order of the file, none left out. */
  readonly rows: readonly ValidatedRow[];
  readonly summary: Summary;
  /** By each key in turn, in the order of the file. */
  readonly groups: readonly ValidatedGroup[];
  readonly baseline: Baselines;
  readonly inversions: Inversions;
  readonly leaveOneOut: LeaveOneOut;
  /** Where it is known which networks constants were fitted on. */
  readonly fit: FitSplit | undefined;
}

/** Judges the predictions of a table, one for each row in order; `fittedOn` are the networks that constants were fitted on. */
export function validate(
  { columns, rows }: Measurements,
  predictions: readonly Prediction[],
  fittedOn?: readonly string[],
): Validation {
  const validated = rows.map((measurement, at): ValidatedRow => {
    const prediction = predictions[at];
    if (prediction === undefined) throw new InternalError("validate", `row ${at + 1} has no prediction`);
    return { measurement, prediction };
  });
  const predicted = validated.filter(isPredicted);
  const rivals = rivalsOf(predicted);
  return {
    columns,
    rows: validated,
    summary: summaryOf(validated),
    groups: validationKeys.flatMap((by) => groupsBy(by, validated, rivals)),
    baseline: baselinesOf(predicted, rivals),
    inversions: inversionsOf(predicted),
    leaveOneOut: leaveOneOut(predicted),
    fit: fittedOn === undefined ? undefined : fitSplit(validated, fittedOn),
  };
}

function groupsBy(
  by: ValidationKey,
  rows: readonly ValidatedRow[],
  rivals: ReadonlyMap<PredictedRow, Rivals>,
): readonly ValidatedGroup[] {
  return [...groupBy(rows, (row) => row.measurement[by])].map(([key, group]) => ({
    by,
    key,
    ...summaryOf(group),
    baseline: baselinesOf(group.filter(isPredicted), rivals),
  }));
}
