import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkStatement, checkText } from "./check-text.ts";

describe("printed numbers", () => {
  it.each([
    // 569M stands for 568.5M to 569.5M, ends included
    ["568500000 ~= 569M", true],
    ["569500000 ~= 569M", true],
    ["568499999 ~= 569M", false],
    ["569500001 ~= 569M", false],
    ["3.45M ~= 3.4M", true],
    ["3.45M ~= 3.5M", true],
    ["3.4500001M ~= 3.4M", false],
    ["94.855% ~= 94.86%", true],
    ["94.854% ~= 94.86%", false],
    ["0.74 ~= 74%", true],
    ["2 ~= 2.0", true],
    ["2.06 ~= 2.0", false],
    ["-0.375 ~= -0.38", true],
    ["-0.375 ~= -0.37", true],
    ["-0.386 ~= -0.38", false],
    ["1.36e9 ~= 1.4e9", true],
    ["(569M) ~= 568740352", false],
    ["569M ~= 568740352*1", true],
    ["74ms ~= 0.074s", true],
    ["12.4KiB ~= 12KiB", true],
  ])("%s: %s", (statement, isPrinted) => {
    expect(checkStatement(statement).verdict).toBe(isPrinted ? "as-printed" : "refuted");
  });

  it("truncation is told apart from rounding", () => {
    expect(checkStatement("3.49M ~= 3.4M").reason).toBe("is 3,490,000 → 3.5M; 3.4M only if truncated");
    expect(checkStatement("-3.49 ~= -3.4").reason).toBe("is -3.49 → -3.5; -3.4 only if truncated");
    expect(checkStatement("3.51M ~= 3.4M").reason).toBe("is 3,510,000 → 3.5M");
  });

  // Each by hand: the value, what is printed of it, and how it comes out.
  it.each([
    ["3.45", "3.5", "as printed"],
    ["3.45", "3.4", "as printed"],
    ["3.4499", "3.5", "3.4"],
    ["2500", "2k", "as printed"],
    ["2500", "3k", "as printed"],
    ["1501", "1k", "2k; 1k only if truncated"],
    ["1999", "1k", "2k; 1k only if truncated"],
    ["999", "1k", "as printed"],
    ["499", "1k", "0k"],
    ["568740352", "569M", "as printed"],
    ["568740352", "568M", "569M; 568M only if truncated"],
    ["568740352", "568.7M", "as printed"],
    ["568740352", "0.56G", "0.57G; 0.56G only if truncated"],
    ["3.504872", "3.50", "as printed"],
    ["3.496", "3.50", "as printed"],
    ["3.494", "3.50", "3.49"],
    ["3.509", "3.50", "3.51; 3.50 only if truncated"],
    ["0.94856", "94.86%", "as printed"],
    ["0.94854", "94.86%", "94.85%"],
    ["0.9486999", "94.86%", "94.87%; 94.86% only if truncated"],
    ["0.9999", "100%", "as printed"],
    ["-0.3751", "-0.375", "as printed"],
    ["-0.3759", "-0.375", "-0.376; -0.375 only if truncated"],
    ["-2.5", "-2", "as printed"],
    ["-2.5", "-3", "as printed"],
    ["-2.51", "-2", "-3; -2 only if truncated"],
    ["0.4", "0", "as printed"],
    ["-0.4", "0", "as printed"],
    ["0.9", "0", "1; 0 only if truncated"],
    ["-0.9", "0", "-1; 0 only if truncated"],
    ["-1.1", "0", "-1"],
    ["0.06", "-0.0", "0.1; -0.0 only if truncated"],
    ["2.04e9", "2e9", "as printed"],
    ["2.6e9", "2e9", "3e9; 2e9 only if truncated"],
    ["1/3", "0.333", "as printed"],
    ["2/3", "0.666", "0.667; 0.666 only if truncated"],
    ["sqrt(2)", "1.414", "as printed"],
    ["sqrt(2)", "1.415", "1.414"],
    ["sqrt(3)", "1.732", "as printed"],
    ["exp(1)", "2.71", "2.72; 2.71 only if truncated"],
    ["-sqrt(2)", "-1.42", "-1.41"],
    ["1KiB", "1.0KB", "as printed"],
    ["1MiB", "1.0MB", "as printed"],
    ["1MiB", "1.04MB", "1.05MB; 1.04MB only if truncated"],
    ["14MB", "13.3MiB", "13.4MiB; 13.3MiB only if truncated"],
  ])("%s ~= %s: %s", (value, printed, outcome) => {
    const { verdict, reason = "" } = checkStatement(`${value} ~= ${printed}`);
    const found =
      verdict === "as-printed" ? "as printed" : reason.replace(/^is \S+ → /, "").replace(/; no other.*$/, "");
    expect([verdict, found]).toEqual([outcome === "as printed" ? "as-printed" : "refuted", outcome]);
  });

  it("a value with a unit has it on both sides", () => {
    expect(checkStatement("14MB ~= 14.0MB")).toMatchObject({ left: "14000000 B", right: "14000000 B" });
  });

  it("what is as printed says of which value", () => {
    expect(checkStatement("568740352 ~= 569M").printed).toBe("568,740,352 → 569M");
    expect(checkStatement("3504872 ~= 3.4M within 5%").printed).toBe("3,504,872 ≈ 3.4M");
    expect(checkStatement("sqrt(2) ~= 1.41").printed).toBe("1.41421 → 1.41");
  });

  it("a correction has the digits and the unit of what it corrects", () => {
    for (const [statement, corrected] of [
      ["3504872 ~= 3.4M", "3.5M"],
      ["0.0190562 ~= 1.19%", "1.91%"],
      ["64ms ~= 0.05s", "0.06s"],
      ["-0.386 ~= -0.38", "-0.39"],
      ["1300 ~= 2e3", "1e3"],
    ] as const) {
      expect([statement, checkStatement(statement).corrected?.replacement]).toEqual([statement, corrected]);
    }
  });

  it("what is corrected is as printed", () => {
    const number = fc.tuple(
      fc.integer({ min: -99999, max: 99999 }),
      fc.integer({ min: 0, max: 3 }),
      fc.constantFrom("", "k", "M", "%"),
    );
    const written = ([digits, places, suffix]: readonly [number, number, string]) =>
      `${(digits / 10 ** places).toFixed(places)}${suffix}`;
    fc.assert(
      fc.property(number, number, (a, b) => {
        const first = checkStatement(`${written(a)} ~= ${written(b)}`);
        if (first.verdict === "as-printed") return true;
        const corrected = first.corrected?.replacement ?? "";
        return checkStatement(`${written(a)}*1 ~= ${corrected}`).verdict === "as-printed";
      }),
      { numRuns: 200 },
    );
  });
});

