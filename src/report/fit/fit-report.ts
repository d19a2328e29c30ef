import { groupBy } from "../../core/group-by.ts";
import type { DspUnit } from "../../hardware/index.ts";
import { type DspConstant, type DspFit, type Figures, figuresOf, type Measurement } from "../../sim/index.ts";

/** A measured row beside what the fitted constants make of it. */
export interface FittedRow {
  readonly measurement: Measurement;
  readonly milliseconds: number;
  /** Whether the constants were fitted to it. */
  readonly isInside: boolean;
}

/** Constants that were fitted to measurements. */
export interface FitReport {
  /** A device, or the DSP whose devices were fitted together. */
  readonly profile: string;
  readonly kind: "device" | "dsp";
  /** The devices and their DSPs as the profiles have them. */
  readonly devices: ReadonlyMap<string, DspUnit>;
  /** The device whose constants were taken over. */
  readonly from: string | undefined;
  /** The table, without the folder that it lies in. */
  readonly data: string;
  readonly networks: readonly string[];
  readonly dtype: string | undefined;
  readonly seed: number;
  readonly fit: DspFit;
  readonly rows: readonly FittedRow[];
  /** Devices of the DSP that were not fitted, and the networks that no row of theirs measures. */
  readonly leftOut: ReadonlyMap<string, readonly string[]>;
}

/** Predictions of some rows. */
export interface FitGroup {
  readonly rows: number;
  readonly figures: Figures;
}

export function groupOf(rows: readonly FittedRow[]): FitGroup {
  const outcomes = rows.map((each) => ({ predicted: each.milliseconds, measured: each.measurement.latencyMs }));
  return { rows: rows.length, figures: figuresOf(outcomes) };
}

export interface NetworkGroup extends FitGroup {
  readonly network: string;
  readonly dtype: string;
  readonly isInside: boolean;
}

/** The rows by network and data type, those that were fitted to first. */
export function networkGroups({ rows }: FitReport): readonly NetworkGroup[] {
  const groups = groupBy(rows, ({ measurement: { network, dtype } }) => JSON.stringify([network, dtype]));
  const all = [...groups.values()].flatMap((each) => {
    const [first] = each;
    if (first === undefined) return [];
    const { network, dtype } = first.measurement;
    return [{ network, dtype, isInside: first.isInside, ...groupOf(each) }];
  });
  return [...all.filter((each) => each.isInside), ...all.filter((each) => !each.isInside)];
}

/** Root of the mean square of the logarithms of predicted over measured, of the rows that were fitted to, in percent. */
export function logErrorPercent({ fit: { residuals } }: FitReport): number {
  return 100 * Math.sqrt(residuals.reduce((sum, each) => sum + each * each, 0) / residuals.length);
}

/** A constant as people read of it: `clock of qcs8550`. */
export function constantName({ name, device }: Pick<DspConstant, "name" | "device">): string {
  return device === undefined ? name : `${name} of ${device}`;
}

/** Digits that a constant is printed with. */
export function digitsOf(name: DspConstant["name"]): number {
  return name === "packet" || name === "ratio" ? 4 : 3;
}
