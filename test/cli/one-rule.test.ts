import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ridge } from "./fake-terminal.ts";

const folder = mkdtempSync(join(tmpdir(), "ridge-one-rule-"));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const fused = file(
  "fused.arch",
  "net Fused {\n  input: [3, 16, 16]\n  conv(8, 3) -> bn -> relu\n  gap -> flatten -> linear(10)\n}\n",
);

// fp32; what is fused or a view moves nothing: conv 3 -> 8 channels of 256 pixels, gap 8*256 -> 8, linear 8 -> 10 with bias
const convBytes = 4 * (3 * 256 + 216 + 8 * 256);
const gapBytes = 4 * (8 * 256 + 8);
const linearBytes = 4 * (8 + 90 + 10);
const bytes = convBytes + gapBytes + linearBytes;
const macs = 216 * 256 + 80;

describe("bytes and MAC/byte mean compulsory traffic everywhere", () => {
  it("in JSON: layers, groups and totals", async () => {
    const { layers, groups, totals } = JSON.parse((await ridge(["report", fused, "--by", "block", "-f", "json"])).out);
    const moved = (rows: readonly { name: string; bytes: number }[]) => rows.map((row) => [row.name, row.bytes]);
    expect(moved(layers)).toEqual([
      ["conv", convBytes],
      ["bn", 0],
      ["relu", 0],
      ["gap", gapBytes],
      ["flatten", 0],
      ["linear", linearBytes],
    ]);
    expect(moved(groups.rows)).toEqual(moved(layers));
    expect(totals.bytes).toBe(bytes);
    expect(totals.intensity).toBe(macs / bytes);
    expect(layers.map((row: { intensity: number | null }) => row.intensity)).toEqual([
      (216 * 256) / convBytes,
      null,
      null,
      0,
      null,
      80 / linearBytes,
    ]);
    // what a layer reads and writes stays a fact of the layer
    expect(layers[1]).toMatchObject({ inputBytes: 8192, weightBytes: 64, outputBytes: 8192 });
  });

  it("in CSV", async () => {
    const { out } = await ridge(["report", fused, "-f", "csv", "--columns", "bytes"]);
    expect(out).toBe(`bytes\n${[convBytes, 0, 0, gapBytes, 0, linearBytes].join("\n")}\n`);
  });

  it("in tables, the same by layer and by block", async () => {
    for (const by of ["layer", "block"]) {
      const { out } = await ridge(["report", fused, "--by", by, "--columns", "layer,bytes,intensity"]);
      for (const name of ["bn", "relu", "flatten"]) expect(out).toMatch(new RegExp(`│ ${name} +│ +0 │ +- │`));
      expect(out).toMatch(/│ total +│ +20\.8 k │ +2\.66 │/);
    }
  });

  it("in the language", async () => {
    const value = async (expression: string) => (await ridge(["eval", expression, "--in", fused])).out.trimEnd();
    expect(await value("bytes(Fused)")).toBe(`${bytes} B`);
    expect(await value(`intensity(Fused) == ${macs}/${bytes}`)).toBe("true");
  });
});

describe("the number of layers", () => {
  const repeated = file(
    "repeated.arch",
    "net Repeated {\n  param n: int in [1, 9] = 3\n  param w: int in [1, 64] = 8\n  input: [3, 8, 8]\n  stem: conv(w, 1)\n" +
      "  repeat n {\n    conv(it.C, 3) -> relu\n  }\n  if w > 32 { conv(5) } else { conv(5) -> relu }\n}\n",
  );

  it("is a formula where a repeat count is free", async () => {
    const { totals, groups } = JSON.parse(
      (await ridge(["report", repeated, "n=?", "--by", "stage", "-f", "json"])).out,
    );
    expect(totals.layers).toBe("2*n + 3");
    expect(groups.rows.map((row: { layers: unknown }) => row.layers)).toEqual([1, "n", 1, 1]);
    const { out } = await ridge(["report", repeated, "n=?"]);
    expect(out).toContain("2*n + 3 layers");
    expect((await ridge(["eval", "layers(Repeated(n=k))", "--forall", "k: int in [1, 9]", "--in", repeated])).out).toBe(
      "2*k + 3\n",
    );
  });

  it("counts the branch that is taken", async () => {
    const { totals } = JSON.parse((await ridge(["report", repeated, "w=?", "-f", "json"])).out);
    // stem, three times two, one in either branch, and a second one in the branch up to 32
    expect(totals.layers).toBe("[w <= 32] + 8");
    expect((await ridge(["report", repeated])).out).toContain("· 9 layers");
  });

  it("is one layer for one layer", async () => {
    const { out } = await ridge(["report", "-"], { input: "net N {\n  input: [3, 8, 8]\n  conv(4)\n}\n" });
    expect(out).toContain("· 1 layer\n");
  });
});

describe("outputs", () => {
  const twice = file("twice.arch", "net Twice {\n  input: [3, 32, 32]\n  conv(8, 3)\n  input -> conv(4, 3)\n}\n");

  it("are named when there are several", async () => {
    for (const format of ["table", "md"]) {
      const { out } = await ridge(["report", twice, "-f", format]);
      expect(out).toContain("outputs: conv 8×32² · conv_2 4×32²");
    }
    expect((await ridge(["report", fused])).out).not.toContain("outputs:");
    expect((await ridge(["report", twice, "-f", "latex"])).out).toContain("Outputs: conv $8\\times 32^{2}$");
  });

  it("are a list in JSON", async () => {
    const outputs = async (path: string) => JSON.parse((await ridge(["report", path, "-f", "json"])).out).outputs;
    expect(await outputs(twice)).toEqual([
      { name: "conv", shape: [8, 32, 32] },
      { name: "conv_2", shape: [4, 32, 32] },
    ]);
    expect(await outputs(fused)).toEqual([{ name: "linear", shape: [10] }]);
  });
});

it("a net used as a block keeps its blocks and stages", async () => {
  const input = 'import MobileNetV2 from "zoo:mobilenet_v2"\nnet Main {\n  input: [3, 224, 224]\n  MobileNetV2\n}\n';
  const names = async (by: string) => {
    const { out } = await ridge(["report", "-", "--by", by, "-f", "csv", "--columns", "layer,count,macs"], { input });
    return out.trimEnd().split("\n").slice(1);
  };
  const stages = await names("stage");
  // Table 2 of the paper: rows of 1, 2, 3, 4, 3, 3, 1 blocks
  expect(stages.slice(0, 8).map((line) => line.split(",").slice(0, 2).join(" "))).toEqual([
    "MobileNetV2.stem 1",
    ...[1, 2, 3, 4, 3, 3, 1].map((blocks, index) => `MobileNetV2.stages.${index + 1} ${blocks}`),
  ]);
  expect((await names("block")).length).toBe(stages.length + (2 + 3 + 4 + 3 + 3 + 1 + 1) - 7);
});

it.each(["", "  repeat 0 { conv(4) }\n"])("a net without layers is an error: %j", async (body) => {
  const { exit, out, err } = await ridge(["report", "-"], { input: `net Empty {\n  input: [3, 8, 8]\n${body}}\n` });
  expect([exit, out]).toEqual([2, ""]);
  expect(err).toContain("error[model/no-layers]: net `Empty` has no layers");
});
