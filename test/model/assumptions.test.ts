import { describe, expect, it } from "vitest";
import { rational } from "../../src/core/rational.ts";
import { evaluateText } from "../../src/model/index.ts";
import { asConstant, evaluate } from "../../src/symbolic/index.ts";
import { costed, elaborateText, elaborateZoo, loaderOf } from "./elaborate-text.ts";

type Settings = Readonly<Record<string, string>>;

const assumptionsOf = (text: string, settings: Settings) => {
  const { value, diagnostics } = elaborateText(`net A { ${text} }`, settings);
  return value?.graph.assumptions ?? diagnostics.map((each) => each.code);
};

/**
 * Text, domain of r, and what must be stated. That the formula is right where it holds, and that the net is refused where it does not,
 * is tried at every point.
 */
const shapes: readonly (readonly [what: string, text: string, low: number, high: number, stated: readonly string[]])[] =
  [
    ["an input that may vanish", "input: [3, r - 10, r - 10]; conv(4, 3)", 1, 64, ["r >= 11"]],
    ["the largest of two windows", "input: [3, r, r]; conv(8, 5, pad=0); maxpool(3, 2)", 1, 40, ["r >= 7"]],
    ["a window that always fits", "input: [3, r, r]; conv(8, 5, pad=0)", 5, 40, []],
    // ceil(r/2) >= 3, floor((ceil(r/2) - 3)/2) + 1 >= 2: r >= 9
    [
      "windows behind strides",
      "input: [3, r, r]; conv(4, s=2); conv(4, 3, 2, pad=0); maxpool(3, 2, ceil=true)",
      1,
      40,
      ["r >= 9"],
    ],
    ["channels", "input: [3, 8, 8]; conv(r - 4, 3); conv(8)", 1, 16, ["r >= 5"]],
    ["channels from both sides", "input: [3, 8, 8]; conv(r - 4, 3); conv(12 - r)", 1, 16, ["r >= 5", "r <= 11"]],
    ["a stride", "input: [3, 32, 32]; conv(4, 3, s=r - 2, pad=1)", 1, 4, ["r >= 3"]],
    ["a kernel", "input: [3, 9, 9]; conv(4, k=r, pad=1)", 1, 20, ["r <= 11"]],
    ["a pooling padding", "input: [3, 32, 32]; maxpool(4, 2, pad=r)", 0, 8, ["r <= 2"]],
    ["a slice", "input: [12, 4, 4]; slice(C, r, 9 + r)", 0, 8, ["r <= 3"]],
    ["a slice with something in it", "input: [12, 4, 4]; slice(C, r, 9)", 0, 16, ["r <= 8"]],
    [
      "extra rows of a transposed convolution",
      "input: [3, 4, 4]; conv_transpose(4, 3, s=2, out_pad=r)",
      0,
      8,
      ["r <= 1"],
    ],
    ["what a transposed convolution crops", "input: [3, 2, 2]; conv_transpose(4, 2, s=2, pad=r)", 0, 8, ["r <= 1"]],
    ["a repeat count", "input: [3, 4, 4]; relu; repeat r - 2 { conv(3, 3) }", 0, 8, ["r >= 2"]],
    ["a branch", "input: [8, 8, 8]; relu; if r > 3 { conv(r - 5, 3); conv(8) }", 1, 16, ["if r >= 4: r >= 6"]],
    [
      "a branch that a later layer covers",
      "input: [8, 8, 8]; if r > 3 { conv(r - 5, 3); conv(8) }; conv(r - 5)",
      1,
      16,
      ["r >= 6"],
    ],
    ["what only a branch needs", "input: [8, 8, 8]; relu; if r > 3 { conv(r - 3, 3); conv(8) }", 1, 16, []],
    ["a parameter of a net", "input: [3, 8, 8]; B(n=r - 2)", 1, 20, ["r >= 3", "r <= 11"]],
    ["a parameter on steps", "input: [3, 8, 8]; B(n=r, m=r)", 1, 9, ["r/4 is an integer"]],
    ["a parameter of a set", "input: [3, 8, 8]; B(k=r)", 1, 9, ["r in {1, 3, 5}"]],
  ];
const inner = `net B {
  param n: int in [1, 9] = 2
  param m: int in [4, 16] step 4 = 4
  param k: int in {1, 3, 5} = 3
  input: [3, 8, 8]
  conv(n, k)
  conv(m)
}`;

