import type { Convention, CostTotals, DataType, NetworkCost } from "../cost/index.ts";
import type { NetworkTiming } from "../sim/index.ts";
import { asConstant, type Expr } from "../symbolic/index.ts";
import { type LayerRow, layerRow } from "./row.ts";

/** One parameter of the network with the value that it got: a number or formula, a flag, or the text of anything else. */
export interface ReportArgument {
  readonly name: string;
  readonly value: Expr | boolean | string;
  /** Whether it was left open with `name=?`. */
  readonly free: boolean;
}

/** Everything that the renderers print, with no formatting decisions taken. */
export interface Report {
  readonly network: string;
  readonly arguments: readonly ReportArgument[];
  readonly convention: Convention;
  readonly dtype: DataType;
  readonly layers: readonly LayerRow[];
  readonly totals: CostTotals;
  readonly assumptions: readonly string[];
  /** Whether a parameter is free, so that some numbers are formulas. */
  readonly isSymbolic: boolean;
  /** Predicted times, when a device was asked for. */
  readonly timing: NetworkTiming | undefined;
}

/**
 * The report of a costed network: one row per layer, in execution order.
 *
 * Errors: throws ExpressionTooLarge where a formula in free parameters passes the limits; `costReport` gives a diagnostic instead.
 */
export function reportOf(cost: NetworkCost, given: readonly ReportArgument[], timing?: NetworkTiming): Report {
  const layers = cost.layers.map((each, index) => layerRow(each, timing?.layers[index]));
  return {
    network: cost.graph.name,
    arguments: given,
    convention: cost.convention,
    dtype: cost.dtype,
    layers,
    totals: cost.totals,
    assumptions: cost.graph.assumptions,
    isSymbolic: given.some((each) => each.free) || asConstant(cost.totals.macs) === undefined,
    timing,
  };
}
