import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { describe, expect, it } from "vitest";
import { textWidth } from "../../src/report/index.ts";
import { ridge } from "./fake-terminal.ts";

const folder = mkdtempSync(join(tmpdir(), "ridge-array-"));
const small = join(folder, "small.arch");
writeFileSync(
  small,
  `net Small {
  param n: int in [1, 64] = 4
  input: [3, 8, 8]
  stem: conv(n, k=3, s=2)
  relu
  dw: conv(it.C, k=3, g=it.C)
  gap -> flatten
  fc: linear(10)
}
`,
);

const onSmall = (...words: readonly string[]) => ridge(["simulate", small, ...words], { columns: 80 });
const widest = (text: string) => Math.max(...text.split("\n").map(textWidth));

describe("ridge simulate NET --array", () => {
  it("has a row per layer with MACs, and says which have none", async () => {
    // stem 16 pixels x 4 filters x 27: 4 x 1 folds of 27 + 6; dw 4 times 16 x 1 x 9: 4 folds of 9 + 6; fc 1 x 10 x 4: 3 folds of 4 + 6
    expect(await onSmall("--array", "4x4", "--dataflow", "os")).toEqual({
      exit: 0,
      err: "",
      out: `Small  n=4 · 4×4 array, output stationary · depthwise channel by channel
· mapping: output pixels × filters × products per output; n × …: n in turn
· cycles without stalls for memory
┌───────┬────────┬────────────┬────────┬────────┬───────┐
│ layer │ op     │ mapping    │ cycles │   util │  MACs │
├───────┼────────┼────────────┼────────┼────────┼───────┤
│ stem  │ conv   │ 16×4×27    │    131 │ 82.4 % │ 1.7 k │
│ dw    │ conv   │ 4 × 16×1×9 │    236 │ 15.3 % │ 0.6 k │
│ fc    │ linear │ 1×10×4     │     29 │  8.6 % │    40 │
├───────┼────────┼────────────┼────────┼────────┼───────┤
│ total │        │            │    396 │ 37.0 % │ 2.3 k │
└───────┴────────┴────────────┴────────┴────────┴───────┘
396 cycles · 2,344 MACs on the array · 37.0 % of 16 MAC/cycle
3 layers have no MACs and take 0 cycles: relu, gap, flatten
`,
    });
  });

  it("has no table where nothing runs on the array", async () => {
    const input = "net Idle { input: [8, 4, 4]; relu }";
    expect((await ridge(["simulate", "-", "--array", "4x4"], { input, columns: 80 })).out).toBe(
      `Idle · 4×4 array, output stationary
· mapping: output pixels × filters × products per output; n × …: n in turn
· cycles without stalls for memory
0 cycles · 0 MACs on the array
1 layer has no MACs and takes 0 cycles: relu
`,
    );
  });

  it("gives machines every layer", async () => {
    const json = JSON.parse((await onSmall("--array", "4x4", "-f", "json")).out);
    expect(json).toMatchObject({
      schema: "ridge.systolic/1",
      network: "Small",
      arguments: { n: 4 },
      array: { rows: 4, columns: 4 },
      dataflow: "os",
      depthwise: "per-channel",
      unpadded: false,
      totals: { cycles: 396, macs: 2344, networkMacs: 2344, utilization: 2344 / (16 * 396) },
    });
    expect(json.layers.map((each: { name: string; cycles: number }) => [each.name, each.cycles])).toEqual([
      ["stem", 131],
      ["relu", 0],
      ["dw", 236],
      ["gap", 0],
      ["flatten", 0],
      ["fc", 29],
    ]);
    expect(json.layers[1]).toEqual({ name: "relu", op: "relu", cycles: 0, macs: 0, utilization: null, products: [] });
    // 4 channels hold 4 x 1 of 4 x 4 elements in each of their 4 folds.
    expect(json.layers[2].products).toEqual([
      {
        count: 4,
        atOnce: 1,
        pixels: 16,
        filters: 1,
        summed: 9,
        cycles: 236,
        macs: 576,
        utilization: 576 / (16 * 236),
        mappingEfficiency: 0.25,
      },
    ]);
  });

  it("says what the other mappings do", async () => {
    const asFilter = await onSmall("--array", "4×4", "--depthwise", "as-filter", "--unpadded");
    // (4 - 2)^2 windows on the map of 4: 1 fold of 36 + 6, and 4 x 36 MACs instead of 16 x 36
    expect(asFilter.out).toContain("· depthwise as one filter over all channels");
    expect(asFilter.out).toContain("· windows without padding");
    expect(asFilter.out).toMatch(/│ dw +│ conv +│ 4×1×36 +│ +41 │/);
    expect(asFilter.out).toContain("1,912 MACs on the array, 2,344 in the network");
    const packed = await onSmall("--array", "27X9", "--dataflow", "ws", "--depthwise", "packed");
    // 3 at once on 27 rows: 2 runs of 16 + 54 + 7 cycles, the last one not counted
    expect(packed.out).toMatch(/│ dw +│ conv +│ 4 by 3 × 16×1×9 +│ +152 │/);
    expect(packed.out).toContain("by m: m of them at once");
  });

  it("prints formulas where a parameter is free", async () => {
    const { exit, out, err } = await onSmall("n=?", "--array", "4x4");
    expect([exit, err]).toEqual([0, ""]);
    // 4 folds of pixels x ceil(n/4) of 33 cycles, n channels of 4 x 15 - 1, 3 folds of n + 6
    expect(out).toMatch(/│ stem +│ 16×n×27 +│ +132\*ceil\(n\/4\) - 1 │/);
    expect(out).toMatch(/│ dw +│ n × 16×1×9 +│ +59\*n │/);
    expect(out).toMatch(/│ total +│ +│ +62\*n \+ 132\*ceil\(n\/4\) \+ 16 │/);
    expect(out).toContain("assuming\n  n in [1, 64]");
    expect(out).toContain("total\n  cycles = 62*n + 132*ceil(n/4) + 16\n  MACs = 586*n");
    const json = JSON.parse((await onSmall("n=?", "--array", "4x4", "-f", "json")).out);
    expect(json.totals.cycles).toBe("62*n + 132*ceil(n/4) + 16");
    expect(json.assumptions).toEqual(["n in [1, 64]"]);
  });

  it.each([40, 60, 80])("fits %i columns", async (columns) => {
    for (const more of [[], ["--dataflow", "ws", "--depthwise", "packed"], ["res=?"], ["alpha=?", "res=?"]]) {
      const words = ["simulate", "mobilenet_v1", ...more, "--array", "128x128"];
      const { exit, out } = await ridge(words, { columns });
      const grid = out.split("\n").filter((line) => /^[┌│├└]/.test(line));
      expect([exit, widest(grid.join("\n")) <= columns]).toEqual([0, true]);
    }
    expect(widest((await ridge(["help", "simulate"], { columns: 80 })).out)).toBeLessThanOrEqual(80);
  });

  it("is painted only where colour is wanted, and goes to a file", async () => {
    const { out } = await onSmall("--array", "4x4");
    const painted = (await onSmall("--array", "4x4", "--color")).out;
    expect(painted).toContain("\u001b[");
    expect(stripVTControlCharacters(painted)).toBe(out);
    const output = join(folder, "out.json");
    expect(await onSmall("--array", "4x4", "-o", output)).toEqual({ exit: 0, out: "", err: "" });
    expect(JSON.parse(readFileSync(output, "utf8")).schema).toBe("ridge.systolic/1");
  });
});

