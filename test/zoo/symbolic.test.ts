import { describe, expect, it } from "vitest";
import { type Rational, rational, rationalToText } from "../../src/core/rational.ts";
import type { CostTotals } from "../../src/cost/index.ts";
import { asConstant, evaluate } from "../../src/symbolic/index.ts";
import { costed, elaborateZoo, zoo } from "../model/elaborate-text.ts";
import { generator } from "./seeded.ts";

/** `npm run verify` tries more points, and every network; the suite one network of each file. */
const points = Number(process.env.RIDGE_POINTS ?? 2);
const isComplete = process.env.RIDGE_POINTS !== undefined;

type Draw = (below: number) => number;

/**
 * Widths in hundredths, so that roundings are met on both sides; MobileNetV1 scales its channels without rounding. The heads of single-shot
 * detectors begin at a quarter.
 */
function width(name: string, draw: Draw): Rational {
  const smallest = name.startsWith("ssd") ? 25 : 5;
  if (name.includes("mobilenet_v1")) return rational(BigInt(Math.ceil((smallest * 32) / 100) + draw(64)), 32n);
  if (name === "shufflenet_v2") return rational(BigInt(1 + draw(4)), 2n);
  return rational(BigInt(smallest + draw(200)), 100n);
}

/** Resolutions that a network takes: any, or multiples where it joins an upsampled image with a larger one. */
const grid = (name: string): number => ({ yolo_v3_tiny: 32, vit_b_16: 16 })[name] ?? 1;

const files = Object.values(zoo).map((each) => each.file);
const onePerFile = Object.keys(zoo).filter((_, at) => files.indexOf(files[at] ?? "") === at);
const tried = isComplete ? Object.keys(zoo) : onePerFile;

describe("symbolic cost equals concrete cost", () => {
  it.each(tried)("%s", (name) => {
    const settable = elaborateZoo(name).value?.parameters.map((each) => each.name) ?? [];
    const names = ["alpha", "res", "classes"].filter((each) => settable.includes(each));
    const free = elaborateZoo(name, Object.fromEntries(names.map((each) => [each, "?"])));
    const formulas = counts(costed(free).totals);
    const step = Number(free.value?.freeSymbols.get("res")?.step?.num ?? 1n);
    const draw = generator(name.length * 7919);
    for (let count = 0; count < points; count++) {
      const all: Readonly<Record<string, Rational>> = {
        alpha: width(name, draw),
        res: rational(BigInt(step * Math.ceil((96 + draw(416)) / step))),
        classes: rational(BigInt(1 + draw(2000))),
      };
      const point = new Map(names.map((each) => [each, all[each] ?? rational(1n)]));
      const settings = Object.fromEntries([...point].map(([each, value]) => [each, rationalToText(value)]));
      const concrete = counts(costed(elaborateZoo(name, settings)).totals);
      expect([settings, ...formulas.map((each) => text(evaluate(each, point)))]).toEqual([
        settings,
        ...concrete.map((each) => text(asConstant(each))),
      ]);
    }
  }, 120_000);

  it.each(onePerFile)("%s at every resolution, roundings kept", (name) => {
    const step = grid(name);
    const low = Math.ceil(150 / step) * step;
    const formulas = counts(costed(elaborateZoo(name, { res: `? in [${low}, 400] step ${step}` })).totals);
    const draw = generator(name.length * 104729);
    for (let count = 0; count < points; count++) {
      const res = low + step * draw(Math.floor((400 - low) / step) + 1);
      const concrete = counts(costed(elaborateZoo(name, { res: String(res) })).totals);
      const point = new Map([["res", rational(BigInt(res))]]);
      expect([res, ...formulas.map((each) => text(evaluate(each, point)))]).toEqual([
        res,
        ...concrete.map((each) => text(asConstant(each))),
      ]);
    }
  }, 120_000);

  it.each([1, 2, 3, 4, 8])("shufflenet_v1 with free groups, at %i", (groups) => {
    const free = counts(costed(elaborateZoo("shufflenet_v1", { groups: "?", alpha: "?", res: "224" })).totals);
    for (const alpha of [rational(1n, 4n), rational(1n), rational(3n, 2n), rational(7n, 5n)]) {
      const settings = { groups: String(groups), alpha: rationalToText(alpha), res: "224" };
      const point = new Map([
        ["groups", rational(BigInt(groups))],
        ["alpha", alpha],
      ]);
      const concrete = counts(costed(elaborateZoo("shufflenet_v1", settings)).totals);
      expect(free.map((each) => text(evaluate(each, point)))).toEqual(concrete.map((each) => text(asConstant(each))));
    }
  });

  // Which maps are padded, resized or shifted depends on both.
  it.each([
    ["swin_t", "window", 16],
    ["mobilevit_xxs", "patch", 8],
  ] as const)(
    "%s with a free %s up to %i",
    (name, size, most) => {
      const free = costed(elaborateZoo(name, { [size]: `? in [1, ${most}]`, res: "? in [64, 400]" }));
      const formulas = counts(free.totals);
      const draw = generator(name.length * 50021);
      for (let count = 0; count < points; count++) {
        const at = { [size]: 1 + draw(most), res: 64 + draw(337) };
        const settings = Object.fromEntries(Object.entries(at).map(([each, value]) => [each, String(value)]));
        const point = new Map(Object.entries(at).map(([each, value]) => [each, rational(BigInt(value))]));
        const concrete = counts(costed(elaborateZoo(name, settings)).totals);
        expect([settings, ...formulas.map((each) => text(evaluate(each, point)))]).toEqual([
          settings,
          ...concrete.map((each) => text(asConstant(each))),
        ]);
      }
    },
    120_000,
  );

  it("a parameter that decides which layers there are cannot be free, and the error names it", () => {
    const { value, diagnostics } = elaborateZoo("mobilenet_v3_large", { alpha: "?", minimal: "?" });
    expect(value).toBeUndefined();
    expect(diagnostics.map((each) => each.message).join("\n")).toContain("minimal");
  });
});

const counts = (total: CostTotals) => [total.macs, total.params, total.flops, total.peakActivationBytes];

const text = (value: Rational | undefined) => (value === undefined ? "undefined" : rationalToText(value));

// A step that keeps every rounding makes the longest formulas of the shipped networks.
describe("symbolic cost with roundings equals concrete cost", () => {
  it.each(Object.keys(zoo).filter((each) => each.startsWith("mobilenet_v3")))("%s", (name) => {
    const free = costed(elaborateZoo(name, { alpha: "?", res: "? in [40, 400] step 24" }));
    for (const [alpha, res] of [
      [rational(1), 40],
      [rational(3, 4), 136],
      [rational(7, 20), 160],
      [rational(13, 10), 400],
    ] as const) {
      const concrete = costed(elaborateZoo(name, { alpha: rationalToText(alpha), res: String(res) })).totals;
      const point = new Map([
        ["alpha", alpha],
        ["res", rational(res)],
      ]);
      for (const key of ["macs", "params", "peakActivationBytes", "peakActivationBytesUnfused"] as const) {
        const found = text(evaluate(free.totals[key], point));
        expect([res, key, found]).toEqual([res, key, text(asConstant(concrete[key]))]);
      }
    }
  });
});
