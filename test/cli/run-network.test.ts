import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { Progress } from "../../src/cli/progress.ts";
import { displayWidth } from "../../src/core/display-width.ts";
import { type NamedArray, readNpy, readNpz, writeNpy, writeNpz } from "../../src/exchange/index.ts";
import { ridge } from "./fake-terminal.ts";

const folder = mkdtempSync(join(tmpdir(), "ridge-run-"));
const at = (name: string) => join(folder, name);

/** A stem, a norm that folds, a depthwise layer, a classifier of four classes. */
const net = at("net.arch");
const text = `net Small {
  input: [3, 9, 9]
  stem: conv(8, k=3, s=2) -> bn -> relu6
  dw: conv(8, k=3, g=8) -> relu
  gap -> flatten
  head: linear(4)
}
`;
/** 8 * 3 * 9 taps at 5 x 5 places, padding included; 8 * 9 at as many; 8 * 4. */
const products = [5400, 1800, 32];

const image = (dims: readonly number[], value: (at: number) => number = (place) => Math.sin(place)): NamedArray => ({
  name: "input",
  dims,
  data: Float32Array.from({ length: dims.reduce((product, each) => product * each, 1) }, (_, place) => value(place)),
});

const run = (...words: readonly string[]) => ridge(["run", net, ...words]);

async function json(...words: readonly string[]) {
  const { exit, out, err } = await run(...words, "-f", "json");
  return { exit, err, value: JSON.parse(out) };
}

beforeAll(() => {
  writeFileSync(net, text);
  writeFileSync(at("input.npy"), writeNpy(image([3, 9, 9])));
  writeFileSync(at("batch.npy"), writeNpy(image([1, 3, 9, 9])));
  writeFileSync(at("input.npz"), writeNpz([image([3, 9, 9])]));
  writeFileSync(at("last.npy"), writeNpy(image([9, 9, 3])));
  writeFileSync(at("nan.npy"), writeNpy(image([3, 9, 9], (place) => (place === 7 ? Number.NaN : 1))));
  writeFileSync(at("large.npy"), writeNpy(image([3, 9, 9], (place) => 30_000 * Math.sin(place))));
  const whole = writeNpy(image([3, 9, 9]));
  writeFileSync(at("cut.npy"), whole.subarray(0, whole.length - 3));
  writeFileSync(
    at("two.npz"),
    writeNpz([
      { ...image([3, 9, 9]), name: "a" },
      { ...image([3, 9, 9]), name: "b" },
    ]),
  );
  writeFileSync(
    at("noise.npz"),
    Uint8Array.from({ length: 500 }, (_, place) => (place * 37) % 251),
  );
  writeFileSync(at("labels.txt"), "cat\ndog\nbird\u0007\nfish\n");
  writeFileSync(at("short.txt"), "cat\ndog\n");
  mkdirSync(at("folder"));
});

/** A layer with two outputs, the second of which holds the last value of the input. */
const split = at("split.arch");
writeFileSync(split, "net Split {\n  input: [4]\n  let half = input -> split(2)\n  half[0] -> add(half[1])\n}\n");

describe("a layer with several outputs", () => {
  const layerOf = async (value: number, ...words: readonly string[]) => {
    writeFileSync(at("four.npy"), writeNpy(image([4], (place) => (place === 3 ? value : place))));
    const { err, out } = await ridge(["run", split, "--input", at("four.npy"), "-f", "json", ...words]);
    return { err, layer: JSON.parse(out).layers[0] };
  };

  it("is seen as a whole", async () => {
    expect((await layerOf(11)).layer).toMatchObject({ name: "split", min: 0, max: 11, mean: 3.5 });
    const { err, layer } = await layerOf(Number.NaN);
    expect([layer.nonFinite, layer.max]).toEqual([1, 2]);
    expect(err).toContain("`split` is the first layer that yields NaN or Infinity: 1 of 4 values");
  });

  it("is compared as a whole", async () => {
    // 2049 is no half; 0, 1 and 2 are.
    expect((await layerOf(2048, "--dtype", "fp16", "--compare", "fp32")).layer.sqnrDb).toBe(null);
    expect((await layerOf(2049, "--dtype", "fp16", "--compare", "fp32")).layer.sqnrDb).toBeGreaterThan(60);
  });

  it("agrees in no place where all values are NaN", async () => {
    writeFileSync(at("nans.npy"), writeNpy(image([4], () => Number.NaN)));
    const words = ["--input", at("nans.npy"), "--dtype", "int8", "--compare", "fp32", "-f", "json"];
    const { out } = await ridge(["run", split, ...words]);
    expect(JSON.parse(out).comparison.topAgreement).toBe(0);
  });

  it("is dumped as a whole", async () => {
    await layerOf(9, "--layer", "split", "--dump", at("split.npz"));
    const { value } = readNpz(readFileSync(at("split.npz")), "split.npz");
    expect(value?.map(({ name, data }) => [name, ...data])).toEqual([
      ["split.1", 0, 1],
      ["split.2", 2, 9],
    ]);
  });
});

