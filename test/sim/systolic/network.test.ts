import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { rational, rationalToNumber } from "../../../src/core/rational.ts";
import type { NetworkCost } from "../../../src/cost/index.ts";
import {
  type ArrayTiming,
  dataflows,
  depthwiseMappings,
  type SystolicOptions,
  simulateArray,
} from "../../../src/sim/index.ts";
import { asInteger, type Expr, equals, evaluate, sum, symbolsOf } from "../../../src/symbolic/index.ts";
import { costed, elaborateText, elaborateZoo, onePerNet } from "../../model/elaborate-text.ts";

const options: SystolicOptions = {
  array: { rows: 16n, columns: 8n },
  dataflow: "ws",
  depthwise: "per-channel",
  unpadded: false,
};

function timed(cost: NetworkCost, changes: Partial<SystolicOptions> = {}): ArrayTiming {
  const { value, diagnostics } = simulateArray(cost, { ...options, ...changes });
  if (value === undefined) throw new Error(diagnostics.map((each) => each.message).join("\n"));
  return value;
}

function cyclesOf(text: string, changes: Partial<SystolicOptions> = {}): readonly (bigint | undefined)[] {
  return timed(costed(elaborateText(text)), changes).layers.map((each) => asInteger(each.cycles));
}

describe("a layer", () => {
  // 6 channels of 5 x 4, 3 x 3 kernel: 20 pixels, 9 products; 16 x 8 array, fill 2*16 + 8 - 2 = 38, of os 22.
  const depthwise = "net A { input: [6, 5, 4]; conv(6, k=3, g=6) }";

  it.each([
    ["per channel", { depthwise: "per-channel" }, 6n * (20n + 38n - 1n)],
    // One channel takes 9 of 16 rows.
    ["packed without room", { depthwise: "packed" }, 6n * (20n + 38n - 1n)],
    // 3 of 9 rows fit 28 rows, so 2 runs; fill 2*28 + 8 - 2.
    ["packed", { depthwise: "packed", array: { rows: 28n, columns: 8n } }, 2n * (20n + 62n - 1n)],
    // 28 rows would hold 3, 2 columns hold 2.
    ["packed in few columns", { depthwise: "packed", array: { rows: 28n, columns: 2n } }, 3n * (20n + 56n - 1n)],
    // ceil(54/16) folds.
    ["as one filter", { depthwise: "as-filter" }, 4n * (20n + 38n) - 1n],
    // (5 - 2) x (4 - 2) windows.
    ["as one filter without padding", { depthwise: "as-filter", unpadded: true }, 4n * (6n + 38n) - 1n],
    // ceil(20/16) folds of outputs.
    ["per channel, output stationary", { dataflow: "os" }, 6n * (2n * (9n + 22n) - 1n)],
    // Pixels on columns: ceil(20/8) folds, one filter in time.
    ["per channel, input stationary", { dataflow: "is" }, 6n * (3n * (1n + 38n) - 1n)],
  ] as const)("depthwise %s", (_what, changes, cycles) => {
    expect(cyclesOf(depthwise, changes)).toEqual([cycles]);
  });

  it.each(depthwiseMappings)("with groups of several channels runs group by group, also with %s", (mapping) => {
    // 3 groups of 2 -> 4 channels: 20 pixels x 4 filters x 18.
    const grouped = "net A { input: [6, 5, 4]; conv(12, k=3, g=3) }";
    expect(cyclesOf(grouped, { depthwise: mapping })).toEqual([3n * (2n * (20n + 38n) - 1n)]);
  });

  it("without padding counts a last window that is partly outside, and heeds stride and dilation", () => {
    const on = (call: string) =>
      cyclesOf(`net A { input: [1, 9, 12]; ${call} }`, { unpadded: true, array: { rows: 9n, columns: 1n } });
    const cycles = (pixels: bigint) => [pixels + 17n - 1n];
    expect(on("conv(1, k=3)")).toEqual(cycles(7n * 10n));
    // ceil(6/4) + 1 = 3, ceil(9/4) + 1 = 4
    expect(on("conv(1, k=3, s=4)")).toEqual(cycles(3n * 4n));
    // 3 taps two apart span 5.
    expect(on("conv(1, k=3, d=2)")).toEqual(cycles(5n * 8n));
  });

  it("without room for a window is a fault that names it", () => {
    const cost = costed(elaborateText("net A { input: [1, 2, 9]; odd: conv(1, k=3) }"));
    const { value, diagnostics } = simulateArray(cost, { ...options, unpadded: true });
    expect(value).toBeUndefined();
    expect(diagnostics.map((each) => each.message)).toEqual([
      "without padding the 3 wide window of `odd` does not fit its map of 2",
    ]);
  });

  it("of linear and matmul is one product per set, of attention one for each of its four", () => {
    // 4 tokens of 8: 4 x 24 x 8; 2 heads 4 x 4 x 4 twice; 4 x 8 x 8. All fit the rows; ceil(24/8) = 3 folds.
    const fold = (time: bigint) => time + 38n;
    expect(cyclesOf("net A { input: [4, 8]; attention(2) }")).toEqual([
      3n * fold(4n) - 1n + 2n * (2n * (fold(4n) - 1n)) + (fold(4n) - 1n),
    ]);
    expect(cyclesOf("net A { input: [20]; linear(9) }")).toEqual([2n * 2n * fold(1n) - 1n]);
  });

  it("without MACs takes no cycles", () => {
    const { layers } = timed(costed(elaborateText("net A { input: [6, 5, 4]; bn -> relu -> gap }")));
    expect(layers.map((each) => [each.products.length, asInteger(each.cycles), each.utilization])).toEqual([
      [0, 0n, undefined],
      [0, 0n, undefined],
      [0, 0n, undefined],
    ]);
  });
});

