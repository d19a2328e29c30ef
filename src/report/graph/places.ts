import type { FreeLoop, LayerGraph, PathSegment, TensorId } from "../../graph/index.ts";
import { type Cut, nodePaths, pathsAbove, pathText } from "./cut.ts";
import { identifierOf } from "./identifier.ts";

/** Where something is drawn: the node, and the paths of the clusters around it, the outermost first. */
export interface Place {
  readonly id: string;
  readonly around: readonly string[];
}

/** Which node of the picture stands for each layer and each tensor's maker. */
export interface Places {
  /** The path of the node of each layer. */
  readonly paths: readonly string[];
  ofLayer(index: number): Place;
  /** The node that makes a tensor. */
  ofTensor(id: TensorId): Place;
  /** A tensor's name, which does not depend on the cut: `n_stem__conv`, `n_split:2` for a second output. */
  tensorName(id: TensorId): string;
}

/** Finds the node of everything; choices and turns inside a collapsed part are that part. */
export function placesOf(graph: LayerGraph, cut: Cut): Places {
  const segments = nodePaths(graph, cut);
  const paths = segments.map(pathText);
  const places = new Map(
    segments.map((each, index): [string, Place] => {
      const path = paths[index] ?? "";
      return [path, { id: layerId(path), around: pathsAbove(each) }];
    }),
  );
  const own = ownIds(graph);
  const ofLayer = (index: number) => places.get(paths[index] ?? "") ?? { id: "", around: [] };
  const loops = new Map(graph.loops.map((each) => [each.carried, each]));
  return {
    paths,
    ofLayer,
    ofTensor(id) {
      const origin = graph.tensors[id]?.origin;
      if (origin?.kind === "layer") return ofLayer(origin.layer);
      const home = homeOf(graph, loops, id);
      const around = [...pathsAbove(home), pathText(home)].filter((each) => each !== "");
      const collapsed = around.find((each) => places.has(each));
      return (collapsed === undefined ? undefined : places.get(collapsed)) ?? { id: own.get(id) ?? "", around };
    },
    tensorName(id) {
      const origin = graph.tensors[id]?.origin;
      if (origin?.kind !== "layer") return own.get(id) ?? "";
      const name = layerId(graph.layers[origin.layer]?.name ?? "");
      return origin.output === 0 ? name : `${name}:${origin.output + 1}`;
    },
  };
}

function layerId(path: string): string {
  return `n_${identifierOf(path)}`;
}

/** The body in which a choice was made, or the turn that a tensor is carried into. */
function homeOf(graph: LayerGraph, loops: ReadonlyMap<TensorId, FreeLoop>, id: TensorId): readonly PathSegment[] {
  const origin = graph.tensors[id]?.origin;
  return origin?.kind === "choice" ? origin.segments : (loops.get(id)?.segments ?? []);
}

/** Identifiers of inputs, choices and turns; several choices of one body are numbered. */
function ownIds(graph: LayerGraph): ReadonlyMap<TensorId, string> {
  const ids = new Map<TensorId, string>();
  for (const [index, id] of graph.inputs.entries()) ids.set(id, numbered("input", index));
  for (const { carried, segments } of graph.loops) ids.set(carried, `turn_${identifierOf(pathText(segments))}`);
  const choices = new Map<string, number>();
  for (const { id, origin } of graph.tensors) {
    if (origin.kind !== "choice") continue;
    const body = pathText(origin.segments);
    const earlier = choices.get(body) ?? 0;
    choices.set(body, earlier + 1);
    const word = `if${earlier === 0 ? "" : earlier + 1}`;
    ids.set(id, body === "" ? word : `${word}_${identifierOf(body)}`);
  }
  return ids;
}

/** `output`, `output_2`, ... */
export function numbered(word: string, index: number): string {
  return index === 0 ? word : `${word}_${index + 1}`;
}
