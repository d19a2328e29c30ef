import { groupBy } from "../../core/group-by.ts";
import { type Baseline, comparedWith } from "./baseline.ts";
import { type FitRival, fitRivals, rivalPredictions } from "./fit-rivals.ts";
import type { PredictedRow } from "./prediction.ts";
import { isPredicted, type Summary, summaryOf, type ValidatedRow } from "./summary.ts";

/**
 * Where a row stands to a fit on some networks: of one of them; of one of them on a device of which no other network was measured, whose
 * constants nothing else can be held to; of another network.
 */
export const fitParts = ["fitted", "anchored", "outside"] as const;
export type FitPart = (typeof fitParts)[number];

/** Rows of one part, all of them or those of a data type. */
export interface FitPartSummary extends Summary {
  readonly part: FitPart;
  /** Undefined: all. */
  readonly dtype: string | undefined;
}

/** A model of MACs alone on rows outside the fit, and Ridge on those of them that it covers. */
export interface FitBaseline extends Baseline {
  readonly rival: FitRival;
  /** Undefined: all. */
  readonly dtype: string | undefined;
  /** The mean absolute error of the model over Ridge's; undefined where either is nothing. */
  readonly factor: number | undefined;
}

/** How well rows are predicted that constants were fitted on, and how well the others. */
export interface FitSplit {
  readonly networks: readonly string[];
  /** Those of them that no row is of. */
  readonly absent: readonly string[];
  /** The part of each row, in the order of the file. */
  readonly parts: readonly FitPart[];
  /** Devices of which only networks of the fit were measured. */
  readonly anchored: readonly string[];
  /** Each part by data type, then as a whole; those without rows left out. */
  readonly summaries: readonly FitPartSummary[];
  /** By data type, then as a whole; fitted on the same networks, judged on the others. */
  readonly baselines: readonly FitBaseline[];
}

/** Splits rows by whether their network is one of those that constants were fitted on. */
export function fitSplit(rows: readonly ValidatedRow[], networks: readonly string[]): FitSplit {
  const isOfFit = ({ measurement }: ValidatedRow) => networks.includes(measurement.network);
  const held = new Set(rows.filter((each) => !isOfFit(each)).map(({ measurement }) => measurement.device));
  const partOf = (row: ValidatedRow): FitPart =>
    !isOfFit(row) ? "outside" : held.has(row.measurement.device) ? "fitted" : "anchored";
  const byPart = groupBy(rows, partOf);
  const outside = (byPart.get("outside") ?? []).filter(isPredicted);
  const rivals = rivalPredictions(rows.filter(isOfFit).filter(isPredicted), outside);
  return {
    networks,
    absent: networks.filter((each) => !rows.some(({ measurement }) => measurement.network === each)),
    parts: rows.map(partOf),
    anchored: [...new Set((byPart.get("anchored") ?? []).map(({ measurement }) => measurement.device))],
    summaries: fitParts.flatMap((part) =>
      byDtype(byPart.get(part) ?? []).map(({ dtype, rows: some }) => ({ part, dtype, ...summaryOf(some) })),
    ),
    baselines: byDtype(outside).flatMap(({ dtype, rows: some }) =>
      fitRivals.map((rival) => ({ rival, dtype, ...baselineOn(some, rivals.get(rival) ?? new Map()) })),
    ),
  };
}

/** Rows of each data type, then all of them; nothing of no rows. */
function byDtype<T extends ValidatedRow>(
  rows: readonly T[],
): readonly { readonly dtype: string | undefined; readonly rows: readonly T[] }[] {
  if (rows.length === 0) return [];
  const groups = [...groupBy(rows, ({ measurement }) => measurement.dtype)].sort(([a], [b]) => (a < b ? -1 : 1));
  return [...groups.map(([dtype, some]) => ({ dtype, rows: some })), { dtype: undefined, rows }];
}

function baselineOn(rows: readonly PredictedRow[], predicted: ReadonlyMap<PredictedRow, number>) {
  const baseline = comparedWith(rows, (row) => predicted.get(row));
  const [theirs = 0, ours = 0] = [baseline.figures.mape, baseline.ridge.mape];
  return { ...baseline, factor: theirs > 0 && ours > 0 ? theirs / ours : undefined };
}
