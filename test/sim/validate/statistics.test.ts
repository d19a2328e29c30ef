import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { HeldOutFactor, type Scaled } from "../../../src/sim/validate/held-out-factor.ts";
import { figuresOf, type Outcome } from "../../../src/sim/validate/statistics.ts";

const outcomes = (...pairs: readonly (readonly [predicted: number, measured: number])[]): readonly Outcome[] =>
  pairs.map(([predicted, measured]) => ({ predicted, measured }));

describe("figuresOf", () => {
  it("agrees with four rows worked by hand", () => {
    // errors: +10 %, -20 %, +50 %, 0 %
    const { mape, medianApe, maxApe, bias, spearman } = figuresOf(outcomes([11, 10], [16, 20], [45, 30], [40, 40]));
    expect([mape, medianApe, maxApe, bias]).toEqual([20, 15, 50, 10]);
    // ranks 1 2 4 3 against 1 2 3 4: 1 - 6 * (1 + 1) / (4 * 15)
    expect(spearman).toBeCloseTo(0.8, 12);
  });

  it("shares ranks between equal values", () => {
    // Ranks 1, 2.5, 2.5, 4 against 1, 2, 3, 4: covariance 4.5, variances 4.5 and 5.
    expect(figuresOf(outcomes([1, 1], [2, 2], [2, 3], [9, 4])).spearman).toBeCloseTo(4.5 / Math.sqrt(4.5 * 5), 12);
  });

  it("says nothing where there is nothing to say", () => {
    const nothing = { mape: undefined, medianApe: undefined, maxApe: undefined, bias: undefined, spearman: undefined };
    expect(figuresOf([])).toEqual(nothing);
    expect(figuresOf(outcomes([9, 10]))).toEqual({
      mape: 10,
      medianApe: 10,
      maxApe: 10,
      bias: -10,
      spearman: undefined,
    });
    expect(figuresOf(outcomes([5, 1], [5, 2])).spearman).toBeUndefined();
  });

  it("ranks do not change when all predictions are stretched, and turn with their order", () => {
    const value = fc.integer({ min: 1, max: 50 });
    fc.assert(
      fc.property(fc.array(fc.tuple(value, value), { minLength: 2, maxLength: 30 }), (pairs) => {
        const plain = figuresOf(outcomes(...pairs)).spearman;
        const stretched = figuresOf(outcomes(...pairs.map(([p, m]) => [p ** 3, m] as const))).spearman;
        const turned = figuresOf(outcomes(...pairs.map(([p, m]) => [1 / p, m] as const))).spearman;
        expect(stretched === undefined).toBe(plain === undefined);
        if (plain === undefined || stretched === undefined || turned === undefined) return;
        expect(stretched).toBeCloseTo(plain, 9);
        expect(turned).toBeCloseTo(-plain, 9);
      }),
      { seed: 3 },
    );
  });
});

const item = fc.record({
  predicted: fc.integer({ min: 1, max: 60 }),
  measured: fc.integer({ min: 1, max: 60 }),
  part: fc.constantFrom("a", "b", "c"),
});

/** The least sum of absolute relative errors lies at one of the ratios, since it is piecewise linear in the factor. */
function leastError(items: readonly Scaled[]): number {
  const ratios = items.map(({ predicted, measured }) => measured / predicted);
  return Math.min(...ratios.map((factor) => errorOf(items, factor)));
}

function errorOf(items: readonly Scaled[], factor: number): number {
  return items.reduce((sum, { predicted, measured }) => sum + Math.abs((factor * predicted) / measured - 1), 0);
}

describe("HeldOutFactor", () => {
  it("weighs by the ratio: 10, 20 and 90 predicted for 10 each", () => {
    // Ratios 1/9, 1/2, 1 weigh 9, 2, 1: the half of 12 is reached at 1/9.
    const items = [10, 20, 90].map((predicted) => ({ predicted, measured: 10, part: String(predicted) }));
    const factor = new HeldOutFactor(items);
    expect(factor.all()).toBe(10 / 90);
    expect(factor.without("90")).toBe(10 / 20);
    expect(factor.without("none")).toBe(10 / 90);
  });

  it("has none where everything is left out", () => {
    expect(new HeldOutFactor([]).all()).toBeUndefined();
    expect(new HeldOutFactor([{ predicted: 1, measured: 1, part: "a" }]).without("a")).toBeUndefined();
  });

  it("finds the least error of all items, and of all but one part", () => {
    fc.assert(
      fc.property(fc.array(item, { minLength: 1, maxLength: 25 }), (items) => {
        const factor = new HeldOutFactor(items);
        expect(errorOf(items, factor.all() ?? Number.NaN)).toBeCloseTo(leastError(items), 9);
        for (const part of ["a", "b", "c"]) {
          const kept = items.filter((each) => each.part !== part);
          const found = factor.without(part);
          if (kept.length === 0) expect(found).toBeUndefined();
          else {
            expect(errorOf(kept, found ?? Number.NaN)).toBeCloseTo(leastError(kept), 9);
            expect(kept.map((each) => each.measured / each.predicted)).toContain(found);
          }
        }
      }),
      { seed: 5, numRuns: 500 },
    );
  });
});
