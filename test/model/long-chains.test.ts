import { describe, expect, it } from "vitest";
import { evaluateText } from "../../src/model/index.ts";
import { costed, elaborateText, loaderOf } from "./elaborate-text.ts";

const links = 50_000;
const times = (text: string, count = links) => text.repeat(count);
const net = (body: string) => `net N {\n  input: [3, 8, 8]\n  ${body}\n}\n`;
/** `let v1 = ..` and so on, each made from the one before. */
const lets = (count: number, next: (before: string) => string) =>
  Array.from({ length: count }, (_, index) => `let v${index + 1} = ${next(`v${index}`)}\n`).join("");

describe("chains of 50,000 links are read and expanded", () => {
  // Layers by counting the blocks written; `and`, `or`, `+`, `-`, `*` and `/` leave one.
  it.each<[string, string, number]>([
    ["stages on the flowing tensor", net(`relu${times(" -> relu")}`), links + 1],
    ["blocks composed into one", net(`let f = relu${times(" -> relu")}\n  f`), links + 1],
    ["`and`", net(`if true${times(" and true")} { relu }`), 1],
    ["`or`", net(`if true${times(" or false")} { relu }`), 1],
    ["`+`", net(`conv(1${times(" + 1")})`), 1],
    ["`-`", net(`conv(60000${times(" - 1")})`), 1],
    ["`*`", net(`conv(1${times(" * 1")})`), 1],
    ["`/`", net(`conv(1${times(" / 1")})`), 1],
    ["items of a list", net(`[it${times(", it")}] -> concat`), 1],
    ["names, each from the one before", net(`let v0 = 1\n${lets(links, (v) => `${v} + 1`)} conv(v${links})`), 1],
  ])("%s", (_, text, layers) => {
    const { value, diagnostics } = elaborateText(text);
    expect(diagnostics).toEqual([]);
    expect(value?.graph.layers.length).toBe(layers);
  });

  it.each([
    [`x${times(" + x")}`, `${links + 1}*x`],
    [`x >= 1${times(" and x > 0")}`, "x >= 1"],
    [`max(x${times(", x + 1")})`, "x + 1"],
  ])("a formula in a free symbol", (text, expected) => {
    const forall = { name: "--forall", text: "x: int" };
    const { value, diagnostics } = evaluateText({ source: { name: "t", text }, forall, loader: loaderOf() });
    expect(diagnostics).toEqual([]);
    expect(value?.text).toBe(expected);
  });
});

describe("what is too long says so", () => {
  it.each<[string, string, string, RegExp]>([
    ["`else if`", net(`if false { relu }${times(" else if false { relu }")}`), "syntax/too-deep", /200/],
    [
      "a chain of names, each one stage longer",
      net(`let v0 = relu\n${lets(40_000, (v) => `${v} -> relu`)}`),
      "model/too-large",
      /300,000/,
    ],
    ["blocks in blocks", net(`let v0 = relu\n${lets(10_000, (v) => `relu -> ${v}`)} v10000`), "model/too-deep", /400/],
    [
      "blocks that double",
      `block w(f: block) { f }\n${net(`let v0 = relu -> relu\n${lets(40, (v) => `${v} -> ${v}`)} w(v40)`)}`,
      "model/too-large",
      /300,000/,
    ],
    [
      "lists that double",
      net(`let v0 = [1, 2]\n${lets(40, (v) => `[${v}, ${v}]`)} conv(v40)`),
      "type/mismatch",
      /list/,
    ],
  ])("%s", (_, text, code, words) => {
    const { value, diagnostics } = elaborateText(text);
    expect(value).toBeUndefined();
    expect(diagnostics.map((each) => each.code)).toEqual([code]);
    expect(diagnostics[0]?.message).toMatch(words);
  });

  it("a sum of 20,001 different terms", () => {
    const text = Array.from({ length: 20_001 }, (_, index) => `floor(x/${index + 1})`).join(" + ");
    const forall = { name: "--forall", text: "x: int" };
    const { diagnostics } = evaluateText({ source: { name: "t", text }, forall, loader: loaderOf() });
    expect(diagnostics.map((each) => each.code)).toEqual(["number/formula-too-large"]);
  });

  it("a list that doubles has no text, but may be passed on", () => {
    const doubled = `fn f(x: list): list { let v0 = x\n${lets(40, (v) => `[${v}, ${v}]`)} v40 }`;
    const request = { file: { name: "f.arch", text: doubled }, loader: loaderOf() };
    const { diagnostics } = evaluateText({ ...request, source: { name: "t", text: "f([1, 2])" } });
    expect(diagnostics.map((each) => each.code)).toEqual(["number/formula-too-large"]);
    const { layers } = costed(elaborateText(net(`let v0 = [1, 2]\n${lets(40, (v) => `[${v}, ${v}]`)} relu`)));
    expect(layers.length).toBe(1);
  });
});
