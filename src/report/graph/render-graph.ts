import type { Diagnostic } from "../../core/index.ts";
import { diagnostic, type PhaseResult } from "../../core/index.ts";
import { symbolsOf } from "../../symbolic/index.ts";
import { costUnits, shadesOf } from "./graph-shade.ts";
import type { GraphCost, GraphView } from "./graph-view.ts";
import { type GraphDirection, renderDot } from "./render-dot.ts";
import { renderGraphJson } from "./render-graph-json.ts";
import { renderMermaid } from "./render-mermaid.ts";

export type GraphFormat = "dot" | "mermaid" | "json";

export const graphFormats = ["dot", "mermaid", "json"] as const satisfies readonly GraphFormat[];

export interface GraphRenderOptions {
  readonly format: GraphFormat;
  /** Which way a picture runs; means nothing to JSON. */
  readonly direction: GraphDirection;
  /** Shades nodes by their part of a count; means nothing to JSON. */
  readonly cost?: GraphCost | undefined;
}

/** What Mermaid draws unless it is configured: `maxEdges` and `maxTextSize`. Source: Mermaid, Config Schema. */
const mermaidEdges = 500;
const mermaidCharacters = 50_000;

/**
 * The text of a picture in one format.
 *
 * Errors: graph/not-shaded where a count to shade by is a formula. Warns with graph/mermaid-limit of what Mermaid would refuse to draw.
 *
 * @example renderGraph(graphView(elaborateNetwork({ source: { name: "a.arch", text: "net A { input: [3]; linear(7) }" }, settings: [], loader: { load: loadShipped } }).value, { kind: "depth", depth: 1 }).value, { format: "mermaid", direction: "LR" }).value.split("\n")[8]  // "  input -->|\"3\"| n_linear"
 */
export function renderGraph(view: GraphView, { format, direction, cost }: GraphRenderOptions): PhaseResult<string> {
  if (format === "json") return { value: renderGraphJson(view), diagnostics: [] };
  const shades = cost === undefined ? undefined : shadesOf(view, cost);
  if (cost !== undefined && shades === undefined) {
    const symbols = [...new Set(view.nodes.flatMap((each) => [...symbolsOf(each[cost]).keys()]))];
    return {
      value: undefined,
      diagnostics: [diagnostic("graph/not-shaded", { what: costUnits[cost], symbols }, undefined)],
    };
  }
  const shading = cost === undefined || shades === undefined ? undefined : { cost, shades };
  if (format === "dot") return { value: renderDot(view, { direction, shading }), diagnostics: [] };
  const value = renderMermaid(view, { direction, shading });
  return { value, diagnostics: mermaidLimits(view, value) };
}

function mermaidLimits({ edges, cut }: GraphView, text: string): readonly Diagnostic[] {
  const isCoarsest = cut.kind === "by" && cut.by === "stage";
  const exceeded = [
    { what: "edges", found: edges.length, limit: mermaidEdges, setting: "maxEdges" },
    { what: "characters", found: text.length, limit: mermaidCharacters, setting: "maxTextSize" },
  ].filter(({ found, limit }) => found > limit);
  return exceeded.map((each) => diagnostic("graph/mermaid-limit", { ...each, isCoarsest }, undefined));
}
