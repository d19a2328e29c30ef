import { describe, expect, it } from "vitest";
import { conventions } from "../../src/cost/index.ts";
import { ridge } from "./fake-terminal.ts";

interface Part {
  readonly default: number;
  readonly total: number;
  readonly terms: readonly { readonly sentence: string; readonly count: number; readonly operators: object }[];
  readonly operators: readonly { readonly op: string; readonly difference: number }[];
}

const json = async (...words: string[]) => JSON.parse((await ridge([...words, "-f", "json"])).out);

describe("report --as", () => {
  // Totals that the tools print for MobileNetV2 at 224 (test/oracles/peer_counts.json).
  it.each([
    ["fvcore", 314193216],
    ["ptflops", 320300008],
    ["thop", 327486720],
    ["torchinfo", 300809384],
    ["torchprofile", 307453664],
  ])("%s puts its count into totals and rows", async (name, macs) => {
    const { totals, layers, convention } = await json("report", "mobilenet_v2", "--as", name);
    expect(totals.macs).toBe(macs);
    expect(layers.reduce((sum: number, row: { macs: number }) => sum + row.macs, 0)).toBe(macs);
    expect(convention).toEqual({ name, counts: conventions.find((each) => each.name === name)?.counts });
  });

  it("states the convention in every format for people", async () => {
    for (const format of ["table", "md", "latex"]) {
      const { out } = await ridge(["report", "mobilenet_v2", "--as", "thop", "-f", format]);
      expect(out).toMatch(/4 per element of batch\s+norm/);
    }
  });

  it("does not change the predicted time", async () => {
    const [usual, counted] = await Promise.all([
      json("report", "mobilenet_v2", "--on", "pixel-2"),
      json("report", "mobilenet_v2", "--on", "pixel-2", "--as", "thop"),
    ]);
    expect(counted.timing).toEqual(usual.timing);
  });
});

describe("report --explain", () => {
  // thop on MobileNetV2: 4 x 6,678,112 elements of batch norm over 300,774,272 MACs.
  it("prints terms that add up, as JSON", async () => {
    const { schema, network, convention, macs, params } = await json("report", "mobilenet_v2", "--explain", "thop");
    expect({ schema, network, name: convention.name }).toEqual({
      schema: "ridge.explain/1",
      network: "MobileNetV2",
      name: "thop",
    });
    const part: Part = macs;
    expect([part.default, part.total]).toEqual([300774272, 327486720]);
    expect(part.terms).toEqual([
      { sentence: "4 per element of batch norm", count: 4 * 6678112, operators: { bn: 4 * 6678112 } },
    ]);
    expect(part.operators.map((each) => [each.op, each.difference])).toEqual([
      ["conv", 0],
      ["linear", 0],
      ["bn", 4 * 6678112],
    ]);
    expect(params).toMatchObject({ default: 3504872, total: 3504872, terms: [] });
  });

  it("prints them for people", async () => {
    const { out } = await ridge(["report", "mobilenet_v2", "--explain", "thop"]);
    expect(out).toContain("  +  26,712,448  4 per element of batch norm [bn]\n  = 327,486,720  thop\n");
    expect(out).toContain("params as by default: 3,504,872\n");
    const { out: markdown } = await ridge(["report", "mobilenet_v2", "--explain", "keras", "-f", "md"]);
    expect(markdown).toContain(
      "| + 34,112 | moving mean and variance of batch norm | bn |\n| = 3,538,984 | **keras** |",
    );
  });

  it("subtracts what a convention leaves out", async () => {
    const { out } = await ridge(["report", "mobilenet_v2", "--explain", "conv-only"]);
    expect(out).toContain("  -   1,280,000  fully connected layers and attention left out [linear]\n");
  });

  it("holds formulas where a parameter is free", async () => {
    const { macs } = await json("report", "mobilenet_v1", "alpha=?", "--explain", "torchprofile");
    expect(macs.terms[1]).toEqual({
      sentence: "1 per output element of average pooling and means",
      count: "1024*alpha",
      operators: { gap: "1024*alpha" },
    });
  });

  it.each([60, 80, 120])("fits %i columns", async (columns) => {
    for (const name of ["ptflops", "onnx-tool"]) {
      const { out } = await ridge(["report", "mobilenet_v3_large", "--explain", name], { columns });
      for (const line of out.split("\n")) expect([...line].length).toBeLessThanOrEqual(columns);
    }
  });
});

describe("report --match", () => {
  it("names the one convention that prints a number", async () => {
    const { out } = await ridge(["report", "mobilenet_v2", "--match", "320.3M"]);
    expect(out).toMatch(/^ +320,300,008 +MACs +rounded or truncated +ptflops$/m);
    expect(out.trimEnd().split("\n")).toHaveLength(3);
  });

  it("tells rounding from truncation, and MACs from parameters", async () => {
    const { schema, printed, matches } = await json("report", "mobilenet_v2", "--match", "3.4M");
    expect({ schema, printed }).toEqual({ schema: "ridge.match/1", printed: "3.4M" });
    // 3,504,872 parameters less 34,112 of batch norm, and less 1,000 biases; with a shift per channel left 3,504,872 - 17,056.
    expect(matches).toEqual([
      { quantity: "params", count: 3470760, conventions: ["paper"], printings: ["truncated"] },
      { quantity: "params", count: 3469760, conventions: ["weights"], printings: ["truncated"] },
      { quantity: "params", count: 3487816, conventions: ["onnx-folded", "onnx-tool"], printings: ["truncated"] },
    ]);
  });

  it("takes exact numbers, and twice the MACs", async () => {
    const exact = await json("report", "mobilenet_v2", "--match", "601,548,544");
    expect(exact.matches).toMatchObject([{ quantity: "FLOPs (2 per MAC)", count: 601548544, printings: ["exact"] }]);
    expect(exact.matches[0].conventions).toContain("default");
  });

  it("gives the nearest count when none does", async () => {
    const { out } = await ridge(["report", "mobilenet_v2", "--match", "320.4M", "-f", "md"]);
    expect(out).toContain("no convention prints 320.4M; the nearest count:");
    expect(out).toContain("| 320,300,008 | MACs | no | ptflops |");
    const { matches, nearest } = await json("report", "mobilenet_v2", "--match", "320.4M");
    expect({ matches, nearest }).toEqual({
      matches: [],
      nearest: { quantity: "MACs", count: 320300008, conventions: ["ptflops"] },
    });
  });
});

describe("mistakes", () => {
  it.each<[words: string, code: string, hint: string]>([
    ["--explain thpo", "usage/choice", "did you mean `thop`?"],
    ["--as fvcor", "usage/choice", "did you mean `fvcore`?"],
    ["--match 3.x", "usage/number", "a count such as 320.3M"],
    ["--match 3M --explain thop", "usage/no-effect", "`--match` has no effect with `--explain`"],
    ["alpha=? --match 3M", "usage/command-line", "depend on `alpha`"],
    ["--explain thop -f csv", "usage/choice", "use one of table, md, json"],
  ])("report mobilenet_v2 %s", async (words, code, hint) => {
    const { exit, out, err } = await ridge(["report", "mobilenet_v2", ...words.split(" ")]);
    expect([exit, out]).toEqual([2, ""]);
    expect(err).toContain(`error[${code}`);
    expect(err).toContain(hint);
  });
});
