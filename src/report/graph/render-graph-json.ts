import { defaultConvention } from "../../cost/index.ts";
import type { AttributeValue } from "../../ops/index.ts";
import { type Condition, conditionText, equals, isTrue, one } from "../../symbolic/index.ts";
import { type JsonValue, jsonCount, jsonText } from "../json-text.ts";
import { jsonArguments } from "../render-json.ts";
import type { GraphCluster, GraphEdge, GraphNode, GraphTensor, GraphView } from "./graph-view.ts";
import { isNumber } from "./operation-text.ts";

/** The picture as `ridge.graph/1`: nodes, tensors, edges and clusters, exact counts, formulas as strings where a symbol is free. */
export function renderGraphJson(view: GraphView): string {
  const { cut } = view;
  const document: JsonValue = {
    schema: "ridge.graph/1",
    network: view.network,
    arguments: jsonArguments(view.arguments),
    convention: { name: defaultConvention.name, counts: defaultConvention.counts },
    by: cut.kind === "by" ? cut.by : undefined,
    depth: cut.kind === "depth" ? cut.depth : undefined,
    totals: { macs: jsonCount(view.totals.macs), params: jsonCount(view.totals.params) },
    nodes: view.nodes.map(nodeRecord),
    tensors: view.tensors.map(tensorRecord),
    edges: view.edges.map(edgeRecord),
    clusters: view.clusters.map(clusterRecord),
    assumptions: view.assumptions.length === 0 ? undefined : view.assumptions,
  };
  return `${jsonText(document, 2)}\n`;
}

function nodeRecord(node: GraphNode): JsonValue {
  const { id, kind, name, cluster = null, layer, times } = node;
  const isCounted = layer !== undefined || kind === "group";
  return {
    id,
    kind,
    name: name === "" ? undefined : name,
    cluster,
    op: layer?.operator.name,
    attributes: layer === undefined ? undefined : attributesRecord(layer.attributes),
    layers: kind === "group" ? jsonCount(node.layers) : undefined,
    macs: isCounted ? jsonCount(node.macs) : undefined,
    params: isCounted ? jsonCount(node.params) : undefined,
    times: equals(times, one) ? undefined : jsonCount(times),
    condition: conditionValue(node.condition),
  };
}

function attributesRecord(attributes: ReadonlyMap<string, AttributeValue>): JsonValue {
  const given = [...attributes].filter(([, value]) => value !== "");
  return Object.fromEntries(given.map(([name, value]) => [name, attributeValue(value)]));
}

function attributeValue(value: AttributeValue): JsonValue {
  if (typeof value === "boolean" || typeof value === "string") return value;
  return isNumber(value) ? jsonCount(value) : value.map(jsonCount);
}

function conditionValue(condition: Condition): string | undefined {
  return isTrue(condition) ? undefined : conditionText(condition);
}

function tensorRecord({ id, shape, from }: GraphTensor): JsonValue {
  return { id, shape: shape.dims.map(jsonCount), layout: shape.layout, from };
}

function edgeRecord({ from, to, kind, tensor, input, condition, isSkip }: GraphEdge): JsonValue {
  return { from, to, kind, tensor, input, skip: isSkip, condition: conditionValue(condition) };
}

function clusterRecord({ id, name, parent, times }: GraphCluster): JsonValue {
  return { id, name, parent: parent ?? null, times: equals(times, one) ? undefined : jsonCount(times) };
}
