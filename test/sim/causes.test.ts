import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { causesOf, visibleCycles, wholeCycles } from "../../src/sim/index.ts";
import { costed, elaborateText } from "../model/elaborate-text.ts";
import { anyCycles, syntheticTiming } from "./synthetic-timing.ts";

const cost = costed(
  elaborateText(
    "net Small {\n  input: [4, 8, 8]\n  conv(8, 3) -> bn -> relu\n  conv(8, 3, g=8)\n  conv(16)\n  gap -> flatten -> linear(10)\n}\n",
  ),
);
const timings = fc.array(anyCycles, { minLength: 1, maxLength: 8 }).map((given) => syntheticTiming(cost, given));

describe("visible cycles", () => {
  it.each([
    // compute, dram, hidden: what is seen of each
    [100, 40, 40, 100, 0],
    [40, 100, 40, 0, 100],
    [100, 40, 10, 100, 30],
    [40, 100, 0, 40, 100],
    // more is hidden than the smaller holds: the rest is the larger's
    [100, 40, 60, 80, 0],
  ])("compute %i, dram %i, hidden %i", (computeCycles, dram, hiddenCycles, compute, waiting) => {
    const timing = {
      computeCycles,
      memoryCycles: { l2: 0, l3: 0, vtcm: 0, dram },
      overheadCycles: 7,
      hiddenCycles,
      cycles: computeCycles + dram + 7 - hiddenCycles,
    };
    const seen = visibleCycles(timing, { model: "cpu" });
    expect([seen.get("compute"), seen.get("dram"), seen.get("overhead")]).toEqual([compute, waiting, 7]);
  });

  it("on a DSP lose what is hidden at DRAM alone", () => {
    const timing = {
      computeCycles: 36,
      memoryCycles: { l2: 0, l3: 0, vtcm: 37, dram: 80 },
      overheadCycles: 1,
      hiddenCycles: 74,
      cycles: 80,
    };
    expect(Object.fromEntries(visibleCycles(timing, { model: "dsp" }))).toEqual({
      ...{ compute: 36, l2: 0, l3: 0, vtcm: 37, dram: 6, overhead: 1 },
    });
  });

  it("add up to the layer's, and none is negative", () => {
    fc.assert(
      fc.property(timings, ({ layers }) => {
        for (const layer of layers) {
          const seen = [...visibleCycles(layer, { model: "cpu" }).values()];
          expect(seen.reduce((a, b) => a + b, 0)).toBeCloseTo(layer.cycles, 3);
          expect(Math.min(...seen)).toBeGreaterThanOrEqual(-1e-6 * layer.cycles);
        }
      }),
      { seed: 3 },
    );
  });

  it("of a network add up to its cycles, the largest part first, each layer once per cause", () => {
    fc.assert(
      fc.property(timings, (timing) => {
        const shares = causesOf(timing);
        expect(shares.reduce((total, each) => total + each.cycles, 0)).toBeCloseTo(timing.cycles, 1);
        expect(shares.map((each) => each.cycles)).toEqual(shares.map((each) => each.cycles).sort((a, b) => b - a));
        const pairs = shares.flatMap(({ cause, layers }) => layers.map((each) => `${cause} ${each.cost.layer.name}`));
        expect(new Set(pairs).size).toBe(pairs.length);
      }),
      { seed: 5, numRuns: 50 },
    );
  });
});

describe("whole cycles", () => {
  it("are whole, add up exactly, and are next to what they come from", () => {
    fc.assert(
      fc.property(timings, (timing) => {
        const whole = wholeCycles(timing);
        expect(whole.cycles).toBe(whole.layers.reduce((total, each) => total + each.cycles, 0));
        for (const [at, layer] of whole.layers.entries()) {
          const { l2, l3, vtcm, dram } = layer.memoryCycles;
          const parts = [layer.computeCycles, l2, l3, vtcm, dram, layer.overheadCycles, layer.hiddenCycles];
          expect(parts.every((each) => Number.isInteger(each) && each >= 0)).toBe(true);
          expect(layer.cycles).toBe(parts.slice(0, 6).reduce((a, b) => a + b, 0) - layer.hiddenCycles);
          expect(layer.cycles).toBeGreaterThanOrEqual(0);
          // seven roundings of a half each, and what is hidden may not be more than there is
          expect(Math.abs(layer.cycles - (timing.layers[at]?.cycles ?? 0))).toBeLessThanOrEqual(6.5);
          expect(layer.milliseconds).toBe(timing.layers[at]?.milliseconds);
        }
      }),
      { seed: 11 },
    );
  });
});
