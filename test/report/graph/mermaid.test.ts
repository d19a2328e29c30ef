import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse as parseYaml } from "yaml";
import { renderGraph } from "../../../src/report/index.ts";
import { elaborateText, elaborateZoo } from "../../model/elaborate-text.ts";
import { asWritten, byLayer, cuts, documentOf, hostileText, textOf, viewOf } from "./drawn.ts";

interface Flowchart {
  readonly title: string;
  readonly direction: string;
  readonly nodes: Map<string, { readonly shape: string; readonly label: string; readonly around: string | null }>;
  readonly clusters: Map<string, { readonly label: string; readonly around: string | null }>;
  readonly edges: { readonly from: string; readonly to: string; readonly arrow: string; readonly label: string }[];
  readonly classes: Map<string, string>;
}

const shapes: readonly (readonly [open: string, close: string, shape: string])[] = [
  ["[[", "]]", "subroutine"],
  ["[(", ")]", "cylinder"],
  ["([", "])", "stadium"],
  ["((", "))", "circle"],
  ["{", "}", "rhombus"],
  ["[", "]", "rectangle"],
];

/** Reads a flowchart line by line, after Mermaid's page on their syntax; throws what it cannot read. */
function readFlowchart(text: string): Flowchart {
  const [fence, title = "", end, head = "", ...lines] = text.trimEnd().split("\n");
  expect([fence, end]).toEqual(["---", "---"]);
  const [, direction = ""] = /^flowchart (TB|LR)$/.exec(head) ?? [];
  const chart: Flowchart = {
    title: String(parseYaml(title).title),
    direction,
    nodes: new Map(),
    clusters: new Map(),
    edges: [],
    classes: new Map(),
  };
  const open: string[] = [];
  for (const line of lines.map((each) => each.trim())) readLine(line, chart, open);
  expect(open).toEqual([]);
  return chart;
}

function readLine(line: string, chart: Flowchart, open: string[]): void {
  if (line.startsWith("%%") || line.startsWith("classDef ")) return;
  const around = open.at(-1) ?? null;
  const [, cluster, clusterLabel = ""] = /^subgraph (\w+)\["([^"]*)"\]$/.exec(line) ?? [];
  const [, from, arrow = "", label = "", to = ""] = /^(\w+) (-->|==>|-\.->)\|"([^"]*)"\| (\w+)$/.exec(line) ?? [];
  const [, list, name = ""] = /^class ([\w,]+) (\w+)$/.exec(line) ?? [];
  if (cluster !== undefined) {
    chart.clusters.set(cluster, { label: decoded(clusterLabel), around });
    open.push(cluster);
  } else if (line === "end") {
    expect(open.pop()).toBeDefined();
  } else if (from !== undefined) {
    chart.edges.push({ from, to, arrow, label: decoded(label) });
  } else if (list !== undefined) {
    for (const id of list.split(",")) chart.classes.set(id, name);
  } else {
    const [, id = "", rest = ""] = /^(\w+)(.*)$/.exec(line) ?? [];
    const found = shapes.find(([start, close]) => rest.startsWith(`${start}"`) && rest.endsWith(`"${close}`));
    if (found === undefined || chart.nodes.has(id)) throw new Error(`cannot read ${line}`);
    const text = rest.slice(found[0].length + 1, -found[1].length - 1);
    chart.nodes.set(id, { shape: found[2], label: decoded(text), around });
  }
}

