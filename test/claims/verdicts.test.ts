import { describe, expect, it } from "vitest";
import { checkStatement, checkText, markedText } from "./check-text.ts";

const net =
  "net Two {\n  param classes: int in [1, 2000] = 1000\n  input: [3, 8, 8]\n  conv(4, 3) -> bn -> relu\n  gap -> flatten -> linear(classes)\n}\n";

describe("verdicts of statements", () => {
  // each with its reason, which a reader can check by hand
  it.each([
    ["proved", "2 + 2 == 4", ""],
    ["refuted", "2 + 2 == 5", ""],
    ["proved", "(a + b)^2 == a^2 + 2*a*b + b^2", "forall a, b: real"],
    ["refuted", "(a + b)^2 == a^2 + b^2", "forall a, b: real"],
    ["proved", "n + 1 > n", "forall n: int"],
    ["refuted", "n > 0", "forall n: int in [0, inf)"],
    ["proved", "n >= 0", "forall n: int in [0, inf)"],
    ["proved", "n != 3", "forall n: int in {1, 2, 4}"],
    ["refuted", "n != 4", "forall n: int in {1, 2, 4}"],
    ["proved", "ceil(n/8) == floor((n + 7)/8)", "forall n: int in [1, 100]"],
    ["proved", "1 == 1 and 2 == 2", ""],
    ["refuted", "1 == 1 and 2 == 3", ""],
    ["proved", "1 == 2 or 2 == 2", ""],
    ["refuted", "1 == 2 or 2 == 3", ""],
    ["proved", "not 1 == 2", ""],
    ["proved", "not (1 == 2 or 2 == 3)", ""],
    ["refuted", "not (1 == 1 and 2 == 2)", ""],
    ["proved", "n < 3 or n >= 3", "forall n: int"],
    ["refuted", "n < 3 or n > 3", "forall n: int in [0, 9]"],
    // true exactly from 72 on
    ["proved", "n < 72 or 9*n/(9 + n) >= 8", "forall n: int in [1, 500]"],
    ["refuted", "n < 71 or 9*n/(9 + n) >= 8", "forall n: int in [70, 500]"],
    ["proved", "true", ""],
    ["refuted", "false", ""],
    ["proved", 'relu == relu and "a" != "b"', ""],
    ["refuted", "relu == relu6", ""],
    ["proved", "[1, 2] == [1, 4/2]", ""],
    ["refuted", "[1, 2] == [1, 3]", ""],
    ["refuted", "[1, 2] == [1, 2, 3]", ""],
    ["proved", "[1, 2] != [1, 3]", ""],
    ["proved", "2KiB == 2048*1KB/1000", ""],
    ["as-printed", "1/3 ~= 0.333", ""],
    ["as-printed", "10 ~= 11 within 10%", ""],
    ["refuted", "10 ~= 11 within 5%", ""],
    ["as-printed", "10 ~= 11 within 1", ""],
    ["refuted", "10 ~= 11 within 0.9", ""],
    ["as-printed", "-10 ~= -11 within 10%", ""],
    ["as-printed", "2.1ms ~= 2ms within 0.1ms", ""],
    ["as-printed", "x/1000 ~= 0", "forall x: real in [0, 400]"],
    ["refuted", "x/1000 ~= 0", "forall x: real in [0, 600]"],
  ])("%s: %s", (verdict, statement, forall) => {
    expect(checkStatement(statement, forall).verdict).toBe(verdict);
  });

  it("activations are functions of a number", () => {
    for (const each of [
      "relu(-2) == 0",
      "relu6(7) == 6",
      "hsigmoid(0) == 1/2",
      "hswish(1) == 2/3",
      "sigmoid(0) == 1/2",
      "silu(0) == 0",
      "tanh(0) == 0",
      "elu(2) == 2",
      "elu(0) == 0",
    ]) {
      expect([each, checkStatement(each).verdict]).toEqual([each, "proved"]);
    }
    expect(checkStatement("relu6(x) <= relu(x)", "forall x: real").verdict).not.toBe("refuted");
  });

  it("an irrational number may stand in a claim", () => {
    expect(checkStatement("exp(1) ~= 2.718").verdict).toBe("as-printed");
    // 3/(1 + e^3) = 0.142277...
    expect(checkStatement("3/(1 + exp(3)) ~= 0.1423").verdict).toBe("as-printed");
    expect(checkStatement("sqrt(2) < 3/2").verdict).toBe("proved");
  });
});

