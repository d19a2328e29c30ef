import type { Layer, LayerGraph } from "../graph/index.ts";
import { elements } from "../ops/index.ts";
import { add, constant, divide, type Expr, isZero, multiply, sum } from "../symbolic/index.ts";
import type { Convention } from "./convention.ts";
import { elementOperations } from "./conventions/own.ts";
import type { CostTotals, DataType, LayerCost, NetworkCost } from "./cost.ts";
import { type Counter, countedLayers, counterOf, storedValues } from "./count.ts";
import { peakActivationElements } from "./liveness.ts";
import { type CountedLayer, quantities } from "./quantity.ts";
import type { Spelling } from "./spelling.ts";

export interface CostOptions {
  readonly convention: Convention;
  readonly dtype: DataType;
  /** How the reference model is written, which conventions of tools depend on; modules unless said. */
  readonly spelling?: Spelling | undefined;
}

const bits: Readonly<Record<DataType, bigint>> = { fp32: 32n, fp16: 16n, int8: 8n, int4: 4n };

/** Bytes of one value; a fraction for int4. */
export function bytesPerValue(dtype: DataType): Expr {
  return constant(bits[dtype] % 8n === 0n ? bits[dtype] / 8n : { num: 1n, den: 8n / bits[dtype] });
}

/**
 * Exact costs of every layer and their totals; totals are the sums of the rows.
 *
 * Units: MACs, parameters, bytes at `dtype`. A layer that runs several times or under a condition carries that factor in its row.
 */
export function costOf(graph: LayerGraph, options: CostOptions): NetworkCost {
  const counter = counterOf(graph, options.spelling ?? {});
  const layers = countedLayers(graph).map((each) => layerCost(each, options, counter));
  return {
    graph,
    convention: options.convention,
    dtype: options.dtype,
    layers,
    totals: totalsOf(graph, layers, options.dtype),
  };
}

function layerCost(counted: CountedLayer, { convention, dtype }: CostOptions, counter: Counter): LayerCost {
  const { layer, inputs, outputs, counts } = counted;
  const times = (count: Expr) => multiply(layer.factor, count);
  const value = bytesPerValue(dtype);
  return {
    layer,
    inputs,
    outputs,
    counts,
    params: times(counter.params(counted, convention)),
    macs: times(counter.macs(counted, convention)),
    flops: times(flopsOf(counted)),
    inputBytes: times(multiply(value, sum(inputs.map(elements)))),
    weightBytes: times(multiply(bytesPerValue(storedAs(layer) ?? dtype), storedValues(counted))),
    outputBytes: times(multiply(value, sum(outputs.map(elements)))),
  };
}

function storedAs(layer: Layer): DataType | undefined {
  const word = layer.attributes.get("w");
  return word === "fp32" || word === "fp16" || word === "int8" || word === "int4" ? word : undefined;
}

/** 2 x MACs plus counted element operations; batch norm is folded and adds none. */
function flopsOf(counted: CountedLayer): Expr {
  return sum([
    multiply(constant(2n), counted.counts.macs),
    ...elementOperations.map(({ times, per }) => multiply(constant(times), quantities[per].of(counted))),
  ]);
}

function totalsOf(graph: LayerGraph, layers: readonly LayerCost[], dtype: DataType): CostTotals {
  const value = bytesPerValue(dtype);
  return {
    params: sum(layers.map((each) => each.params)),
    macs: sum(layers.map((each) => each.macs)),
    flops: sum(layers.map((each) => each.flops)),
    weightBytes: sum(layers.map((each) => each.weightBytes)),
    inputBytes: sum(layers.map((each) => each.inputBytes)),
    outputBytes: sum(layers.map((each) => each.outputBytes)),
    peakActivationBytes: multiply(value, peakActivationElements(graph, "fused")),
    peakActivationBytesUnfused: multiply(value, peakActivationElements(graph, "unfused")),
    layers: layers.length,
  };
}

/** MAC per byte moved when each tensor moves once; undefined for a layer that moves nothing. */
export function operationalIntensity(
  cost: Pick<LayerCost, "macs" | "inputBytes" | "weightBytes" | "outputBytes">,
): Expr | undefined {
  const moved = add(add(cost.inputBytes, cost.weightBytes), cost.outputBytes);
  return isZero(moved) ? undefined : divide(cost.macs, moved);
}
