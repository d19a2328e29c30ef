import { describe, expect, it } from "vitest";
import { resolveDevice, resolveRuntime } from "../../../src/hardware/index.ts";
import { cpu, type LayerTiming } from "../../../src/sim/index.ts";
import { shippedProfiles } from "../../hardware/shipped-profiles.ts";
import { costed, elaborateText } from "../../model/elaborate-text.ts";

/** The layers of a network on [64, 56, 56] that take time, on Pixel 2. */
function layersOf(body: string, runtime: string, input = "[64, 56, 56]"): readonly LayerTiming[] {
  const device = resolveDevice("pixel-2", shippedProfiles).value;
  const library = resolveRuntime(runtime, shippedProfiles).value;
  if (device === undefined || library === undefined) throw new Error(runtime);
  const cost = costed(elaborateText(`net A { input: ${input}; ${body} }`));
  const { value, diagnostics } = cpu.time(cost, device, library, {});
  if (value === undefined) throw new Error(diagnostics.map((each) => each.message).join("\n"));
  return value.layers;
}

function first(body: string, runtime: string, input?: string): LayerTiming {
  const [layer] = layersOf(body, runtime, input);
  if (layer === undefined) throw new Error(body);
  return layer;
}

describe("the algorithm of a convolution", () => {
  it("is minimal filtering for 3x3 of stride 1, but not with holes", () => {
    expect(first("conv(64, 3)", "ncnn").kernel).toMatch(/^winograd/);
    expect(first("conv(64, 3, d=2)", "ncnn").kernel).toMatch(/^f32_gemm/);
  });

  it("reads the same map with holes: no more from memory than without, but for rows that lie farther apart", () => {
    const [plain, spread] = ["conv(64, 3, g=64)", "conv(64, 3, g=64, d=4)"].map((each) => first(each, "xnnpack-2020"));
    expect(spread?.computeCycles).toBe(plain?.computeCycles);
    expect(spread?.memoryCycles.l2).toBeGreaterThanOrEqual(plain?.memoryCycles.l2 ?? Number.NaN);
  });

  it("uses depthwise loops for square kernels alone", () => {
    expect(first("conv(64, 3, g=64)", "ncnn").kernel).toMatch(/dw3x3/);
    expect(first("conv(64, [1, 9], g=64)", "ncnn").kernel).toMatch(/gemm|gemv/);
  });

  it("multiplies at each pixel of the input and puts the products in their places where it is transposed", () => {
    const up = first("conv_transpose(64, 2, s=2)", "xnnpack-2020", "[64, 28, 28]");
    const same = first("conv(256, 1)", "xnnpack-2020", "[64, 28, 28]");
    expect(up.kernel).toBe(same.kernel);
    expect(up.computeCycles).toBeGreaterThan(same.computeCycles);
    expect(up.computeCycles).toBeLessThan(1.5 * same.computeCycles);
  });

  it("never does more than its peak rate, minimal filtering included", () => {
    for (const each of layersOf("conv(64, 3); relu; conv(128, 3); relu; conv(128, 1)", "ncnn"))
      expect(each.utilization).toBeLessThanOrEqual(1);
  });
});

describe("layers without products", () => {
  it("are copies where a kernel library keeps each tensor in one piece", () => {
    const [shuffle, flatten] = [layersOf("shuffle(4); relu", "ncnn"), layersOf("flatten; relu", "ncnn")];
    expect(shuffle[0]?.cycles).toBeGreaterThan(0);
    expect(flatten[0]?.cycles).toBe(0);
  });

  it("fold into the weights before them, but not through an activation", () => {
    expect(layersOf("conv(64, 1); bn; relu", "xnnpack-2020").map((each) => each.cycles > 0)).toEqual([
      true,
      false,
      false,
    ]);
    expect(layersOf("conv(64, 1); relu; bn", "xnnpack-2020").map((each) => each.cycles > 0)).toEqual([
      true,
      false,
      true,
    ]);
  });

  it("read what they are made of: an enlarged map is read once, not at its new size", () => {
    const waits = ({ memoryCycles: { l2, dram } }: LayerTiming) => l2 + dram;
    const [enlarged, same] = [first("resize(8)", "ncnn", "[16, 28, 28]"), first("relu", "ncnn", "[16, 224, 224]")];
    expect(waits(enlarged)).toBeLessThan(waits(same));
  });

  it("of attention are softmax and sums as well as products: its layer takes longer than its four projections", () => {
    const time = (body: string) =>
      layersOf(body, "ncnn", "[196, 192]").reduce((sum, { computeCycles }) => sum + computeCycles, 0);
    const projections = time("linear(768)");
    const inner = time("attention(4)") - projections;
    // 4 heads x 196^2 logits, at more than a cycle each, beside 2 x 196^2 x 192 MAC at up to 8 per cycle.
    expect(inner).toBeGreaterThan(4 * 196 ** 2 + (2 * 196 ** 2 * 192) / 8);
  });
});
