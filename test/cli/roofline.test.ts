import { describe, expect, it } from "vitest";
import { displayWidth } from "../../src/core/display-width.ts";
import { ridge } from "./fake-terminal.ts";

const on = (...words: readonly string[]) => ridge(["roofline", ...words], { columns: 80 });

describe("ridge roofline", () => {
  it("draws the plot within a terminal", async () => {
    const { exit, out, err } = await on("mobilenet_v2", "--on", "pixel-2");
    expect([exit, err]).toEqual([0, ""]);
    expect(Math.max(...out.split("\n").map(displayWidth))).toBeLessThanOrEqual(80);
    expect(out).toContain("fp32 4 MAC/cycle");
  });

  it("gives machines the points: the MACs add up to the network's", async () => {
    const { out } = await on("mobilenet_v2", "--on", "pixel-2", "-f", "json");
    const json = JSON.parse(out);
    expect(json).toMatchObject({ schema: "ridge.roofline/1", network: "MobileNetV2", device: "pixel-2", threads: 1 });
    expect(json.points.reduce((sum: number, each: { macs: number }) => sum + each.macs, 0)).toBe(300_774_272);
    expect(json.clockGhz).toBe(2.36);
    const { out: csv } = await on("mobilenet_v2", "--on", "pixel-2", "-f", "csv");
    expect(csv.trim().split("\n").length).toBe(json.points.length + 1);
  });

  it("turns where the DRAM feeds the peak rate", async () => {
    const { out } = await on("mobilenet_v2", "--on", "pixel-2", "--set", "dram=12GB/s", "-f", "json");
    // 4 MAC/cycle at 2.36 GHz over 12 GB/s
    expect(JSON.parse(out).ridgePoint).toBeCloseTo((4 * 2.36) / 12, 9);
  });

  it("lifts the roof with threads and data types", async () => {
    const ceilings = async (...more: readonly string[]) =>
      JSON.parse((await on("resnet18", "--on", "xiaomi-mi-9", "-f", "json", ...more)).out).ceilings.macRate;
    const [one, small] = [await ceilings(), await ceilings("--dtype", "int8")];
    const four = await ceilings("--core", "cortex-a55", "--threads", "4");
    const single = await ceilings("--core", "cortex-a55");
    expect(four.fp32).toBe(4 * single.fp32);
    expect(small.int8).toBeGreaterThan(one.fp32);
  });

  it.each<[what: string, words: readonly string[], code: string, hint: string]>([
    ["no device", ["mobilenet_v2"], "usage/needs-device", "--on pixel-2"],
    ["an unknown device", ["mobilenet_v2", "--on", "pixel2"], "usage/unknown-device", "did you mean `pixel-2`"],
    ["an unknown core", ["mobilenet_v2", "--on", "pixel-2", "--core", "kryo"], "hardware/unknown", "cortex-a73"],
    ["a free parameter", ["mobilenet_v2", "alpha=?", "--on", "pixel-2"], "hardware/free-symbols", "give alpha a value"],
    ["an option for a parameter", ["mobilenet_v2", "threads=4", "--on", "pixel-2"], "parameter/unknown", "--threads 4"],
    ["no threads", ["mobilenet_v2", "--on", "pixel-2", "--threads", "0"], "usage/number", "from 1"],
    [
      "a width for SVG",
      ["mobilenet_v2", "--on", "pixel-2", "-f", "svg", "--width", "80"],
      "usage/no-effect",
      "--width",
    ],
    ["a missing file", ["./none.arch", "--on", "pixel-2"], "file/unreadable", "no such file"],
  ])("answers %s", async (_what, words, code, hint) => {
    const { exit, out, err } = await on(...words);
    expect([exit, out]).toEqual([2, ""]);
    expect(err).toContain(`error[${code}`);
    expect(err).toContain(hint);
  });
});
