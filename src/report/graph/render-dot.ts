import { clusterLine, edgeLines, isDashed, nodeLines, remarkLines, type Shading, titleLines } from "./graph-label.ts";
import { shadeColours } from "./graph-shade.ts";
import { type ClusterTree, isTree, treeOf } from "./graph-tree.ts";
import type { GraphEdge, GraphNode, GraphView, NodeKind } from "./graph-view.ts";

/** Which way a picture runs: from top to bottom or from left to right. */
export type GraphDirection = "TB" | "LR";

export const graphDirections: readonly GraphDirection[] = ["TB", "LR"];

export interface PictureOptions {
  readonly direction: GraphDirection;
  readonly shading?: Shading | undefined;
}

const looks: Readonly<Record<NodeKind, Readonly<Record<string, string>>>> = {
  input: { shape: "oval" },
  output: { shape: "oval" },
  layer: {},
  group: { shape: "box3d" },
  weight: { shape: "cylinder" },
  choice: { shape: "diamond" },
  turn: { shape: "circle" },
};

/**
 * The picture in the DOT language: a box for each layer, a box with depth for collapsed ones, a cylinder for learned tensors; skips are
 * bold, what depends on a condition is dashed.
 *
 * Source: Graphviz, The DOT Language, and Node, Edge and Graph Attributes.
 */
export function renderDot(view: GraphView, { direction, shading }: PictureOptions): string {
  const nodes = new Map(view.nodes.map((each) => [each.id, each]));
  return [
    ...remarkLines(view).map((each) => `// ${printable(each)}`),
    `digraph ${quoted([view.network])} {`,
    `  graph${attributes({ rankdir: direction, label: titleLines(view, shading), ...graphLook })}`,
    `  node${attributes(nodeLook)}`,
    `  edge${attributes(edgeLook)}`,
    ...treeOf(view).flatMap((item) => itemLines(item, "  ", shading)),
    ...view.edges.map((each) => edgeLine(each, nodes)),
    "}",
    "",
  ].join("\n");
}

const fontname = "Helvetica";
/** Titles stand at the left, where fewer edges pass. Sizes in points, margins in inches: wide enough for a wider font. */
const graphLook = { labelloc: "t", labeljust: "l", fontname, style: "rounded", color: "#808080" };
const nodeLook = { shape: "box", style: "filled", fillcolor: "#ffffff", margin: "0.2,0.06", fontname, fontsize: "11" };
const edgeLook = { fontname, fontsize: "9" };

function itemLines(item: GraphNode | ClusterTree, margin: string, shading: Shading | undefined): readonly string[] {
  if (!isTree(item)) return [margin + nodeLine(item, shading)];
  return [
    `${margin}subgraph ${item.cluster.id} {`,
    `${margin}  label=${quoted([clusterLine(item.cluster)])}`,
    ...item.items.flatMap((each) => itemLines(each, `${margin}  `, shading)),
    `${margin}}`,
  ];
}

function nodeLine(node: GraphNode, shading: Shading | undefined): string {
  const shade = shading?.shades.get(node.id);
  return `${node.id}${attributes({
    label: nodeLines(node, shading),
    ...looks[node.kind],
    ...(node.condition.kind === "true" || node.kind === "choice" ? {} : { style: "filled,dashed" }),
    ...(shade === undefined ? {} : { fillcolor: shadeColours[shade.step] ?? "" }),
    ...(node.layer === undefined ? {} : { tooltip: [node.name] }),
  })}`;
}

function edgeLine(edge: GraphEdge, nodes: ReadonlyMap<string, GraphNode>): string {
  return `  ${edge.from} -> ${edge.to}${attributes({
    label: edgeLines(edge).map((line) => ` ${line} `),
    ...(edge.isSkip ? { penwidth: "2.5" } : {}),
    ...(isDashed(edge, nodes) ? { style: "dashed" } : {}),
  })}`;
}

/** Words of the language of DOT stand as they are, lines of text as a string. */
function attributes(given: Readonly<Record<string, string | readonly string[]>>): string {
  const parts = Object.entries(given).map(([name, value]) => {
    const isPlain = typeof value === "string" && /^[A-Za-z_][A-Za-z0-9_]*$|^\d+(\.\d+)?$/.test(value);
    return `${name}=${isPlain ? value : quoted(typeof value === "string" ? [value] : value)}`;
  });
  return ` [${parts.join(", ")}]`;
}

/** Lines of text as one string of DOT: quotes and backslashes escaped, `&` too since labels may hold HTML entities. */
function quoted(lines: readonly string[]): string {
  return `"${lines.map((line) => printable(line).replace(/["\\]/g, "\\$&").replaceAll("&", "&amp;")).join("\\n")}"`;
}

/** Control characters cannot stand in any label. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cs}\u2028\u2029]/gu, "\ufffd");
}
