import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { conventions, costOf, type DataType } from "../../src/cost/index.ts";
import { type DeviceProfile, resolveDevice } from "../../src/hardware/index.ts";
import { layerCycles, roofline } from "../../src/sim/index.ts";
import { shippedProfiles } from "../hardware/shipped-profiles.ts";
import { costed, elaborateZoo } from "../model/elaborate-text.ts";

function deviceNamed(name: string): DeviceProfile {
  const { value } = resolveDevice(name, shippedProfiles);
  if (value === undefined) throw new Error(name);
  return value;
}

describe("roofline", () => {
  it("agrees with a layer counted by hand", () => {
    // 10,838,016 MACs; 602,112 + 3,456 + 1,605,632 bytes; 8 MAC/cycle and 4 B/cycle
    expect(layerCycles(10_838_016, 2_211_200, { peakMacRate: 8, bandwidth: 4 })).toEqual({
      computeCycles: 1_354_752,
      memoryCycles: { l2: 0, l3: 0, vtcm: 0, dram: 552_800 },
      cycles: 1_354_752,
      hiddenCycles: 552_800,
      bound: "compute",
    });
  });

  it("never gets faster with less bandwidth, and halves when both roofs double", () => {
    const size = fc.integer({ min: 0, max: 1e9 });
    const rate = fc.integer({ min: 1, max: 64 });
    fc.assert(
      fc.property(size, size, rate, rate, (macs, bytes, peakMacRate, bandwidth) => {
        const base = layerCycles(macs, bytes, { peakMacRate, bandwidth }).cycles;
        expect(layerCycles(macs, bytes, { peakMacRate, bandwidth: bandwidth / 2 }).cycles).toBeGreaterThanOrEqual(base);
        expect(layerCycles(macs, bytes, { peakMacRate: 2 * peakMacRate, bandwidth: 2 * bandwidth }).cycles).toBeCloseTo(
          base / 2,
          6,
        );
      }),
      { seed: 7 },
    );
  });

  it("adds up to the network's time", () => {
    const timing = roofline.time(costed(elaborateZoo("mobilenet_v2")), deviceNamed("pixel-2"), undefined, {}).value;
    expect(timing?.core).toBe("cortex-a73");
    expect(timing?.layers.reduce((sum, each) => sum + each.milliseconds, 0)).toBeCloseTo(timing?.milliseconds ?? 0, 9);
    expect(
      timing?.layers.filter((each) => each.cost.layer.operator.name === "bn").every((each) => each.cycles === 0),
    ).toBe(true);
  });

  it("times floats on a DSP as the halves that it computes with", () => {
    const graph = elaborateZoo("mobilenet_v2").value?.graph;
    const convention = conventions[0];
    if (graph === undefined || convention === undefined) throw new Error("no network");
    const [fp32, fp16] = (["fp32", "fp16"] as const).map((dtype) =>
      roofline.time(costOf(graph, { convention, dtype }), deviceNamed("sa8295p"), undefined, {}),
    );
    expect(fp32?.diagnostics.map((each) => each.code)).toEqual(["hardware/half"]);
    expect(fp32?.value?.milliseconds).toBeCloseTo(fp16?.value?.milliseconds ?? 0, 12);
  });

  it.each([
    ["hardware/free-symbols", { alpha: "?" }, "fp32", {}],
    ["hardware/dtype", {}, "fp16", {}],
    ["hardware/unknown", {}, "fp32", { core: "cortex-a99" }],
  ] as const)("reports %s", (code, settings, dtype: DataType, options) => {
    const graph = elaborateZoo("mobilenet_v1", settings).value?.graph;
    const convention = conventions[0];
    if (graph === undefined || convention === undefined) throw new Error("no network");
    const result = roofline.time(costOf(graph, { convention, dtype }), deviceNamed("pixel-2"), undefined, options);
    expect(result.value).toBeUndefined();
    expect(result.diagnostics.map((each) => each.code)).toEqual([code]);
  });
});
