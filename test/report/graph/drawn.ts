import fc from "fast-check";
import type { PhaseResult } from "../../../src/core/index.ts";
import type { ElaboratedNetwork } from "../../../src/model/index.ts";
import {
  type Cut,
  type GraphRenderOptions,
  type GraphView,
  graphView,
  renderGraph,
} from "../../../src/report/index.ts";

/** `ridge.graph/1`, as whoever reads the JSON sees it. */
export interface GraphDocument {
  readonly schema: string;
  readonly nodes: readonly {
    readonly id: string;
    readonly kind: string;
    readonly name?: string;
    readonly cluster: string | null;
    readonly op?: string;
    readonly layers?: number | string;
    readonly macs?: number | string;
    readonly params?: number | string;
    readonly times?: string;
    readonly condition?: string;
  }[];
  readonly tensors: readonly {
    readonly id: string;
    readonly shape: readonly (number | string)[];
    readonly from: string;
  }[];
  readonly edges: readonly {
    readonly from: string;
    readonly to: string;
    readonly kind: string;
    readonly tensor: string;
    readonly input?: number;
    readonly skip: boolean;
    readonly condition?: string;
  }[];
  readonly clusters: readonly {
    readonly id: string;
    readonly name: string;
    readonly parent: string | null;
    readonly times?: string;
  }[];
}

export const byLayer: Cut = { kind: "by", by: "layer" };
export const cuts: readonly Cut[] = [
  byLayer,
  { kind: "by", by: "block" },
  { kind: "by", by: "stage" },
  { kind: "depth", depth: 1 },
  { kind: "depth", depth: 2 },
];

/** The value of a phase; throws its diagnostics. */
export function resultOf<T>({ value, diagnostics }: PhaseResult<T>): T {
  if (value === undefined) throw new Error(diagnostics.map((each) => `${each.code}: ${each.message}`).join("\n"));
  return value;
}

export function viewOf(network: PhaseResult<ElaboratedNetwork>, cut: Cut): GraphView {
  return resultOf(graphView(resultOf(network), cut));
}

export function textOf(view: GraphView, options: Partial<GraphRenderOptions> = {}): string {
  return resultOf(renderGraph(view, { format: "dot", direction: "TB", ...options }));
}

export function documentOf(view: GraphView): GraphDocument {
  return JSON.parse(textOf(view, { format: "json" }));
}

const signs = [
  '"',
  "\\",
  "\\n",
  "&amp;",
  "&#35;",
  "#35;",
  "#quot;",
  "&",
  "#",
  ";",
  "<b>",
  "</b>",
  "<",
  ">",
  "{",
  "}",
  "|",
  "`",
  "*",
  "_",
  "$$",
];
const words = [
  "a",
  "宽",
  "αβ",
  "end",
  "1. ",
  "- ",
  "%%",
  "%d",
  "--> b",
  "]",
  ")",
  ":::x",
  "\u00e9",
  "\u{1f600}",
  "'",
  "~",
  "^",
  "@{",
];

/** Texts of what DOT, Mermaid, Markdown and HTML read as their own. */
export const hostileText = fc
  .array(fc.constantFrom(...signs, ...words), { minLength: 1, maxLength: 8 })
  .map((parts) => `x${parts.join("")}x`);

/** A text between the quotes of the language. */
export function asWritten(text: string): string {
  return text.replace(/["\\]/g, "\\$&");
}
