import { groupBy } from "../../core/group-by.ts";
import { HeldOutFactor } from "./held-out-factor.ts";
import type { PredictedRow } from "./prediction.ts";
import { type Figures, figuresOf, type Outcome } from "./statistics.ts";

/** Figures of some predictions. */
export interface Rated {
  readonly rows: number;
  readonly figures: Figures;
}

/** The factor of one runtime and data type that fits all its rows best. */
export interface FittedFactor {
  readonly runtime: string;
  readonly dtype: string;
  readonly rows: number;
  readonly factor: number;
}

/** How the model does on rows that its factors were not fitted to. */
export interface LeaveOneOut {
  /** Each network predicted with the factor fitted to all others. */
  readonly network: Rated;
  /** Each device predicted with the factor fitted to all others. */
  readonly device: Rated;
  /** All factors 1. */
  readonly unfitted: Rated;
  readonly factors: readonly FittedFactor[];
}

/**
 * Fits the factor of each runtime and data type, with the least sum of absolute relative errors, to all rows but those of one network
 * (or device), and predicts these with it. A network (device) that is alone in its runtime and data type has no such prediction.
 */
export function leaveOneOut(rows: readonly PredictedRow[]): LeaveOneOut {
  const network: Outcome[] = [];
  const device: Outcome[] = [];
  const unfitted: Outcome[] = [];
  const factors: FittedFactor[] = [];
  for (const group of groupBy(rows.filter(isPositive), runtimeAndType).values()) {
    const byNetwork = factorWithout(group, ({ measurement }) => measurement.network);
    const byDevice = factorWithout(group, ({ measurement }) => measurement.device);
    for (const row of group) {
      const raw = rawOf(row);
      const measured = row.measurement.latencyMs;
      unfitted.push({ predicted: raw, measured });
      const others = byNetwork.without(row.measurement.network);
      if (others !== undefined) network.push({ predicted: others * raw, measured });
      const elsewhere = byDevice.without(row.measurement.device);
      if (elsewhere !== undefined) device.push({ predicted: elsewhere * raw, measured });
    }
    const [first] = group;
    const factor = byNetwork.all();
    if (first === undefined || factor === undefined) continue;
    const { runtime, dtype } = first.measurement;
    factors.push({ runtime, dtype, rows: group.length, factor });
  }
  return { network: rated(network), device: rated(device), unfitted: rated(unfitted), factors };
}

function runtimeAndType({ measurement }: PredictedRow): string {
  return JSON.stringify([measurement.runtime, measurement.dtype]);
}

function factorWithout(group: readonly PredictedRow[], partOf: (row: PredictedRow) => string): HeldOutFactor {
  return new HeldOutFactor(
    group.map((row) => ({ predicted: rawOf(row), measured: row.measurement.latencyMs, part: partOf(row) })),
  );
}

/** The prediction without its fitted factor. */
function rawOf({ prediction }: PredictedRow): number {
  return prediction.milliseconds / prediction.factor;
}

/** A prediction of nothing cannot be scaled. */
function isPositive({ prediction }: PredictedRow): boolean {
  return prediction.milliseconds > 0;
}

function rated(outcomes: readonly Outcome[]): Rated {
  return { rows: outcomes.length, figures: figuresOf(outcomes) };
}
