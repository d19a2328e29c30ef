import { describe, expect, it } from "vitest";
import { checkText } from "./check-text.ts";

/** In a claim with symbols N, Dk, x and M. */
const inClaim = (text: string) => `claim "t" {\n  forall N, Dk, x, M: int in [1, inf)\n  ${text}\n}`;

/** What a reader of papers types, the message, and what its hint must say. */
describe("formulas as they are printed", () => {
  it.each([
    ["2(x + 1) == 2*x + 2", "type/not-callable", "`2*(x + 1)`"],
    ["(x + 1)(x - 1) == x^2 - 1", "type/not-callable", "`(x + 1)*(x - 1)`"],
    ["x(x - 1) == x^2 - x", "type/not-callable", "`x*(x - 1)`"],
    ["2x == 2*x", "syntax/unknown-suffix", "`2*x`"],
    ["2 x == 2*x", "syntax/expected", "`2*x`"],
    ["M N == N*M", "syntax/expected", "`M*N`"],
    ["M = N", "syntax/assign-for-equal", "`==`"],
    ["1/N = 1/N", "syntax/assign-for-equal", "`==`"],
    ["M =< N", "syntax/expected", "`<=`"],
    ["x**2 == x^2", "syntax/foreign-operator", "`^`"],
    ["1/Dk2 == 1/Dk^2", "name/unknown", "`Dk^2`"],
    ["1/Dk² == 1/Dk^2", "syntax/unknown-character", "`^2`"],
    ["x⁴ == x^4", "syntax/unknown-character", "`^4`"],
    ["x⁻ == 1/x", "syntax/unknown-character", "`^-1`"],
    ["D₁ == 1", "syntax/unknown-character", "`_1`"],
    ["x − 1 == x", "syntax/unknown-character", "`-`"],
    ["\\frac{1}{N} == 1/N", "syntax/unknown-character", "`a/b`"],
    ["M \\cdot N == 1", "syntax/unknown-character", "`*` for `\\cdot`"],
    ["$N$ == 1", "syntax/unknown-character", "without `$`"],
    ["D_{K} == 1", "syntax/expected", "`D_K`"],
    ["M ÷ N == M/N", "syntax/unknown-character", "`/`"],
    ["√x == 1", "syntax/unknown-character", "`sqrt(..)`"],
    ["1 < x < 3", "syntax/chained-comparison", "`a < b and b < c`"],
  ])("%s", (text, code, hint) => {
    const { diagnostics, records } = checkText(inClaim(text));
    expect(records).toEqual([]);
    expect(diagnostics[0]).toMatchObject({ code, hint: expect.stringContaining(hint) });
  });
});

describe("numbers as they are printed", () => {
  it.each([
    ["3,504,872", "syntax/expected", "without separators"],
    ["3 504 872", "syntax/expected", "without separators"],
    ["3_504_872", "syntax/unknown-suffix", "without separators"],
    ["3.4 M", "syntax/expected", "`3.4M`"],
    ["3.4m", "syntax/unknown-suffix", "`3.4M`"],
    ["3.4M ± 5%", "syntax/unknown-character", "within 5%"],
    ["3.4M within 5 %", "syntax/unknown-character", "`5%` without a blank"],
    ["3.4M +- 5%", "claim/printed", "within"],
  ])("~= %s", (text, code, hint) => {
    const { diagnostics } = checkText(`claim "t" { params(mobilenet_v2) ~= ${text} }`);
    expect(diagnostics[0]).toMatchObject({ code, hint: expect.stringContaining(hint) });
  });
});

describe("words of a claim", () => {
  it.each([
    ['Claim "t" { 1 == 1 }', "syntax/no-declaration", "`claim`"],
    ["claim t { 1 == 1 }", "syntax/expected", '`"t"`'],
    ['claim "t" { 1/N == 1/N }', "name/unknown", "`forall N: int in [1, inf)`"],
    ['claim "t" { forall x in reals: x == x }', "syntax/expected", "`forall x: int in [1, inf)`"],
    ['claim "t" { forall x; x == x }', "syntax/expected", "`forall x: int in [1, inf)`"],
    ['claim "t" { forall x: int >= 1; x == x }', "syntax/expected", "`forall x: int in [1, inf)`"],
    ['claim "t" { forall n: int in 1..10; n == n }', "syntax/expected", "`[1, 10]`"],
    ['claim "t" { for all x: int; x == x }', "syntax/expected", "`forall`"],
    ['claim "t" { ∀ x: int; x == x }', "syntax/unknown-character", "`forall`"],
    ['claim "t" { source "p. 1" reason "x"; 1 == 1 }', "syntax/expected", "`;` or a line end"],
    ['claim "t" { assume n > 2; n > 1 }', "syntax/expected", "domains"],
    ['claim "t" { params(MobileNetV2) ~= 3.5M }', "name/unknown", "`mobilenet_v2`"],
    ['claim "t" { params(mobilnet_v2) ~= 3.5M }', "name/unknown", "`mobilenet_v2`"],
    ['claim "t" { param(mobilenet_v2) ~= 3.5M }', "syntax/expected", "`params(..)`"],
    ['claim "t" { MACs(mobilenet_v2) ~= 301M }', "name/unknown", "`macs`"],
    ['claim "t" { params(mobilenet_v2) == 3.4M within 5% }', "claim/within", "~="],
  ])("%s", (text, code, hint) => {
    const { diagnostics } = checkText(text);
    expect(diagnostics[0]).toMatchObject({ code, hint: expect.stringContaining(hint) });
  });

  it("a number with the name of a symbol as its suffix is pointed out, and decided as the number that it is", () => {
    const { records, diagnostics } = checkText(inClaim("6M == 6*M"));
    expect(records.map((each) => each.verdict)).toEqual(["refuted"]);
    expect(diagnostics).toMatchObject([
      { code: "claim/suffix", severity: "warning", hint: expect.stringContaining("`6*M`") },
    ]);
    expect(checkText(inClaim("6*N == 6*N and 6M == 6000k")).diagnostics).toEqual([]);
  });

  it("in a net, words side by side are no product", () => {
    const { diagnostics } = checkText("net A {\n  input: [3, 8, 8]\n  relu relu6\n}");
    expect(diagnostics[0]?.hint ?? "").not.toContain("product");
  });
});
