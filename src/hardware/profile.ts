import type { Rational } from "../core/rational.ts";
import type { Unit } from "../core/units.ts";

/** Where a number comes from. */
export type QuantityKind = "datasheet" | "measured" | "derived" | "fitted" | "assumed";

export const quantityKinds: readonly QuantityKind[] = ["datasheet", "measured", "derived", "fitted", "assumed"];

/** What a value of a profile rests on: a document and page, a command and its date, a derivation, or why it is assumed. */
export interface Origin {
  readonly source: string;
  readonly kind: QuantityKind;
}

/** A number of a profile: exact value in the base unit, the text as written, its origin. */
export interface Quantity extends Origin {
  readonly value: Rational;
  readonly text: string;
  readonly unit: Unit;
}

export interface CoreProfile {
  readonly name: string;
  readonly order: "in-order" | "out-of-order";
  readonly issueWidth: Quantity;
  readonly l1Data: Quantity;
  readonly lineSize: Quantity;
  /** fp32 multiply-adds on 128-bit vectors per cycle; absent when not known, as the next two. */
  readonly fmaRate: Quantity | undefined;
  readonly fmaLatency: Quantity | undefined;
  readonly loadRate: Quantity | undefined;
  /** MAC per cycle by data type: fp32, fp16, int8. */
  readonly peakMacRate: ReadonlyMap<string, Quantity>;
}

export interface Cluster {
  readonly name: string;
  readonly core: CoreProfile;
  readonly count: number;
  readonly clock: Quantity;
  readonly l2: Quantity;
  /** Whether the cores of the cluster share that cache, or each has one. */
  readonly l2Sharing: "cluster" | "core";
  readonly l2Bandwidth: Quantity | undefined;
}

/** A device: its chip's clusters and memory, fastest cluster first as listed. */
export interface DeviceProfile {
  readonly name: string;
  readonly title: string;
  readonly soc: string;
  readonly clusters: readonly Cluster[];
  readonly l3: Quantity | undefined;
  readonly dramOneThread: Quantity;
  readonly dramAllThreads: Quantity;
}

/** Profile texts by path: `devices/pixel-2.yaml`. */
export type ProfileLibrary = Readonly<Record<string, string>>;
