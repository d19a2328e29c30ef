import { lazily } from "../core/lazily.ts";
import { type Convention, type CostTotals, type DataType, type NetworkCost, sightOf } from "../cost/index.ts";
import type { LayerGraph, TensorId } from "../graph/index.ts";
import type { Shape } from "../ops/index.ts";
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

/** A tensor that the network hands out, under the name of the layer that makes it. */
export interface ReportOutput {
  readonly name: string;
  readonly shape: Shape;
}

/** Everything that the renderers print, with no formatting decisions taken. */
export interface Report {
  readonly network: string;
  readonly arguments: readonly ReportArgument[];
  readonly convention: Convention;
  readonly dtype: DataType;
  /** Inferences at once. */
  readonly batch: bigint;
  readonly outputs: readonly ReportOutput[];
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
  const sights = lazily(() => sightOf(cost.graph));
  const layers = cost.layers.map((each, index) =>
    layerRow(each, () => sights().get(each.layer), timing?.layers[index]),
  );
  return {
    network: cost.graph.name,
    arguments: given,
    convention: cost.convention,
    dtype: cost.dtype,
    batch: cost.batch,
    outputs: outputsOf(cost.graph),
    layers,
    totals: cost.totals,
    assumptions: cost.graph.assumptions,
    isSymbolic: given.some((each) => each.free) || asConstant(cost.totals.macs) === undefined,
    timing,
  };
}

function outputsOf(graph: LayerGraph): readonly ReportOutput[] {
  return graph.outputs.flatMap((id) => {
    const shape = graph.tensors[id]?.shape;
    return shape === undefined ? [] : [{ name: outputName(graph, id), shape }];
  });
}

/** `conv`, `split.2` for a further output of one layer, `a or b` where a condition on free symbols chooses. */
function outputName(graph: LayerGraph, id: TensorId): string {
  const origin = graph.tensors[id]?.origin;
  switch (origin?.kind) {
    case "layer": {
      const name = graph.layers[origin.layer]?.name ?? "";
      return origin.output === 0 ? name : `${name}.${origin.output + 1}`;
    }
    case "choice":
      return `${outputName(graph, origin.then)} or ${outputName(graph, origin.otherwise)}`;
    default:
      return "input";
  }
}
