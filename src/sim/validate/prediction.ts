import type { CaseScale } from "./case-distance.ts";
import type { Measurement } from "./measurement.ts";

/** Whether a core issues instructions in program order; a DSP, in packets that its compiler made. */
export type IssueKind = "in-order" | "out-of-order" | "packets";

/** Networks with depthwise convolutions, and those without. */
export type NetworkKind = "separable" | "dense";

/** What a model says of one measurement. */
export interface Predicted {
  readonly kind: "predicted";
  readonly milliseconds: number;
  /** The fitted factor inside of `milliseconds`; 1 where nothing is fitted. */
  readonly factor: number;
  /** The core that was timed; a measurement may name none. */
  readonly core: string;
  readonly issue: IssueKind;
  readonly network: NetworkKind;
  /** Undefined where no error band is asked for. */
  readonly scale?: CaseScale;
  readonly macs: number;
  /** The plain roofline's latency; undefined where it has none. */
  readonly rooflineMs: number | undefined;
}

export type Prediction = Predicted | { readonly kind: "skipped"; readonly reason: string };

/** A measurement and what was predicted for it. */
export interface PredictedRow {
  readonly measurement: Measurement;
  readonly prediction: Predicted;
}

/** What runs are compared within: everything but the network. */
export function setting({ measurement, prediction }: PredictedRow): string {
  const { device, threads, runtime, dtype } = measurement;
  return JSON.stringify([device, prediction.core, threads, runtime, dtype]);
}
