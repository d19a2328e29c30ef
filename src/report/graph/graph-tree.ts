import type { GraphCluster, GraphNode, GraphView } from "./graph-view.ts";

/** A cluster with what it holds, in the order of the picture. */
export interface ClusterTree {
  readonly cluster: GraphCluster;
  readonly items: readonly (GraphNode | ClusterTree)[];
}

/** The nodes and clusters of a picture that no cluster is around. */
export function treeOf(view: GraphView): readonly (GraphNode | ClusterTree)[] {
  const top: (GraphNode | ClusterTree)[] = [];
  const clusters = new Map(view.clusters.map((each) => [each.id, each]));
  const lists = new Map<string, (GraphNode | ClusterTree)[]>();
  const listOf = (id: string | undefined): (GraphNode | ClusterTree)[] => {
    const cluster = id === undefined ? undefined : clusters.get(id);
    if (cluster === undefined) return top;
    const known = lists.get(cluster.id);
    if (known !== undefined) return known;
    const items: (GraphNode | ClusterTree)[] = [];
    lists.set(cluster.id, items);
    listOf(cluster.parent).push({ cluster, items });
    return items;
  };
  for (const node of view.nodes) listOf(node.cluster).push(node);
  return top;
}

export function isTree(item: GraphNode | ClusterTree): item is ClusterTree {
  return "items" in item;
}
