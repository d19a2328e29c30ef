import type { LayerGraph, TensorId } from "../graph/index.ts";
import { attributesOf, numberOf } from "./attributes.ts";
import type { ExecutableGraph } from "./concrete.ts";
import { randomStream } from "./random.ts";
import { elementCount, type Tensor } from "./tensor.ts";

/** What an input of a network is called: `input`, `input_2`, ... in order. */
export function inputName(at: number): string {
  return at === 0 ? "input" : `input_${at + 1}`;
}

/**
 * Inputs of a network from the streams `SEED/input`, `SEED/input_2`, ...: standard normal numbers, or ids below n where an embedding
 * reads them. `sample` counts further ones from 1 on: `SEED/input/1`.
 */
export function seededInputs(executable: ExecutableGraph, seed: number, sample = 0): readonly Tensor[] {
  return executable.graph.inputs.map((id, at) => {
    const shape = executable.shapes.get(id) ?? { layout: "vector", dims: [] };
    const stream = randomStream(`${seed}/${inputName(at)}${sample === 0 ? "" : `/${sample}`}`);
    const ids = idsBelow(executable, id);
    const data = Float32Array.from({ length: elementCount(shape.dims) }, () =>
      ids === undefined ? stream.normal() : Math.floor(stream.uniform() * ids),
    );
    return { ...shape, data };
  });
}

/** How many ids there are for an input that an embedding reads. */
function idsBelow({ graph }: ExecutableGraph, id: TensorId): number | undefined {
  const reader = graph.layers.find((layer) => layer.operator.name === "embedding" && layer.inputs.includes(id));
  return reader === undefined ? undefined : numberOf(attributesOf(reader), "n");
}

/** Operators that only move or pick values, so that ids come out where ids go in. */
const movesIds: ReadonlySet<string> = new Set([
  "flatten",
  "reshape",
  "split",
  "slice",
  "shuffle",
  "transpose",
  "concat",
  "dropout",
]);

/** Tensors of ids: what embeddings read, and what that was picked from. Ids are whole numbers in every precision and never rounded. */
export function idTensors({ layers }: LayerGraph): ReadonlySet<TensorId> {
  const ids = new Set<TensorId>();
  for (const layer of [...layers].reverse()) {
    const readsIds =
      layer.operator.name === "embedding" ||
      (movesIds.has(layer.operator.name) && layer.outputs.some((id) => ids.has(id)));
    if (readsIds) for (const id of layer.inputs) ids.add(id);
  }
  return ids;
}
