import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { elaborateText, elaborateZoo } from "../../model/elaborate-text.ts";
import { asWritten, byLayer, cuts, documentOf, type GraphDocument, hostileText, textOf, viewOf } from "./drawn.ts";
import { drawnTexts, type Read, readDot } from "./graphviz.ts";

/** `32×112²` of [32, 112, 112], written anew. */
function shapeWord(shape: readonly (number | string)[]): string {
  const [channels, height, width] = shape;
  return shape.length === 3 && height === width ? `${channels}×${height}²` : shape.join("×");
}

/** Nodes, clusters with what they directly hold, and edges with their last line, as Graphviz read them. */
function structureOf({ objects, edges }: Read) {
  const names = new Map(objects.map(({ _gvid, name }) => [_gvid, name]));
  const named = (list: readonly number[] = []) => list.map((each) => names.get(each) ?? "");
  const inner = new Map(objects.map(({ name, subgraphs }) => [name, named(subgraphs)]));
  const held = new Map(objects.map(({ name, nodes }) => [name, new Set(named(nodes))]));
  const clusters = objects.filter(({ name }) => name.startsWith("cluster"));
  return {
    nodes: objects
      .filter((each) => !clusters.includes(each))
      .map(({ name }) => name)
      .sort(),
    clusters: clusters
      .flatMap(({ name }) => {
        const below = inner.get(name) ?? [];
        const deeper = new Set(below.flatMap((each) => [...(held.get(each) ?? [])]));
        const own = [...(held.get(name) ?? [])].filter((each) => !deeper.has(each));
        return [...below, ...own].map((each) => `${name} > ${each}`);
      })
      .sort(),
    edges: edges
      .map(({ tail, head, label }) => `${names.get(tail)} -> ${names.get(head)} ${label.split("\\n").at(-1)?.trim()}`)
      .sort(),
  };
}

function wantedStructure({ nodes, edges, clusters, tensors }: GraphDocument) {
  const shapes = new Map(tensors.map(({ id, shape }) => [id, shapeWord(shape)]));
  const inside = [
    ...clusters.map(({ id, parent }) => ({ id, around: parent })),
    ...nodes.map(({ id, cluster }) => ({ id, around: cluster })),
  ];
  return {
    nodes: nodes.map(({ id }) => id).sort(),
    clusters: inside.flatMap(({ id, around }) => (around === null ? [] : [`${around} > ${id}`])).sort(),
    edges: edges.map(({ from, to, tensor }) => `${from} -> ${to} ${shapes.get(tensor)}`).sort(),
  };
}

describe("DOT as Graphviz reads it", () => {
  const zoo = ["mobilenet_v2", "mobilenet_v3_large", "googlenet", "densenet121", "shufflenet_v2", "convnext_tiny"];
  it.each(zoo)("%s has the nodes, edges and clusters of the JSON", (name) => {
    for (const cut of cuts) {
      const view = viewOf(elaborateZoo(name), cut);
      expect(structureOf(readDot(textOf(view)))).toEqual(wantedStructure(documentOf(view)));
    }
  });

  it("keeps choices, turns and learned tensors", () => {
    const network = elaborateText(
      `net W {
        param n: int in [0, 9] = 2
        input: [8, 6, 6]
        repeat n { let x = it; conv(8, 3); if n > 4 { relu }; add(x) }
        gap -> flatten
        add(weight([8]))
      }`,
      { n: "?" },
    );
    for (const cut of cuts) {
      const view = viewOf(network, cut);
      const read = readDot(textOf(view));
      expect(structureOf(read)).toEqual(wantedStructure(documentOf(view)));
      expect(read.objects.find(({ name }) => name === "n_weight")?.shape).toBe("cylinder");
    }
  });
});

describe("the labels of a drawn picture", () => {
  it("show names in Greek and Chinese as they are written", () => {
    const text = "net 网 { input: [3, 8, 8]; βήτα: conv(4, 3); 宽度_2: conv(4); node: relu; end: relu6 }";
    const texts = drawnTexts(textOf(viewOf(elaborateText(text), byLayer)));
    for (const each of ["βήτα: conv 3×3", "宽度_2: conv 1×1", "node: relu", "end: relu6"])
      expect(texts).toContain(each);
    expect(texts[0]).toBe("网");
  });

  it("show any text as it is", () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const network = elaborateText(`net A { param s: string = "${asWritten(text)}"; input: [3]; relu }`);
        expect(drawnTexts(textOf(viewOf(network, byLayer)))[0]).toBe(`A  s=${text}`);
      }),
      { numRuns: 60 },
    );
  });
});
