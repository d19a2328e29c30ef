import { groupBy } from "../../core/group-by.ts";
import { leastSquares } from "../fit/least-squares.ts";
import { HeldOutFactor } from "./held-out-factor.ts";
import { type PredictedRow, setting } from "./prediction.ts";

/** Models of MACs alone with constants per device, core, threads, runtime and data type. */
export const fitRivals = ["macsOverPeak", "linear"] as const;
export type FitRival = (typeof fitRivals)[number];

/** Milliseconds for so many MACs. */
type MacModel = (macs: number) => number;

/**
 * What MACs alone say of rows, by models fitted on other rows of the same setting; nothing of a row whose setting has too few of them.
 * MACs times a constant has the least sum of absolute relative errors; a + b x MACs, neither of them below 0, the least sum of squared
 * logarithms of predicted over measured, and needs two networks of different MACs. Units: ms.
 */
export function rivalPredictions(
  fitted: readonly PredictedRow[],
  rows: readonly PredictedRow[],
): ReadonlyMap<FitRival, ReadonlyMap<PredictedRow, number>> {
  const found = { macsOverPeak: new Map<PredictedRow, number>(), linear: new Map<PredictedRow, number>() };
  const ofSetting = groupBy(fitted.filter(countsMacs), setting);
  for (const [key, group] of groupBy(rows.filter(countsMacs), setting)) {
    const known = ofSetting.get(key) ?? [];
    const models = { macsOverPeak: proportional(known), linear: linear(known) };
    for (const rival of fitRivals) {
      const model = models[rival];
      if (model !== undefined) for (const row of group) found[rival].set(row, model(row.prediction.macs));
    }
  }
  return new Map(fitRivals.map((each) => [each, found[each]]));
}

function countsMacs({ prediction }: PredictedRow): boolean {
  return prediction.macs > 0;
}

function proportional(rows: readonly PredictedRow[]): MacModel | undefined {
  const items = rows.map(({ measurement, prediction }) => ({
    predicted: prediction.macs,
    measured: measurement.latencyMs,
    part: "",
  }));
  const factor = new HeldOutFactor(items).all();
  return factor === undefined ? undefined : (macs) => factor * macs;
}

/** What is nothing beside the least latency, and what no constant is above. */
const [nothing, plenty] = [1e-6, 10];

function linear(rows: readonly PredictedRow[]): MacModel | undefined {
  if (new Set(rows.map(({ prediction }) => prediction.macs)).size < 2) return undefined;
  const points = rows.map(({ measurement, prediction }) => ({ ms: measurement.latencyMs, macs: prediction.macs }));
  const least = points.reduce((low, { ms }) => Math.min(low, ms), Number.POSITIVE_INFINITY);
  const most = points.reduce((high, { ms }) => Math.max(high, ms), 0);
  const widest = points.reduce((high, { macs }) => Math.max(high, macs), 0);
  const { constants } = leastSquares(
    [
      { name: "a", start: least / 2, least: nothing * least, most: plenty * most },
      { name: "b", start: most / widest, least: (nothing * least) / widest, most: plenty * most },
    ],
    ([a = 0, b = 0]) => points.map(({ ms, macs }) => Math.log((a + b * macs) / ms)),
    1,
  );
  const [a = Number.NaN, b = Number.NaN] = constants.map((each) => each.value);
  return Number.isFinite(a) && Number.isFinite(b) ? (macs) => a + b * macs : undefined;
}
