import { describe, expect, it } from "vitest";
import { rational } from "../../src/core/rational.ts";
import { asInteger, evaluate } from "../../src/symbolic/index.ts";
import { costed, elaborateText } from "./elaborate-text.ts";

// On one pixel a 1x1 convolution multiplies once per weight: stem 3*4, middle 4*5, aside 5*7, n turns of 5*5, tail 5*2.
const backbone = `net Backbone {
  param side: bool = false
  param n: int in [0, 9] = 1
  input: [3, 1, 1]
  stem: conv(4)
  tap early
  middle: conv(5)
  tap wide
  if side { aside: wide -> conv(7) }
  wide
  turn: repeat n { conv(5) -> relu }
  tail: conv(2)
}
`;
const stem = 12;
const middle = 20;
const aside = 35;
const turn = 25;
const tail = 10;

type Settings = Readonly<Record<string, string>>;

function whole(body: string, settings: Settings = {}) {
  const text = `${backbone}net Whole {\n  param n: int in [0, 9] = 1\n  input: [3, 1, 1]\n${body}\n}\n`;
  const result = elaborateText(text, settings, {}, "Whole");
  const cost = costed(result);
  const graph = result.value?.graph;
  const maker = (id: number) => {
    const origin = graph?.tensors[id]?.origin;
    return origin?.kind === "layer" ? graph?.layers[origin.layer]?.name : origin?.kind;
  };
  return {
    macs: cost.totals.macs,
    found: [Number(asInteger(cost.totals.macs)), (graph?.outputs ?? []).map(maker)],
    layers: graph?.layers.map((each) => each.name),
    indices: graph?.layers.map((each) => each.index),
    taps: [...(graph?.taps ?? [])].map(([name, id]) => [name, maker(id)]),
  };
}

describe("a net that is read at its taps alone ends behind them", () => {
  it.each([
    ["at a path", 'b.at("middle") -> conv(8)', stem + middle + 5 * 8, ["conv"]],
    ["at a tap", "b.early -> conv(8)", stem + 4 * 8, ["conv"]],
    [
      "at two places",
      'b.early -> conv(8)\nb.at("middle") -> conv(9)',
      stem + 4 * 8 + middle + 5 * 9,
      ["conv", "conv_2"],
    ],
    ["where the tap itself is an output", "b.early\ninput -> conv(9)", stem + 3 * 9, ["Backbone.stem", "conv"]],
    ["where one tap leads to the other", 'b.early\nb.at("middle")', stem + middle, ["Backbone.middle"]],
    ["where a tap is an output and read", "b.early\nb.early -> conv(8)", stem + 4 * 8, ["conv"]],
  ])("%s", (_, reads, macs, outputs) => {
    const { found, indices } = whole(`let b = input -> Backbone\n${reads}`);
    expect(found).toEqual([macs, outputs]);
    expect(indices).toEqual(indices?.map((_, at) => at));
  });

  it("and leaves out its other outputs", () => {
    const { found } = whole('let b = input -> Backbone(side=true)\nb.at("turn") -> conv(8)');
    expect(found).toEqual([stem + middle + turn + 5 * 8, ["conv"]]);
  });

  it.each([
    [
      "its result is read too",
      "let b = input -> Backbone(side=true)\n[b, b.early] -> concat",
      ["Backbone.aside", "concat"],
    ],
    [
      "its result ends the flow",
      "let b = input -> Backbone(side=true)\nb.early -> conv(8)\nb",
      ["Backbone.aside", "Backbone.tail", "conv"],
    ],
  ])("but not where %s", (_, body, outputs) => {
    const all = stem + middle + aside + turn + tail;
    expect(whole(body).found).toEqual([all + (body.includes("conv(8)") ? 4 * 8 : 0), outputs]);
  });

  it("nor where no tap is read: then its result is an output", () => {
    const { found } = whole("input -> Backbone\ninput -> conv(8)");
    expect(found).toEqual([stem + middle + turn + tail + 3 * 8, ["Backbone.tail", "conv"]]);
  });

  it("inside a net that is cut itself, and each run for itself", () => {
    const inner = `net Features {
  input: [3, 1, 1]
  let b = input -> Backbone
  b.at("middle") -> conv(6)
  tap out
  conv(100)
}
net Whole {
  input: [3, 1, 1]
  let f = input -> Features
  let b = input -> Backbone
  f.out -> conv(2)
  b -> conv(3)
}
`;
    const { totals } = costed(elaborateText(backbone + inner, {}, {}, "Whole"));
    const features = stem + middle + 5 * 6;
    expect(Number(asInteger(totals.macs))).toBe(features + 6 * 2 + stem + middle + turn + tail + 2 * 3);
  });

  it("with free repeats before the tap and behind it", () => {
    const before = whole('let b = input -> Backbone(n=n)\nb.at("turn") -> conv(8)', { n: "?" }).macs;
    const behind = whole("let b = input -> Backbone(n=n)\nb.wide -> conv(8)", { n: "?" }).macs;
    for (const n of [1n, 4n]) {
      const at = (macs: typeof before) => Number(evaluate(macs, new Map([["n", rational(n)]]))?.num);
      expect([at(before), at(behind)]).toEqual([stem + middle + Number(n) * turn + 5 * 8, stem + middle + 5 * 8]);
    }
  });

  it("nor where a flow statement makes its result an output", () => {
    const { found, taps } = whole("input -> Backbone\ntap b\nb.early -> conv(8)");
    expect(found).toEqual([stem + middle + turn + tail + 4 * 8, ["Backbone.tail", "conv"]]);
    expect(taps).toEqual([["b", "Backbone.tail"]]);
  });

  it("and the taps of the whole follow", () => {
    const { taps, layers } = whole("let b = input -> Backbone\nb.early -> conv(8)\ntap own\nconv(9)\ntap last");
    expect(taps).toEqual([
      ["own", "conv"],
      ["last", "conv_2"],
    ]);
    expect(layers).toEqual(["Backbone.stem", "conv", "conv_2"]);
  });

  it("in a measure", () => {
    const measure = (reads: string) => whole(`let w = macs(${reads})\nconv(1) -> conv(w)`).found[0];
    const width = (macs: number) => 3 + macs;
    expect(measure('(input -> Backbone).at("middle")')).toBe(width(stem + middle));
    expect(measure("(input -> Backbone)")).toBe(width(stem + middle + turn + tail));
  });
});

it("a tensor of one's own that nothing reads is an error beside a net that is cut", () => {
  const text = `${backbone}net Whole {
  input: [3, 1, 1]
  let b = input -> Backbone
  let unread = input -> conv(3)
  b.early -> conv(8)
}
`;
  const { value, diagnostics } = elaborateText(text, {}, {}, "Whole");
  expect([value, ...diagnostics.map((each) => each.code)]).toEqual([undefined, "name/unused"]);
});

it("a list with a fault says nothing more", () => {
  const { diagnostics } = elaborateText(
    "net A { input: [3, 4, 4]; let x = input -> conv(5, g=3); [x, input] -> concat }",
  );
  expect(diagnostics.map((each) => each.code)).toEqual(["shape/groups"]);
});
