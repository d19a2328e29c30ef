import { diagnostic, type PhaseResult } from "../../core/index.ts";
import { countLayers, defaultConvention } from "../../cost/index.ts";
import type { ElaboratedNetwork } from "../../model/index.ts";
import { ExpressionTooLarge, sum } from "../../symbolic/index.ts";
import { argumentsOf } from "../arguments.ts";
import type { Cut } from "./cut.ts";
import { clustersOf } from "./graph-clusters.ts";
import { edgesOf } from "./graph-edges.ts";
import { nodesOf } from "./graph-nodes.ts";
import type { GraphEdge, GraphTensor, GraphView } from "./graph-view.ts";
import { placesOf } from "./places.ts";
import { usesOf } from "./read-tensors.ts";

/**
 * The picture of a network: a node for each layer, or for all layers below a path where `cut` ends it; an edge for each use of a tensor.
 *
 * Units: MACs and parameters of the default convention, as in the rows of a report.
 * Errors: number/formula-too-large where a sum of formulas passes the limits; then there is no value.
 *
 * @example graphView(elaborateNetwork({ source: { name: "a.arch", text: "net A { input: [3]; linear(7) }" }, settings: [], loader: { load: loadShipped } }).value, { kind: "by", by: "layer" }).value.nodes.map((each) => each.id)  // ["input", "n_linear", "output"]
 */
export function graphView({ graph, parameters }: ElaboratedNetwork, cut: Cut): PhaseResult<GraphView> {
  try {
    const places = placesOf(graph, cut);
    const uses = usesOf(graph);
    const counts = countLayers(graph, defaultConvention, undefined);
    const nodes = nodesOf(graph, places, uses, counts);
    const edges = edgesOf(graph, places, uses, nodes);
    const ids = new Set(nodes.map((each) => each.id));
    const drawn = graph.tensors.map(({ id }) => places.ofTensor(id)).filter((each) => ids.has(each.id));
    const value: GraphView = {
      network: graph.name,
      arguments: argumentsOf(parameters),
      assumptions: graph.assumptions,
      cut,
      totals: { macs: sum(counts.map((each) => each.macs)), params: sum(counts.map((each) => each.params)) },
      nodes,
      edges,
      clusters: clustersOf(graph, drawn),
      tensors: tensorsOf(edges),
    };
    return { value, diagnostics: [] };
  } catch (fault) {
    if (!(fault instanceof ExpressionTooLarge)) throw fault;
    return { value: undefined, diagnostics: [diagnostic("number/formula-too-large", {}, undefined)] };
  }
}

function tensorsOf(edges: readonly GraphEdge[]): readonly GraphTensor[] {
  const tensors = new Map<string, GraphTensor>();
  for (const { tensor, shape, from } of edges) tensors.set(tensor, { id: tensor, shape, from });
  return [...tensors.values()];
}
