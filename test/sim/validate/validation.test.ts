import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type PredictedRow, validate } from "../../../src/sim/index.ts";
import { baselinesOf, rivalsOf } from "../../../src/sim/validate/baseline.ts";
import { inversionsOf } from "../../../src/sim/validate/inversions.ts";
import { leaveOneOut } from "../../../src/sim/validate/leave-one-out.ts";
import { type MadeRow, measurementOf, rowOf } from "./rows.ts";

describe("baselines", () => {
  it("predict each network from the others of its setting", () => {
    const rows = [
      { network: "a", macs: 100, measured: 10, predicted: 12, rooflineMs: 5 },
      { network: "b", macs: 200, measured: 30, predicted: 30, rooflineMs: 15 },
      { network: "b", args: "res=96", macs: 50, measured: 8, predicted: 8 },
      // alone on its phone
      { network: "a", device: "other", macs: 100, measured: 4, predicted: 5, rooflineMs: 4 },
      // not a network that MACs say anything of
      { network: "c", macs: 0, measured: 1, predicted: 1 },
    ].map(rowOf);
    const rivals = rivalsOf(rows);
    // `a` from both rows of `b`: ratios 0.15 and 0.16 weigh 1/0.15 > 1/0.16, so 0.15. `b` from `a` alone: 0.1.
    expect(rows.map((row) => rivals.get(row)?.macsPerDevice)).toEqual([15, 20, 5, undefined, undefined]);
    const { macsPerDevice, roofline } = baselinesOf(rows, rivals);
    expect([macsPerDevice.rows, roofline.rows]).toEqual([3, 3]);
    // +50 %, -33.3 %, -37.5 %; Ridge on the same three: +20 %, 0, 0.
    expect(macsPerDevice.figures.mape).toBeCloseTo((50 + 100 / 3 + 37.5) / 3, 9);
    expect(macsPerDevice.ridge.mape).toBeCloseTo(20 / 3, 9);
    // -50 %, -50 %, 0; Ridge: +20 %, 0, +25 %.
    expect(roofline.figures.mape).toBeCloseTo(100 / 3, 9);
    expect(roofline.ridge.mape).toBeCloseTo(15, 9);
  });

  it.each<[string, Partial<MadeRow>]>([
    ["device", { device: "other" }],
    ["core", { core: "little" }],
    ["threads", { threads: 2 }],
    ["runtime", { runtime: "tflite" }],
    ["dtype", { dtype: "int8" }],
  ])("share no constant between two of %s", (_what, other) => {
    const rows = [
      rowOf({ network: "a", measured: 1, predicted: 1 }),
      rowOf({ network: "b", measured: 1, predicted: 1, ...other }),
    ];
    expect([...rivalsOf(rows).values()].map((each) => each.macsPerDevice)).toEqual([undefined, undefined]);
  });
});

/** All pairs, looked at one by one. */
function inversionsByHand(rows: readonly PredictedRow[]) {
  const pairs = rows
    .flatMap((one) => rows.map((other) => [one, other] as const))
    .filter(
      ([one, other]) =>
        one.measurement.device === other.measurement.device &&
        one.measurement.latencyMs * 1.1 < other.measurement.latencyMs,
    );
  const reversed = pairs.filter(([one, other]) => one.prediction.milliseconds > other.prediction.milliseconds);
  return { pairs: pairs.length, count: reversed.length };
}

describe("inversions", () => {
  it("are pairs of one setting more than a tenth apart", () => {
    const made = (network: string, measured: number, predicted: number, device = "phone") =>
      rowOf({ network, measured, predicted, device });
    const [fast, near, slow, elsewhere] = [
      made("fast", 10, 20),
      made("near", 11, 9),
      made("slow", 11.1, 19),
      made("elsewhere", 100, 1, "other"),
    ];
    // 11 is exactly a tenth more than 10; 11.1 is more; 11 and 11.1 are close together.
    const found = inversionsOf([slow, elsewhere, near, fast]);
    expect(found).toEqual({ pairs: 1, count: 1, listed: [{ faster: fast, slower: slow }] });
  });

  it("are not where predictions are equal", () => {
    const rows = [rowOf({ measured: 1, predicted: 5 }), rowOf({ measured: 2, predicted: 5 })];
    expect(inversionsOf(rows)).toEqual({ pairs: 1, count: 0, listed: [] });
  });

  it("are as many as a look at every pair finds", () => {
    const row = fc.record({
      measured: fc.integer({ min: 1, max: 40 }),
      predicted: fc.integer({ min: 1, max: 40 }),
      device: fc.constantFrom("a", "b"),
    });
    fc.assert(
      fc.property(fc.array(row, { maxLength: 30 }), (made) => {
        const rows = made.map(rowOf);
        const { pairs, count, listed } = inversionsOf(rows);
        expect({ pairs, count }).toEqual(inversionsByHand(rows));
        expect(listed.length).toBe(Math.min(count, 200));
        expect(listed.every(({ faster, slower }) => inversionsByHand([faster, slower]).count === 1)).toBe(true);
      }),
      { seed: 9, numRuns: 300 },
    );
  });

  it("of a hundred thousand rows are counted, and the first ones listed", () => {
    const size = 100_000;
    const rows = Array.from({ length: size }, (_, at) =>
      rowOf({ measured: 1.2 ** (at % 50), predicted: 50 - (at % 50) }),
    );
    const { pairs, count, listed } = inversionsOf(rows);
    // Fifty values, each 2000 times, every two of them more than a tenth apart and in the wrong order.
    expect(pairs).toBe(((50 * 49) / 2) * 2000 * 2000);
    expect([count, listed.length]).toEqual([pairs, 200]);
  });
});

