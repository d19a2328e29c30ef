import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ridge } from "./fake-terminal.ts";

const folder = mkdtempSync(join(tmpdir(), "ridge-report-options-"));
const path = join(folder, "small.arch");
writeFileSync(
  path,
  "net Small {\n  param n: int in [1, 8] = 4\n  input: [4, 8, 8]\n  a: conv(4, 3)\n  b: conv(n, 1)\n  c: conv(16, 3)\n}\n",
);

const report = async (...words: readonly string[]) => {
  const { exit, out, err } = await ridge(["report", path, ...words]);
  expect({ exit, err }).toEqual({ exit: 0, err: "" });
  return out;
};

// per pixel of 64: a 4*4*9 = 144, b 4*n, c 16*n*9 = 144*n
const largestFirst = ["c", "a", "b"];

describe("the order of rows", () => {
  it("holds in every format", async () => {
    const csv = await report("-f", "csv", "--sort", "macs");
    expect(
      csv
        .trimEnd()
        .split("\n")
        .slice(1)
        .map((line) => line.split(",")[0]),
    ).toEqual(largestFirst);
    const json = JSON.parse(await report("-f", "json", "--sort", "macs", "--top", "1"));
    expect(json.layers.map((row: { name: string }) => row.name)).toEqual(["a", "b", "c"]);
    expect(json.groups).toMatchObject({ by: "layer", sort: "macs", top: 1 });
    expect(json.groups.rows.map((row: { name: string; macs: number }) => [row.name, row.macs])).toEqual([
      ["c", 64 * 576],
      ["(2 more)", 64 * (144 + 16)],
    ]);
    const lines = (await report("-f", "jsonl", "--by", "op", "--sort", "macs")).trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line)).map(({ kind, name }) => [kind, name])).toEqual([
      ["network", undefined],
      ["group", "conv"],
    ]);
  });

  it("of formulas is that of every value of the parameter", async () => {
    const out = await report("n=?", "-f", "csv", "--sort", "macs", "--top", "1");
    expect(out).toContain("c,");
    expect(out.split("\n")[1]).toMatch(/^c,1,16x8x8,144\*n,9216\*n,/);
  });

  it("of formulas that depends on the value is an error", async () => {
    const words = ["report", path, "n=?", "--sort", "macs"];
    // a is 144 per pixel, b 4*n: larger; but the parameters of a, 144, and of b, 4*n, too, so the pair a, c decides: 144 and 144*n
    expect((await ridge(words)).exit).toBe(0);
    writeFileSync(
      join(folder, "other.arch"),
      "net Other {\n  param n: int in [1, 64] = 4\n  input: [4, 8, 8]\n  conv(4, 3)\n  conv(n, 1)\n}\n",
    );
    const { exit, out, err } = await ridge(["report", join(folder, "other.arch"), "n=?", "--top", "1"]);
    expect([exit, out]).toEqual([2, ""]);
    expect(err).toContain("error[usage/not-comparable]");
    expect(err).toContain("give n a value");
  });

  it("leaves the bar of the rows that it cut empty", async () => {
    const lines = (await report("--top", "1")).split("\n");
    expect(lines.find((line) => line.startsWith("│ c "))).toContain("│ ████ │");
    expect(lines.find((line) => line.startsWith("│ (2 more) "))).toContain("│      │");
  });

  it("by time needs a device and then is that of the times", async () => {
    const out = await report("--sort", "ms", "--on", "pixel-2", "-f", "csv", "--columns", "layer,ms,bound");
    const rows = out
      .trimEnd()
      .split("\n")
      .map((line) => line.split(","));
    expect(rows[0]).toEqual(["name", "latencyMs", "bound"]);
    const times = rows.slice(1).map((row) => Number(row[1]));
    expect(times).toEqual([...times].sort((a, b) => b - a));
    expect(Math.min(...times)).toBeGreaterThan(0);
  });
});

