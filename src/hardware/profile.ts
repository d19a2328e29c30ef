import type { Rational } from "../core/rational.ts";

/** Where a number comes from. */
export type QuantityKind = "datasheet" | "measured" | "derived" | "fitted" | "assumed";

export const quantityKinds: readonly QuantityKind[] = ["datasheet", "measured", "derived", "fitted", "assumed"];

/** A number of a profile: exact value in the base unit, the text as written, its origin. */
export interface Quantity {
  readonly value: Rational;
  readonly text: string;
  readonly source: string;
  readonly kind: QuantityKind;
}

export interface CoreProfile {
  readonly name: string;
  readonly order: "in-order" | "out-of-order";
  readonly issueWidth: Quantity;
  readonly l1Data: Quantity;
  /** MAC per cycle by data type: fp32, fp16, int8. */
  readonly peakMacRate: ReadonlyMap<string, Quantity>;
}

export interface Cluster {
  readonly core: CoreProfile;
  readonly count: number;
  readonly clock: Quantity;
}

/** A device: its chip's clusters and memory, fastest cluster first as listed. */
export interface DeviceProfile {
  readonly name: string;
  readonly title: string;
  readonly soc: string;
  readonly clusters: readonly Cluster[];
  readonly lastLevelCache: Quantity;
  readonly dramOneThread: Quantity;
  readonly dramAllThreads: Quantity;
}

/** Profile texts by path: `devices/pixel-2.yaml`. */
export type ProfileLibrary = Readonly<Record<string, string>>;
