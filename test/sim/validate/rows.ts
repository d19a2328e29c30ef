import type { Measurement, Predicted, PredictedRow } from "../../../src/sim/index.ts";

/** What a made-up row says; the rest is the same in all of them. */
export interface MadeRow
  extends Partial<Omit<Measurement, "cells" | "latencyMs">>,
    Partial<Pick<Predicted, "factor" | "issue" | "macs" | "rooflineMs">> {
  readonly measured: number;
  readonly predicted: number;
  readonly networkKind?: Predicted["network"];
}

export function measurementOf(made: Omit<MadeRow, "predicted">): Measurement {
  return {
    device: made.device ?? "phone",
    core: made.core ?? "core",
    threads: made.threads ?? 1,
    clockGhz: undefined,
    isa: undefined,
    runtime: made.runtime ?? "ncnn",
    dtype: made.dtype ?? "fp32",
    network: made.network ?? "net",
    args: made.args ?? "",
    latencyMs: made.measured,
    cells: [],
  };
}

/** A row with its prediction. */
export function rowOf(made: MadeRow): PredictedRow {
  return {
    measurement: measurementOf(made),
    prediction: {
      kind: "predicted",
      milliseconds: made.predicted,
      factor: made.factor ?? 1,
      core: made.core ?? "core",
      issue: made.issue ?? "in-order",
      network: made.networkKind ?? "dense",
      macs: made.macs ?? 1e6,
      rooflineMs: made.rooflineMs,
    },
  };
}
