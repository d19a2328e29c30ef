import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { describe, expect, it } from "vitest";
import { deviceNames } from "../../src/hardware/index.ts";
import { textWidth } from "../../src/report/index.ts";
import { devicesWith, shippedProfiles } from "../hardware/shipped-profiles.ts";
import { ridge } from "./fake-terminal.ts";

const folder = mkdtempSync(join(tmpdir(), "ridge-simulate-network-"));
const path = join(folder, "small.arch");
writeFileSync(
  path,
  "net Small {\n  param n: int in [1, 64] = 8\n  input: [8, 16, 16]\n  a: conv(n, 3)\n  b: conv(16)\n}\n",
);

const simulate = async (words: string, network = path) => {
  const { exit, out, err } = await ridge(["simulate", network, ...words.split(" ").filter(Boolean)]);
  expect({ exit, err }).toEqual({ exit: 0, err: "" });
  return out;
};

describe("ridge simulate NET", () => {
  it("gives machines every layer with its causes", async () => {
    const json = JSON.parse(await simulate("--on pixel-2 --runtime none --core cortex-a73 --set dram=12GB/s -f json"));
    expect(json).toMatchObject({
      schema: "ridge.simulate/1",
      network: "Small",
      device: "pixel-2",
      core: "cortex-a73",
      runtime: null,
      dtype: "fp32",
      threads: 1,
      clockGhz: 2.36,
      errorBandPct: null,
      energyMj: null,
    });
    // a: 8*8*9 MACs at 256 pixels, 4 per cycle. b: 8*16*256/4 = 8192 cycles; 4*(8*256 + 16*256 + 128) bytes at 12/2.36 a cycle.
    const bytes = 4 * (8 * 256 + 16 * 256 + 8 * 16);
    expect(json.layers.map((each: { name: string; computeCycles: number }) => [each.name, each.computeCycles])).toEqual(
      [
        ["a", (8 * 8 * 9 * 256) / 4],
        ["b", 8192],
      ],
    );
    const waiting = Math.round(bytes / (12 / 2.36));
    expect(json.layers[1]).toMatchObject({
      op: "conv",
      cycles: 8192,
      memoryCycles: { l2: 0, l3: 0, vtcm: 0, dram: waiting },
      overheadCycles: 0,
      hiddenCycles: waiting,
      bound: "compute",
      utilization: 1,
    });
    expect(json.cycles).toBe(36864 + 8192);
    expect(json.latencyMs).toBeCloseTo((36864 + 8192) / 2.36e6, 12);
  });

  it("takes the time that `report` and `compare` take", async () => {
    const words = ["--on", "pixel-2", "--threads", "2", "-f", "json"];
    const simulated = JSON.parse((await ridge(["simulate", "mobilenet_v2", ...words])).out).latencyMs;
    const reported = JSON.parse((await ridge(["report", "mobilenet_v2", ...words])).out).timing;
    expect(reported).toMatchObject({ latencyMs: simulated, threads: 2 });
    const compared = JSON.parse(
      (await ridge(["compare", "mobilenet_v2", "--on", "pixel-2", "--threads", "1,2", "-f", "json"])).out,
    );
    expect(compared.networks.map((each: { timing: { threads: number } }) => each.timing.threads)).toEqual([1, 2]);
    expect(compared.networks[1].timing.latencyMs).toBe(simulated);
  });

  it("groups, sorts and cuts rows whose sum stays the whole", async () => {
    const all = JSON.parse(await simulate("--on pixel-2 -f json", "mobilenet_v2"));
    for (const words of ["--by stage", "--by op --sort name", "--top 3"]) {
      const { groups, cycles } = JSON.parse(await simulate(`--on pixel-2 -f json ${words}`, "mobilenet_v2"));
      expect(cycles).toBe(all.cycles);
      expect(groups.rows.reduce((sum: number, each: { cycles: number }) => sum + each.cycles, 0)).toBe(cycles);
    }
    const { groups } = JSON.parse(await simulate("--on pixel-2 -f json --top 3", "mobilenet_v2"));
    const slowest = all.layers.map((each: { cycles: number }) => each.cycles).sort((a: number, b: number) => b - a);
    expect(groups.rows.slice(0, 3).map((each: { cycles: number }) => each.cycles)).toEqual(slowest.slice(0, 3));
  });

  it("what if: half the memory bandwidth is twice the waiting, half the clock half of it", async () => {
    const waiting = async (words: string) => {
      const json = JSON.parse(await simulate(`--on pixel-2 --runtime none -f json ${words}`));
      return json.layers[1].memoryCycles.dram;
    };
    const usual = await waiting("--set dram=12GB/s");
    expect(Math.abs((await waiting("--set dram=6GB/s")) - 2 * usual)).toBeLessThanOrEqual(1);
    expect(Math.abs(2 * (await waiting("--set dram=12GB/s --clock 1.18")) - usual)).toBeLessThanOrEqual(1);
    expect(await waiting("--set clock=1180MHz,dram=6GB/s")).toBe(usual);
    expect(await waiting("--set dram=6GB/s --clock 1.18GHz")).toBe(usual);
    const heading = await simulate("--on pixel-2 --runtime none --set dram=6GB/s --clock 1.18");
    expect(heading).toContain("cortex-a73 1.18 GHz, 1 thread (roofline)");
    expect(heading).toContain("clock=1.18GHz, dram=6GB/s set by you");
  });

  it("what is set for a cluster does not move the network to another one", async () => {
    const json = JSON.parse(await simulate("--on xiaomi-mi-9 --clock 0.5 -f json"));
    expect(json).toMatchObject({ core: "cortex-a76", clockGhz: 0.5 });
  });

  it("writes a timeline to a .json file", async () => {
    const output = join(folder, "trace.json");
    expect(await simulate(`--on pixel-2 -f trace -o ${output}`)).toBe("");
    const { traceEvents } = JSON.parse(readFileSync(output, "utf8"));
    expect(traceEvents.filter((each: { cat?: string }) => each.cat === "layers")).toHaveLength(2);
  });

  it.each(deviceNames(shippedProfiles))("%s: every layer, every stage, and `report --by stage`", async (name) => {
    const dtype = devicesWith("dsp").includes(name) ? "fp16" : "fp32";
    const json = JSON.parse(await simulate(`--on ${name} --dtype ${dtype} -f json`, "mobilenet_v3_small"));
    expect(json.layers.reduce((sum: number, each: { cycles: number }) => sum + each.cycles, 0)).toBe(json.cycles);
    expect(json.latencyMs).toBeGreaterThan(0);
    for (const verb of ["simulate", "report"]) {
      const words = [verb, "mobilenet_v2", "--on", name, "--by", "stage", "--dtype", dtype];
      const { exit, out } = await ridge(words, { columns: 80 });
      expect(exit).toBe(0);
      expect(out).toContain(json.core);
      expect(out).not.toContain("NaN");
    }
  });

  it.each([60, 80, 120])("fits %i columns", async (columns) => {
    for (const words of ["", "--by stage", "--top 4", "--set dram=6GB/s --clock 2 --threads 4"]) {
      const given = words === "" ? [] : words.split(" ");
      const { out } = await ridge(["simulate", "mobilenet_v3_large", "--on", "pixel-2", ...given], { columns });
      expect([words, Math.max(...out.split("\n").map(textWidth)) <= columns]).toEqual([words, true]);
    }
  });

  it("is painted only where colour is wanted", async () => {
    const words = ["simulate", path, "--on", "pixel-2"];
    const painted = (await ridge([...words, "--color", "always"])).out;
    expect(painted).toContain("\u001b[");
    expect(stripVTControlCharacters(painted)).toBe((await ridge(words)).out);
  });
});

