import { mkdirSync, mkdtempSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { floats, small } from "../exchange/onnx/costs.ts";
import { readStored, recorded } from "../exchange/onnx/stored.ts";
import { readWeightless } from "../exchange/onnx/weightless.ts";
import { ridge } from "./fake-terminal.ts";

const folder = mkdtempSync(join(tmpdir(), "ridge-onnx-"));
const written = (name: string, bytes: Uint8Array | string) => {
  writeFileSync(join(folder, name), bytes);
  return join(folder, name);
};
const v3 = written("v3.onnx", readStored("recorded", "mobilenet_v3.torchscript17"));
const { macs, params } = recorded["mobilenet_v3.torchscript17"] ?? {};

describe("an ONNX file as a network", () => {
  it("report", async () => {
    const { exit, out, err } = await ridge(["report", v3, "-f", "json"]);
    expect([exit, err]).toEqual([0, ""]);
    const report = JSON.parse(out);
    expect([report.network, report.totals.macs, report.totals.params]).toEqual(["v3", macs, params]);
  });

  it.each([
    ["graph"],
    ["roofline", "--on", "pixel-2"],
    ["simulate", "--on", "pixel-2"],
    ["compare", "mobilenet_v3_small"],
    ["run", "--check"],
  ])("%s", async (verb, ...rest) => {
    const { exit, out } = await ridge([verb, v3, ...rest]);
    expect([exit, out.length > 100]).toEqual([0, true]);
  });

  it("sizes of open axes are set behind it, and named where they are wrong", async () => {
    const open = written("open.onnx", readStored("structures", "dyn.ts17"));
    mkdirSync(join(folder, "beside"), { recursive: true });
    truncateSync(written("weights.bin", ""), 2 ** 28);
    const { out, err } = await ridge(["report", open, "H=96", "W=96", "-f", "json"]);
    expect(err).toContain("onnx/shared-weights");
    expect(JSON.parse(out).layers[0].inputs).toEqual([[3, 96, 96]]);
    const wrong = await ridge(["report", open, "res=96"]);
    expect([wrong.exit, wrong.out]).toEqual([2, ""]);
    expect(wrong.err).toContain("error[onnx/setting]: the network has no open axis `res`");
  });

  it("what is wrong with it, and nothing on standard output", async () => {
    const nodes = [{ opType: "NonMaxSuppression", inputs: ["x"], outputs: ["y"] }];
    const unknown = await ridge(["report", written("unknown.onnx", small({ nodes }))]);
    expect([unknown.exit, unknown.out]).toEqual([2, ""]);
    expect(unknown.err).toContain("error[onnx/unsupported]");
    expect(unknown.err).toContain("NonMaxSuppression x1");
    const text = await ridge(["report", written("text.onnx", "net A {\n")]);
    expect([text.exit, text.out]).toEqual([2, ""]);
    expect(text.err).toContain("error[onnx/not-a-model]");
  });
});

describe("files that are refused before they are read", () => {
  it("two gigabytes", async () => {
    truncateSync(written("large.onnx", ""), 2 ** 31 + 1);
    const { exit, err } = await ridge(["report", join(folder, "large.onnx")]);
    expect([exit, err.includes("error[file/too-large]")]).toEqual([2, true]);
  });

  it("folders and devices", async () => {
    mkdirSync(join(folder, "folder.onnx"));
    symlinkSync("/dev/zero", join(folder, "zero.onnx"));
    for (const name of ["folder.onnx", "zero.onnx", "nothing.onnx"]) {
      const { exit, err } = await ridge(["report", join(folder, name)]);
      expect([exit, err.includes("error[file/unreadable]")]).toEqual([2, true]);
    }
  });

  it("data behind a link", async () => {
    const apart = mkdtempSync(join(folder, "apart-"));
    const secret = written("secret.bin", "");
    truncateSync(secret, 2 ** 28);
    symlinkSync(secret, join(apart, "weights.bin"));
    writeFileSync(join(apart, "net.onnx"), readWeightless("mobilenet_v1_w0.25"));
    const { exit, err } = await ridge(["report", join(apart, "net.onnx")]);
    expect([exit, err.includes("error[onnx/external]"), err.includes("a link is refused")]).toEqual([2, true, true]);
  });
});

describe("import", () => {
  it("writes a text that costs the same", async () => {
    const { exit, out, err } = await ridge(["import", v3]);
    expect([exit, err]).toEqual([0, ""]);
    const { out: report } = await ridge(["report", written("v3.arch", out), "-f", "json"]);
    expect([JSON.parse(report).totals.macs, JSON.parse(report).totals.params]).toEqual([macs, params]);
  });

  it.each([
    ["mobilenet_v2", [], "usage/not-onnx"],
    [v3, ["-o", join(folder, "net.json")], "usage/extension"],
  ])("%s %j", async (file, words, code) => {
    const { exit, out, err } = await ridge(["import", file, ...words]);
    expect([exit, out, err.includes(`error[${code}]`)]).toEqual([2, "", true]);
  });
});

const folded = "net A {\n  input: [3, 8, 8]\n  conv(4, 3) -> bn -> relu\n  gap -> flatten -> linear(5)\n}\n";

/** Name, shape and hash of each output. */
const outputsOf = async (words: readonly string[], input = "") => {
  const { exit, out, err } = await ridge(["run", ...words, "-f", "json"], { input });
  if (exit !== 0) throw new Error(err);
  return JSON.parse(out).outputs.map((each: { shape: unknown; sha256: string }) => [each.shape, each.sha256]);
};

describe("export", () => {
  it("a file that runs as the network does on the same seed", async () => {
    const file = join(folder, "a.onnx");
    const { exit, out } = await ridge(["export", "-", "--seed", "3", "-o", file], { input: folded });
    expect([exit, out]).toEqual([0, `A: 6 layers, ${readFileSync(file).length} bytes in ${file}\n`]);
    // The seed is that of the input, too.
    const wanted = await outputsOf(["-", "--seed", "3"], folded);
    expect(await outputsOf([file, "--seed", "3"])).toEqual(wanted);
    expect(await outputsOf(["-", "--weights", file, "--seed", "3"], folded)).toEqual(wanted);
    const again = join(folder, "b.onnx");
    await ridge(["export", "-", "--seed", "3", "-o", again], { input: folded });
    expect(readFileSync(again).equals(readFileSync(file))).toBe(true);
  });

  it("with the weights of a file", async () => {
    const copy = join(folder, "copy.onnx");
    expect((await ridge(["export", v3, "-o", copy])).exit).toBe(0);
    expect(await outputsOf([copy])).toEqual(await outputsOf([v3]));
  });

  it.each([
    [["export", "mobilenet_v2", "-o", "net.arch"], "usage/extension"],
    [["export", "mobilenet_v2", "--seed", "x", "-o", "net.onnx"], "usage/number"],
    [["export", "mobilenet_v2", "alpha=?", "-o", "net.onnx"], "run/free"],
    [["export", "mobilenet_v9", "-o", "net.onnx"], "usage/unknown-network"],
  ])("%j", async (words, code) => {
    const { exit, out, err } = await ridge(words);
    expect([exit, out, err.includes(`error[${code}]`)]).toEqual([2, "", true]);
  });
});

describe("run --weights", () => {
  const nodes = [
    { opType: "Conv", inputs: ["x", "w", "b"], outputs: ["a"], attributes: { pads: { ints: [1, 1, 1, 1] } } },
    { opType: "Relu", inputs: ["a"], outputs: ["c"] },
    { opType: "GlobalAveragePool", inputs: ["c"], outputs: ["d"] },
    { opType: "Flatten", inputs: ["d"], outputs: ["e"] },
    { opType: "Gemm", inputs: ["e", "v", "u"], outputs: ["y"], attributes: { transB: { int: 1 } } },
  ];
  const ramp = (count: number) => Array.from({ length: count }, (_, at) => Math.sin(at));
  const initializers = [
    floats("w", [4, 3, 3, 3], ramp(108)),
    floats("b", [4], ramp(4)),
    floats("v", [5, 4], ramp(20)),
    floats("u", [5], ramp(5)),
  ];
  const file = written("folded.onnx", small({ nodes, initializers }));

  it("a batch norm that the file has folded changes nothing", async () => {
    expect(await outputsOf(["-", "--weights", file], folded)).toEqual(await outputsOf([file]));
  });

  it("a file of another network", async () => {
    const { exit, out, err } = await ridge(["run", "-", "--weights", file], { input: folded.replace("5)", "6)") });
    expect([exit, out]).toEqual([2, ""]);
    expect(err).toContain("error[run/weights]");
    expect(err).toContain("linear: weight 24, bias 6");
  });

  it("a layer more than the network has", async () => {
    const { err } = await ridge(["run", "-", "--weights", file], {
      input: "net A {\n  input: [3, 8, 8]\n  conv(4, 3, bias=true)\n}\n",
    });
    expect(err).toContain("has a layer more than the network: linear (linear: weight 20, bias 5)");
  });

  it("a bias that no batch norm stands behind", async () => {
    const { exit, err } = await ridge(["run", "-", "--weights", file], { input: folded.replace(" -> bn", "") });
    expect([exit, err.includes("error[run/weights]")]).toEqual([2, true]);
  });

  it("values that the executor would compute otherwise", async () => {
    const attributes = { mode: { text: "linear" }, coordinate_transformation_mode: { text: "align_corners" } };
    const resize = [{ opType: "Resize", inputs: ["x", "", "s"], outputs: ["y"], attributes }];
    const corners = written("corners.onnx", small({ nodes: resize, initializers: [floats("s", [4], [1, 1, 2, 2])] }));
    expect((await ridge(["report", corners])).exit).toBe(0);
    const { exit, out, err } = await ridge(["run", corners]);
    expect([exit, out]).toEqual([2, ""]);
    expect(err).toContain("error[run/otherwise]");
    expect(err).toContain("align_corners");
    const integers = written("int8.onnx", readStored("recorded", "mobilenet_v3.qlinear"));
    expect((await ridge(["run", integers])).err).toContain("its activations are quantised");
  });
});