describe("what the domains do not prove is stated", () => {
  it.each(shapes)("%s", (_, text, low, high, stated) => {
    const source = (domain: string) => `${inner}\nnet A { param r: int in ${domain} = ${low}; ${text} }`;
    const free = elaborateNet(source(`[${low}, ${high}]`), { r: `? in [${low}, ${high}]` });
    expect(free.value?.graph.assumptions).toEqual([`r in [${low}, ${high}]`, ...stated]);
    const { totals } = costed(free);
    for (let r = low; r <= high; r++) {
      const concrete = elaborateNet(source(`[${low}, ${high}]`), { r: String(r) });
      const holds = stated.every((each) => isTrueAt(each, r));
      expect([r, concrete.value !== undefined]).toEqual([r, holds]);
      if (!holds) continue;
      const at = new Map([["r", rational(r)]]);
      const wanted = costed(concrete).totals;
      for (const key of ["macs", "params", "flops", "inputBytes", "outputBytes", "peakActivationBytes"] as const) {
        expect([r, key, evaluate(totals[key], at)?.num]).toEqual([r, key, asConstant(wanted[key])?.num]);
      }
    }
  });

  it.each([
    ["no window ever fits", "param r: int in [1, 4] = 1; input: [3, r, r]; conv(8, 5, pad=0)", ["shape/empty-output"]],
    [
      "two requirements exclude each other",
      "param r: int in [1, 9] = 1; input: [3, 4, 4]; conv(r - 5); conv(5 - r)",
      ["shape/not-positive"],
    ],
    ["a dimension is never positive", "param r: int in {1, 2} = 1; input: [3, r - 2, 4]; relu", ["shape/not-positive"]],
    [
      "a repeat count is never one",
      "param r: int in [1, 4] = 1; input: [3, 4, 4]; repeat r + 1/2 { relu }",
      ["model/repeat-count"],
    ],
  ])("%s", (_, text, codes) => {
    expect(assumptionsOf(text, { r: "?" })).toEqual(codes);
  });

  it("a bare integer dimension is at least 1", () => {
    expect(assumptionsOf("param r: int = 3; input: [3, r, r]; conv(8, 3)", { r: "? in [0, inf)" })).toEqual([
      "r in [0, inf)",
      "r != 0",
    ]);
    expect(assumptionsOf("param r: int = 3; input: [3, r, r]; conv(8, 3)", { r: "?" })).toEqual(["r >= 1"]);
  });

  // alpha > 0 and 32*alpha whole leave 1/32 as the smallest width
  it("leaves out what follows from a whole number", () => {
    expect(elaborateZoo("mobilenet_v1", { alpha: "?" }).value?.graph.assumptions).toEqual([
      "alpha in (0, 4]",
      "32*alpha is an integer",
    ]);
  });
});

describe("domains of free parameters", () => {
  it.each([
    ["mobilenet_v3_large", { alpha: "? in {0.75, 1}" }, ["alpha in {0.75, 1}"]],
    ["mobilenet_v2", { alpha: "? in [0.3, 0.9]" }, ["alpha in [0.3, 0.9]"]],
    ["mobilenet_v2", { alpha: "? in {1/3, 1}" }, ["alpha in {1/3, 1}"]],
    ["mobilenet_v2", { res: "?" }, ["res is a multiple of 32", "res in [32, 4096]"]],
    // Multiples of 32 would be two of the 64 values, and not the published 2.
    ["mobilevit_xxs", { patch: "?" }, ["patch in [1, 64]"]],
    ["mobilenet_v2", { res: "? in [40, 400] step 24" }, ["res in [40, 400] step 24"]],
    ["shufflenet_v2", { alpha: "?" }, ["alpha in {0.5, 1, 1.5, 2}"]],
    ["vit_b_16", { res: "?" }, ["res in [16, 4096] step 16"]],
    ["vit_h_14", { res: "? in [224, 518] step 14" }, ["res in [224, 518] step 14"]],
    // A shift is floor(window/2) or 0, and so never below 0.
    ["swin_t", { res: "? in [64, 512]", window: "? in [2, 16]" }, ["window in [2, 16]", "res in [64, 512]"]],
  ])("%s %o states them", (name, settings, wanted) => {
    expect(elaborateZoo(name, settings as unknown as Settings).value?.graph.assumptions).toEqual(wanted);
  });

  it.each([
    [
      "shufflenet_v2",
      { alpha: "? in {0.5, 0.75}" },
      "parameter/outside-domain",
      "`alpha` = 0.75 is outside real in {0.5, 1, 1.5, 2}",
    ],
    ["mobilenet_v1", { res: "? in {31}" }, "parameter/outside-domain", "`res` = 31 is outside int in [32, 4096]"],
    [
      "mobilenet_v1",
      { alpha: "? in [5, 9]" },
      "parameter/outside-domain",
      "`alpha` = [5, 9] is outside real in (0, 4]",
    ],
    [
      "mobilenet_v1",
      { alpha: "? in [0, 4]" },
      "parameter/outside-domain",
      "`alpha` = [0, 4] is outside real in (0, 4]",
    ],
    [
      "mobilenet_v1",
      { alpha: "? in (0, inf)" },
      "parameter/outside-domain",
      "`alpha` = (0, inf) is outside real in (0, 4]",
    ],
    [
      "mobilenet_v1",
      { classes: "? in [0, 10]" },
      "parameter/outside-domain",
      "`classes` = 0 is outside int in [1, 1000000]",
    ],
    [
      "mobilenet_v1",
      { res: "? in {33.5, 64}" },
      "shape/not-integer",
      "a value of `int` must be an integer, found 33.5",
    ],
    ["mobilenet_v1", { res: "? in (223, 224)" }, "domain/empty", "the domain (223, 224) is empty"],
    [
      "vit_b_32",
      { res: "? in [150, 400]" },
      "parameter/outside-domain",
      "`res` = 150 is outside int in [32, 4096] step 32",
    ],
  ])("%s %o is refused", (name, settings, code, message) => {
    const { value, diagnostics } = elaborateZoo(name, settings as unknown as Settings);
    expect(value).toBeUndefined();
    expect(diagnostics.map((each) => [each.code, each.message])).toEqual([[code, message]]);
  });

  it.each([
    ["params(MobileNetV1(alpha=q))", "q: real in (0, 20]", ["32*q is an integer", "q <= 4"]],
    ["params(A(n=m - 20))", "m: int in [1, 90]", ["m >= 21", "m <= 29"]],
    ["params(A(n=m))", "m: int in [2, 7]", []],
  ])("%s for all %s", (expression, forall, wanted) => {
    const file =
      'import MobileNetV1 from "zoo:mobilenet_v1"\nnet A { param n: int in [1, 9] = 1; input: [3, 8, 8]; conv(n) }';
    const { value, diagnostics } = evaluateText({
      source: { name: "e", text: expression },
      forall: { name: "f", text: forall },
      file: { name: "file.arch", text: file },
      loader: loaderOf(),
    });
    expect(diagnostics).toEqual([]);
    expect([...(value?.assumptions ?? [])].sort()).toEqual([...wanted].sort());
  });
});

