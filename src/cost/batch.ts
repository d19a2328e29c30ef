import type { LayerGraph, Tensor, TensorId } from "../graph/index.ts";
import { constant, type Expr, one } from "../symbolic/index.ts";

/**
 * How often a tensor exists in one run on `batch` inputs: `batch` times when it depends on an input of the network, once when it
 * is made of learned tensors alone. Exact.
 */
export function batchOf(graph: LayerGraph, batch: bigint): (tensor: TensorId) => Expr {
  const times = constant(batch);
  const depends: boolean[] = [];
  for (const tensor of graph.tensors) depends[tensor.id] = dependsOnInput(graph, tensor, depends);
  return (tensor) => (depends[tensor] === true ? times : one);
}

/** Tensors are in the order in which they are made, so the answer for earlier ones is known. */
function dependsOnInput(graph: LayerGraph, { origin }: Tensor, earlier: readonly boolean[]): boolean {
  switch (origin.kind) {
    case "input":
      return true;
    case "choice":
      return earlier[origin.then] === true || earlier[origin.otherwise] === true;
    case "carried":
      return earlier[origin.before] === true;
    case "layer":
      return graph.layers[origin.layer]?.inputs.some((each) => earlier[each] === true) === true;
  }
}
