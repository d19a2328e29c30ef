import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ridge } from "./fake-terminal.ts";

const folder = mkdtempSync(join(tmpdir(), "ridge-graph-"));

function fileOf(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const small = fileOf(
  "small.arch",
  "net Small { param n: int in [1, 8] = 4; input: [4, 8, 8]; a: conv(4, 3); b: conv(n); gap -> flatten -> linear(2) }",
);

const graph = async (...words: readonly string[]) => {
  const { exit, out, err } = await ridge(["graph", ...words]);
  expect({ exit, err }).toEqual({ exit: 0, err: "" });
  return out;
};

describe("the format", () => {
  it.each<[words: readonly string[], start: RegExp]>([
    [[], /^\/\/ MACs are .*\ndigraph "Small" \{\n/],
    [["-f", "dot"], /^\/\/ MACs are .*\ndigraph "Small" \{\n/],
    [["-f", "mermaid"], /^---\ntitle: .*\n---\nflowchart TB\n/],
    [["-f", "json"], /^\{\n {2}"schema": "ridge.graph\/1",\n/],
  ])("%j", async (words, start) => {
    expect(await graph(small, ...words)).toMatch(start);
  });

  it.each([
    [".dot", "dot"],
    [".gv", "dot"],
    [".mmd", "mermaid"],
    [".json", "json"],
  ])("of a file that ends in %s is %s", async (extension, format) => {
    const output = join(folder, `net${extension}`);
    expect(await graph(small, "-o", output)).toBe("");
    expect(readFileSync(output, "utf8")).toBe(await graph(small, "-f", format));
  });

  it("is the same for the same words", async () => {
    for (const format of ["dot", "mermaid", "json"])
      expect(await graph("mobilenet_v3_small", "-f", format)).toBe(await graph("mobilenet_v3_small", "-f", format));
  });
});

describe("shades", () => {
  // MACs at 64 positions: a 4*4*9 = 144 each, 9216; b 4*4 = 16 each, 1024; linear 4*2 = 8; total 10,248
  it("show the part of the total as colour and as number", async () => {
    const out = await graph(small, "--cost", "macs");
    const lineOf = (id: string) => out.split("\n").find((line) => line.trim().startsWith(`${id} [`)) ?? "";
    expect(lineOf("n_a")).toContain("9.2 k MACs (89.9 %) · 144 params");
    expect(lineOf("n_a")).toContain("#ffa62b");
    expect(lineOf("n_b")).toContain("1.0 k MACs (10.0 %) · 16 params");
    expect(lineOf("n_b")).toContain("#fff4d9");
    expect(lineOf("n_linear")).toContain("8 MACs (0.1 %) · 10 params");
    expect(lineOf("n_gap")).not.toContain("%");
    expect(lineOf("n_gap")).toContain("#ffffff");
    expect(out).toContain("10,248 MACs · 170 params · shaded by MACs");
  });

  it("need numbers", async () => {
    const { exit, out, err } = await ridge(["graph", small, "n=?", "--cost", "params"]);
    expect([exit, out]).toEqual([2, ""]);
    expect(err).toBe(
      "error[graph/not-shaded]: the params cannot be shaded while `n` is free\n" +
        "  = hint: give n a value, or leave out --cost\n",
    );
  });

  it("of formulas that do not differ are numbers", async () => {
    const path = fileOf(
      "same.arch",
      "net A { param n: int in [1, 8] = 4; input: [4, 8, 8]; conv(4); if n > 2 { relu } }",
    );
    expect(await graph(path, "n=?", "--cost", "macs")).toContain("(100.0 %)");
  });
});

describe("a large network", () => {
  it("is drawn by block, which is said, unless asked otherwise", async () => {
    const { exit, out, err } = await ridge(["graph", "resnet152"]);
    expect(exit).toBe(0);
    expect(err).toMatch(
      /^warning\[graph\/collapsed\]: \d+ layers are many for one picture: drawn with `--by block`, as \d+ nodes\n/,
    );
    expect(err).toContain("= hint: --by layer draws every layer");
    expect(out).toBe(await graph("resnet152", "--by", "block"));
    expect((await graph("resnet152", "--by", "layer")).length).toBeGreaterThan(out.length);
    expect(JSON.parse(await graph("resnet152", "-f", "json")).by).toBe("layer");
  });

  it("without blocks is drawn at depth 1", async () => {
    const path = fileOf("deep.arch", "net A { input: [4]; a: repeat 2 { repeat 300 { relu } } }");
    const { err } = await ridge(["graph", path]);
    expect(err).toContain("600 layers are many for one picture: drawn with `--by stage`, as 4 nodes");
    const flat = fileOf("flat.arch", "net A { input: [4]; a: repeat 300 { relu } }");
    expect((await ridge(["graph", flat])).err).toContain("drawn with `--depth 1`, as 3 nodes");
  });

  it("is too much for Mermaid", async () => {
    const { exit, err } = await ridge(["graph", "resnet152", "--by", "layer", "-f", "mermaid"]);
    expect(exit).toBe(0);
    expect(err).toMatch(
      /warning\[graph\/mermaid-limit\]: the picture has \d+ edges, .*`maxEdges`.*\n {2}= hint: --by stage\n/,
    );
  });
});

describe("mistakes", () => {
  it.each<[words: string, problem: string, hint: string]>([
    ["mobilenet_v2 -f svg", "`--format` cannot be `svg`", "use one of dot, mermaid, json"],
    ["mobilenet_v2 -f dott", "`--format` cannot be `dott`", "did you mean `dot`?"],
    [
      "mobilenet_v2 -o net.svg",
      "no format belongs to the file extension `.svg`",
      "name the format with -f: dot, mermaid, json",
    ],
    ["mobilenet_v2 -o net.mermaid", "no format belongs to the file extension `.mermaid`", "use .mmd"],
    ["mobilenet_v2 -f dot -o net.mmd", "the format is dot, but `.mmd` stands for mermaid", "leave out -f dot"],
    ["mobilenet_v2 --by op", "`--by` cannot be `op`", "use one of layer, block, stage"],
    ["mobilenet_v2 --by block --depth 2", "`--by` and `--depth` cannot be given together", "ridge help graph"],
    ["mobilenet_v2 --depth 0", "`--depth` must be a whole number from 1 to 1000, found `0`", ""],
    ["mobilenet_v2 --cost flops", "`--cost` cannot be `flops`", "use one of macs, params"],
    ["mobilenet_v2 --direction RL", "`--direction` cannot be `RL`", "use one of TB, LR"],
    ["mobilenet_v2 -f json --cost macs", "`--cost` has no effect on json output", ""],
    ["mobilenet_v2 -f json --direction LR", "`--direction` has no effect on json output", ""],
    ["mobilenet_v2 depth=2", "no parameter `depth`", "--depth 2"],
    ["mobilenet_v4", "there is no shipped network `mobilenet_v4`", "did you mean"],
    ["", "missing required argument `network`", "ridge help graph"],
  ])("ridge graph %s", async (words, problem, hint) => {
    const { exit, out, err } = await ridge(["graph", ...words.split(" ").filter((each) => each !== "")]);
    expect([exit, out]).toEqual([2, ""]);
    expect(err).toContain(problem);
    expect(err).toContain(hint);
  });

  it("in a network give no graph", async () => {
    const path = fileOf("wrong.arch", "net A { input: [3, 8, 8]; conv(4, g=2) }");
    const { exit, out, err } = await ridge(["graph", path]);
    expect([exit, out, err]).toEqual([2, "", expect.stringContaining("error[shape/groups]")]);
  });
});