describe("mistakes", () => {
  it.each([
    ["one number", [small, "--array", "32"], "usage/number", "hint: --array 32x32"],
    ["no rows", [small, "--array", "0x8"], "usage/number", "found `0x8`"],
    ["too many rows", [small, "--array", "99999999x1"], "usage/number", "each from 1 to 65536"],
    ["one row more than the most", [small, "--array", "65537x1"], "usage/number", "found `65537x1`"],
    ["three numbers", [small, "--array", "8x8x8"], "usage/number", "ROWSxCOLUMNS"],
    ["no number", [small, "--array", ""], "usage/number", "found ``"],
    ["an unknown dataflow", [small, "--array", "8x8", "--dataflow", "rs"], "usage/choice", "use one of os, ws, is"],
    ["an unknown mapping", [small, "--array", "8x8", "--depthwise", "filter"], "usage/choice", "as-filter"],
    ["no array", [small], "usage/command-line", `or --array 32x32`],
    ["no network", ["--array", "8x8"], "usage/command-line", "ridge simulate mobilenet_v2 --array 8x8"],
    ["a dataflow of nothing", ["--dataflow", "ws"], "usage/command-line", "neither a network nor `--kernel` is named"],
    ["no core", ["--kernel", "f32_add_8el"], "usage/command-line", "--core cortex-a76"],
    ["a loop as network", ["f32_add_8el"], "usage/command-line", "ridge simulate --kernel f32_add_8el"],
    ["a core for an array", [small, "--array", "8x8", "--core", "kryo"], "usage/no-effect", "with `--array`"],
    [
      "an array for a loop",
      ["--kernel", "f32_add_8el", "--core", "kryo", "--array", "8x8"],
      "usage/no-effect",
      "with `--kernel`",
    ],
    ["an unknown network", ["mobilenet_v9", "--array", "8x8"], "usage/unknown-network", "mobilenet_v1"],
    ["an unknown parameter", [small, "array=8x8", "--array", "8x8"], "parameter/unknown", "--array 8x8"],
    ["a parameter as option", [small, "--array", "8x8", "--n", "3"], "usage/command-line", "`n=3`"],
    ["another format", [small, "--array", "8x8", "-f", "csv"], "usage/choice", "table, json"],
    ["a width for JSON", [small, "--array", "8x8", "-f", "json", "--width", "80"], "usage/no-effect", "--width"],
    [
      "a window that does not fit",
      ["mobilenet_v1", "res=33", "--array", "8x8", "--unpadded"],
      "usage/command-line",
      "does not fit its map of 2",
    ],
    [
      "a window that may not fit",
      ["mobilenet_v1", "res=?", "--array", "8x8", "--unpadded"],
      "usage/command-line",
      "may not fit its map of res/16",
    ],
  ])("%s", async (_what, words, code, hint) => {
    const { exit, out, err } = await ridge(["simulate", ...words]);
    expect([exit, out]).toEqual([2, ""]);
    expect(err).toContain(`error[${code}`);
    expect(err).toContain(hint);
    expect(err.match(/error\[/g)).toHaveLength(1);
  });
});
