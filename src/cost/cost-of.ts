import { InternalError } from "../core/internal-error.ts";
import type { Layer, LayerGraph, TensorId } from "../graph/index.ts";
import { elements, type OperatorCost, type Shape } from "../ops/index.ts";
import { add, ceil, constant, divide, type Expr, isZero, multiply, sum, zero } from "../symbolic/index.ts";
import type { Convention } from "./convention.ts";
import type { CostTotals, DataType, LayerCost, LayerSums, NetworkCost } from "./cost.ts";
import { learnedTensors } from "./learned.ts";
import { peakActivation } from "./liveness.ts";

export interface CostOptions {
  readonly convention: Convention;
  readonly dtype: DataType;
}

const bits: Readonly<Record<DataType, bigint>> = { fp32: 32n, fp16: 16n, int8: 8n, int4: 4n };

/** Bytes of a tensor of `count` values; int4 packs two into a byte, and a tensor ends with a whole one. */
function bytesOf(count: Expr, dtype: DataType): Expr {
  const size = bits[dtype];
  return size % 8n === 0n ? multiply(constant(size / 8n), count) : ceil(divide(count, constant(8n / size)));
}

/**
 * Exact costs of every layer and their totals; totals are the sums of the rows.
 *
 * Units: MACs, parameters, bytes at `dtype`; of the weights at the layer's own type. A learned tensor counts in the weight bytes of its
 * own layer alone, not as output, input or activation. A layer that runs several times or under a condition carries that factor in its row.
 */
export function costOf(graph: LayerGraph, options: CostOptions): NetworkCost {
  const learned = learnedTensors(graph);
  const layers = graph.layers.map((layer) => layerCost(graph, layer, learned, options));
  return {
    graph,
    convention: options.convention,
    dtype: options.dtype,
    layers,
    totals: totalsOf(graph, layers, options.dtype),
  };
}

function layerCost(
  graph: LayerGraph,
  layer: Layer,
  learned: ReadonlySet<TensorId>,
  { convention, dtype }: CostOptions,
): LayerCost {
  const inputs = layer.inputs.map((each) => shapeOf(graph, each));
  const outputs = layer.outputs.map((each) => shapeOf(graph, each));
  const counts = layer.operator.cost(inputs, outputs, layer.attributes);
  const times = (count: Expr) => multiply(layer.factor, count);
  const moved = (ids: readonly TensorId[]) =>
    times(sum(ids.flatMap((each) => (learned.has(each) ? [] : bytesOf(elements(shapeOf(graph, each)), dtype)))));
  const { weights, others } = paramsOf(counts, convention);
  const macs = multiply(constant(convention.macsPer.mac), counts.macs);
  return {
    layer,
    inputs,
    outputs,
    counts,
    params: times(sum([weights, ...others])),
    macs: times(macs),
    flops: times(flopsOf(counts)),
    inputBytes: moved(layer.inputs),
    weightBytes: times(
      sum([bytesOf(weights, storedAs(layer) ?? dtype), ...others.map((each) => bytesOf(each, dtype))]),
    ),
    outputBytes: moved(layer.outputs),
  };
}

function storedAs(layer: Layer): DataType | undefined {
  const word = layer.attributes.get("w");
  return word === "fp32" || word === "fp16" || word === "int8" || word === "int4" ? word : undefined;
}

/** Parameters under a convention: weights, which a layer may store in a type of its own, and biases, norms and buffers. */
function paramsOf(
  counts: OperatorCost,
  convention: Convention,
): { readonly weights: Expr; readonly others: readonly Expr[] } {
  const { weights, biases, norm, buffers } = convention.params;
  return {
    weights: weights ? counts.weights : zero,
    others: [biases ? counts.biases : zero, norm ? counts.normParams : zero, buffers ? counts.buffers : zero],
  };
}

/** 2 x MACs plus counted element operations; batch norm is folded and adds none. */
function flopsOf(counts: OperatorCost): Expr {
  return sum([
    multiply(constant(2n), counts.macs),
    counts.biasAdds,
    counts.normElements,
    counts.activationElements,
    counts.arithmeticElements,
    counts.poolingOps,
  ]);
}

function totalsOf(graph: LayerGraph, layers: readonly LayerCost[], dtype: DataType): CostTotals {
  const bytes = (shape: Shape) => bytesOf(elements(shape), dtype);
  return {
    ...sumsOf(layers),
    peakActivationBytes: peakActivation(graph, "fused", bytes),
    peakActivationBytesUnfused: peakActivation(graph, "unfused", bytes),
    layers: layers.length,
  };
}

/** What rows add up to. */
export function sumsOf(layers: readonly LayerCost[]): LayerSums {
  return {
    params: sum(layers.map((each) => each.params)),
    macs: sum(layers.map((each) => each.macs)),
    flops: sum(layers.map((each) => each.flops)),
    weightBytes: sum(layers.map((each) => each.weightBytes)),
    inputBytes: sum(layers.map((each) => each.inputBytes)),
    outputBytes: sum(layers.map((each) => each.outputBytes)),
  };
}

/** MAC per byte moved when each tensor moves once; undefined for a layer that moves nothing. */
export function operationalIntensity(
  cost: Pick<LayerCost, "macs" | "inputBytes" | "weightBytes" | "outputBytes">,
): Expr | undefined {
  const moved = add(add(cost.inputBytes, cost.weightBytes), cost.outputBytes);
  return isZero(moved) ? undefined : divide(cost.macs, moved);
}

/** The shape of a tensor of the graph. */
export function shapeOf(graph: LayerGraph, id: TensorId): Shape {
  const tensor = graph.tensors[id];
  if (tensor === undefined) throw new InternalError("cost", `no tensor ${id}`);
  return tensor.shape;
}