describe("a network", () => {
  it.each(onePerNet)("%s: totals are sums, and all MACs run", (name) => {
    const cost = costed(elaborateZoo(name));
    for (const dataflow of dataflows) {
      const timing = timed(cost, { dataflow });
      expect(equals(timing.macs, cost.totals.macs)).toBe(true);
      for (const [at, layer] of timing.layers.entries()) {
        expect(equals(layer.macs, cost.layers[at]?.macs ?? layer.macs)).toBe(true);
        expect(equals(layer.cycles, sum(layer.products.map((each) => each.cycles)))).toBe(true);
      }
      expect(equals(timing.cycles, sum(timing.layers.map((each) => each.cycles)))).toBe(true);
    }
  });

  it.each(dataflows)("is never slower packed than channel by channel: %s", (dataflow) => {
    const cost = costed(elaborateZoo("mobilenet_v3_small"));
    for (const rows of [4n, 9n, 32n, 200n])
      for (const columns of [1n, 14n, 128n]) {
        const array = { rows, columns };
        const [packed, apart] = (["packed", "per-channel"] as const).map((depthwise) =>
          asInteger(timed(cost, { array, dataflow, depthwise }).cycles),
        );
        expect(packed).toBeLessThanOrEqual(apart ?? 0n);
      }
  });

  it.each(depthwiseMappings)("has formulas that give the numbers of its values, %s", (depthwise) => {
    for (const dataflow of dataflows) {
      const formula = timed(costed(elaborateZoo("mobilenet_v1", { res: "?" })), { dataflow, depthwise }).cycles;
      expect([...symbolsOf(formula).keys()]).toEqual(["res"]);
      for (const res of [32, 96, 224, 320]) {
        const number = timed(costed(elaborateZoo("mobilenet_v1", { res: String(res) })), {
          dataflow,
          depthwise,
        }).cycles;
        expect([res, valueAt(formula, res)]).toEqual([res, Number(asInteger(number))]);
      }
    }
  });

  it("has the totals of docs/systolic.md", () => {
    const page = readFileSync(new URL("../../../docs/systolic.md", import.meta.url), "utf8");
    const rows = [...page.matchAll(/^\| `([a-z-]+)` \|((?: [\d,]+ \|){3})$/gm)];
    const printed = rows.map(([, name, cells = ""]) => [name, cells.match(/[\d,]+/g)?.map(withoutCommas)]);
    const cost = costed(elaborateZoo("mobilenet_v1"));
    const array = { rows: 32n, columns: 32n };
    const ours = depthwiseMappings.map((depthwise) => [
      depthwise,
      dataflows.map((dataflow) => asInteger(timed(cost, { array, dataflow, depthwise }).cycles)),
    ]);
    expect(printed).toEqual(ours);
  });

  it("counts a repeat as often as it runs", () => {
    const text = "net A { param n: int in [1, 9] = 4; input: [8, 4, 4]; repeat n { conv(8, k=1) } }";
    const formula = timed(costed(elaborateText(text, { n: "?" }))).cycles;
    const number = timed(costed(elaborateText(text))).cycles;
    expect(valueAt(formula, 4, "n")).toBe(Number(asInteger(number)));
  });
});

function withoutCommas(text: string): bigint {
  return BigInt(text.replaceAll(",", ""));
}

function valueAt(formula: Expr, value: number, name = "res"): number {
  const known = evaluate(formula, new Map([[name, rational(value)]]));
  if (known === undefined) throw new Error("no value");
  return rationalToNumber(known);
}