describe("counterexamples", () => {
  it("give every symbol of the claim a legal value", () => {
    const { counterexample } = checkStatement("n*k/k == n + 1", "forall k: int in [5, 9]", "forall n: int in [2, 9]");
    expect(counterexample).toEqual({
      at: [
        ["k", "5"],
        ["n", "2"],
      ],
      left: "2",
      right: "3",
    });
  });

  it("keep the sides where they are written", () => {
    expect(checkStatement("1000 == 2^10")).toMatchObject({
      left: "1000",
      right: "1024",
      counterexample: { left: "1000", right: "1024" },
      corrected: { text: "1024" },
    });
  });

  it("never break what the statement assumes", () => {
    // n/n has no value at 0, where the right side would differ first
    const { counterexample, assumptions, verdict } = checkStatement("n/n == 1 + n*(n - 1)", "forall n: int in [0, 9]");
    expect({ verdict, assumptions }).toEqual({ verdict: "refuted", assumptions: ["n != 0"] });
    expect(counterexample?.at).toEqual([["n", "2"]]);
    const widths = checkText(
      'net W {\n  param a: real in (0, 1] = 1\n  input: [3, 8, 8]\n  conv(8*a, 1)\n}\nclaim "c" {\n  forall a: real in (0, 1]\n  params(W(a=a)) >= 6\n}',
    ).records[0];
    // 24*a parameters, 8*a whole: 3 at a = 1/8, and no smaller or broken width
    expect(widths?.assumptions).toContain("8*a is an integer");
    expect(widths?.counterexample).toEqual({ at: [["a", "1/8"]], left: "3", right: "6" });
  });

  it("what must be an integer is one: no rounding of it is left", () => {
    // equation 7 of arXiv:1704.04861: without the rounding of the output's height to whole rows the sides are equal
    const { verdict, assumptions } = checkStatement(
      "macs(tensor([a*M, r*D, r*D]) -> conv(a*M, K, g=a*M) -> conv(a*N)) == a*r^2*M*D^2*(K^2 + a*N)",
      "forall M, N, K, D: int in [1, inf)",
      "forall a, r: real in (0, 1]",
    );
    expect(verdict).toBe("proved");
    expect(assumptions).toContain("D*r is an integer");
  });

  it("a pole is an assumption of a proof", () => {
    const { verdict, assumptions } = checkStatement("(n^2 - 1)/(n + 1) == n - 1", "forall n: int");
    expect({ verdict, assumptions }).toEqual({ verdict: "proved", assumptions: ["n != -1"] });
  });
});

describe("corrections", () => {
  it.each([
    ["a*b + c == a*b^2 + c", "a*b^2", "a*b + c", "forall a, b, c: real in [1, 2]"],
    ["a*b - c == a*b - c^2", "c^2", "a*b - c", "forall a, b, c: real in [1, 2]"],
    ["7/2 == 3", "3", "3.5", ""],
    ["1/3 == 0.33", "0.33", "1/3", ""],
    ["2KB == 1.5KB", "1.5KB", "2KB", ""],
    ["6 <= 5", "5", "6", ""],
  ])("%s: %s must change", (statement, wrong, corrected, forall) => {
    const record = checkStatement(statement, forall);
    expect([markedText(record), record.corrected?.text]).toEqual([wrong, corrected]);
  });

  it("only in names that the file knows", () => {
    const file =
      "net W {\n  param a: real in (0, 1] = 1\n  input: [3, 8, 8]\n  conv(twice(a), 1)\n}\nfn twice(a: real): int { 8*ceil(3*a) }\n";
    const claim = 'import W from "w.arch"\nclaim "c" {\n  forall a: real in (0, 1]\n  params(W(a=a)) == 3\n}';
    const { records, diagnostics } = checkText(claim, undefined, { "w.arch": file });
    expect(diagnostics).toEqual([]);
    expect(records[0]?.left).toContain("twice(a)");
    expect(records[0]?.verdict).toBe("refuted");
    expect(records[0]?.corrected).toBeUndefined();
  });

  it("are offered only where one change is the answer", () => {
    // any of the three terms could take the difference
    const { corrected, wrong } = checkStatement("a == a + a + 0*a", "forall a: real in [1, 2]");
    expect(corrected === undefined || checkStatement(`a == ${corrected.text}`, "forall a: real in [1, 2]").ok).toBe(
      true,
    );
    expect(wrong).toBeDefined();
  });
});

describe("errata", () => {
  it("must fail", () => {
    const { records } = checkText('erratum "a" { 1 == 2 }\nerratum "b" { 1 == 1 }\nerratum "c" { 100 ~= 100 }');
    expect(records.map((each) => [each.verdict, each.ok])).toEqual([
      ["refuted", true],
      ["proved", false],
      ["as-printed", false],
    ]);
  });
});

