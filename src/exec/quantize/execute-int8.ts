import { InternalError } from "../../core/internal-error.ts";
import type { Layer, TensorId } from "../../graph/index.ts";
import { attributesOf } from "../attributes.ts";
import { type ExecutableGraph, parameterSpecs } from "../concrete.ts";
import { enoughMemory } from "../enough-memory.ts";
import type { ExecutedLayer } from "../execute.ts";
import { idTensors } from "../inputs.ts";
import type { KernelResult, Parameters } from "../kernel.ts";
import { kernels } from "../kernels/index.ts";
import { single } from "../precision.ts";
import type { Tensor } from "../tensor.ts";
import type { WeightSource } from "../weights.ts";
import { channelLayout } from "./fold.ts";
import {
  integerAdd,
  integerAvgpool,
  integerConv,
  integerGap,
  integerLinear,
  type QuantizedTensor,
} from "./integer-kernels.ts";
import type { QuantizationPlan } from "./plan.ts";
import { dequantize, type Quantization, quantize } from "./quantization.ts";
import { type IntegerWeights, integerWeights } from "./weights.ts";

/** A network in int8. */
export interface QuantizedNetwork {
  readonly executable: ExecutableGraph;
  readonly folded: ReadonlySet<number>;
  /** Weights with the folded norms in them. */
  readonly weights: WeightSource;
  readonly plan: QuantizationPlan;
  /** Integer weights of layers that have run, by index. */
  readonly prepared: Map<number, IntegerWeights>;
}

/** One layer in int8, its outputs as reals. */
export interface ExecutedInt8Layer extends ExecutedLayer {
  /** Whether the outputs are those of the layer behind it, so that they compare to nothing. */
  readonly isFused: boolean;
  readonly quantizations: readonly Quantization[];
}

/**
 * Executes a network in int8: convolutions, fully connected layers, sums and averages in integers; activations by their values (there are
 * only 256), and all other operators on the reals behind the values, stored as int8 again.
 */
export function* executeInt8(
  network: QuantizedNetwork,
  inputs: readonly Tensor[],
): Generator<ExecutedInt8Layer, readonly Tensor[]> {
  const { graph, lastUse } = network.executable;
  const { fused, quantizationOf } = network.plan;
  const live = new Map<TensorId, QuantizedTensor>();
  const ids = idTensors(graph);
  /** Ids as they are, beside their int8 values, which only readers get that take them for numbers. */
  const plain = new Map<TensorId, Tensor>();
  const chosen = (id: TensorId): Quantization => quantizationOf.get(id) ?? { scale: 1, zeroPoint: 0 };
  for (const [at, id] of graph.inputs.entries()) {
    const input = inputs[at];
    if (input === undefined) throw new InternalError("exec", `input ${at} is missing`);
    live.set(id, quantized(input, chosen(id)));
    if (ids.has(id)) plain.set(id, input);
  }
  for (const layer of graph.layers) {
    const operands = layer.inputs.map((id) => found(live, id));
    const [first] = layer.outputs;
    const readsIds = layer.operator.name === "embedding" || layer.outputs.some((id) => ids.has(id));
    const realOf = (id: TensorId): Tensor => (readsIds ? plain.get(id) : undefined) ?? asReals(found(live, id));
    const { outputs, multiplications } = network.folded.has(layer.index)
      ? { outputs: operands.slice(0, 1), multiplications: 0 }
      : readsIds
        ? onIds(layer, layer.inputs.map(realOf), layer.outputs.map(chosen), network, plain, ids)
        : enoughMemory(layer, () => runLayer(layer, operands, layer.outputs.map(chosen), network));
    for (const [at, id] of layer.outputs.entries()) {
      const output = outputs[at];
      if (output === undefined) throw new InternalError("exec", `output ${at} of ${first} is missing`, layer.span);
      live.set(id, output);
    }
    yield {
      layer,
      outputs: outputs.map((each, at) => plain.get(layer.outputs[at] ?? -1) ?? asReals(each)),
      multiplications,
      isFused: fused.has(layer.index),
      quantizations: outputs.map((each) => each.quantization),
    };
    for (const id of [...layer.inputs, ...layer.outputs]) if (lastUse.get(id) === layer.index) live.delete(id);
  }
  return graph.outputs.map((id) => plain.get(id) ?? asReals(found(live, id)));
}

interface LayerResult {
  readonly outputs: readonly QuantizedTensor[];
  readonly multiplications: number;
}