/** Lines of a label; whatever is no character code must mean nothing to Mermaid, Markdown and HTML. */
function decoded(label: string): string {
  const lines = label.split("<br>");
  for (const each of lines) expect(each.replace(/#\d+;/g, "")).not.toMatch(/["#;<>&`*_\\{}[\]|~$%@]/);
  return lines.map((each) => each.replace(/#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)))).join("\n");
}

describe("the flowchart of a network", () => {
  it.each(["mobilenet_v2", "mobilenet_v3_small", "inception_v3", "densenet201"])("%s is that of the JSON", (name) => {
    for (const cut of cuts) {
      const view = viewOf(elaborateZoo(name), cut);
      const { nodes, clusters, edges } = documentOf(view);
      const chart = readFlowchart(textOf(view, { format: "mermaid", direction: "LR" }));
      expect(chart.direction).toBe("LR");
      expect([...chart.nodes].map(([id, { around }]) => `${around} > ${id}`).sort()).toEqual(
        nodes.map(({ id, cluster }) => `${cluster} > ${id}`).sort(),
      );
      expect([...chart.clusters].map(([id, each]) => [id, each.label, each.around])).toEqual(
        clusters.map(({ id, name: label, parent }) => [id, label, parent]),
      );
      expect(chart.edges.map(({ from, to, arrow }) => [from, to, arrow === "==>"])).toEqual(
        edges.map(({ from, to, skip }) => [from, to, skip]),
      );
    }
  });

  it("tells kinds of nodes apart", () => {
    const text = `net A {
      param n: int in [0, 9] = 2
      input: [8, 6, 6]
      repeat n { conv(8, 3); if n > 4 { relu } }
      b: conv(8) -> relu
      gap -> flatten
      add(weight([8]))
    }`;
    const view = viewOf(elaborateText(text, { n: "?" }), { kind: "by", by: "stage" });
    const { nodes } = readFlowchart(textOf(view, { format: "mermaid" }));
    const shapeOf = (id: string) => nodes.get(id)?.shape;
    expect(["input", "n_b", "if", "n_gap", "n_weight", "output"].map(shapeOf)).toEqual([
      "stadium",
      "subroutine",
      "rhombus",
      "rectangle",
      "cylinder",
      "stadium",
    ]);
    const layers = readFlowchart(textOf(viewOf(elaborateText(text, { n: "?" }), byLayer), { format: "mermaid" }));
    expect(layers.nodes.get("turn_repeat__n")?.shape).toBe("circle");
  });

  it("shows any text as it is", () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const network = elaborateText(`net A { param s: string = "${asWritten(text)}"; input: [3]; relu }`);
        const { title } = readFlowchart(textOf(viewOf(network, byLayer), { format: "mermaid" }));
        expect(title).toBe(`A  s=${text} · 0 MACs · 0 params`);
      }),
    );
  });

  it("shows names in Greek and Chinese, and words of Mermaid, as they are written", () => {
    const network = elaborateText(
      "net 网 { input: [3, 8, 8]; βήτα: conv(4, 3); 宽度_2: conv(4); end: relu6; style: relu }",
    );
    const { nodes } = readFlowchart(textOf(viewOf(network, byLayer), { format: "mermaid" }));
    // conv 3x3 of 3 -> 4 at 8x8: 4*3*9 = 108 params, 108*64 = 6912 MACs; conv 1x1 of 4 -> 4: 16 params, 1024 MACs
    expect([...nodes.values()].map(({ label }) => label)).toEqual([
      "input",
      "βήτα: conv 3×3\n6.9 k MACs · 108 params",
      "宽度_2: conv 1×1\n1.0 k MACs · 16 params",
      "end: relu6",
      "style: relu",
      "output",
    ]);
  });
});

describe("what Mermaid would not draw", () => {
  const chain = (layers: number) => elaborateText(`net A { input: [4]; repeat ${layers} { relu } }`);

  // A chain of n layers has n + 1 edges.
  it.each<[layers: number, warned: readonly string[]]>([
    [499, []],
    [500, ["graph/mermaid-limit"]],
  ])("%i layers in a row", (layers, warned) => {
    const { diagnostics } = renderGraph(viewOf(chain(layers), byLayer), { format: "mermaid", direction: "TB" });
    const ofEdges = diagnostics.filter(({ message }) => message.includes("edges"));
    expect(ofEdges.map(({ code }) => code)).toEqual(warned);
    for (const each of ofEdges) expect([each.severity, each.hint]).toEqual(["warning", "--by stage"]);
  });

  it("is a long text too", () => {
    const view = viewOf(elaborateText(`net A { input: [4]; repeat 400 { ${"x".repeat(60)}: relu } }`), byLayer);
    const { value, diagnostics } = renderGraph(view, { format: "mermaid", direction: "TB" });
    expect(value?.length).toBeGreaterThan(50_000);
    expect(diagnostics.map(({ message }) => message)).toEqual([expect.stringContaining(`${value?.length} characters`)]);
    expect(renderGraph(view, { format: "dot", direction: "TB" }).diagnostics).toEqual([]);
  });
});
