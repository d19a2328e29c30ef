import type { LayerGraph, TensorId } from "../graph/index.ts";

/**
 * The tensors that are learned, and views of them: position embeddings, class tokens. Nothing writes them at run time, so they are no
 * activations; their bytes are the weight bytes of the layer that owns them.
 */
export function learnedTensors(graph: LayerGraph): ReadonlySet<TensorId> {
  const learned = new Set<TensorId>();
  if (!graph.layers.some((each) => each.operator.family === "weight")) return learned;
  for (const { id, origin } of graph.tensors) {
    const layer = origin.kind === "layer" ? graph.layers[origin.layer] : undefined;
    const isView = layer?.operator.memory === "view" && layer.inputs.every((each) => learned.has(each));
    const isChoice = origin.kind === "choice" && learned.has(origin.then) && learned.has(origin.otherwise);
    if (layer?.operator.family === "weight" || isView || isChoice) learned.add(id);
  }
  return learned;
}