function runLayer(
  layer: Layer,
  operands: readonly QuantizedTensor[],
  chosen: readonly Quantization[],
  network: QuantizedNetwork,
): LayerResult {
  const [first, second] = operands;
  const [output] = chosen;
  const attributes = attributesOf(layer);
  const withoutProducts = (tensor: QuantizedTensor): LayerResult => ({ outputs: [tensor], multiplications: 0 });
  if (first === undefined || output === undefined) return onReals(layer, operands, chosen, network);
  switch (layer.operator.name) {
    case "conv":
    case "conv_transpose": {
      const weights = preparedWeights(layer, first.quantization, output, network);
      const isTransposed = layer.operator.name === "conv_transpose";
      const result = integerConv(first, weights, attributes, output, isTransposed);
      return { outputs: [result.output], multiplications: result.multiplications };
    }
    case "linear": {
      const result = integerLinear(first, preparedWeights(layer, first.quantization, output, network), output);
      return { outputs: [result.output], multiplications: result.multiplications };
    }
    case "add":
      return second !== undefined && first.data.length === second.data.length && first.layout === second.layout
        ? withoutProducts(integerAdd(first, second, output))
        : onReals(layer, operands, chosen, network);
    case "avgpool":
      return withoutProducts(integerAvgpool(first, attributes));
    case "gap":
      return withoutProducts(integerGap(first));
    default:
      return onReals(layer, operands, chosen, network);
  }
}

function preparedWeights(
  layer: Layer,
  input: Quantization,
  output: Quantization,
  network: QuantizedNetwork,
): IntegerWeights {
  const known = network.prepared.get(layer.index);
  if (known !== undefined) return known;
  const parameters = parametersOf(layer, network);
  const weights = parameters.get("weight") ?? new Float32Array(0);
  const made = integerWeights(weights, parameters.get("bias"), channelLayout(layer, weights), input, output);
  network.prepared.set(layer.index, made);
  return made;
}

function parametersOf(layer: Layer, { weights, executable }: QuantizedNetwork): Parameters {
  return weights(layer, parameterSpecs(layer, executable.shapes));
}

/** The reference kernel on the reals behind the values. */
function onReals(
  layer: Layer,
  operands: readonly QuantizedTensor[],
  chosen: readonly Quantization[],
  network: QuantizedNetwork,
): LayerResult {
  const { outputs, multiplications } = reference(layer, operands.map(asReals), network);
  return { outputs: stored(outputs, chosen), multiplications };
}

/** A layer that reads ids, on the ids themselves; ids that it picks are kept as they are, too. */
function onIds(
  layer: Layer,
  operands: readonly Tensor[],
  chosen: readonly Quantization[],
  network: QuantizedNetwork,
  plain: Map<TensorId, Tensor>,
  ids: ReadonlySet<TensorId>,
): LayerResult {
  const { outputs, multiplications } = reference(layer, operands, network);
  for (const [at, output] of outputs.entries()) {
    const id = layer.outputs[at];
    if (id !== undefined && ids.has(id)) plain.set(id, output);
  }
  return { outputs: stored(outputs, chosen), multiplications };
}

function reference(layer: Layer, inputs: readonly Tensor[], network: QuantizedNetwork): KernelResult {
  const kernel = kernels.get(layer.operator.name);
  if (kernel === undefined) throw new InternalError("exec", `no kernel for ${layer.operator.name}`, layer.span);
  const parameters = parametersOf(layer, network);
  return kernel.run({ inputs, attributes: attributesOf(layer), parameters, precision: single });
}

function stored(outputs: readonly Tensor[], chosen: readonly Quantization[]): readonly QuantizedTensor[] {
  return outputs.map((each, at) => quantized(each, chosen[at] ?? { scale: 1, zeroPoint: 0 }));
}

function quantized(tensor: Tensor, quantization: Quantization): QuantizedTensor {
  return { ...tensor, data: quantize(tensor.data, quantization), quantization };
}

function asReals(tensor: QuantizedTensor): Tensor {
  const { layout, dims, grid, data, quantization } = tensor;
  return { layout, dims, grid, data: dequantize(data, quantization) };
}

function found(live: ReadonlyMap<TensorId, QuantizedTensor>, id: TensorId): QuantizedTensor {
  const tensor = live.get(id);
  if (tensor === undefined) throw new InternalError("exec", `tensor ${id} is not computed`);
  return tensor;
}
