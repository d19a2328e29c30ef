import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ridge } from "./fake-terminal.ts";

const folder = mkdtempSync(join(tmpdir(), "ridge-report-"));

const tiny = `net Tiny {
  param n: int in [1, 64] = 8
  input: [3, 32, 32]
  stem: conv(n, 3, 2)
  table stages {
    c | r
    8 | 2
    16 | 1
  }
  for s in stages {
    repeat s.r { conv(s.c, 1) -> relu }
  }
  gap -> flatten -> linear(10)
}
`;

function file(name: string, text: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const network = file("tiny.arch", tiny);

async function json(
  ...words: readonly string[]
): Promise<Record<string, unknown> & { layers: Record<string, unknown>[] }> {
  const { exit, out, err } = await ridge(["report", ...words, "-f", "json"]);
  expect({ exit, err }).toEqual({ exit: 0, err: "" });
  return JSON.parse(out);
}

describe("ridge.report/1", () => {
  it("counts a small network as worked out by hand", async () => {
    const report = await json(network);
    expect(report).toMatchObject({
      schema: "ridge.report/1",
      network: "Tiny",
      arguments: { n: 8 },
      convention: { name: "default" },
    });
    // conv 3 -> 8, 3x3 on 16x16; 8 -> 8 twice and 8 -> 16 once, 1x1 on 16x16; linear 16 -> 10 with bias
    const macs = 16 * 16 * (3 * 8 * 9 + 8 * 8 + 8 * 8 + 8 * 16) + 160;
    expect(report.totals).toMatchObject({
      macs,
      params: 3 * 8 * 9 + 64 + 64 + 128 + 170,
      weightBytes: 4 * 642,
      layers: 10,
    });
    expect(report.layers[0]).toEqual({
      name: "stem",
      op: "conv",
      inputs: [[3, 32, 32]],
      output: [8, 16, 16],
      kernel: [3, 3],
      stride: [2, 2],
      groups: 1,
      receptiveField: [3, 3],
      effectiveStride: [2, 2],
      receptiveFieldStart: [-1, -1],
      params: 216,
      macs: 55296,
      flops: 110592,
      inputBytes: 12288,
      weightBytes: 864,
      outputBytes: 8192,
      bytes: 12288 + 864 + 8192,
      intensity: 55296 / (12288 + 864 + 8192),
    });
    expect(report.symbolic).toBeUndefined();
  });

  it("gives totals that equal the sum of the rows", async () => {
    const { layers, totals } = await json("mobilenet_v2");
    for (const key of ["params", "macs", "flops", "inputBytes", "weightBytes", "outputBytes"]) {
      expect([key, layers.reduce((sum, row) => sum + Number(row[key]), 0)]).toEqual([
        key,
        (totals as Record<string, number>)[key],
      ]);
    }
    expect(new Set(layers.map((row) => row.name)).size).toBe(layers.length);
  });

  // 300,774,272 and 3,504,872: torchvision's MobileNetV2 at 224, batch norm folded
  it("reproduces MobileNetV2", async () => {
    expect((await json("mobilenet_v2")).totals).toMatchObject({ macs: 300774272, params: 3504872 });
  });

  it("leaves out batch norm parameters under the paper convention", async () => {
    const { totals } = await json("mobilenet_v2", "--as", "paper");
    expect(totals).toMatchObject({ macs: 300774272, params: 3504872 - 2 * 17056 });
  });

  it("holds formulas as strings where a parameter is free", async () => {
    const report = await json(network, "n=?");
    expect(report.arguments).toEqual({ n: "?" });
    expect(report.layers[0]).toMatchObject({ output: ["n", 16, 16], macs: "6912*n", params: "27*n" });
    expect(report.symbolic).toMatchObject({ macs: "8960*n + 49312", assumptions: ["n in [1, 64]"] });
    expect(report.layers.at(-1)).toMatchObject({ macs: 160 });
  });

  it("prints one object per line as jsonl", async () => {
    const { out } = await ridge(["report", network, "-f", "jsonl"]);
    const lines = out
      .trimEnd()
      .split("\n")
      .map((each) => JSON.parse(each));
    expect(lines.map((each) => each.kind)).toEqual(["network", ...Array(10).fill("layer")]);
  });
});

describe("tables", () => {
  it.each([80, 120])("fit %i columns", async (width) => {
    for (const by of ["layer", "block", "stage", "op"]) {
      const { out } = await ridge(["report", "mobilenet_v2", "--by", by], { columns: width });
      for (const line of out.split("\n")) expect([...line].length).toBeLessThanOrEqual(width);
    }
  });

  it("count the blocks of a stage and fuse batch norm and activations into their producer", async () => {
    const { out } = await ridge(["report", "mobilenet_v2", "--by", "stage"], { columns: 120 });
    expect(out).toMatch(/│ stem +│ +1 │ 32×112² │ +10\.84 M │ ▌ +│ +0\.9 k │ +4\.90 │/);
    expect(out).toMatch(/│ stages\.1 +│ +1 │ 16×112² │ +10\.04 M │ ▌ +│ +0\.9 k │ +1\.78 │/);
  });

  it("keep the sum when only the largest rows are asked for", async () => {
    const { out } = await ridge(["report", "mobilenet_v2", "--top", "2", "-f", "csv", "--by", "stage"]);
    const rows = out
      .trimEnd()
      .split("\n")
      .slice(1)
      .map((each) => each.split(","));
    expect(rows.map(([name]) => name)).toEqual(["stages.5", "stages.2", "(11 more)"]);
    expect(rows.reduce((sum, row) => sum + Number(row[4]), 0)).toBe(300774272);
  });

  it("have the columns that are asked for", async () => {
    const { out } = await ridge([
      "report",
      network,
      "--by",
      "layer",
      "--columns",
      "layer,kernel,stride,groups,input,bytes,flops,weights",
    ]);
    expect(out).toContain("│ layer           │ kernel │ stride │ groups │ input  │  bytes │   FLOPs │ weights B │");
  });

  it("are painted only where colour is wanted", async () => {
    const bold = "\u001b[1m";
    const coloured = async (words: readonly string[], env: Record<string, string>) =>
      (await ridge(["report", network, ...words], { columns: 80, env })).out.includes(bold);
    expect(await coloured([], {})).toBe(true);
    expect(await coloured([], { NO_COLOR: "1" })).toBe(false);
    expect(await coloured(["--no-color"], {})).toBe(false);
    expect(await coloured(["--color", "always"], { NO_COLOR: "1" })).toBe(true);
    expect((await ridge(["report", network])).out).not.toContain("\u001b");
  });
});

describe("other formats", () => {
  it("markdown", async () => {
    const { out } = await ridge(["report", network, "-f", "md", "--by", "op"]);
    expect(out).toContain("| conv | 4 |  | 120.8 k | 472 | 1.52 |");
  });

  it("latex typesets formulas", async () => {
    const { out } = await ridge(["report", network, "n=?", "-f", "latex"]);
    expect(out).toContain("\\begin{tabular}");
    expect(out).toContain("\\text{MACs} = 8960\\cdot n+49312");
  });

  it("the extension of the output file chooses", async () => {
    const output = join(folder, "tiny.csv");
    expect(await ridge(["report", network, "-o", output])).toEqual({ exit: 0, out: "", err: "" });
    expect(readFileSync(output, "utf8")).toContain("stem,conv,3x32x32,8x16x16,3x3,2x2,1,216,55296");
  });

  it("the same command prints the same bytes", async () => {
    const words = ["report", "mobilenet_v2", "alpha=?", "-f", "json"];
    expect((await ridge(words)).out).toBe((await ridge(words)).out);
  });
});