describe("leave one out", () => {
  it("predicts each network, and each device, with the factor of the others", () => {
    const rows = [
      { network: "a", device: "p", measured: 20, predicted: 10 },
      { network: "b", device: "p", measured: 30, predicted: 10 },
      { network: "b", device: "q", measured: 40, predicted: 10 },
      // alone in its data type
      { network: "a", device: "p", dtype: "int8", measured: 7, predicted: 7 },
    ].map(rowOf);
    const { network, device, unfitted, factors } = leaveOneOut(rows);
    // Ratios 2, 3, 4 weigh 1/2, 1/3, 1/4. `a` from 3 and 4: 3, so +50 %. `b` from 2: -33.3 % and -50 %.
    expect(network.rows).toBe(3);
    expect(network.figures.mape).toBeCloseTo((50 + 100 / 3 + 50) / 3, 9);
    // `p` from 4: +100 %, +33.3 %. `q` from 2 and 3: 2, so -50 %.
    expect(device.rows).toBe(3);
    expect(device.figures.mape).toBeCloseTo((100 + 100 / 3 + 50) / 3, 9);
    // -50 %, -66.7 %, -75 %, 0
    expect(unfitted.rows).toBe(4);
    expect(unfitted.figures.mape).toBeCloseTo((50 + 200 / 3 + 75) / 4, 9);
    // Half of 13/12 is reached at 3.
    expect(factors).toEqual([
      { runtime: "ncnn", dtype: "fp32", rows: 3, factor: 3 },
      { runtime: "ncnn", dtype: "int8", rows: 1, factor: 1 },
    ]);
  });

  it("does not see a factor that is fitted already", () => {
    const made = [
      { network: "a", measured: 20, predicted: 10 },
      { network: "b", measured: 50, predicted: 20 },
      { network: "c", measured: 70, predicted: 40 },
    ];
    const plain = leaveOneOut(made.map(rowOf));
    const scaled = leaveOneOut(made.map((each) => rowOf({ ...each, predicted: 1.5 * each.predicted, factor: 1.5 })));
    expect(scaled.network.figures.mape).toBeCloseTo(plain.network.figures.mape ?? Number.NaN, 9);
    expect(scaled.unfitted.figures.mape).toBeCloseTo(plain.unfitted.figures.mape ?? Number.NaN, 9);
  });
});

describe("validate", () => {
  const made: readonly MadeRow[] = [
    { device: "p", runtime: "x", network: "a", measured: 10, predicted: 11 },
    { device: "q", runtime: "x", network: "a", measured: 20, predicted: 18 },
  ];
  const rows = [...made.map(measurementOf), measurementOf({ device: "p", runtime: "y", network: "b", measured: 5 })];
  const predictions = [...made.map((each) => rowOf(each).prediction), { kind: "skipped" as const, reason: "no y" }];
  const validation = validate({ columns: [], rows }, predictions);

  it("keeps every row in the order of the file", () => {
    expect(validation.rows.map((each) => each.measurement)).toEqual(rows);
    expect(validation.rows[2]?.prediction).toEqual({ kind: "skipped", reason: "no y" });
  });

  it("counts what it could not predict", () => {
    expect(validation.summary).toMatchObject({ rows: 3, skipped: 1, figures: { mape: 10, bias: 0 } });
  });

  it("has a group for each value of each key, skipped rows among them", () => {
    expect(validation.groups.map(({ by, key, rows: count, skipped }) => [by, key, count, skipped])).toEqual([
      ["device", "p", 2, 1],
      ["device", "q", 1, 0],
      ["runtime", "x", 2, 0],
      ["runtime", "y", 1, 1],
      ["dtype", "fp32", 3, 1],
      ["network", "a", 2, 0],
      ["network", "b", 1, 1],
    ]);
  });
});