describe("mistakes", () => {
  it.each([
    ["", "usage/command-line", `ridge simulate ${path} --on pixel-2`],
    ["--on pixel2", "usage/unknown-device", "did you mean `pixel-2`"],
    ["--on cortex-a73", "usage/not-a-device", "devices with it: pixel-2"],
    ["--on pixel-2 --core cortex-a72", "hardware/unknown", "did you mean `cortex-a73`"],
    ["--on pixel-2 --runtime xnpack", "hardware/unknown", "no runtime `xnpack`"],
    ["--on pixel-2 --dtype fp17", "usage/choice", "did you mean `fp16`"],
    ["--on pixel-2 --dtype fp16", "hardware/dtype", "it has fp32"],
    ["--on pixel-2 --threads 0", "usage/number", "`--threads` must be a whole number from 1"],
    ["--on pixel-2 --threads 2.5", "usage/number", "found `2.5`"],
    ["--on pixel-2 --threads 99", "hardware/threads", "99 threads do not fit on 4 cores"],
    ["--on pixel-2 --isa armv9", "usage/choice", "use one of armv6, armv7, armv8"],
    ["--on raspberry-pi-zero-w --isa armv8", "hardware/isa", "`arm1176` does not run systems of armv8"],
    ["--on pixel-2 --runtime none --isa armv7", "usage/no-effect", "`--isa armv7` has no effect on the plain roofline"],
    ["--on pixel-2 --runtime none --fallback", "usage/no-effect", "`--fallback`"],
    ["--on pixel-2 --runtime none --set l2=1MiB", "usage/no-effect", "`--set l2`"],
    ["--on pixel-2 --runtime none --dtype int8", "hardware/dtype", "it has fp32"],
    ["--on pixel-2 --runtime xnnpack-2020 --dtype int8", "runtime/no-loops", "it has armv8 fp32"],
    ["--on raspberry-pi-zero-w --runtime paddle-lite", "runtime/no-loops", "it has armv8 fp32"],
    ["--on pixel-2 --set dram=6GB", "hardware/unit", "hint: --set dram=6GB/s"],
    ["--on pixel-2 --set drm=6GB/s", "hardware/unknown-setting", "did you mean `dram`"],
    ["--on pixel-2 --set dram=0GB/s", "hardware/quantity", "positive quantity"],
    ["--on pixel-2 --clock 0", "hardware/quantity", "positive quantity"],
    ["--on pixel-2 --clock 2 --set clock=1GHz", "hardware/duplicate-field", "`clock` is given twice"],
    ["--on pixel-2 --clock fast", "usage/number", "found `fast`"],
    ["--on pixel-2 --clock 2,5", "usage/number", "a clock such as 2.35"],
    ["--on pixel-2 --clock 2MB", "hardware/unit", "`clock` is in Hz"],
    ["--on pixel-2 n=?", "hardware/free-symbols", "give n a value"],
    ["--on pixel-2 threads=4", "parameter/unknown", "hint: --threads 4"],
    ["--on pixel-2 --kernel f32_add_8el", "usage/no-effect", "`--kernel` has no effect on a network"],
    ["--on pixel-2 --explain", "usage/no-effect", "`--explain`"],
    ["--on pixel-2 -f trace --by stage", "usage/no-effect", "`--by` has no effect on trace output"],
    ["--on pixel-2 -f json --width 80", "usage/no-effect", "`--width`"],
    ["--on pixel-2 -f trace -o x.csv", "usage/format-extension", "`.csv` stands for csv"],
    ["--on pixel-2 --by layers", "usage/choice", "did you mean `layer`"],
    ["--core cortex-a73", "usage/command-line", "--on pixel-2"],
  ])("%s", async (words, code, text) => {
    const { exit, out, err } = await ridge(["simulate", path, ...words.split(" ").filter(Boolean)]);
    expect([exit, out]).toEqual([2, ""]);
    expect(err).toContain(`error[${code}]`);
    expect(err).toContain(text);
  });

  it.each([
    ["--on pixel-2", "ridge simulate mobilenet_v2 --on pixel-2"],
    ["", "--kernel f32_gemm_6x8_ld128 --core cortex-a76"],
    ["--kernel f32_add_8el", "--core cortex-a76"],
    ["--kernel f32_add_8el --core kryo --on pixel-2", "`--on` has no effect with `--kernel`"],
    ["--kernel f32_add_8el --core kryo --threads 2", "`--threads` has no effect with `--kernel`"],
  ])("without a network: %s", async (words, text) => {
    const { exit, out, err } = await ridge(["simulate", ...words.split(" ").filter(Boolean)]);
    expect([exit, out]).toEqual([2, ""]);
    expect(err).toContain(text);
  });

  it.each([
    ["report", "--runtime xnnpack-2020", "`--runtime` needs a device"],
    ["report", "--threads 2", "`--threads` needs a device"],
    ["compare", "--threads 2", "`--threads` needs a device"],
    ["compare", "--on pixel-2 --threads 1,0", "`--threads` must be"],
    ["compare", "--on pixel-2 --threads 1,99", "99 threads do not fit on 4 cores"],
    ["compare", "--on pixel-2 --runtime none,nnone", "no runtime `nnone`"],
  ])("ridge %s %s", async (verb, words, text) => {
    const networks = verb === "compare" ? ["mobilenet_v1", "mobilenet_v2"] : ["mobilenet_v1"];
    const { exit, out, err } = await ridge([verb, ...networks, ...words.split(" ")]);
    expect([exit, out]).toEqual([2, ""]);
    expect(err).toContain(text);
  });
});