function elaborateNet(text: string, settings: Settings) {
  return elaborateText(text, settings, {}, "A");
}

/** Reads `r >= 7`, `r <= 3`, `r/4 is an integer`, `r in {1, 3, 5}` and `if r >= 4: ...` at a number. */
function isTrueAt(text: string, r: number): boolean {
  const branch = /^if (.*): (.*)$/.exec(text);
  if (branch !== null) return !isTrueAt(branch[1] ?? "", r) || isTrueAt(branch[2] ?? "", r);
  const bound = /^r (>=|<=) (\d+)$/.exec(text);
  if (bound !== null) return bound[1] === ">=" ? r >= Number(bound[2]) : r <= Number(bound[2]);
  const set = /^r in \{(.*)\}$/.exec(text);
  if (set !== null) return (set[1] ?? "").split(", ").map(Number).includes(r);
  const divisor = /^r\/(\d+) is an integer$/.exec(text);
  if (divisor === null) throw new Error(`cannot read ${text}`);
  return r % Number(divisor[1]) === 0;
}

describe("a domain that speaks of earlier parameters", () => {
  const text =
    "net A { param p: int = 4; param r: int in [p, 64] step p = 8*p; input: [3, r, r]; conv(8, p, s=p, pad=0) }";
  it.each([
    [{}, [32, 8]],
    [{ r: "12" }, [12, 3]],
    [{ r: "12", p: "6" }, [12, 2]],
    [{ p: "3" }, [24, 8]],
  ] as const)("%o", (settings, [input, output]) => {
    const { value } = elaborateText(text, settings);
    const heights = value?.graph.tensors.map(({ shape }) => asConstant(shape.dims[1] as never)?.num);
    expect(heights).toEqual([BigInt(input), BigInt(output)]);
  });

  it.each([
    [{ r: "?" }, ["r in [4, 64] step 4"]],
    [{ r: "?", p: "16" }, ["r in [16, 64] step 16"]],
    [{ r: "? in [2*p, 32] step p", p: "8" }, ["r in [16, 32] step 8"]],
    [{ r: "14" }, ["parameter/outside-domain"]],
    [{ r: "?", p: "?" }, ["domain/not-constant"]],
    [{ r: "32", p: "?" }, ["domain/not-constant"]],
    [{ r: "? in {4, 6}" }, ["parameter/outside-domain"]],
  ])("%o gives %o", (settings, wanted) => {
    const { value, diagnostics } = elaborateText(text, settings as unknown as Settings);
    expect(value?.graph.assumptions ?? diagnostics.map((each) => each.code)).toEqual(wanted);
  });

  it("names the parameter that is free", () => {
    const { diagnostics } = elaborateText(text, { r: "?", p: "?" });
    expect(diagnostics[0]?.message).toBe("a domain's ends, items and step must be numbers, found the formula `p`");
  });
});
