import type { FreeLoop, LayerGraph, TensorId } from "../../graph/index.ts";

/** A use of a tensor, outputs of the network aside. */
export interface Use {
  readonly tensor: TensorId;
  /** The layer that reads it and as which input; or the choice or turn that may be it. */
  readonly reader:
    | { readonly kind: "layer"; readonly layer: number; readonly input: number }
    | { readonly kind: "then" | "otherwise" | "flow" | "next-turn"; readonly tensor: TensorId };
}

/**
 * Every use of a tensor by a layer, and by choices and turns that lead to one, or to an output of the network; in the order of the
 * readers, what leads back into a turn at the end.
 */
export function usesOf(graph: LayerGraph): readonly Use[] {
  const loops = new Map(graph.loops.map((each) => [each.carried, each]));
  const read = readTensors(graph, loops);
  const uses: Use[] = [];
  for (const { id, origin } of graph.tensors) {
    if (origin.kind === "layer" && origin.output === 0) {
      const inputs = graph.layers[origin.layer]?.inputs ?? [];
      for (const [input, tensor] of inputs.entries())
        uses.push({ tensor, reader: { kind: "layer", layer: origin.layer, input } });
    } else if (origin.kind === "choice" && read.has(id)) {
      uses.push({ tensor: origin.then, reader: { kind: "then", tensor: id } });
      uses.push({ tensor: origin.otherwise, reader: { kind: "otherwise", tensor: id } });
    } else if (origin.kind === "carried" && read.has(id)) {
      uses.push({ tensor: origin.before, reader: { kind: "flow", tensor: id } });
    }
  }
  for (const { carried, result } of loops.values())
    if (read.has(carried)) uses.push({ tensor: result, reader: { kind: "next-turn", tensor: carried } });
  return uses;
}

/** What layers and outputs read, directly or through choices and turns. */
function readTensors(graph: LayerGraph, loops: ReadonlyMap<TensorId, FreeLoop>): ReadonlySet<TensorId> {
  const read = new Set<TensorId>();
  const open = [...graph.outputs];
  for (const { inputs } of graph.layers) for (const each of inputs) open.push(each);
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (read.has(id)) continue;
    read.add(id);
    const origin = graph.tensors[id]?.origin;
    if (origin?.kind === "choice") open.push(origin.then, origin.otherwise);
    if (origin?.kind === "carried") open.push(origin.before, loops.get(id)?.result ?? origin.before);
  }
  return read;
}
