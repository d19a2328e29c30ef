import type { CostTotals } from "../cost/index.ts";
import type { Expr } from "../symbolic/index.ts";
import type { Counts } from "./row.ts";

/** A total of a network that comparisons show and that rules limit. */
export interface Measure {
  /** As rules and options name it. */
  readonly name: string;
  readonly title: string;
  /** `B` where it counts bytes. */
  readonly unit: "B" | undefined;
  /** Its field in the totals of a JSON report. */
  readonly field: string;
  readonly ofTotals: (totals: CostTotals) => Expr;
  /** Its part in a row; absent where the parts of rows do not add up to the total. */
  readonly ofRow?: (row: Counts) => Expr;
}

/** A measure that rows add up to. */
export type RowMeasure = Measure & Required<Pick<Measure, "ofRow">>;

function summed(name: string, title: string, unit: Measure["unit"], field: string, of: (counts: Counts) => Expr) {
  return { name, title, unit, field, ofTotals: of, ofRow: of };
}

/** Measures with a part in every row. */
export const rowMeasures: readonly RowMeasure[] = [
  summed("macs", "MACs", undefined, "macs", (counts) => counts.macs),
  summed("params", "params", undefined, "params", (counts) => counts.params),
  summed("flops", "FLOPs", undefined, "flops", (counts) => counts.flops),
  summed("weights", "weights", "B", "weightBytes", (counts) => counts.weightBytes),
  summed("bytes", "bytes", "B", "bytes", (counts) => counts.compulsoryBytes),
];

export const measures: readonly Measure[] = [
  ...rowMeasures,
  {
    name: "peak",
    title: "peak",
    unit: "B",
    field: "peakActivationBytes",
    ofTotals: (totals) => totals.peakActivationBytes,
  },
  { name: "layers", title: "layers", unit: undefined, field: "layers", ofTotals: (totals) => totals.layers },
];