/*
 * weights 3*4*9 = 108 and 4*2 = 8 of squeeze-and-excite in both directions, 4 + 2 biases there, 8 values of batch norm,
 * and 4*classes + classes of the classifier
 */
const net = `import se from "std/mobile"
net Small {
  param classes: int in [1, 2000] = 1000
  input: [3, 8, 8]
  conv(4, 3) -> bn -> relu
  se(2)
  gap -> flatten -> linear(classes)
}
`;
const seWeights = 2 * 4 * 2;
const seBiases = 2 + 4;
const conv = 108;
const classifier = 4000 + 1000;
const all = conv + 8 + seWeights + seBiases + classifier;
const convMacs = conv * 64;
const allMacs = convMacs + seWeights + 4000;

describe("diagnoses", () => {
  const reasonOf = (statement: string) => checkText(`${net}claim "c" { ${statement} }`).records[0]?.reason ?? "";

  it("the measures are what was computed by hand", () => {
    const { records } = checkText(`${net}claim "c" { params(Small) == ${all}; macs(Small) == ${allMacs} }`);
    expect(records.map((each) => each.verdict)).toEqual(["proved", "proved"]);
  });

  it.each([
    ["without the fully connected layers", `params(Small) ~= ${all - classifier}`],
    ["without the fully connected layers", `macs(Small) ~= ${allMacs - 4000}`],
    ["without the first convolution", `params(Small) ~= ${all - conv}`],
    ["without the first convolution", `macs(Small) ~= ${allMacs - convMacs}`],
    ["without squeeze-and-excite", `params(Small) ~= ${all - seWeights - seBiases}`],
    ["without squeeze-and-excite", `macs(Small) ~= ${allMacs - seWeights}`],
    ["with batch norm not counted", `params(Small) ~= ${all - 8}`],
    ["with 3 values of batch norm per channel", `params(Small) ~= ${all + 4}`],
    ["with 4 values of batch norm per channel", `params(Small) ~= ${all + 8}`],
    ["with 2 values of batch norm per channel", `params(Small, as=paper) ~= ${all}`],
    ["without biases", `params(Small) ~= ${all - 1000 - seBiases}`],
    ["with the weights of conv and linear alone", `params(Small) ~= ${all - 8 - 1000 - seBiases}`],
    ["with 2 per MAC", `macs(Small) ~= ${2 * allMacs}`],
    ["with 1001 classes", `params(Small) ~= ${all + 5}`],
    ["with 1001 classes", `let p = params(Small); p ~= ${all + 5}`],
  ])("%s: %s", (words, statement) => {
    const reason = reasonOf(statement);
    expect(reason).toContain(words);
    expect(reason).not.toContain("ambiguous");
  });

  it.each([
    [`macs(Small, as="conv-only") ~= ${allMacs - 8000}`, "fully connected"],
    [`macs(Small, as="no-first-conv") ~= ${allMacs - 2 * convMacs}`, "first convolution"],
    [`macs(Small, as="no-se") ~= ${allMacs - 2 * seWeights}`, "squeeze-and-excite"],
    [`params(Small, as=weights) ~= ${all - 8 - 2 * (1000 + seBiases)}`, "biases"],
  ])("nothing is left out twice: %s", (statement, words) => {
    expect(reasonOf(statement)).not.toContain(words);
    expect(reasonOf(statement)).toContain("no other way of counting");
  });

  it("an exact number is explained too", () => {
    expect(reasonOf(`params(Small) == ${all - 8}`)).toBe(`${all - 8} with batch norm not counted`);
    expect(reasonOf(`params(Small) == ${all - 1}`)).toBe("");
  });

  it("several ways that fit are ambiguous, and no way is said to be none", () => {
    // 4132 without biases, and 4124 without batch norm too
    expect(reasonOf("params(Small) ~= 4.1k")).toMatch(/ambiguous: .*4,132.* or .*4,124/);
    expect(reasonOf("params(Small) ~= 9.9k")).toContain("no other way of counting prints 9.9k");
  });

  it("both measures of a share are counted in the same way", () => {
    // without the classifier the first convolution is 108 of 138
    const share = ((108 * 64) / (convMacs + seWeights)) * 100;
    expect(reasonOf(`macs(Small, where=standard) / macs(Small) ~= ${share.toFixed(2)}%`)).toContain(
      "without the fully connected layers",
    );
  });

  it("classes that the text gives stay as they are", () => {
    expect(reasonOf(`params(Small(classes=10)) ~= ${all - 5000 + 50 + 5}`)).not.toContain("1001");
  });
});
