import type { LayerGraph, PathSegment } from "../../graph/index.ts";
import { keyLength } from "../group.ts";

/** What a graph can be drawn by. */
export type GraphGrouping = "layer" | "block" | "stage";

export const graphGroupings: readonly GraphGrouping[] = ["layer", "block", "stage"];

/** Where paths end that become nodes: at a grouping, as the rows of a report, or after a number of segments. */
export type Cut =
  | { readonly kind: "by"; readonly by: GraphGrouping }
  | { readonly kind: "depth"; readonly depth: number };

/**
 * The path of the node that stands for each layer, in execution order. No path lies below another one, so that every node holds a whole
 * part of the network: where a block has blocks of its own and layers beside them, the latter stay apart.
 */
export function nodePaths({ layers }: LayerGraph, cut: Cut): readonly (readonly PathSegment[])[] {
  const paths = layers.map(({ segments }) => segments.slice(0, wantedLength(segments, cut)));
  for (let grown = true; grown; ) {
    grown = false;
    const above = new Set(paths.flatMap(pathsAbove));
    for (const [index, { segments }] of layers.entries()) {
      const path = paths[index] ?? [];
      if (path.length === segments.length || !above.has(pathText(path))) continue;
      paths[index] = segments.slice(0, path.length + 1);
      grown = true;
    }
  }
  return paths;
}

function wantedLength(segments: readonly PathSegment[], cut: Cut): number {
  if (cut.kind === "depth") return cut.depth;
  return cut.by === "layer" ? segments.length : keyLength(segments, cut.by);
}

export function pathText(segments: readonly PathSegment[]): string {
  return segments.map((each) => each.text).join(".");
}

/** The texts of all shorter paths that a path starts with, the shortest first. */
export function pathsAbove(segments: readonly PathSegment[]): readonly string[] {
  return segments.slice(1).map((_, index) => pathText(segments.slice(0, index + 1)));
}

/** Nodes of layers that are still easy to read in one picture. */
export const legibleNodes = 200;

const finestFirst: readonly Cut[] = [
  ...graphGroupings.map((by): Cut => ({ kind: "by", by })),
  { kind: "depth", depth: 1 },
];

/** The finest cut that leaves a legible number of nodes: by layer, block or stage; else the coarsest that there is, at depth 1. */
export function legibleCut(graph: LayerGraph): Cut {
  const isLegible = (cut: Cut) => new Set(nodePaths(graph, cut).map(pathText)).size <= legibleNodes;
  return finestFirst.find(isLegible) ?? { kind: "depth", depth: 1 };
}
