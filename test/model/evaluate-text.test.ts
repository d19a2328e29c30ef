import { describe, expect, it } from "vitest";
import { rational } from "../../src/core/rational.ts";
import { evaluateText } from "../../src/model/index.ts";
import { evaluate, toText } from "../../src/symbolic/index.ts";
import { costed, elaborateText, elaborateZoo, loaderOf } from "./elaborate-text.ts";

function evaluated(expression: string, forall: string) {
  const { value, diagnostics } = evaluateText({
    source: { name: "e", text: expression },
    forall: { name: "f", text: forall },
    loader: loaderOf(),
  });
  if (value === undefined) throw new Error(diagnostics.map((each) => each.message).join("\n"));
  return value;
}

describe("what cancels is stated", () => {
  it.each([
    ["x/x", "x: real", "1", ["x != 0"]],
    ["x*(1/x)", "x: real", "1", ["x != 0"]],
    ["x^-2 * x^3", "x: real", "x", ["x != 0"]],
    ["(x^2 - 1)/(x - 1)", "x: real", "x + 1", ["x != 1"]],
    ["1/(x*y)", "x, y: real", "1/(x*y)", ["x*y != 0"]],
    // undefined at 0 as printed, where the original is 0
    ["if x == 0 { 0 } else { 1/x }", "x: real", "1/x - [x == 0]/x", ["x != 0"]],
    ["if x == 0 { 0 } else { floor(1/x) }", "x: real", "floor(1/x) - floor(1/x)*[x == 0]", ["x != 0"]],
    ["x/x", "x: int in [1, inf)", "1", []],
    ["if x > 0 { 2/(x + 1) } else { 0 }", "x: real in [0, 1]", "(2 - 2*[x == 0])/(x + 1)", []],
    ["1/(x^2 + 1)", "x: real", "1/(x^2 + 1)", []],
    ["1/x", "x: int in {2, 4}", "1/x", []],
  ])("%s for all %s", (expression, forall, text, assumptions) => {
    expect(evaluated(expression, forall)).toMatchObject({ text, assumptions });
  });

  // A side is a whole number, stated where it is not known: a stride of 1 needs no rounding.
  it.each([
    ["macs(tensor([3, r*D, 4]) -> conv(2, 3))", "216*D*r", ["D*r is an integer"]],
    ["macs(tensor([3, r*D, 4]) -> conv(2, 3, pad=1))", "216*D*r", ["D*r is an integer"]],
  ])("%s", (expression, text, assumptions) => {
    expect(evaluated(expression, "r: real in (0, 1]; D: int in [1, inf)")).toMatchObject({ text, assumptions });
  });

  it("a divisor that is always 0 is an error", () => {
    const { diagnostics } = evaluateText({
      source: { name: "e", text: "1/(x - 3)" },
      forall: { name: "f", text: "x: int in {3}" },
      loader: loaderOf(),
    });
    expect(diagnostics.map((each) => each.code)).toEqual(["number/division-by-zero"]);
  });
});

describe("a comparison of formulas", () => {
  it.each([
    ["floor(2*x) == floor(x) + floor(x + 1/2)", "x: real", "true", []],
    ["(x + y)/2 >= sqrt(x*y)", "x, y: real in [0, inf)", "true", []],
    ["n^2 + 1 <= n", "n: int", "false", []],
    ["sqrt(x)^2 == x", "x: real", "true", ["x >= 0"]],
    ["x^2 > 2", "x: real", "x^2 > 2", []],
  ])("%s for all %s is %s", (expression, forall, text, assumptions) => {
    expect(evaluated(expression, forall)).toMatchObject({ text, assumptions });
  });
});

describe("a root or logarithm that cancels", () => {
  it.each([
    ["sqrt(x) - sqrt(x) + x", "x", ["x >= 0"]],
    ["0*log2(x) + 1", "1", ["x > 0"]],
    ["sqrt(x^2)/sqrt(x^2)", "1", ["sqrt(x^2) != 0"]],
    ["if x > 1 { 0*sqrt(x - 1) } else { 1 }", "[x <= 1]", []],
  ])("leaves what %s needs to have a value", (expression, text, assumptions) => {
    expect(evaluated(expression, "x: real")).toMatchObject({ text, assumptions });
  });
});

describe("a bracketed condition is 1 or 0 where a number is wanted", () => {
  it.each([
    ["[x == 1] + 3", "[x == 1] + 3"],
    ["2*[x < 1] + 2*[x >= 1]", "2"],
    ["[2 > 1]/4 - [1 > 2]", "1/4"],
    ["[x == 1] == 0", "x != 1"],
    ["max([x > 2], [x > 1])", "max(1 - [x <= 1], 1 - [x <= 2])"],
    ["[x == 1]", "[x == 1]"],
  ])("%s", (expression, text) => {
    expect(evaluated(expression, "x: real").text).toBe(text);
  });

  it.each([
    ["shufflenet_v2", "alpha", "real in {0.5, 1, 1.5, 2}", [rational(1, 2), rational(3, 2)]],
    ["shufflenet_v2", "res", "int in [32, 4096] step 32", [rational(64), rational(224)]],
  ] as const)("the formulas of %s in %s read back with their value", (name, symbol, domain, points) => {
    const { totals } = costed(elaborateZoo(name, { [symbol]: "?" }));
    for (const key of ["macs", "params", "peakActivationBytes"] as const) {
      const { expr } = evaluated(toText(totals[key]), `${symbol}: ${domain}`);
      for (const point of points) {
        const at = new Map([[symbol, point]]);
        expect(expr && evaluate(expr, at)).toEqual(evaluate(totals[key], at));
      }
    }
  });

  it("as an attribute and a typed parameter", () => {
    const text =
      "fn f(v: int): int { v + 1 }\nnet A { param c: int in [1, 9] = 4; input: [1, 1, 1]; conv([c > 0]); conv(f([c > 3])) }";
    const { totals } = costed(elaborateText(text, { c: "?" }));
    const macs = (c: number) => evaluate(totals.macs, new Map([["c", rational(c)]]))?.num;
    expect([macs(3), macs(4)]).toEqual([2n, 3n]);
  });
});

describe("a bare `?` is coarsened for roundings only", () => {
  it.each([
    ["a choice of widths", "input: [3, 8, 8]; let w = if c > 8 { c } else { 8 }; conv(w)", []],
    ["the larger of two", "input: [3, 8, 8]; conv(max(c, 2*c - 4))", []],
    ["half the rows", "input: [3, c, 8]; conv(8, 3, 2)", ["c is a multiple of 2"]],
    ["a rounding inside of another function", "input: [3, 8, 8]; conv(max(2, floor(c/4)))", ["c is a multiple of 4"]],
  ])("%s", (_, body, multiples) => {
    const { value } = elaborateText(`net A { param c: int in [1, 16] = 8; ${body} }`, { c: "?" });
    expect(value?.graph.assumptions).toEqual([...multiples, "c in [1, 16]"]);
  });
});
