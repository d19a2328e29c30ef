import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { fastFaults, fastWarnings } from "../../src/cli/run-fast.ts";
import { readNpz, writeNpy } from "../../src/exchange/index.ts";
import { executableGraph, seededInputs, seededWeights } from "../../src/exec/index.ts";
import { elaborateText } from "../model/elaborate-text.ts";
import { ridge } from "./fake-terminal.ts";

const folder = mkdtempSync(join(tmpdir(), "ridge-fast-"));
const small = join(folder, "small.arch");
writeFileSync(
  small,
  "net Small { input: [3, 8, 8]; conv(8, s=2) -> bn -> relu6; conv(8, g=8) -> silu; gap -> flatten -> linear(5) }",
);

const run = async (...words: readonly string[]) => ridge(["run", small, ...words]);
const json = async (...words: readonly string[]) => {
  const { exit, out, err } = await run(...words, "-f", "json");
  expect({ exit, err }).toEqual({ exit: 0, err: "" });
  return JSON.parse(out);
};

describe("ridge run --fast", () => {
  it("has the reference's outputs, and says where each layer ran", async () => {
    const reference = await json();
    const fast = await json("--fast", "--threads", "2");
    expect(fast.outputs).toEqual(reference.outputs);
    expect(fast).toMatchObject({
      schema: "ridge.run/1",
      fast: { threads: 2, relaxed: false },
      multiplications: null,
      match: null,
      macs: reference.macs,
    });
    const paths = fast.layers.map(({ op, runs }: { op: string; runs: string }) => [op, runs]);
    expect(paths).toEqual([
      ["conv", "wasm"],
      ["bn", "wasm"],
      ["relu6", "wasm"],
      ["conv", "wasm"],
      ["silu", "reference"],
      ["gap", "wasm"],
      ["flatten", "wasm"],
      ["linear", "wasm"],
    ]);
  });

  it("draws a table that fits", async () => {
    const { out } = await run("--fast", "--threads", "3", "--width", "60");
    expect(out).toContain("fast path, 3 threads");
    expect(out).toContain("· 1 of 8 layers by the reference's kernels");
    expect(Math.max(...out.split("\n").map((line) => line.length))).toBeLessThanOrEqual(60);
  });

  it("writes the outputs, with the largest values where they are asked for", async () => {
    const file = join(folder, "out.npz");
    const { out } = await run("--fast", "--top", "2", "-o", file);
    expect(out.trimEnd().split("\n").slice(-2).join("\n")).toMatch(/^ +\d {2,}-?\d+\.\d+\n +\d {2,}-?\d+\.\d+$/);
    const { value } = readNpz(readFileSync(file), file);
    expect(value?.map(({ dims }) => dims)).toEqual([[5]]);
  });

  it("--check counts with the reference and compares every bit", async () => {
    const checked = await json("--fast", "--check");
    expect(checked.match).toBe(true);
    expect(checked.fast).toEqual({ threads: 1, relaxed: false, differingValues: 0, largestShare: 0 });
    const { out } = await run("--fast", "--check", "--layer", "conv");
    expect(out).toContain("fast path, 1 thread: all 5 output values have the reference's bits");
  });

  it("--relaxed is near", async () => {
    const { fast } = await json("--fast", "--check", "--relaxed");
    expect(fast.relaxed).toBe(true);
    expect(fast.largestShare).toBeLessThan(1e-5);
  });

  it("warns of outputs that are no numbers", async () => {
    const file = join(folder, "nan.npy");
    writeFileSync(file, writeNpy({ dims: [3, 8, 8], data: new Float32Array(192).fill(Number.NaN) }));
    const { exit, err } = await run("--fast", "--input", file);
    expect(exit).toBe(0);
    expect(err).toContain("warning[run/fast-non-finite]: `linear` has NaN or Infinity in 5 of 5 values");
  });

  it.each([
    [["--threads", "2"], "usage/no-effect", "`--threads` has no effect without `--fast`"],
    [["--relaxed"], "usage/no-effect", "`--relaxed` has no effect without `--fast`"],
    [["--fast", "--dtype", "fp16"], "usage/no-effect", "`--fast` has no effect with fp16 and sums in fp32"],
    [["--fast", "--accumulate", "fp64"], "usage/no-effect", "`--fast` has no effect with fp32 and sums in fp64"],
    [["--fast", "--layer", "conv"], "usage/no-effect", "`--layer` has no effect with `--fast` but no `--check`"],
    [["--fast", "--threads", "65"], "usage/number", "`--threads` must be a whole number from 1 to 64, found `65`"],
  ])("%j is refused", async (words, code, text) => {
    const { exit, out, err } = await run(...words);
    expect({ exit, out }).toEqual({ exit: 2, out: "" });
    expect(err).toContain(`error[${code}]: ${text}`);
  });
});

it("says which value differs first, were one to differ", () => {
  const { value } = elaborateText("net N {\n  input: [3]\n  input -> linear(4)\n}");
  const { value: executable } = value === undefined ? { value: undefined } : executableGraph(value.graph);
  if (executable === undefined) throw new Error("not executable");
  const inputs = { observed: [seededInputs(executable, 0)], calibration: [] };
  const subject = { executable, weights: seededWeights(0), inputs };
  const tensor = (...values: number[]) => ({ layout: "vector" as const, dims: [4], data: Float32Array.from(values) });
  const found = [tensor(1, -0, 3, 4)];
  const facts = { threads: 1, isRelaxed: false, differing: 2, values: 4, largestShare: 0.25 };
  const [fault] = fastFaults(subject, found, [tensor(1, 0, 3, 5)], facts);
  expect(fault?.code).toBe("run/fast-differs");
  expect(fault?.message).toContain("in 2 of 4 values: value 1 is");
  expect(fastFaults(subject, found, found, { ...facts, isRelaxed: true })).toEqual([]);
  expect(fastWarnings([])).toEqual([]);
});
