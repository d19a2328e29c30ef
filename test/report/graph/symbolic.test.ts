import { describe, expect, it } from "vitest";
import type { Cut } from "../../../src/report/index.ts";
import { elaborateText } from "../../model/elaborate-text.ts";
import { byLayer, documentOf, textOf, viewOf } from "./drawn.ts";

/** Edges as `from -> to`, with what is special about them: `then n > 4`, `skip`. */
function edgesOf(text: string, settings: Readonly<Record<string, string>>, cut: Cut = byLayer): string[] {
  const { edges } = documentOf(viewOf(elaborateText(text, settings), cut));
  return edges.map(({ from, to, kind, condition, skip }) =>
    [
      from,
      "->",
      to,
      ...(kind === "flow" ? [] : [kind]),
      ...(condition === undefined ? [] : [condition]),
      ...(skip ? ["skip"] : []),
    ].join(" "),
  );
}

const choice = `net A {
  param n: int in [0, 9] = 2
  input: [8, 6, 6]
  a: conv(8)
  if n > 4 { b: conv(8) } else { relu }
  c: conv(8)
}`;

describe("a condition on a free symbol", () => {
  it("is a node that one of two tensors comes out of", () => {
    expect(edgesOf(choice, { n: "?" })).toEqual([
      "input -> n_a",
      "n_a -> n_b",
      "n_a -> n_relu",
      "n_b -> if then n >= 5",
      "n_relu -> if otherwise n <= 4",
      "if -> n_c",
      "n_c -> output",
    ]);
    const { nodes } = documentOf(viewOf(elaborateText(choice, { n: "?" }), byLayer));
    expect(nodes.flatMap(({ id, condition }) => (condition === undefined ? [] : [[id, condition]]))).toEqual([
      ["n_b", "n >= 5"],
      ["n_relu", "n <= 4"],
      ["if", "n >= 5"],
    ]);
  });

  it("is drawn dashed, and decided leaves nothing behind", () => {
    const lines = (settings: Readonly<Record<string, string>>) =>
      textOf(viewOf(elaborateText(choice, settings), byLayer))
        .split("\n")
        .filter((line) => line.includes("dashed"));
    expect(lines({ n: "?" }).map((line) => line.trim().split(" [")[0])).toEqual([
      "n_b",
      "n_relu",
      "n_a -> n_b",
      "n_a -> n_relu",
      "n_b -> if",
      "n_relu -> if",
    ]);
    expect(lines({})).toEqual([]);
  });

  it("inside a block stays there, and vanishes with it", () => {
    const free = `net A {
      param n: int in [0, 9] = 2
      input: [8, 6, 6]
      for k in [1, 3] { conv(8, k); if n > 4 { relu }; if n > 6 { relu6 }; conv(8) }
    }`;
    const { nodes } = documentOf(viewOf(elaborateText(free, { n: "?" }), byLayer));
    expect(nodes.filter(({ kind }) => kind === "choice").map(({ id, cluster }) => [id, cluster])).toEqual([
      ["if_for__1", "cluster_for__1"],
      ["if2_for__1", "cluster_for__1"],
      ["if_for__2", "cluster_for__2"],
      ["if2_for__2", "cluster_for__2"],
    ]);
    expect(edgesOf(free, { n: "?" }, { kind: "by", by: "block" })).toEqual([
      "input -> n_for__1",
      "n_for__1 -> n_for__2",
      "n_for__2 -> output",
    ]);
  });
});

const repeated = `net A {
  param n: int in [1, 9] = 2
  input: [8, 6, 6]
  body: repeat n { let x = it; conv(8, 3); relu; add(x) }
  conv(4)
}`;

describe("a repeat with a free count", () => {
  it("is one cluster, with an edge that leads to the next turn", () => {
    expect(edgesOf(repeated, { n: "?" })).toEqual([
      "input -> turn_body__n",
      "turn_body__n -> n_body__n__conv",
      "n_body__n__conv -> n_body__n__relu",
      "n_body__n__relu -> n_body__n__add",
      "turn_body__n -> n_body__n__add skip",
      "n_body__n__add -> n_conv",
      "n_body__n__add -> turn_body__n next-turn",
      "n_conv -> output",
    ]);
    const { clusters, nodes } = documentOf(viewOf(elaborateText(repeated, { n: "?" }), byLayer));
    expect(clusters.map(({ name, times }) => [name, times])).toEqual([
      ["body", undefined],
      ["body.n", "n"],
    ]);
    // 8*8*9 = 576 values, at 36 positions, in each of n turns; that the repeat runs is no condition of its layers
    expect(nodes.find(({ id }) => id === "n_body__n__conv")).toMatchObject({ macs: "20736*n", params: "576*n" });
    expect(nodes.every(({ condition }) => condition === undefined)).toBe(true);
  });

  it.each<[cut: Cut, id: string]>([
    [{ kind: "by", by: "block" }, "n_body__n"],
    [{ kind: "depth", depth: 1 }, "n_body"],
  ])("collapses to one node with its count: %o", (cut, id) => {
    const { nodes } = documentOf(viewOf(elaborateText(repeated, { n: "?" }), cut));
    expect(nodes.find((each) => each.id === id)).toMatchObject({ kind: "group", times: "n", layers: "3*n" });
    expect(edgesOf(repeated, { n: "?" }, cut)).toEqual([`input -> ${id}`, `${id} -> n_conv`, "n_conv -> output"]);
  });

  it("that may not run at all is passed by", () => {
    const text = repeated.replace("[1, 9]", "[0, 9]");
    expect(edgesOf(text, { n: "?" })).toEqual(
      expect.arrayContaining(["n_body__n__add -> if then n != 0", "input -> if otherwise n == 0 skip", "if -> n_conv"]),
    );
  });

  it("in a repeat has a cluster in its cluster", () => {
    const text = `net A {
      param n: int in [1, 9] = 2
      param m: int in [1, 9] = 2
      input: [8, 6, 6]
      repeat n { conv(8); repeat m { relu } }
    }`;
    const { clusters } = documentOf(viewOf(elaborateText(text, { n: "?", m: "?" }), byLayer));
    expect(clusters.map(({ name, parent, times }) => [name, parent, times])).toEqual([
      ["repeat", null, undefined],
      ["repeat.n", "cluster_repeat", "n"],
      ["repeat.n.relu", "cluster_repeat__n", undefined],
      ["repeat.n.relu.n", "cluster_repeat__n__relu", "m"],
    ]);
    const { nodes } = documentOf(viewOf(elaborateText(text, { n: "?", m: "?" }), { kind: "depth", depth: 1 }));
    expect(nodes.find(({ kind }) => kind === "group")).toMatchObject({ times: "n", layers: "m*n + n" });
  });
});

describe("a skip", () => {
  it("is the edge of a tensor that an earlier layer read, into a layer that reads a newer one", () => {
    const text =
      "net A { input: [8, 6, 6]; let x = it -> conv(8); x -> conv(8, 3); add(x); let h = it -> split(2); [h[1], h[0] -> relu] -> concat }";
    expect(edgesOf(text, {})).toEqual([
      "input -> n_conv",
      "n_conv -> n_conv_2",
      "n_conv_2 -> n_add",
      "n_conv -> n_add skip",
      "n_add -> n_split",
      "n_split -> n_relu",
      "n_split -> n_concat",
      "n_relu -> n_concat",
      "n_concat -> output",
    ]);
  });
});
