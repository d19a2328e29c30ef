import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ridge } from "./fake-terminal.ts";

const folder = mkdtempSync(join(tmpdir(), "ridge-latency-"));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

describe("latency in the language", () => {
  it.each([
    ['latency(mobilenet_v2, on="pixel-2")', "--on pixel-2"],
    ['latency(mobilenet_v2, "pixel-2", threads=1 + 2)', "--on pixel-2 --threads 3"],
    [
      'latency(mobilenet_v2, on="pixel-2", core="cortex-a53", runtime=none)',
      "--on pixel-2 --core cortex-a53 --runtime none",
    ],
    ['latency(mobilenet_v2, on="pixel-2", runtime="xnnpack-2020")', "--on pixel-2 --runtime xnnpack-2020"],
    ['latency(mobilenet_v2(alpha=0.5), on="xiaomi-mi-9", dtype=int8)', "alpha=0.5 --on xiaomi-mi-9 --dtype int8"],
  ])("%s is what `ridge simulate` says", async (expression, words) => {
    const { cycles, clockGhz } = JSON.parse(
      (await ridge(["simulate", "mobilenet_v2", ...words.split(" "), "-f", "json"])).out,
    );
    const { exit, out, err } = await ridge(["eval", `${expression} / 1s * ${clockGhz} * 10^9`]);
    expect({ exit, err }).toEqual({ exit: 0, err: "" });
    expect(out).toBe(`${cycles}\n`);
  });

  it("is exact, with a decimal beside it on a terminal", async () => {
    // 8*8*9 MACs at 256 pixels, 4 a cycle: 36,864 cycles at 2.36 GHz, both divided by 512
    const path = file("one.arch", "net One {\n  input: [8, 16, 16]\n  conv(8, 3)\n}\n");
    const { out } = await ridge(["eval", 'latency(One, on="pixel-2", runtime=none)', "--in", path], { columns: 80 });
    expect(out).toBe(`${36864 / 512}/${2.36e9 / 512} s ≈ 0.0000156203 s\n`);
  });

  it("is decided in claims, devices imported or named", async () => {
    const path = file(
      "claims.arch",
      `import pixel from "hw:pixel-2"
claim "times" {
  latency(mobilenet_v2, pixel) < latency(mobilenet_v1, pixel)
  latency(mobilenet_v2, on="pixel-2", threads=2) < latency(mobilenet_v2, pixel)
  latency(mobilenet_v2, pixel) <= 1ms
}
`,
    );
    for (const words of [
      ["check", path],
      ["check", "-"],
    ]) {
      const input = readFileSync(path, "utf8");
      const { exit, out } = await ridge([...words, "-f", "json"], { input });
      expect(exit).toBe(1);
      const verdicts = JSON.parse(out).claims.map((each: { verdict: string }) => each.verdict);
      expect(verdicts).toEqual(["proved", "proved", "refuted"]);
    }
  });
});

describe("mistakes", () => {
  it.each([
    ["latency(mobilenet_v2)", "measure/no-device", "latency(mobilenet_v2)", 'on="pixel-2"'],
    ["latency(mobilenet_v2, 3)", "measure/no-device", "3", 'on="pixel-2"'],
    ['latency(mobilenet_v2, on="pixel2")', "hardware/unknown", '"pixel2"', "did you mean `pixel-2`"],
    // an expression may come from anywhere: it is given no files
    ['latency(mobilenet_v2, on="./board.yaml")', "hardware/unknown", '"./board.yaml"', "there is"],
    [
      'latency(mobilenet_v2, on="pixel-2", runtime="./r.yaml")',
      "hardware/unknown",
      '"./r.yaml"',
      "`none` is the plain roofline",
    ],
    ['latency(mobilenet_v2, on="pixel-2", core="kryo")', "hardware/unknown", '"kryo"', "cortex-a73"],
    ['latency(mobilenet_v2, on="pixel-2", threads=9)', "hardware/threads", "9", "threads=4"],
    ['latency(mobilenet_v2, on="pixel-2", threads=1/2)', "type/mismatch", "1/2", "whole number"],
    ['latency(mobilenet_v2, on="pixel-2", dtype=fp16)', "hardware/dtype", "fp16", "it has fp32"],
    ['latency(mobilenet_v2, on="pixel-2", dtype=fp17)', "argument/word", "fp17", "fp16"],
    ['latency(mobilenet_v2, on="pixel-2", thread=2)', "argument/unknown", "thread=2", "did you mean `threads`"],
    ['latency(mobilenet_v2, "pixel-2", on="pixel-1")', "argument/twice", 'on="pixel-1"', ""],
    ["latency()", "measure/argument", "latency()", ""],
    ['energy(mobilenet_v2, on="pixel-2")', "measure/no-energy", 'energy(mobilenet_v2, on="pixel-2")', "`latency`"],
    ['latency(mobilenet_v2, on="pixel-2") <= 4MiB', "type/unit", "", ""],
  ])("%s", async (expression, code, marked, text) => {
    const { exit, out, err } = await ridge(["eval", expression]);
    expect([exit, out]).toEqual([2, ""]);
    expect(err).toContain(`error[${code}]`);
    expect(err).toContain(text);
    const lines = err.split("\n");
    const at = lines.findIndex((line) => line.includes(`| ${expression}`));
    const carets = lines[at + 1] ?? "";
    const found = (lines[at] ?? "").slice(carets.indexOf("^"), carets.lastIndexOf("^") + 1);
    if (marked !== "") expect(found).toBe(marked);
  });

  it("a free parameter of the network", async () => {
    const words = ["eval", 'latency(mobilenet_v1(alpha=w), on="pixel-2")', "--forall", "w: real in (0, 1]"];
    const { exit, err } = await ridge(words);
    expect(exit).toBe(2);
    expect(err).toContain("error[hardware/free-symbols]");
  });

  it("a network whose own text asks for a time", async () => {
    const path = file(
      "self.arch",
      'net A {\n  input: [3, 8, 8]\n  if latency(mobilenet_v1, "pixel-2") < 1ms { relu }\n  conv(8)\n}\n',
    );
    const { exit, err } = await ridge(["report", path]);
    expect(exit).toBe(2);
    expect(err).toContain("error[measure/unavailable]");
  });
});
