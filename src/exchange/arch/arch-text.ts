import { format } from "../../../grammar/index.ts";
import { type Diagnostic, diagnostic, type PhaseResult } from "../../core/diagnostic.ts";
import type { Layer, LayerGraph } from "../../graph/index.ts";
import { GraphBuilder } from "../../model/index.ts";
import { shapeText } from "../../ops/index.ts";
import { asInteger } from "../../symbolic/index.ts";
import { findBlocks } from "./blocks.ts";
import { blockLines, bodyLines } from "./print.ts";
import { flowTree, layersOf } from "./tree.ts";
import { unitsOf } from "./unit.ts";

/**
 * A layer graph without free symbols as a text of the language, with structure that comes again as blocks and repeats. Elaborating the
 * text gives the same layers in the same order.
 *
 * Errors: exchange/several-inputs; a net has one input.
 */
export function archText(graph: LayerGraph, comment: string): PhaseResult<string> {
  const [input, ...others] = graph.inputs;
  const shape = input === undefined ? undefined : graph.tensors[input]?.shape;
  if (shape === undefined || others.length > 0) return failed("exchange/several-inputs", graph.inputs.length);
  const [sets] = shape.dims;
  const isOneSet = shape.layout === "tokens" && sets !== undefined && asInteger(sets) === 1n;
  const dims = isOneSet ? shape.dims.slice(1) : shape.dims;
  const { blocks, units } = findBlocks(unitsOf(graph, flowTree(graph)));
  const lines = [
    `# ${comment}`,
    ...blocks.flatMap(blockLines),
    `net ${netName(graph.name)} {`,
    `  input: ${shapeText({ ...shape, dims })}`,
    ...bodyLines(units).map((each) => `  ${each}`),
    "}",
    "",
  ];
  const text = lines.join("\n");
  const formatted = format({ name: "import", text });
  return { value: formatted.value ?? text, diagnostics: [] };
}

function failed(code: "exchange/several-inputs", inputs: number): PhaseResult<string> {
  const made: Diagnostic = diagnostic(code, { inputs }, undefined);
  return { value: undefined, diagnostics: [made] };
}

/** A name of the language: letters, digits and underscores. */
export function netName(name: string): string {
  const plain = name.replace(/[^\p{L}\p{N}_]+/gu, "_").replace(/^_+|_+$/g, "");
  if (plain === "") return "Net";
  return /^[A-Za-z_]/.test(plain) && !keywords.includes(plain) ? plain : `Net_${plain}`;
}

const keywords: readonly string[] = [
  "net",
  "block",
  "fn",
  "table",
  "import",
  "claim",
  "erratum",
  "space",
  "input",
  "repeat",
  "for",
  "if",
];

/** The same graph with its layers in the order in which its text runs them, without those that no output needs. */
export function inTextOrder(graph: LayerGraph): LayerGraph {
  let [before, after] = [graph, orderedOnce(graph)];
  // Flows that cross each other are told in the order of their layers, so that another order can tell them otherwise.
  for (let turn = 1; turn < mostTurns && after !== before; turn++) [before, after] = [after, orderedOnce(after)];
  return after;
}

const mostTurns = 6;

function orderedOnce(graph: LayerGraph): LayerGraph {
  if (graph.inputs.length !== 1) return ofLayers(graph, neededLayers(graph));
  const order = layersOf(flowTree(graph));
  const needed = neededLayers(graph);
  const isWhole = order.length === needed.length && new Set(order).size === order.length;
  return ofLayers(graph, isWhole ? order : needed);
}

function neededLayers({ layers, outputs }: LayerGraph): readonly Layer[] {
  const wanted = new Set(outputs);
  const needed = new Set<Layer>();
  for (const layer of [...layers].reverse()) {
    if (!layer.outputs.some((id) => wanted.has(id))) continue;
    needed.add(layer);
    for (const id of layer.inputs) wanted.add(id);
  }
  return layers.filter((each) => needed.has(each));
}

/** The graph of some of a graph's layers, in an order of their own. */
function ofLayers(graph: LayerGraph, order: readonly Layer[]): LayerGraph {
  const isSame = order.length === graph.layers.length && order.every((layer, index) => layer.index === index);
  if (isSame) return graph;
  const builder = new GraphBuilder();
  const renamed = new Map<number, number>();
  const named = (id: number) => renamed.get(id) ?? id;
  for (const id of graph.inputs) {
    const shape = graph.tensors[id]?.shape;
    if (shape !== undefined) renamed.set(id, builder.addInput(shape));
  }
  for (const layer of order) {
    const shapes = layer.outputs.flatMap((id) => graph.tensors[id]?.shape ?? []);
    const made = builder.addLayer({ ...layer, inputs: layer.inputs.map(named) }, shapes);
    for (const [index, id] of layer.outputs.entries()) renamed.set(id, made[index] ?? id);
  }
  return builder.finish(graph.name, graph.outputs.map(named), new Map(), graph.assumptions);
}
