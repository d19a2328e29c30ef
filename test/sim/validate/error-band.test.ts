import { describe, expect, it } from "vitest";
import { errorBand, type PredictionCase, type RatedCase } from "../../../src/sim/index.ts";

const wanted: PredictionCase = {
  ...{ runtime: "ncnn", dtype: "fp32", issue: "in-order", network: "separable" },
  ...{ macs: 3e8, bytes: 3e7, pixels: 224 * 224, macsPerSecond: 1e10, bytesPerSecond: 1e10 },
  kinds: { pointwise: 0.9, depthwise: 0.1 },
};
const measured = { ...wanted, device: "pixel-2", name: "mobilenet_v2" };
const rated = (count: number, errorPct: number, other: Partial<PredictionCase> = {}): readonly RatedCase[] =>
  new Array(count).fill({ ...measured, errorPct, ...other });

describe("errorBand", () => {
  it("is what nine tenths keep within, on either side", () => {
    const errors = [1, -2, 3, -4, 5, -6, 7, -8, 9, -100];
    const rows = errors.map((errorPct) => ({ ...measured, errorPct }));
    expect(errorBand(rows, wanted)).toEqual({ kind: "near", percent: 9 });
    // Nine tenths of five is four and a half: all five.
    expect(errorBand(rows.slice(5), wanted)).toEqual({ kind: "near", percent: 100 });
  });

  it.each<[string, Partial<PredictionCase>]>([
    ["the kind of network", { network: "dense" }],
    ["the issue order", { issue: "out-of-order", network: "dense" }],
    ["the runtime", { runtime: "tflite" }],
    ["the data type", { runtime: "tflite", dtype: "int8" }],
  ])("lets go of %s where fewer than five agree", (_what, other) => {
    const far = rated(20, 50, other);
    expect(errorBand([...rated(5, 3), ...far], wanted)).toEqual({ kind: "near", percent: 3 });
    expect(errorBand([...rated(4, 3), ...far], wanted)).toEqual({ kind: "near", percent: 50 });
  });

  it("goes no further than it must", () => {
    const rows = [...rated(4, 3), ...rated(5, 20, { network: "dense" }), ...rated(50, 90, { issue: "out-of-order" })];
    expect(errorBand(rows, wanted)).toEqual({ kind: "near", percent: 20 });
  });

  it("keeps DSPs and CPUs apart, however few rows are left", () => {
    const dsp = { ...wanted, runtime: "qnn", dtype: "fp16", issue: "packets" } as const;
    const rows = [...rated(5, 3), ...rated(5, 7, dsp)];
    expect(errorBand(rows, { ...wanted, dtype: "fp16" })).toEqual({ kind: "near", percent: 3 });
    expect(errorBand(rows, { ...dsp, dtype: "fp32" })).toEqual({ kind: "near", percent: 7 });
    expect(errorBand(rated(5, 3), dsp)).toBeUndefined();
  });

  it("says nothing of too few", () => {
    expect(errorBand(rated(4, 3), wanted)).toBeUndefined();
    expect(errorBand([], wanted)).toBeUndefined();
  });

  it.each<[what: string, Partial<PredictionCase>, difference: object]>([
    ["pixels", { pixels: 2048 * 2048 }, { ratio: (2048 / 224) ** 2 }],
    ["pixels", { pixels: 1 }, { ratio: 1 / 224 ** 2 }],
    ["macs", { macs: 3e9 }, { ratio: 10 }],
    ["bytes", { bytes: 3e6 }, { ratio: 0.1 }],
    ["macsPerSecond", { macsPerSecond: 5e11 }, { ratio: 50 }],
    ["bytesPerSecond", { bytesPerSecond: 1e12 }, { ratio: 100 }],
    ["kinds", { kinds: { attention: 1 } }, {}],
    ["kinds", { kinds: { pointwise: 0.9, depthwise: 0.05, attention: 0.05 } }, {}],
    ["kinds", { kinds: {}, macs: 0, bytes: 0 }, {}],
  ])("says that %s are far from all that was measured", (what, other, difference) => {
    const band = errorBand(rated(5, 3), { ...wanted, ...other });
    expect(band).toMatchObject({ kind: "far", nearest: { name: "mobilenet_v2" }, difference: { what, ...difference } });
  });

  it("takes four times as near, and the other way round, too", () => {
    for (const factor of [4, 1 / 4]) {
      const other = { ...wanted, macs: factor * wanted.macs, pixels: factor * wanted.pixels };
      expect(errorBand(rated(5, 3), other)?.kind).toBe("near");
    }
  });

  it("does not let go of a data type that was measured, however far the cases are", () => {
    const rows = [...rated(5, 3, { dtype: "int8", kinds: { standard: 1 } }), ...rated(5, 7)];
    expect(errorBand(rows, { ...wanted, dtype: "int8" })).toMatchObject({ kind: "far", difference: { what: "kinds" } });
  });
});
