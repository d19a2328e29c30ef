import { describe, expect, it } from "vitest";
import type { LayerGraph, TensorId } from "../../../src/graph/index.ts";
import { shapeText } from "../../../src/ops/index.ts";
import { asInteger } from "../../../src/symbolic/index.ts";
import { costed, elaborateZoo, onePerNet } from "../../model/elaborate-text.ts";
import { byLayer, cuts, documentOf, type GraphDocument, resultOf, viewOf } from "./drawn.ts";

/** Each network is elaborated once for all tests. */
const networks = new Map(onePerNet.map((name) => [name, elaborateZoo(name)]));
const networkOf = (name: string) => networks.get(name) ?? elaborateZoo(name);

/** A zoo network has no free parameters, so that every tensor comes from a layer or is an input. */
function makerOf(graph: LayerGraph, id: TensorId): string {
  const origin = graph.tensors[id]?.origin;
  return origin?.kind === "layer" ? (graph.layers[origin.layer]?.name ?? "") : (origin?.kind ?? "");
}

/** Who reads what from whom, read off the layer graph: `maker -> reader #input [shape]`. */
function usesOf(graph: LayerGraph): string[] {
  const shape = (id: TensorId) => shapeText(graph.tensors[id]?.shape ?? { layout: "vector", dims: [] });
  return [
    ...graph.layers.flatMap(({ name, inputs }) =>
      inputs.map((id, input) => `${makerOf(graph, id)} -> ${name} #${input} ${shape(id)}`),
    ),
    ...graph.outputs.map((id) => `${makerOf(graph, id)} -> output ${shape(id)}`),
  ].sort();
}

function drawnUses({ nodes, edges, tensors }: GraphDocument): string[] {
  const names = new Map(nodes.map(({ id, kind, name = "" }) => [id, kind === "output" ? "output" : name]));
  const shapes = new Map(tensors.map(({ id, shape }) => [id, `[${shape.join(", ")}]`]));
  return edges
    .map(({ from, to, tensor, input }) => {
      const place = input === undefined ? "" : ` #${input}`;
      return `${names.get(from)} -> ${names.get(to)}${place} ${shapes.get(tensor)}`;
    })
    .sort();
}

describe("the picture of a network by layer", () => {
  it.each(onePerNet)("%s has each use of each tensor once, with its shape", (name) => {
    const network = networkOf(name);
    const { graph } = resultOf(network);
    const document = documentOf(viewOf(network, byLayer));
    expect(document.schema).toBe("ridge.graph/1");
    expect(drawnUses(document)).toEqual(usesOf(graph));
    const drawn = document.nodes.filter(({ kind }) => kind === "layer" || kind === "weight");
    const wanted = costed(network).layers.map(({ layer, macs, params }) => {
      return [layer.name, layer.operator.name, Number(asInteger(macs)), Number(asInteger(params))];
    });
    expect(drawn.map((each) => [each.name, each.op, each.macs, each.params])).toEqual(wanted);
    expect(new Set(document.tensors.map(({ id }) => id)).size).toBe(document.tensors.length);
  });
});

/** The node whose path is that of a layer, or the start of it. */
function holderOf(document: GraphDocument, layer: string): string {
  const holders = document.nodes.filter(({ kind, name = "" }) => {
    return ["layer", "weight", "group"].includes(kind) && (layer === name || layer.startsWith(`${name}.`));
  });
  expect([layer, holders.length]).toEqual([layer, 1]);
  return holders[0]?.id ?? "";
}

/** Nodes are in an order in which every edge leads forwards, if there is one: takes away nodes that nothing left leads to. */
function hasCycle({ nodes, edges }: GraphDocument): boolean {
  let left = edges;
  let open = nodes.map(({ id }) => id);
  for (;;) {
    const targets = new Set(left.map(({ to }) => to));
    const free = open.filter((id) => !targets.has(id));
    if (free.length === 0) return open.length > 0;
    open = open.filter((id) => targets.has(id));
    left = left.filter(({ from }) => targets.has(from));
  }
}

describe("the collapsed picture of a network", () => {
  it.each(onePerNet)("%s keeps the counts, and the edges between nodes", (name) => {
    const network = networkOf(name);
    const { graph } = resultOf(network);
    const { params, macs } = costed(network).totals;
    for (const cut of cuts) {
      const document = documentOf(viewOf(network, cut));
      const sum = (key: "macs" | "params") => document.nodes.reduce((total, each) => total + Number(each[key] ?? 0), 0);
      expect([cut, BigInt(sum("macs")), BigInt(sum("params"))]).toEqual([cut, asInteger(macs), asInteger(params)]);
      const holders = new Map(graph.layers.map((each) => [each.name, holderOf(document, each.name)]));
      const between = new Set<string>();
      for (const layer of graph.layers) {
        for (const id of layer.inputs) {
          const maker = makerOf(graph, id);
          const from = maker === "input" ? "input" : holders.get(maker);
          if (from !== holders.get(layer.name)) between.add(`${from} -> ${holders.get(layer.name)}`);
        }
      }
      const drawn = document.edges.filter(({ to }) => !to.startsWith("output"));
      expect(new Set(drawn.map(({ from, to }) => `${from} -> ${to}`))).toEqual(between);
      expect(hasCycle(document)).toBe(false);
    }
  });

  it.each(onePerNet)("%s nests its clusters by their paths", (name) => {
    for (const cut of cuts) {
      const { nodes, clusters } = documentOf(viewOf(networkOf(name), cut));
      const byId = new Map(clusters.map((each) => [each.id, each]));
      const above = (path: string) => path.slice(0, Math.max(path.lastIndexOf("."), 0));
      for (const each of clusters) expect(byId.get(each.parent ?? "")?.name ?? "").toBe(above(each.name));
      for (const each of nodes) expect(byId.get(each.cluster ?? "")?.name ?? "").toBe(above(each.name ?? ""));
      const held = new Set([...nodes.map((each) => each.cluster), ...clusters.map((each) => each.parent)]);
      expect(clusters.filter(({ id }) => !held.has(id))).toEqual([]);
      expect(new Set([...nodes, ...clusters].map(({ id }) => id)).size).toBe(nodes.length + clusters.length);
    }
  });
});