describe("names and notes", () => {
  const text = `import MobileNetV1 from "zoo:mobilenet_v1"
${net}claim "first" {
  source "table 1" ; tag "ci" ; tag "slow" ; reason "a note"
  let n = 2
  let m = n + 1
  m == 3
  params(Two) == 108 + 8 + 4*classes + classes
}
claim "second" { source "Table 2"; macs(MobileNetV1) == macs(mobilenet_v1) }
`;

  it("lets stand before what uses them; a name without a binding is an error that says how to bind it", () => {
    const { records, diagnostics } = checkText(text);
    expect(diagnostics.map((each) => [each.code, each.hint])).toEqual([
      ["name/unknown", "`forall classes: int in [1, inf)`"],
    ]);
    // the claim with the fault has no verdict, the other one has
    expect(records.map((each) => each.name)).toEqual(["second"]);
  });

  it("sources, tags and notes come along", () => {
    const { records } = checkText(text.replace("4*classes + classes", "5000"));
    expect(records.map(({ source, tags, note }) => ({ source, tags, note }))).toEqual([
      ...Array.from({ length: 2 }, () => ({ source: "table 1", tags: ["ci", "slow"], note: "a note" })),
      { source: "Table 2", tags: [], note: undefined },
    ]);
    expect(records.map((each) => each.ok)).toEqual([true, true, true]);
  });

  it.each([
    ["TABLE 2", ["second"]],
    ["ci", ["first", "first"]],
    ["irs", ["first", "first"]],
    ["a note", []],
  ])("filter %s", (filter, names) => {
    const { records } = checkText(text.replace("4*classes + classes", "5000"), filter);
    expect(records.map((each) => each.name)).toEqual(names);
  });
});

describe("mistakes", () => {
  it.each([
    ["type/unit", "«macs(Two) <= 4MiB»"],
    ["type/unit", "bytes(Two) ~= 2KB within «5ms»"],
    ["measure/unavailable", "«latency»(Two) <= 5ms"],
    ["measure/unavailable", "«energy»(Two) <= 5mJ"],
    ["claim/no-truth", "«1 + 2»"],
    ["claim/no-truth", "«Two»"],
    ["claim/printed", "params(Two) «~=» 2*1000"],
    ["claim/within", "params(Two) == 5116 within «5%»"],
    ["claim/tolerance", "params(Two) ~= 5116 within «0»"],
    ["claim/tolerance", "params(Two) ~= 5116 within «-1»"],
    ["claim/operator", "not (1 «~=» 1)"],
    ["claim/undefined", "«sqrt(-1 - n^2)» == 1"],
    ["claim/undefined", "1 == «log2(0*n - 1)»"],
    ["number/division-by-zero", "1/«(n - n)» == 1"],
    ["type/mismatch", '«1 == "a"»'],
    ["type/mismatch", "«[1] ~= [1]»"],
    ["argument/unknown", "macs(Two(«clases»=5)) == 1"],
    ["parameter/outside-domain", "macs(Two(classes=«5000»)) == 1"],
    ["name/unknown", "macs(«Tow») == 1"],
    ["shape/groups", "macs(tensor([3, 8, 8]) -> conv(4, g=«2»)) == 1"],
  ])("%s: %s", (code, marked) => {
    const [first, last] = [marked.indexOf("«"), marked.indexOf("»")];
    const blamed = marked.slice(first + 1, last);
    const statement = marked.replace(/[«»]/g, "");
    const { records, diagnostics } = checkText(
      `${net}claim "bad" {\n  forall n: int\n  ${statement}\n}\nclaim "good" { 1 == 1 }`,
    );
    const found = diagnostics.map((each) => [each.code, each.span?.source.text.slice(each.span.start, each.span.end)]);
    expect(found).toEqual([[code, blamed]]);
    expect(diagnostics[0]?.notes).toContain('in: claim "bad"');
    expect(records.map((each) => each.name)).toEqual(["good"]);
  });

  it("an empty domain, an empty claim", () => {
    const { diagnostics, records } = checkText(
      'claim "a" { forall n: int in (0, 1); n == 1 }\nclaim "b" { source "x" }',
    );
    expect(diagnostics.map((each) => each.code)).toEqual(["domain/empty", "claim/empty"]);
    expect(records).toEqual([]);
  });

  it("a fault of a net shows how the claim came to it, once for all claims", () => {
    const broken = `${net.replace("conv(4, 3)", "conv(4, 3, g=2)")}claim "a" { macs(Two) == 1 }\nclaim "b" { params(Two) == 1 }`;
    const { diagnostics } = checkText(broken);
    expect(diagnostics.map((each) => [each.code, each.notes[0]])).toEqual([
      ["shape/groups", 'in: claim "a"'],
      ["shape/groups", 'in: claim "b"'],
    ]);
  });

  it("a formula that is too large is undecided, not wrong", () => {
    const { verdict, reason } = checkStatement("(a + b + c + d + e + 1)^40 == 1", "forall a, b, c, d, e: real");
    expect({ verdict, reason }).toEqual({
      verdict: "undecided",
      reason: "the formula grows too large to be kept exactly",
    });
  });

  it("a file with a syntax error has no verdicts", () => {
    const { records, diagnostics } = checkText('claim "a" { 1 == 1 }\nclaim "b" { 1 == }');
    expect(records).toEqual([]);
    expect(diagnostics[0]?.code).toMatch(/^syntax\//);
  });
});