describe("an option that would change nothing is refused", () => {
  it.each<[words: string, code: string, text: string]>([
    ["-f json --columns macs", "usage/no-effect", "`--columns` has no effect on json output"],
    ["-f csv --columns layer,bar", "usage/no-effect", "`--columns bar`"],
    ["-f md --width 80", "usage/no-effect", "`--width`"],
    ["-f csv --symbolic", "usage/no-effect", "`--symbolic`"],
    ["--core kryo", "usage/needs-device", "`--core`"],
    ["--sort ms", "usage/needs-device", "`--sort ms`"],
    ["--columns ms,bound", "usage/needs-device", "`--columns bound`"],
    ["-f json -o x.csv", "usage/format-extension", "`.csv` stands for csv"],
    ["-o x.latex", "usage/extension", "use .tex"],
    ["-o x.markdown", "usage/extension", "use .md"],
    ["--on kryo", "usage/not-a-device", "devices with it: pixel-1"],
    ["--on pixel-2 --core cortex-a72", "hardware/unknown", "pixel-2 has no core `cortex-a72`"],
    ["dtype=int8", "parameter/unknown", "hint: --dtype int8"],
    ["batch=8", "parameter/unknown", "hint: --batch 8"],
    ["--alpha 0.5", "usage/command-line", "`alpha=0.5`"],
    ["--res=224", "usage/command-line", "`res=224`"],
    ["resnet18", "usage/setting", "one network per call"],
    ["--color nope", "usage/choice", "`--color` cannot be `nope`"],
    ["--batch 0", "usage/number", "whole number from 1"],
  ])("%s", async (words, code, text) => {
    const { exit, out, err } = await ridge(["report", path, ...words.split(" ")]);
    expect([exit, out]).toEqual([2, ""]);
    expect(err).toContain(`error[${code}]`);
    expect(err).toContain(text);
  });

  // What each answer heeds beside format, file, width and root: a count of a convention depends on no data type and no batch.
  const options = {
    by: ["--by", "stage"],
    sort: ["--sort", "macs"],
    top: ["--top", "3"],
    columns: ["--columns", "macs"],
    as: ["--as", "default"],
    budget: ["--budget", "macs<=1G"],
    dtype: ["--dtype", "fp32"],
    batch: ["--batch", "1"],
    on: ["--on", "pixel-2"],
    symbolic: ["--symbolic"],
    reuse: ["--reuse", "none"],
    schedule: ["--schedule", "written"],
    align: ["--align", "64"],
  };
  it.each<[asked: readonly string[], idle: readonly (keyof typeof options)[]]>([
    [[], ["reuse", "schedule", "align"]],
    [["--memory"], ["by", "sort", "top", "columns", "as", "budget", "on", "symbolic"]],
    [["--explain", "thop"], Object.keys(options) as (keyof typeof options)[]],
    [["--match", "3M"], Object.keys(options) as (keyof typeof options)[]],
  ])("with %j", async (asked, idle) => {
    for (const [name, words] of Object.entries(options)) {
      const { exit, out, err } = await ridge(["report", path, ...asked, ...words]);
      const isIdle = idle.some((each) => each === name);
      expect([name, exit, out === "", err.includes(`[usage/no-effect]: \`--${name}\``)]).toEqual([
        name,
        isIdle ? 2 : 0,
        isIdle,
        isIdle,
      ]);
    }
  });

  it.each<[words: readonly string[], text: string]>([
    [["--color", "nope", "report", path], "`--color` cannot be `nope`"],
    [[path, "n=2"], `ridge report ${path} n=2`],
    [["mobilenet_v2"], "ridge report mobilenet_v2"],
    [["report", "mobilenet_v2.arch"], "the shipped network is `mobilenet_v2`"],
    [["fmt"], "`ridge fmt -` reads standard input"],
    [["fmt", "-o", "x", path], "`--stdout`"],
  ])("%s", async (words, text) => {
    const { exit, out, err } = await ridge(words);
    expect([exit, out]).toEqual([2, ""]);
    expect(err).toContain(text);
  });

  it("far guesses are left out", async () => {
    expect((await ridge(["report", path, "--columns", "nope"])).err).not.toContain("did you mean");
    expect((await ridge(["report", path, "--foo"])).err).not.toContain("did you mean");
  });
});

it("csv has the named columns alone", async () => {
  expect(await report("-f", "csv", "--columns", "layer,macs")).toBe("name,macs\na,9216\nb,1024\nc,36864\n");
});

it("a net of standard input is named behind the dash", async () => {
  const input = "net A {\n  input: [3, 8, 8]\n  conv(4)\n}\nnet B {\n  input: [3, 8, 8]\n  conv(5)\n}\n";
  expect((await ridge(["report", "-"], { input })).err).toContain("name one: -:A");
  const { out } = await ridge(["report", "-:B", "-f", "json"], { input });
  expect(JSON.parse(out).network).toBe("B");
});

describe("--batch", () => {
  const net = join(folder, "batch.arch");
  writeFileSync(
    net,
    "net Batch {\n  input: [3, 8, 8]\n  let bias = weight([3, 8, 8])\n  add(bias)\n  conv(4, 3)\n  gap -> flatten -> linear(5)\n}\n",
  );

  it("multiplies work and activations, not weights and what is made of them alone", async () => {
    const run = async (batch: string) => JSON.parse((await ridge(["report", net, "--batch", batch, "-f", "json"])).out);
    const [one, eight] = [await run("1"), await run("8")];
    expect([one.batch, eight.batch]).toEqual([1, 8]);
    for (const key of ["params", "weightBytes"]) expect([key, eight.totals[key]]).toEqual([key, one.totals[key]]);
    for (const key of ["macs", "flops"]) expect([key, eight.totals[key]]).toEqual([key, 8 * one.totals[key]]);
    const row = (from: typeof one, op: string) => from.layers.find((each: { op: string }) => each.op === op);
    const tensor = 4 * 3 * 8 * 8;
    expect([row(eight, "weight").outputBytes, row(eight, "weight").bytes]).toEqual([0, tensor]);
    expect([row(eight, "add").inputBytes, row(eight, "add").outputBytes]).toEqual([8 * tensor, 8 * tensor]);
    expect(row(eight, "conv").bytes).toBe(8 * 4 * (3 + 4) * 64 + 4 * 3 * 4 * 9);
    // conv reads 3 and writes 4 channels
    expect(eight.totals.peakActivationBytes).toBe(8 * 4 * (3 + 4) * 64);
    expect((await ridge(["report", net, "--batch", "8"])).out).toContain("· batch 8 ·");
  });
});
