import { type LayerCount, shapeOf } from "../../cost/index.ts";
import type { FreeLoop, Layer, LayerGraph, TensorId } from "../../graph/index.ts";
import {
  and,
  assume,
  type Condition,
  compare,
  conditionKey,
  decide,
  type Expr,
  isTrue,
  noFacts,
  one,
  product,
  sum,
  trueCondition,
  zero,
} from "../../symbolic/index.ts";
import { clusterId } from "./graph-clusters.ts";
import type { GraphNode } from "./graph-view.ts";
import { operationText } from "./operation-text.ts";
import { numbered, type Place, type Places } from "./places.ts";
import type { Use } from "./read-tensors.ts";

/** The nodes of a picture, each where its first layer or tensor is made; outputs at the end. */
export function nodesOf(
  graph: LayerGraph,
  places: Places,
  uses: readonly Use[],
  counts: readonly LayerCount[],
): readonly GraphNode[] {
  const members = layersByNode(graph, places);
  const shown = new Set(uses.flatMap(({ reader }) => (reader.kind === "layer" ? [] : [reader.tensor])));
  const turns = turnsHeld(graph, places, members);
  const nodes = new Map<string, GraphNode>();
  for (const { id, origin } of graph.tensors) {
    const place = places.ofTensor(id);
    if (nodes.has(place.id)) continue;
    const layers = members.get(place.id);
    if (layers !== undefined) {
      nodes.set(place.id, { ...layersNode(graph, places, place, layers, counts), times: turns.get(place.id) ?? one });
    } else if (origin.kind === "input") {
      nodes.set(place.id, { ...bareNode(place, "input"), name: place.id.replace("_", " ") });
    } else if (shown.has(id)) {
      const kind = origin.kind === "choice" ? "choice" : "turn";
      const condition = origin.kind === "choice" ? origin.condition : trueCondition;
      nodes.set(place.id, { ...bareNode(place, kind), condition });
    }
  }
  return [...nodes.values(), ...outputNodes(graph)];
}

function layersByNode(graph: LayerGraph, places: Places): ReadonlyMap<string, readonly Layer[]> {
  const members = new Map<string, Layer[]>();
  for (const layer of graph.layers) {
    const { id } = places.ofLayer(layer.index);
    const known = members.get(id);
    if (known === undefined) members.set(id, [layer]);
    else known.push(layer);
  }
  return members;
}

/** A node that stands for no layer. */
function bareNode({ id, around }: Place, kind: GraphNode["kind"]): GraphNode {
  const path = around.at(-1);
  return {
    id,
    kind,
    name: path ?? "",
    cluster: path === undefined ? undefined : clusterId(path),
    layer: undefined,
    operation: undefined,
    layers: zero,
    macs: zero,
    params: zero,
    times: one,
    condition: trueCondition,
  };
}

function outputNodes({ outputs }: LayerGraph): readonly GraphNode[] {
  return outputs.map((_, index) => {
    const id = numbered("output", index);
    return { ...bareNode({ id, around: [] }, "output"), name: id.replace("_", " ") };
  });
}

/** The node of one layer, or of all layers below a path. */
function layersNode(
  graph: LayerGraph,
  places: Places,
  place: Place,
  layers: readonly Layer[],
  counts: readonly LayerCount[],
): GraphNode {
  const total = (pick: (count: LayerCount) => Expr) =>
    sum(layers.flatMap(({ index }) => (counts[index] === undefined ? [] : [pick(counts[index])])));
  const [first] = layers;
  const layer = layers.length === 1 ? first : undefined;
  const single = layer?.operator.family === "weight" ? "weight" : "layer";
  return {
    ...bareNode(place, layer === undefined ? "group" : single),
    name: first === undefined ? "" : (places.paths[first.index] ?? ""),
    layer,
    operation: layer === undefined ? undefined : operationOf(graph, layer),
    layers: sum(layers.map((each) => each.factor)),
    macs: total((each) => each.macs),
    params: total((each) => each.params),
    condition: commonGuard(graph, layers),
  };
}

function operationOf(graph: LayerGraph, layer: Layer): string {
  const [output] = layer.outputs;
  const inputs = layer.inputs.map((each) => shapeOf(graph, each));
  return output === undefined ? layer.operator.name : operationText(layer, inputs, shapeOf(graph, output));
}

/** The condition that all layers exist under; that the repeats around them run at all is left out. */
function commonGuard(graph: LayerGraph, layers: readonly Layer[]): Condition {
  const [first, ...others] = layers;
  if (first === undefined || isTrue(first.guard)) return trueCondition;
  const key = conditionKey(first.guard);
  if (others.some(({ guard }) => conditionKey(guard) !== key)) return trueCondition;
  const around = graph.loops.filter((loop) => isMadeIn(first, loop));
  const running = around.reduce((facts, { count }) => assume(facts, compare(">=", count, one)), noFacts);
  const parts = first.guard.kind === "and" ? first.guard.conditions : [first.guard];
  return and(parts.filter((each) => decide(each, running) !== true));
}

function isMadeIn({ outputs }: Layer, { carried, end }: FreeLoop): boolean {
  const made: TensorId | undefined = outputs[0];
  return made !== undefined && made > carried && made < end;
}

/** Turns of the free repeats that lie whole inside a node and are all that it holds. */
function turnsHeld(
  graph: LayerGraph,
  places: Places,
  members: ReadonlyMap<string, readonly Layer[]>,
): ReadonlyMap<string, Expr> {
  const turns = new Map<string, Expr>();
  for (const loop of graph.loops) {
    const { id } = places.ofTensor(loop.carried);
    const layers = members.get(id);
    const ends = [layers?.[0], layers?.at(-1)];
    const isWhole = ends.every((each) => each !== undefined && isMadeIn(each, loop));
    if (isWhole) turns.set(id, product([turns.get(id) ?? one, loop.count]));
  }
  return turns;
}
