import type { TensorId } from "../graph/index.ts";
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
