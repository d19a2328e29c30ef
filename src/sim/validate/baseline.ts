import { groupBy } from "../../core/group-by.ts";
import { HeldOutFactor } from "./held-out-factor.ts";
import { type PredictedRow, setting } from "./prediction.ts";
import { type Figures, figuresOf } from "./statistics.ts";

/** A simpler prediction, and Ridge's on the rows that it covers. */
export interface Baseline {
  /** How many rows it covers. */
  readonly rows: number;
  readonly figures: Figures;
  readonly ridge: Figures;
}

export interface Baselines {
  /** MACs times a constant per device, core, threads, runtime and data type. */
  readonly macsPerDevice: Baseline;
  /** The plain roofline, nothing fitted. */
  readonly roofline: Baseline;
}

/** What the simpler models predict for a row; undefined where one says nothing. Units: ms. */
export interface Rivals {
  readonly macsPerDevice: number | undefined;
  readonly roofline: number | undefined;
}

/**
 * The simpler predictions of every row. The constant that MACs are multiplied by has the least sum of absolute relative errors over
 * the rows of the same device, core, threads, runtime and data type with other networks: a network alone in its group has no prediction.
 */
export function rivalsOf(rows: readonly PredictedRow[]): ReadonlyMap<PredictedRow, Rivals> {
  const rivals = new Map<PredictedRow, Rivals>();
  for (const group of groupBy(rows, setting).values()) {
    const counted = group.filter(({ prediction }) => prediction.macs > 0);
    const constant = new HeldOutFactor(
      counted.map(({ measurement, prediction }) => ({
        predicted: prediction.macs,
        measured: measurement.latencyMs,
        part: measurement.network,
      })),
    );
    for (const row of group) {
      const { macs, rooflineMs } = row.prediction;
      const factor = constant.without(row.measurement.network);
      const macsPerDevice = factor === undefined || macs === 0 ? undefined : factor * macs;
      rivals.set(row, { macsPerDevice, roofline: rooflineMs });
    }
  }
  return rivals;
}

/** The simpler models on some rows, each beside Ridge on those rows that it covers. */
export function baselinesOf(rows: readonly PredictedRow[], rivals: ReadonlyMap<PredictedRow, Rivals>): Baselines {
  return {
    macsPerDevice: comparedWith(rows, (row) => rivals.get(row)?.macsPerDevice),
    roofline: comparedWith(rows, (row) => rivals.get(row)?.roofline),
  };
}

/** A simpler prediction of rows beside Ridge's, on those that it says something of. */
export function comparedWith(
  rows: readonly PredictedRow[],
  predict: (row: PredictedRow) => number | undefined,
): Baseline {
  const pairs = rows.flatMap((row) => {
    const predicted = predict(row);
    const measured = row.measurement.latencyMs;
    return predicted === undefined
      ? []
      : [{ simple: { predicted, measured }, ridge: { predicted: row.prediction.milliseconds, measured } }];
  });
  return {
    rows: pairs.length,
    figures: figuresOf(pairs.map((each) => each.simple)),
    ridge: figuresOf(pairs.map((each) => each.ridge)),
  };
}
