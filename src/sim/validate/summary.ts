import type { Measurement } from "./measurement.ts";
import type { PredictedRow, Prediction } from "./prediction.ts";
import { type Figures, figuresOf } from "./statistics.ts";

export interface ValidatedRow {
  readonly measurement: Measurement;
  readonly prediction: Prediction;
}

/** Rows together: how many, how many of them without a prediction, and how well the others are predicted. */
export interface Summary {
  readonly rows: number;
  readonly skipped: number;
  readonly figures: Figures;
}

export function isPredicted(row: ValidatedRow): row is PredictedRow {
  return row.prediction.kind === "predicted";
}

export function summaryOf(rows: readonly ValidatedRow[]): Summary {
  const predicted = rows.filter(isPredicted);
  const figures = figuresOf(
    predicted.map(({ measurement, prediction }) => ({
      predicted: prediction.milliseconds,
      measured: measurement.latencyMs,
    })),
  );
  return { rows: rows.length, skipped: rows.length - predicted.length, figures };
}
