import { describe, expect, it } from "vitest";
import { errorBand, type PredictionCase, type RatedCase } from "../../../src/sim/index.ts";

const wanted: PredictionCase = { runtime: "ncnn", dtype: "fp32", issue: "in-order", network: "separable" };
const rated = (count: number, errorPct: number, other: Partial<PredictionCase> = {}): readonly RatedCase[] =>
  new Array(count).fill({ ...wanted, errorPct, ...other });

describe("errorBand", () => {
  it("is what nine tenths keep within, on either side", () => {
    const errors = [1, -2, 3, -4, 5, -6, 7, -8, 9, -100];
    const rows = errors.map((errorPct) => ({ ...wanted, errorPct }));
    expect(errorBand(rows, wanted)).toBe(9);
    // Nine tenths of five is four and a half: all five.
    expect(errorBand(rows.slice(5), wanted)).toBe(100);
  });

  it.each<[string, Partial<PredictionCase>]>([
    ["the kind of network", { network: "dense" }],
    ["the issue order", { issue: "out-of-order", network: "dense" }],
    ["the runtime", { runtime: "tflite" }],
    ["the data type", { runtime: "tflite", dtype: "int8" }],
  ])("lets go of %s where fewer than five agree", (_what, other) => {
    const far = rated(20, 50, other);
    expect(errorBand([...rated(5, 3), ...far], wanted)).toBe(3);
    expect(errorBand([...rated(4, 3), ...far], wanted)).toBe(50);
  });

  it("goes no further than it must", () => {
    const rows = [...rated(4, 3), ...rated(5, 20, { network: "dense" }), ...rated(50, 90, { issue: "out-of-order" })];
    expect(errorBand(rows, wanted)).toBe(20);
  });

  it("keeps DSPs and CPUs apart, however few rows are left", () => {
    const dsp = { ...wanted, runtime: "qnn", dtype: "fp16", issue: "packets" } as const;
    const rows = [...rated(5, 3), ...rated(5, 7, dsp)];
    expect(errorBand(rows, { ...wanted, dtype: "fp16" })).toBe(3);
    expect(errorBand(rows, { ...dsp, dtype: "fp32" })).toBe(7);
    expect(errorBand(rated(5, 3), dsp)).toBeUndefined();
  });

  it("says nothing of too few", () => {
    expect(errorBand(rated(4, 3), wanted)).toBeUndefined();
    expect(errorBand([], wanted)).toBeUndefined();
  });
});
