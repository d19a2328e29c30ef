import { InternalError } from "../core/internal-error.ts";
import type { Layer, TensorId } from "../graph/index.ts";
import { attributesOf } from "./attributes.ts";
import { type ExecutableGraph, parameterSpecs } from "./concrete.ts";
import { enoughMemory } from "./enough-memory.ts";
import { idTensors } from "./inputs.ts";
import type { Kernel, ParameterSpec, Parameters } from "./kernel.ts";
import { kernels } from "./kernels/index.ts";
import type { Precision } from "./precision.ts";
import type { Tensor } from "./tensor.ts";
import type { WeightSource } from "./weights.ts";

/** How a graph is executed. */
export interface ExecutionOptions {
  readonly precision: Precision;
  readonly weights: WeightSource;
  /** One per input of the graph, in order, of the stated shapes. */
  readonly inputs: readonly Tensor[];
  /** Layers that hand their first input on, because they are folded into the layer before them. */
  readonly folded?: ReadonlySet<number>;
  /** Kernels that stand in for the reference kernels of their operators. */
  readonly faster?: ReadonlyMap<string, Kernel>;
}

/** One layer that has run. Its outputs are valid until the next one is asked for; who keeps them keeps their memory. */
export interface ExecutedLayer {
  readonly layer: Layer;
  readonly outputs: readonly Tensor[];
  readonly multiplications: number;
}

/**
 * Executes a graph layer by layer in its order, yields each layer, and returns the outputs of the network. A tensor is let go behind
 * the last layer that reads it.
 *
 * Errors: throws ExecutionStopped where values cannot be used (ids out of range).
 */
export function* execute(
  { graph, shapes, lastUse }: ExecutableGraph,
  { precision, weights, inputs, folded, faster }: ExecutionOptions,
): Generator<ExecutedLayer, readonly Tensor[]> {
  const live = new Map<TensorId, Tensor>();
  const settled = (tensor: Tensor) => ({ ...tensor, data: precision.settle(tensor.data.slice()) });
  const ids = idTensors(graph);
  for (const [at, id] of graph.inputs.entries()) {
    const input = inputs[at];
    if (input === undefined) throw new InternalError("exec", `input ${at} is missing`);
    live.set(id, ids.has(id) ? input : settled(input));
  }
  for (const layer of graph.layers) {
    const operands = layer.inputs.map((id) => found(live, id));
    const kernel = faster?.get(layer.operator.name) ?? kernels.get(layer.operator.name);
    if (kernel === undefined) throw new InternalError("exec", `no kernel for ${layer.operator.name}`, layer.span);
    const { outputs, multiplications } =
      folded?.has(layer.index) === true
        ? { outputs: operands.slice(0, 1), multiplications: 0 }
        : enoughMemory(layer, () =>
            kernel.run({
              inputs: operands,
              attributes: attributesOf(layer),
              parameters: settledParameters(weights, layer, parameterSpecs(layer, shapes), precision),
              precision,
            }),
          );
    for (const [at, id] of layer.outputs.entries()) {
      const output = outputs[at];
      if (output === undefined) throw new InternalError("exec", `output ${at} is missing`, layer.span);
      if (!ids.has(id)) precision.settle(output.data);
      live.set(id, output);
    }
    yield { layer, outputs, multiplications };
    for (const id of [...layer.inputs, ...layer.outputs]) if (lastUse.get(id) === layer.index) live.delete(id);
  }
  return graph.outputs.map((id) => found(live, id));
}

function found(live: ReadonlyMap<TensorId, Tensor>, id: TensorId): Tensor {
  const tensor = live.get(id);
  if (tensor === undefined) throw new InternalError("exec", `tensor ${id} is not computed`);
  return tensor;
}

/**
 * Parameters as they are stored: of a precision below fp32, rounded copies. Constants of formulas are no stored data, and what a batch norm
 * stores is its factor and its addend: a variance near 0 and the epsilon beside it would both be lost.
 */
function settledParameters(
  weights: WeightSource,
  layer: Layer,
  specs: readonly ParameterSpec[],
  precision: Precision,
): Parameters {
  const parameters = weights(layer, specs);
  if (precision.dtype !== "fp16" || layer.operator.name === "bn") return parameters;
  const constants = new Set(specs.flatMap(({ name, start }) => (start.kind === "constant" ? [name] : [])));
  return new Map(
    [...parameters].map(([name, data]) => [name, constants.has(name) ? data : precision.settle(data.slice())]),
  );
}
