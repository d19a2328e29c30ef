import { InternalError } from "../core/internal-error.ts";
import type { Layer, LayerGraph, TensorId } from "../graph/index.ts";
import { elements, type OperatorCost, type Shape } from "../ops/index.ts";
import { add, constant, divide, type Expr, isZero, multiply, sum, zero } from "../symbolic/index.ts";
import type { Convention } from "./convention.ts";
import type { CostTotals, DataType, LayerCost, NetworkCost } from "./cost.ts";
import { peakActivationElements } from "./liveness.ts";

export interface CostOptions {
  readonly convention: Convention;
  readonly dtype: DataType;
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
 * Errors: throws ExpressionTooLarge where a formula in free parameters passes the limits; `costReport` gives a diagnostic instead.
 *
 * @example costOf(elaborateNetwork({ ...zooRequest(zooEntry("mobilenet_v1")), settings: [], loader: { load: loadShipped } }).value.graph, { convention: conventions[0], dtype: "fp32" }).totals.params  // 4231976
 */
export function costOf(graph: LayerGraph, options: CostOptions): NetworkCost {
  const layers = graph.layers.map((layer) => layerCost(graph, layer, options));
  return {
    graph,
    convention: options.convention,
    dtype: options.dtype,
    layers,
    totals: totalsOf(graph, layers, options.dtype),
  };
}

function layerCost(graph: LayerGraph, layer: Layer, { convention, dtype }: CostOptions): LayerCost {
  const inputs = layer.inputs.map((each) => shapeOf(graph, each));
  const outputs = layer.outputs.map((each) => shapeOf(graph, each));
  const counts = layer.operator.cost(inputs, outputs, layer.attributes);
  const times = (count: Expr) => multiply(layer.factor, count);
  const value = bytesPerValue(dtype);
  const params = paramsOf(counts, convention);
  const macs = multiply(constant(convention.macsPer.mac), counts.macs);
  return {
    layer,
    inputs,
    outputs,
    counts,
    params: times(params),
    macs: times(macs),
    flops: times(flopsOf(counts)),
    inputBytes: times(multiply(value, sum(inputs.map(elements)))),
    weightBytes: times(multiply(bytesPerValue(storedAs(layer) ?? dtype), params)),
    outputBytes: times(multiply(value, sum(outputs.map(elements)))),
  };
}

function storedAs(layer: Layer): DataType | undefined {
  const word = layer.attributes.get("w");
  return word === "fp32" || word === "fp16" || word === "int8" || word === "int4" ? word : undefined;
}

/** Parameters under a convention. */
function paramsOf(counts: OperatorCost, convention: Convention): Expr {
  const { weights, biases, norm, buffers } = convention.params;
  return sum([
    weights ? counts.weights : zero,
    biases ? counts.biases : zero,
    norm ? counts.normParams : zero,
    buffers ? counts.buffers : zero,
  ]);
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

/**
 * MACs per byte when each tensor moves once; exact, undefined for a layer that moves nothing.
 *
 * Units: MAC/B.
 *
 * @example operationalIntensity({ macs: constant(6), inputBytes: constant(2), weightBytes: constant(1), outputBytes: constant(1) })  // 3/2
 */
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