describe("ridge run", () => {
  it("counts every multiplication, and compares with what is derived", async () => {
    const { exit, err, value } = await json("--check");
    expect([exit, err]).toEqual([0, ""]);
    expect(value).toMatchObject({ schema: "ridge.run/1", network: "Small", seed: 0, dtype: "fp32", match: true });
    expect(value.layers.map((each: { multiplications: number }) => each.multiplications).filter(Boolean)).toEqual(
      products,
    );
    expect([value.multiplications, value.macs]).toEqual([7232, 7232]);
    expect(value.counts).toContain("padding");
    expect(value.outputs).toMatchObject([{ shape: [4] }]);
    expect(value.outputs[0].sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  it("checks a shipped network", async () => {
    const { exit, out } = await ridge(["run", "mobilenet_v2", "res=32", "alpha=0.35", "--check"], { columns: 80 });
    expect(exit).toBe(0);
    expect(out).toContain("2,463,792 multiplications counted, 2,463,792 MACs derived");
    expect(Math.max(...out.split("\n").map(displayWidth))).toBeLessThanOrEqual(80);
  });

  it("gives the same bytes for the same seed, and others for another", async () => {
    const [first, again, other] = [await run(), await run("--seed", "0"), await run("--seed", "1")];
    expect(again).toEqual(first);
    expect(other.out).not.toBe(first.out);
  });

  it("takes an input as .npy, with a batch dimension, and as .npz", async () => {
    const [first, ...others] = await Promise.all(
      ["input.npy", "batch.npy", "input.npz"].map((file) => run("--input", at(file))),
    );
    expect(first?.exit).toBe(0);
    for (const each of others) expect(each).toEqual(first);
    expect((await run()).out).not.toBe(first?.out);
  });

  it("writes outputs as .npz, whose bytes are the hashed ones, and the report to .json", async () => {
    expect((await run("-o", at("out.npz"))).exit).toBe(0);
    const { value: arrays } = readNpz(readFileSync(at("out.npz")), "out.npz");
    const { value } = await json();
    expect(arrays?.map(({ name, dims }) => [name, dims])).toEqual([[value.outputs[0].name, [4]]]);
    const found = arrays?.[0]?.data ?? new Float32Array(0);
    expect(Math.max(...found)).toBe(value.outputs[0].max);
    expect((await run("-o", at("out.json"))).out).toBe("");
    expect(JSON.parse(readFileSync(at("out.json"), "utf8"))).toEqual(value);
  });

  it("shows one layer, and its values: to a file, behind the table, and in JSON", async () => {
    const { value } = await json("--layer", "gap", "--dump");
    expect(value.layers.map((each: { name: string }) => each.name)).toEqual(["gap"]);
    expect(value.multiplications).toBe(7232);
    expect(value.dump).toMatchObject([{ name: "gap", shape: [8, 1, 1] }]);
    expect((await run("--layer", "gap", "--dump", at("gap.npy"))).exit).toBe(0);
    const { value: dumped } = readNpy(readFileSync(at("gap.npy")), "gap.npy");
    expect([dumped?.dims, [...(dumped?.data ?? [])]]).toEqual([[8, 1, 1], value.dump[0].values]);
    const { out } = await run("--layer", "gap", "--dump");
    const lines = out.trimEnd().split("\n").slice(-8);
    expect(lines).toEqual(value.dump[0].values.map((each: number) => String(Number(each.toPrecision(6)))));
    const shown = await run("--layer", "gap");
    expect([shown.exit, shown.out.includes("│ head"), shown.out.includes("│ gap")]).toEqual([0, false, true]);
  });

  it("names the largest values, largest first, without control characters", async () => {
    const { value } = await json("--labels", at("labels.txt"));
    const { top } = value.outputs[0];
    expect(top.map((each: { index: number; label: string }) => each.label)).toEqual(
      top.map((each: { index: number }) => ["cat", "dog", "bird", "fish"][each.index]),
    );
    const values = top.map((each: { value: number }) => each.value);
    expect(values).toEqual([...values].sort((a, b) => b - a));
    expect(values[0]).toBe(value.outputs[0].max);
    expect((await json("--top", "2")).value.outputs[0].top.length).toBe(2);
  });

  it("names the first layer that yields NaN or Infinity, and an input that brings them in", async () => {
    const broken = await json("--input", at("nan.npy"));
    expect(broken.exit).toBe(0);
    const first = broken.value.layers[0].name;
    expect(broken.value.firstNonFinite).toBe(first);
    expect(broken.err).toContain("warning[run/input-values]");
    expect(broken.err).toContain("1 of 243 values");
    expect(broken.err).toContain(`warning[run/non-finite]: \`${first}\` is the first layer`);
    const overflow = await json("--input", at("large.npy"), "--dtype", "fp16");
    expect(overflow.value.firstNonFinite).toBe(first);
    expect(overflow.err).not.toContain("run/input-values");
    expect((await json("--input", at("large.npy"))).value.firstNonFinite).toBe(null);
  });

  it("says what fp16 and int8 lose, layer by layer", async () => {
    const [half, worse] = [
      await json("--dtype", "fp16", "--compare", "fp32"),
      await json("--dtype", "fp16", "--accumulate", "fp16", "--compare", "fp32"),
    ];
    const int8 = await json("--dtype", "int8", "--compare", "fp32", "--samples", "50");
    const ratio = (run: typeof half) => run.value.comparison.outputSqnrDb;
    expect(ratio(half)).toBeGreaterThan(55);
    expect(ratio(worse)).toBeLessThan(ratio(half));
    expect(ratio(int8)).toBeGreaterThan(20);
    expect(ratio(int8)).toBeLessThan(50);
    expect(int8.value).toMatchObject({ accumulate: "int32", calibration: "min-max over 50 inputs", match: true });
    expect(int8.value.comparison).toMatchObject({ with: "fp32", inputs: 50 });
    // The convolution and the norm behind it are one layer with the ReLU6.
    const decibels = int8.value.layers.map((each: { sqnrDb: number | null }) => each.sqnrDb);
    expect(decibels.slice(0, 2)).toEqual([null, null]);
    expect(decibels[2]).toBeGreaterThan(30);
    expect(int8.value.multiplications).toBe(7232);
    expect(int8.value.comparison.topAgreement).toBeGreaterThan(40);
    expect(int8.value.comparison.topAgreement).toBeLessThanOrEqual(50);
  });

  it("measures ranges by a percentile", async () => {
    const words = ["--dtype", "int8", "--compare", "fp32", "--calibrate"];
    const [narrow, all] = [await json(...words, "90"), await json(...words, "100")];
    expect(narrow.value.calibration).toBe("percentile 90 over 4 inputs");
    expect(narrow.value.comparison.outputSqnrDb).toBeLessThan(all.value.comparison.outputSqnrDb);
  });

  it("keeps sums in fp64 when asked", async () => {
    const [single, double] = [(await json()).value, (await json("--accumulate", "fp64")).value];
    expect(double.accumulate).toBe("fp64");
    expect(double.outputs[0].sha256).not.toBe(single.outputs[0].sha256);
    expect(double.outputs[0].max).toBeCloseTo(single.outputs[0].max, 5);
  });

  it("shows its examples in help", async () => {
    const { out } = await ridge(["run", "--help"]);
    for (const each of ["--weights <file>", "--dump [file]", "--check", "$ ridge run mobilenet_v2 res=96 --check"])
      expect(out).toContain(each);
  });
});

describe("weights from a file", () => {
  const identity = at("identity.arch");
  const file = at("weights.npz");
  const name = (layer: string) => `${layer}.weight`;
  const given = (arrays: Readonly<Record<string, NamedArray>>) =>
    writeFileSync(file, writeNpz(Object.entries(arrays).map(([key, array]) => ({ ...array, name: key }))));
  const runIdentity = (...words: readonly string[]) =>
    ridge(["run", identity, "--weights", file, "--layer", "conv", "--dump", "-f", "json", ...words]);

  beforeAll(() => writeFileSync(identity, "net Identity {\n  input: [2, 1, 3]\n  conv(2, k=1)\n}\n"));

  it("are used, layer by layer", async () => {
    given({ [name("conv")]: image([2, 2, 1, 1], (place) => [0, 2, 1, 0][place] ?? 0) });
    writeFileSync(at("six.npy"), writeNpy(image([2, 1, 3], (place) => place)));
    const { exit, out } = await runIdentity("--input", at("six.npy"));
    expect([exit, JSON.parse(out).dump[0].values]).toEqual([0, [6, 8, 10, 0, 1, 2]]);
  });

  it.each<[what: string, arrays: Readonly<Record<string, NamedArray>>, code: string, said: string]>([
    ["nothing", {}, "file/numpy", "cannot be read"],
    [
      "another shape",
      { "conv.weight": image([2, 2]) },
      "run/weights-shape",
      "has the shape [2, 2], and its layer takes [2, 2, 1, 1]",
    ],
    [
      "another name",
      { "conv.wieght": image([2, 2, 1, 1]) },
      "run/weights-missing",
      "lacks 1 of 1 parameters: conv.weight",
    ],
    ["another name too", { "conv.wieght": image([2, 2, 1, 1]) }, "run/weights-unknown", "did you mean `conv.weight`"],
  ])("%s is refused", async (what, arrays, code, said) => {
    if (what === "nothing") writeFileSync(file, "");
    else given(arrays);
    const { exit, out, err } = await runIdentity();
    expect([exit, out]).toEqual([2, ""]);
    expect(err).toContain(`error[${code}]`);
    expect(err).toContain(said);
  });
});

describe("bad input", () => {
  it.each<[what: string, words: () => readonly string[], code: string, said: string]>([
    ["a missing input", () => ["--input", at("none.npy")], "file/unreadable", "no such file"],
    ["a folder", () => ["--input", folder], "file/unreadable", "it is a folder"],
    ["a cut array", () => ["--input", at("cut.npy")], "file/numpy", "needs 972 bytes, and 969 follow"],
    ["no archive", () => ["--input", at("noise.npz")], "file/numpy", "no whole ZIP archive"],
    ["channels last", () => ["--input", at("last.npy")], "run/input-shape", "numpy.transpose(array, (2, 0, 1))"],
    ["arrays of other names", () => ["--input", at("two.npz")], "run/input-names", "(a, b)"],
    ["too few labels", () => ["--labels", at("short.txt")], "run/labels", "2 labels"],
    ["no labels", () => ["--labels", at("none.txt")], "file/unreadable", "no such file"],
    ["an unknown layer", () => ["--layer", "gpa"], "run/unknown-layer", "did you mean `gap`"],
    ["a dump of no layer", () => ["--dump"], "usage/no-effect", "--layer"],
    ["a dump as a picture", () => ["--layer", "gap", "--dump", "x.png"], "usage/extension", "use .npy"],
    ["a dump into nowhere", () => ["--layer", "gap", "--dump", at("no/x.npy")], "file/unwritable", "no such folder"],
    ["outputs into nowhere", () => ["-o", at("no/out.npz")], "file/unwritable", "no such folder"],
    ["outputs over a folder", () => ["-o", at("folder")], "file/unwritable", "it is a folder"],
    ["another picture", () => ["-o", at("out.png")], "usage/extension", "table, json"],
    ["outputs as one array", () => ["-o", at("out.npy")], "usage/extension", "use .npz"],
    ["weights of another format", () => ["--weights", "model.pt"], "run/weights-format", "numpy.savez"],
    ["an unknown type", () => ["--dtype", "bf16"], "usage/choice", "fp32, fp16, int8"],
    ["sums that a type has not", () => ["--dtype", "fp16", "--accumulate", "fp64"], "usage/choice", "fp32, fp16"],
    ["a comparison with itself", () => ["--compare", "fp32"], "usage/no-effect", "with fp32"],
    ["ranges in fp32", () => ["--calibrate", "99"], "usage/no-effect", "with fp32"],
    ["a small percentile", () => ["--dtype", "int8", "--calibrate", "50"], "usage/number", "above 50"],
    ["samples of nothing", () => ["--samples", "2"], "usage/no-effect", "without `--compare`"],
    ["no seed", () => ["--seed", "x"], "usage/number", "whole number"],
    ["an option for a parameter", () => ["weights=w.npz"], "parameter/unknown", "--weights w.npz"],
  ])("%s", async (_, words, code, said) => {
    const { exit, out, err } = await run(...words());
    expect([exit, out]).toEqual([2, ""]);
    expect(err).toContain(`error[${code}]`);
    expect(err).toContain(said);
    expect(err).not.toMatch(/^\s+at /m);
  });

  it("a free parameter, and a network that does not fit into memory", async () => {
    const free = await ridge(["run", "mobilenet_v2", "alpha=?"]);
    expect([free.exit, free.err.includes("error[run/free]")]).toEqual([2, true]);
    writeFileSync(at("huge.arch"), "net Huge {\n  input: [3, 32768, 32768]\n  conv(64, k=1)\n}\n");
    const huge = await ridge(["run", at("huge.arch")]);
    expect([huge.exit, huge.err.includes("error[run/memory]")]).toEqual([2, true]);
  });

  it.each([
    ["a padded image", "[3, 8, 8]", "conv(8, k=1, pad=20000, s=20002)"],
    ["logits", "[1, 300, 300]", "tokens -> attention(1)"],
    ["logits of large windows", "[1, 300, 300]", "window_attention(1, window=300)"],
    ["what is cropped", "[1, 8, 8]", "conv_transpose(1, k=2, s=4286, pad=15000)"],
  ])("%s beyond the memory is refused before it is made", async (_, input, body) => {
    writeFileSync(at("scratch.arch"), `net Scratch {\n  input: ${input}\n  ${body}\n}\n`);
    for (const options of [[], ["--fast"]]) {
      const { exit, out, err } = await ridge(["run", at("scratch.arch"), ...options]);
      expect([exit, out]).toEqual([2, ""]);
      expect(err).toContain("error[run/memory]");
    }
  });

  it("a dump of several outputs as one array", async () => {
    const several = await ridge(["run", split, "--layer", "split", "--dump", at("split.npy")]);
    expect([several.exit, several.out]).toEqual([2, ""]);
    expect(several.err).toContain("error[run/several-outputs]: `split` has 2 outputs");
    expect(several.err).toContain("use .npz");
  });

  it("several mistakes are told at once", async () => {
    const { err } = await run("--layer", "gpa", "--labels", at("short.txt"), "--input", at("last.npy"));
    expect(err.match(/error\[[\w/-]+\]/g)).toEqual([
      "error[run/input-shape]",
      "error[run/labels]",
      "error[run/unknown-layer]",
    ]);
  });

  it("ids beyond the table of an embedding", async () => {
    writeFileSync(at("ids.arch"), "net Words {\n  input: [3]\n  embedding(10, 4)\n}\n");
    writeFileSync(at("ids.npy"), writeNpy({ dims: [3], data: Float32Array.of(1, 2.5, 3) }));
    const { exit, out, err } = await ridge(["run", at("ids.arch"), "--input", at("ids.npy")]);
    expect([exit, out, err.includes("error[run/id]"), err.includes("`2.5`")]).toEqual([2, "", true, true]);
  });
});

describe("progress", () => {
  it("lets signals be heard during work that never waits", async () => {
    const terminal = { errIsTerminal: false, writeErr: async () => undefined };
    const progress = new Progress(terminal, 1_000_000_000, "layers");
    let isHeard = false;
    setImmediate(() => {
      isHeard = true;
    });
    const end = Date.now() + 5000;
    while (!isHeard && Date.now() < end) await progress.step();
    expect(isHeard).toBe(true);
  });
});

describe("ridge experiment", () => {
  it("tries one of them", async () => {
    const { exit, out } = await ridge(["experiment", "separable", "h-swish", "-f", "json"]);
    const value = JSON.parse(out);
    expect([exit, value.schema, value.summary]).toEqual([
      0,
      "ridge.experiment/1",
      { experiments: 2, findings: 4, failed: 0 },
    ]);
    expect(value.experiments.map((each: { name: string }) => each.name)).toEqual(["separable", "h-swish"]);
  });

  it("draws within 80 columns", async () => {
    const { out } = await ridge(["experiment", "batch-norm-folding", "separable"], { columns: 80 });
    expect(Math.max(...out.split("\n").map(displayWidth))).toBeLessThanOrEqual(80);
    expect(out).toContain("5 numbers measured, all as stated");
  });

  it.each([
    [["sepparable"], "did you mean `separable`"],
    [["--seed", "-1"], "whole number"],
    [["-f", "csv"], "table, json"],
  ])("%s is refused", async (words, said) => {
    const { exit, out, err } = await ridge(["experiment", ...words]);
    expect([exit, out, err.includes(said)]).toEqual([2, "", true]);
  });
});
