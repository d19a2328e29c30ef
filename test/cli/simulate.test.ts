import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { describe, expect, it } from "vitest";
import { displayWidth } from "../../src/core/display-width.ts";
import { kernels } from "../../src/sim/index.ts";
import { ridge } from "./fake-terminal.ts";

const folder = mkdtempSync(join(tmpdir(), "ridge-simulate-"));
const on = (core: string, kernel: string, ...more: readonly string[]) =>
  ridge(["simulate", "--kernel", kernel, "--core", core, ...more], { columns: 80 });

function coreFile(name: string, lines: string): string {
  const path = join(folder, `${name}.yaml`);
  writeFileSync(path, `profile: core\nname: ${name}\n${lines}`);
  return path;
}

const guess = (value: string) => `{ value: "${value}", source: "a test", kind: assumed }`;

describe("ridge simulate", () => {
  it("says how fast the loop is and what binds", async () => {
    const { exit, out, err } = await on("cortex-a76", "f32_gemm_6x8_ld128");
    expect([exit, err]).toEqual([0, ""]);
    // 48 multiply-adds of 4 lanes on two ports.
    expect(out).toContain("24 cycles per pass · 8.00 MAC/cycle");
    expect(out).toContain("bound by ports");
    expect(out).toMatch(/ports +24 +on v0 v1\n/);
    expect(out).not.toContain("one pass");
  });

  it.each([
    "cortex-a53",
    "cortex-a57",
    "cortex-a76",
    "kryo",
  ])("fits 80 columns with the schedule on %s", async (core) => {
    for (const kernel of ["f32_gemm_8x8_ld128", "f32_dwconv_25p4c", "f32_igemm_6x8_tap"]) {
      const { out } = await on(core, kernel, "--explain");
      expect(Math.max(...out.split("\n").map(displayWidth)), `${core} ${kernel}`).toBeLessThanOrEqual(80);
    }
  });

  it("shows when each instruction of a pass is dispatched and done", async () => {
    const { out } = await on("cortex-a57", "f32_gemm_1x8_ld128", "--explain");
    const { schedule } = JSON.parse((await on("cortex-a57", "f32_gemm_1x8_ld128", "--explain", "-f", "json")).out);
    for (const { index, dispatched, issued, done, text } of schedule) {
      expect(dispatched).toBeLessThan(issued);
      const strips = out.split("\n").filter((line) => line.trimStart().startsWith(`#${index + 1} `));
      const marks = strips.map((line) => line.slice(line.indexOf("  ", line.indexOf(text.split(" ")[0])))).join("");
      expect(marks.match(/e/g)?.length ?? 0, text).toBe(done - issued - 1);
    }
  });

  it("puts each instruction on its ports once in a period of one pass", async () => {
    const { out } = await on("cortex-a57", "f32_gemm_4x8_ld128", "--explain");
    const grid = out.slice(out.indexOf("ports in the steady state"));
    for (let number = 1; number <= 43; number++) {
      const isPost = number <= 4;
      expect(grid.match(new RegExp(` ${number} │`, "g"))?.filter(Boolean).length, `#${number}`).toBeGreaterThanOrEqual(
        isPost ? 2 : 1,
      );
    }
    expect(grid).toContain("repeats after 32 cycles");
  });

  it("gives machines the same numbers", async () => {
    const { out } = await on("kryo", "f32_hswish_16el", "-f", "json");
    const json = JSON.parse(out);
    // 4 loads + 4 stores x 2 + 20 operations x 2 + 4 micro-operations, 5 per cycle, none split: 13.5 in steady packing.
    expect(json).toMatchObject({
      schema: "ridge.kernel/1",
      kernel: "f32_hswish_16el",
      core: "kryo",
      instructions: 32,
      macs: 0,
    });
    expect(json.cycles).toBeGreaterThanOrEqual((4 + 8 + 40 + 4) / 5);
    expect([json.macsPerCycle, json.schedule]).toEqual([null, undefined]);
  });

  it("runs every kernel on some shipped core", async () => {
    for (const name of kernels().keys()) {
      const ran = await Promise.all(["cortex-a76", "arm1176"].map(async (core) => (await on(core, name)).exit));
      expect(ran, name).toContain(0);
    }
  });

  it("takes a core of one's own and writes to a file", async () => {
    const core = coreFile(
      "twice",
      `extends: cortex-a57\npipeline:\n  instructions:\n    fpMla: ${guess("5 cycles, w|x")}\n`,
    );
    const output = join(folder, "out.json");
    expect(await on(core, "f32_gemm_6x8_ld128", "-o", output)).toEqual({ exit: 0, out: "", err: "" });
    // 48 multiply-adds, now one cycle each on two ports: 24; six rows and four pairs are 6 + 4 x 2 loads on one port: 14;
    // micro-operations bind: 6 x 2 + 4 x 3 + 48 + 3 = 75 in groups of three, at least 25.
    const { cycles, bounds } = JSON.parse(readFileSync(output, "utf8"));
    expect(bounds.ports).toBe(24);
    expect(cycles).toBeGreaterThanOrEqual(25);
  });

  it("is painted only where colour is wanted", async () => {
    const plain = (await on("kryo", "f32_add_8el", "--explain")).out;
    const painted = (await on("kryo", "f32_add_8el", "--explain", "--color")).out;
    expect(painted).toContain("\u001b[");
    expect(stripVTControlCharacters(painted)).toBe(plain);
  });
});

