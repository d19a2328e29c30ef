import type { Layer, LayerGraph } from "../graph/index.ts";
import type { OperatorCost, Shape } from "../ops/index.ts";
import type { Expr } from "../symbolic/index.ts";
import type { Convention } from "./convention.ts";

/** Storage types of values; the size is in bits because int4 exists. */
export type DataType = "fp32" | "fp16" | "int8" | "int4";

/** One row: a layer with its exact costs, multiplied by `layer.factor`. Bytes at the run's data type. */
export interface LayerCost {
  readonly layer: Layer;
  readonly inputs: readonly Shape[];
  readonly outputs: readonly Shape[];
  readonly params: Expr;
  /** MACs under the convention. */
  readonly macs: Expr;
  readonly flops: Expr;
  readonly inputBytes: Expr;
  readonly weightBytes: Expr;
  readonly outputBytes: Expr;
  /** Bytes moved when each tensor moves once and what folds into its producer moves nothing; see `movesNothing`. */
  readonly compulsoryBytes: Expr;
  /** The operator's raw counts (factor not applied), for other conventions. */
  readonly counts: OperatorCost;
}

/** What adds up over layers. */
export interface LayerSums
  extends Pick<
    LayerCost,
    "params" | "macs" | "flops" | "weightBytes" | "inputBytes" | "outputBytes" | "compulsoryBytes"
  > {
  /** How many layers run: a formula where a repeat count or a condition is free. */
  readonly layers: Expr;
}

export interface CostTotals extends LayerSums {
  /** Largest live set with batch norm and activations fused into their producer, bytes at the run's data type. */
  readonly peakActivationBytes: Expr;
  /** The same with every operator writing a tensor of its own. */
  readonly peakActivationBytesUnfused: Expr;
}

export interface NetworkCost {
  readonly graph: LayerGraph;
  readonly convention: Convention;
  readonly dtype: DataType;
  /** Inferences at once. */
  readonly batch: bigint;
  readonly layers: readonly LayerCost[];
  readonly totals: CostTotals;
}
