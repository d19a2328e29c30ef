import { isTrue } from "../../symbolic/index.ts";
import { clusterLine, edgeLines, isDashed, nodeLines, remarkLines, type Shading, titleLines } from "./graph-label.ts";
import { shadeColours } from "./graph-shade.ts";
import { type ClusterTree, isTree, treeOf } from "./graph-tree.ts";
import type { GraphEdge, GraphNode, GraphView, NodeKind } from "./graph-view.ts";
import { type PictureOptions, printable } from "./render-dot.ts";

const brackets: Readonly<Record<NodeKind, readonly [open: string, close: string]>> = {
  input: ["([", "])"],
  output: ["([", "])"],
  layer: ["[", "]"],
  group: ["[[", "]]"],
  weight: ["[(", ")]"],
  choice: ["{", "}"],
  turn: ["((", "))"],
};

/**
 * The picture as a Mermaid flowchart: a box for each layer, one with double sides for collapsed ones, a cylinder for learned tensors; skips
 * are thick, what depends on a condition is dotted.
 *
 * Source: Mermaid, Flowcharts - Basic Syntax.
 */
export function renderMermaid(view: GraphView, { direction, shading }: PictureOptions): string {
  const nodes = new Map(view.nodes.map((each) => [each.id, each]));
  return [
    "---",
    `title: ${yamlText(titleLines(view, shading).join(" · "))}`,
    "---",
    `flowchart ${direction}`,
    ...remarkLines(view).map((each) => `  %% ${printable(each)}`),
    ...treeOf(view).flatMap((item) => itemLines(item, "  ", shading)),
    ...view.edges.map((each) => edgeLine(each, nodes)),
    ...classLines(view, shading),
    "",
  ].join("\n");
}

function itemLines(item: GraphNode | ClusterTree, margin: string, shading: Shading | undefined): readonly string[] {
  if (!isTree(item)) {
    const [open, close] = brackets[item.kind];
    return [`${margin}${item.id}${open}${quoted(nodeLines(item, shading))}${close}`];
  }
  return [
    `${margin}subgraph ${item.cluster.id}[${quoted([clusterLine(item.cluster)])}]`,
    ...item.items.flatMap((each) => itemLines(each, `${margin}  `, shading)),
    `${margin}end`,
  ];
}

function edgeLine(edge: GraphEdge, nodes: ReadonlyMap<string, GraphNode>): string {
  const arrow = isDashed(edge, nodes) ? "-.->" : edge.isSkip ? "==>" : "-->";
  return `  ${edge.from} ${arrow}|${quoted(edgeLines(edge))}| ${edge.to}`;
}

/** Fills of the shades that occur, and dashed borders of what exists under a condition. */
function classLines(view: GraphView, shading: Shading | undefined): readonly string[] {
  const shaded = shadeColours.flatMap((colour, step) => {
    const ids = view.nodes.filter(({ id }) => shading?.shades.get(id)?.step === step).map(({ id }) => id);
    return step === 0 || ids.length === 0 ? [] : classOf(`shade${step}`, `fill:${colour},color:#000000`, ids);
  });
  const guarded = view.nodes.filter(({ kind, condition }) => kind !== "choice" && !isTrue(condition));
  const dashed =
    guarded.length === 0
      ? []
      : classOf(
          "guarded",
          "stroke-dasharray:4",
          guarded.map(({ id }) => id),
        );
  return [...shaded, ...dashed];
}

function classOf(name: string, style: string, ids: readonly string[]): readonly string[] {
  return [`  classDef ${name} ${style}`, `  class ${ids.join(",")} ${name}`];
}

/** A text in YAML. No `%`, since `%%{` starts a directive of Mermaid wherever it stands. */
function yamlText(text: string): string {
  return JSON.stringify(printable(text)).replaceAll("%", "\\u0025");
}

/** Lines of text as one label. Whatever Mermaid, Markdown or HTML could read as their own stands as its character code. */
function quoted(lines: readonly string[]): string {
  return `"${lines.map(escaped).join("<br>")}"`;
}

function escaped(line: string): string {
  return printable(line).replace(/[^\p{L}\p{M}\p{N} .,:=+()/·×²-]/gu, (each) => `#${each.codePointAt(0) ?? 0};`);
}