describe("mistakes", () => {
  const bare = coreFile(
    "bare",
    `order: ${guess("in-order").replaceAll('"in-order"', "in-order")}
issueWidth: ${guess("2 instructions/cycle")}
l1Data: ${guess("32 KiB")}
lineSize: ${guess("64 B")}
peakMacRate:
  fp32: ${guess("4 MAC/cycle")}
`,
  );
  const endless = coreFile("endless", `extends: cortex-a76\npipeline:\n  window: ${guess("1000000 micro-ops")}\n`);
  it.each([
    [
      "an unknown kernel",
      ["--kernel", "f32_gemm_6x8_ld12", "--core", "kryo"],
      "usage/choice",
      "did you mean `f32_gemm_6x8_ld128`",
    ],
    ["an unknown core", ["--kernel", "f32_add_8el", "--core", "cortex-a67"], "usage/choice", "neoverse-n1"],
    [
      "a kernel that the core cannot run",
      ["--kernel", "s8_sdot_4x8c4", "--core", "kryo"],
      "usage/no-instruction",
      "s8_mlal_2x8c8",
    ],
    [
      "a kernel of another instruction set",
      ["--kernel", "f32_gemm_8x12", "--core", "cortex-a7"],
      "usage/instruction-set",
      "f32_gemm_4x8_v7",
    ],
    ["a core without a pipeline", ["--kernel", "f32_add_8el", "--core", bare], "usage/no-pipeline", "cortex-a53"],
    [
      "a window that never fills",
      ["--kernel", "f32_add_8el", "--core", endless],
      "usage/no-steady-state",
      "pipeline.window",
    ],
    ["a network", ["mobilenet_v2"], "usage/command-line", "ridge simulate mobilenet_v2 --on pixel-2"],
    ["no kernel", ["--core", "kryo"], "usage/command-line", "--kernel f32_gemm_6x8_ld128"],
    ["a missing file", ["--kernel", "f32_add_8el", "--core", "./none.yaml"], "file/", "none.yaml"],
    [
      "a width for JSON",
      ["--kernel", "f32_add_8el", "--core", "kryo", "-f", "json", "--width", "80"],
      "usage/no-effect",
      "--width",
    ],
  ])("%s", async (_what, words, code, hint) => {
    const { exit, out, err } = await ridge(["simulate", ...words]);
    expect([exit, out]).toEqual([2, ""]);
    expect(err).toContain(`error[${code}`);
    expect(err).toContain(hint);
  });
});
