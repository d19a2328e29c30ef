import { describe, expect, it } from "vitest";
import { fitRivals } from "../../../src/sim/index.ts";
import { rivalPredictions } from "../../../src/sim/validate/fit-rivals.ts";
import { fitSplit } from "../../../src/sim/validate/fit-split.ts";
import { rowOf } from "./rows.ts";

const made = (network: string, macs: number, measured: number, predicted: number, device = "phone") =>
  rowOf({ network, macs, measured, predicted, device });

describe("rows of a fit", () => {
  const rows = [
    made("a", 100, 10, 11),
    made("new", 200, 20, 18),
    made("b", 300, 30, 30),
    made("a", 100, 5, 6, "board"),
    rowOf({ network: "new", macs: 200, measured: 8, predicted: 8, dtype: "int8" }),
  ];

  it("are fitted on, anchored where a device has no others, or outside", () => {
    const { parts, anchored, absent } = fitSplit(rows, ["b", "a", "c"]);
    expect(parts).toEqual(["fitted", "outside", "fitted", "anchored", "outside"]);
    expect([anchored, absent]).toEqual([["board"], ["c"]]);
  });

  it("are summed up by part, by data type and together", () => {
    const { summaries } = fitSplit(rows, ["a", "b"]);
    expect(summaries.map(({ part, dtype, rows: count }) => [part, dtype, count])).toEqual([
      ["fitted", "fp32", 2],
      ["fitted", undefined, 2],
      ["anchored", "fp32", 1],
      ["anchored", undefined, 1],
      ["outside", "fp32", 1],
      ["outside", "int8", 1],
      ["outside", undefined, 2],
    ]);
    // +10 % and 0; -10 % and 0.
    expect(summaries.map(({ figures }) => Math.round(figures.mape ?? -1))).toEqual([5, 5, 20, 20, 10, 0, 5]);
  });

  it("stand in their part with and without a prediction", () => {
    const skipped = { measurement: rowOf({ network: "new", measured: 1, predicted: 1 }).measurement };
    const { parts, summaries, baselines } = fitSplit(
      [made("a", 100, 10, 11), { ...skipped, prediction: { kind: "skipped", reason: "why" } }],
      ["a"],
    );
    expect(parts).toEqual(["fitted", "outside"]);
    expect(summaries.at(-1)).toMatchObject({ part: "outside", rows: 1, skipped: 1, figures: { mape: undefined } });
    expect(baselines).toEqual([]);
  });

  it("give simpler models their constants, and the ratio to Ridge", () => {
    const { baselines } = fitSplit(rows, ["a", "b"]);
    // Both models say 20 ms of the fp32 row, where Ridge is 10 % off; nothing is known of int8.
    expect(baselines.map(({ rival, dtype, rows: count }) => [rival, dtype, count])).toEqual([
      ["macsOverPeak", "fp32", 1],
      ["linear", "fp32", 1],
      ["macsOverPeak", "int8", 0],
      ["linear", "int8", 0],
      ["macsOverPeak", undefined, 1],
      ["linear", undefined, 1],
    ]);
    const [constant, line, , none] = baselines;
    expect([constant?.figures.mape, line?.figures.mape]).toEqual([0, expect.closeTo(0, 3)]);
    expect([constant?.ridge.mape, constant?.factor, none?.factor]).toEqual([10, undefined, undefined]);
    const worse = fitSplit([made("a", 100, 10, 10), made("new", 200, 16, 18)], ["a"]).baselines[0];
    // 20 ms for 16 beside 18 ms for 16.
    expect(worse?.factor).toBeCloseTo(2, 9);
  });
});

describe("models of MACs alone", () => {
  const predictions = (fitted: ReturnType<typeof made>[], row = made("new", 400, 1, 1)) => {
    const found = rivalPredictions(fitted, [row]);
    return fitRivals.map((each) => found.get(each)?.get(row));
  };

  it("are a constant, and a line, through what they are fitted on", () => {
    // Ratios 0.3, 0.15: the weights 1/0.3 and 1/0.15 leave 0.15. The line is 20 + 0.1 x MACs.
    const [constant, line] = predictions([made("a", 100, 30, 1), made("b", 400, 60, 1)]);
    expect(constant).toBeCloseTo(60, 9);
    expect(line).toBeCloseTo(60, 3);
    expect(predictions([made("a", 100, 30, 1), made("b", 400, 60, 1)], made("c", 200, 1, 1))[1]).toBeCloseTo(40, 3);
  });

  it("have no line below nothing", () => {
    // Through both points a would be -40.
    const [, line = 0] = predictions([made("a", 100, 10, 1), made("b", 200, 60, 1)], made("c", 1, 1, 1));
    expect(line).toBeGreaterThan(0);
    expect(line).toBeLessThan(1);
  });

  it("have no line through one point, and no constant without any", () => {
    expect(predictions([made("a", 100, 30, 1), made("a", 100, 40, 1)])).toEqual([120, undefined]);
    expect(predictions([])).toEqual([undefined, undefined]);
    expect(predictions([made("a", 0, 30, 1)])).toEqual([undefined, undefined]);
    expect(predictions([made("a", 100, 30, 1, "other")])).toEqual([undefined, undefined]);
  });
});
