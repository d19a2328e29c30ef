import type { LayerGraph } from "../../graph/index.ts";
import { type Expr, one } from "../../symbolic/index.ts";
import { pathText } from "./cut.ts";
import type { GraphCluster } from "./graph-view.ts";
import { identifierOf } from "./identifier.ts";
import type { Place } from "./places.ts";

/** The identifier of the cluster of a path; Graphviz draws a box around what is called `cluster...` only. */
export function clusterId(path: string): string {
  return `cluster_${identifierOf(path)}`;
}

/** The clusters around the given places, each before what it holds. */
export function clustersOf(graph: LayerGraph, places: readonly Place[]): readonly GraphCluster[] {
  const counts = new Map(graph.loops.map(({ segments, count }): [string, Expr] => [pathText(segments), count]));
  const clusters = new Map<string, GraphCluster>();
  for (const { around } of places) {
    for (const [depth, path] of around.entries()) {
      if (clusters.has(path)) continue;
      const above = around[depth - 1];
      const parent = above === undefined ? undefined : clusterId(above);
      clusters.set(path, { id: clusterId(path), name: path, parent, times: counts.get(path) ?? one });
    }
  }
  return [...clusters.values()];
}
