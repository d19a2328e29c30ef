import { shapeOf } from "../../cost/index.ts";
import type { LayerGraph, TensorId } from "../../graph/index.ts";
import { type Condition, not, trueCondition } from "../../symbolic/index.ts";
import type { EdgeKind, GraphEdge } from "./graph-view.ts";
import { numbered, type Places } from "./places.ts";
import type { Use } from "./read-tensors.ts";

/**
 * One edge for each use of a tensor, in the order of the readers; into a node that stands for several layers, one for each tensor. What
 * stays inside a node has none.
 *
 * `order` holds the nodes in the order of the picture.
 */
export function edgesOf(
  graph: LayerGraph,
  places: Places,
  uses: readonly Use[],
  order: readonly { readonly id: string; readonly kind: string }[],
): readonly GraphEdge[] {
  const kinds = new Map(order.map(({ id, kind }) => [id, kind]));
  const edges = new Map<string, GraphEdge>();
  const add = (tensor: TensorId, to: string, kind: EdgeKind, input: number | undefined, condition: Condition) => {
    const from = places.ofTensor(tensor).id;
    if (from === to) return;
    const shape = shapeOf(graph, tensor);
    const name = places.tensorName(tensor);
    const edge = { from, to, kind, tensor: name, shape, input, condition, isSkip: false };
    const key = [name, to, kind, input ?? ""].join(" ");
    if (!edges.has(key)) edges.set(key, edge);
  };
  for (const { tensor, reader } of uses) {
    if (reader.kind === "layer") {
      const to = places.ofLayer(reader.layer).id;
      add(tensor, to, "flow", kinds.get(to) === "group" ? undefined : reader.input, trueCondition);
    } else {
      const to = places.ofTensor(reader.tensor).id;
      const isOwn = to === places.tensorName(reader.tensor);
      add(tensor, to, isOwn ? reader.kind : "flow", undefined, isOwn ? conditionOf(graph, reader) : trueCondition);
    }
  }
  for (const [index, tensor] of graph.outputs.entries())
    add(tensor, numbered("output", index), "flow", undefined, trueCondition);
  return withSkips([...edges.values()], new Map(order.map(({ id }, position) => [id, position])));
}

function conditionOf(
  graph: LayerGraph,
  { kind, tensor }: { readonly kind: EdgeKind; readonly tensor: TensorId },
): Condition {
  const origin = graph.tensors[tensor]?.origin;
  if (origin?.kind !== "choice") return trueCondition;
  return kind === "then" ? origin.condition : not(origin.condition);
}

/** Marks the edges that pass by other nodes: neither the first use of their tensor nor the newest tensor of their reader. */
function withSkips(edges: readonly GraphEdge[], positions: ReadonlyMap<string, number>): readonly GraphEdge[] {
  const at = (id: string) => positions.get(id) ?? 0;
  const firstUse = new Map<string, number>();
  const newest = new Map<string, number>();
  const forward = edges.filter(({ kind, to }) => kind !== "next-turn" && !to.startsWith("output"));
  for (const { from, to, tensor } of forward) {
    firstUse.set(tensor, Math.min(firstUse.get(tensor) ?? at(to), at(to)));
    newest.set(to, Math.max(newest.get(to) ?? at(from), at(from)));
  }
  const isSkip = ({ from, to, tensor }: GraphEdge) =>
    (firstUse.get(tensor) ?? at(to)) < at(to) && (newest.get(to) ?? at(from)) > at(from);
  const passing = new Set(forward.filter(isSkip));
  return edges.map((each) => (passing.has(each) ? { ...each, isSkip: true } : each));
}
