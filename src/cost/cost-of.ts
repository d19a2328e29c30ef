import type { Layer, LayerGraph, TensorId } from "../graph/index.ts";
import { elements, type Operator } from "../ops/index.ts";
import { constant, divide, type Expr, isZero, multiply, one, sum, zero } from "../symbolic/index.ts";
import { batchOf } from "./batch.ts";
import { bytesOf, weightBytesOf } from "./bytes.ts";
import type { Convention } from "./convention.ts";
import { elementOperations } from "./conventions/own.ts";
import type { CostTotals, DataType, LayerCost, LayerSums, NetworkCost } from "./cost.ts";
import { type Counter, countedLayers, counterOf, shapeOf } from "./count.ts";
import { learnedTensors } from "./learned.ts";
import { layerAtPeak, peakActivation } from "./liveness.ts";
import { type CountedLayer, quantities } from "./quantity.ts";
import type { Spelling } from "./spelling.ts";

export interface CostOptions {
  readonly convention: Convention;
  readonly dtype: DataType;
  /** Inferences at once; 1 unless given. Multiplies activations and work, not weights. */
  readonly batch?: bigint;
  /** How the reference model is written, which conventions of tools depend on; modules unless said. */
  readonly spelling?: Spelling | undefined;
}

/**
 * Exact costs of every layer and their totals; totals are the sums of the rows.
 *
 * Units: MACs, parameters, bytes at `dtype`; of the weights at the layer's own type. A learned tensor counts in the weight bytes of its
 * own layer alone, not as output, input or activation. A layer that runs several times or under a condition carries that factor in its row.
 * Errors: throws ExpressionTooLarge where a formula in free parameters passes the limits; `costReport` gives a diagnostic instead.
 *
 * @example costOf(elaborateNetwork({ ...zooRequest(zooEntry("mobilenet_v1")), settings: [], loader: { load: loadShipped } }).value.graph, { convention: conventions[0], dtype: "fp32" }).totals.params  // 4231976
 */
export function costOf(graph: LayerGraph, options: CostOptions): NetworkCost {
  const { batch = 1n } = options;
  const counter = counterOf(graph, options.spelling ?? {});
  const tensors = { scale: batchOf(graph, batch), learned: learnedTensors(graph) };
  const layers = countedLayers(graph).map((each) => layerCost(graph, each, tensors, options, counter));
  return {
    graph,
    convention: options.convention,
    dtype: options.dtype,
    batch,
    layers,
    totals: totalsOf(graph, layers, options.dtype, batch),
  };
}

/** The same costs with MACs and parameters as another convention counts them; all else is a fact and stays. */
export function recounted(cost: NetworkCost, convention: Convention, spelling: Spelling | undefined): NetworkCost {
  const counter = counterOf(cost.graph, spelling ?? {});
  const scale = batchOf(cost.graph, cost.batch);
  const layers = cost.layers.map((each): LayerCost => {
    const output = each.layer.outputs[0];
    const perBatch = output === undefined ? one : scale(output);
    return {
      ...each,
      params: multiply(each.layer.factor, counter.params(each, convention)),
      macs: multiply(each.layer.factor, multiply(perBatch, counter.macs(each, convention))),
    };
  });
  return { ...cost, convention, layers, totals: { ...cost.totals, ...sumsOf(layers) } };
}

function layerCost(
  graph: LayerGraph,
  counted: CountedLayer,
  { scale, learned }: { readonly scale: (tensor: TensorId) => Expr; readonly learned: ReadonlySet<TensorId> },
  { convention, dtype }: CostOptions,
  counter: Counter,
): LayerCost {
  const { layer, inputs, outputs, counts } = counted;
  const times = (count: Expr) => multiply(layer.factor, count);
  // A layer whose output does not depend on the input works once for the whole batch.
  const perBatch = layer.outputs[0] === undefined ? one : scale(layer.outputs[0]);
  const moved = (ids: readonly TensorId[]) =>
    times(
      sum(
        ids.flatMap((each) =>
          learned.has(each) ? [] : bytesOf(multiply(scale(each), elements(shapeOf(graph, each))), dtype),
        ),
      ),
    );
  const inputBytes = moved(layer.inputs);
  const outputBytes = moved(layer.outputs);
  const weightBytes = times(weightBytesOf(counted, dtype));
  return {
    layer,
    inputs,
    outputs,
    counts,
    params: times(counter.params(counted, convention)),
    macs: times(multiply(perBatch, counter.macs(counted, convention))),
    flops: times(multiply(perBatch, flopsOf(counted))),
    inputBytes,
    weightBytes,
    outputBytes,
    compulsoryBytes: movesNothing(layer.operator) ? zero : sum([inputBytes, weightBytes, outputBytes]),
  };
}

/** 2 x MACs plus counted element operations; batch norm is folded and adds none. */
function flopsOf(counted: CountedLayer): Expr {
  return sum([
    multiply(constant(2n), counted.counts.macs),
    ...elementOperations.map(({ times, per }) => multiply(constant(times), quantities[per].of(counted))),
  ]);
}

/** Whether a layer causes no memory traffic of its own: batch norm and in-place activations run in their producer's loop, views copy nothing. */
export function movesNothing(operator: Operator): boolean {
  return operator.memory !== "allocates";
}

function totalsOf(graph: LayerGraph, layers: readonly LayerCost[], dtype: DataType, batch: bigint): CostTotals {
  const bytes = (count: Expr) => bytesOf(count, dtype);
  return {
    ...sumsOf(layers),
    peakActivationBytes: peakActivation(graph, "fused", bytes, batch),
    peakActivationBytesUnfused: peakActivation(graph, "unfused", bytes, batch),
  };
}

/** The layer at which the most activations are alive, of `peakActivationBytes`; undefined where sizes are formulas. */
export function peakLayer({ graph, totals, dtype, batch }: NetworkCost): Layer | undefined {
  return layerAtPeak(graph, "fused", totals.peakActivationBytes, (count) => bytesOf(count, dtype), batch);
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
    compulsoryBytes: sum(layers.map((each) => each.compulsoryBytes)),
    layers: sum(layers.map((each) => each.layer.factor)),
  };
}

/**
 * MAC per byte of compulsory traffic, of a layer or of totals; exact, undefined where nothing moves.
 *
 * Units: MAC/B.
 *
 * @example operationalIntensity({ macs: constant(6), compulsoryBytes: constant(4) })  // 3/2
 */
export function operationalIntensity(cost: Pick<LayerCost, "macs" | "compulsoryBytes">): Expr | undefined {
  return isZero(cost.compulsoryBytes) ? undefined : divide(cost.macs, cost.compulsoryBytes);
}
