import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  argumentsOf,
  changeIn,
  changeOf,
  comparedBy,
  compareReports,
  groupRows,
  partOf,
  type Report,
  reportOf,
  rowMeasures,
  rowName,
  valueIn,
} from "../../../src/report/index.ts";
import { asInteger, equals, isZero, one, sum } from "../../../src/symbolic/index.ts";
import { costed, elaborateText, elaborateZoo, zoo } from "../../model/elaborate-text.ts";

function reportFor(found: ReturnType<typeof elaborateZoo>): Report {
  return reportOf(costed(found), argumentsOf(found.value?.parameters ?? []));
}

const reports = new Map<string, Report>();

function reported(name: string, settings: Readonly<Record<string, string>> = {}): Report {
  const key = JSON.stringify([name, settings]);
  const known = reports.get(key) ?? reportFor(elaborateZoo(name, settings));
  reports.set(key, known);
  return known;
}

const [macs, params] = rowMeasures;
if (macs === undefined || params === undefined) throw new Error("no measures");

describe("any networks side by side", () => {
  const network = fc.constantFrom(...Object.keys(zoo));
  const by = fc.constantFrom(...comparedBy.filter((each) => each !== "total"));

  it("have changes that add up to the change of the totals, and shares that add up to 1", () => {
    fc.assert(
      fc.property(fc.array(network, { minLength: 2, maxLength: 4 }), by, (names, grouping) => {
        const comparison = compareReports(
          names.map((each) => reported(each)),
          grouping,
        );
        for (const at of names.keys()) {
          for (const measure of rowMeasures) {
            const whole = changeOf(comparison, measure, at);
            expect(equals(sum(comparison.rows.map((row) => changeIn(row, measure, at))), whole)).toBe(true);
            if (isZero(whole)) continue;
            const shares = comparison.rows.map((row) => partOf(changeIn(row, measure, at), whole) ?? one);
            expect(equals(sum(shares), one)).toBe(true);
          }
        }
      }),
      { numRuns: 40 },
    );
  });

  it("have every row of each of them in one row", () => {
    fc.assert(
      fc.property(network, network, by, (first, second, grouping) => {
        const both = [first, second].map((each) => reported(each));
        const { rows } = compareReports(both, grouping);
        for (const [at, report] of both.entries()) {
          const names = rows.flatMap((row) => row[at]?.name ?? []);
          expect(names.sort()).toEqual(
            groupRows(report.layers, grouping)
              .map((each) => each.name)
              .sort(),
          );
        }
      }),
      { numRuns: 40 },
    );
  });

  it("show one network with other settings layer by layer", () => {
    for (const [name, settings] of [
      ["mobilenet_v2", { alpha: "0.75" }],
      ["mobilenet_v1", { alpha: "0.25", res: "128" }],
      ["resnet50", { res: "160" }],
    ] as const) {
      const { rows } = compareReports([reported(name), reported(name, settings)], "layer");
      expect(rows.every(([a, b]) => a?.name === b?.name)).toBe(true);
    }
  });
});

describe("MobileNetV1 at alpha 1 and 1/2", () => {
  // PyTorch counts 568,740,352 and 149,497,088 MACs, 4,231,976 and 1,331,592 params (test/oracles/mobilenet_v1_w*.json).
  const comparison = compareReports([reported("mobilenet_v1"), reported("mobilenet_v1", { alpha: "0.5" })], "stage");

  it("differ by what two traces differ by", () => {
    expect(asInteger(changeOf(comparison, macs, 1))).toBe(149497088n - 568740352n);
    expect(asInteger(changeOf(comparison, params, 1))).toBe(1331592n - 4231976n);
  });

  it("differ in each stage by the formula of the depthwise separable layer", () => {
    // A layer of M to N channels on F x F outputs takes F^2 (9 M + M N) MACs; at half the width F^2 (9 M/2 + M N/4).
    const layer = (f: number, m: number, n: number) => f * f * (9 * (m / 2 - m) + (m * n) / 4 - m * n);
    const changes = new Map(comparison.rows.map((row) => [rowName(row), asInteger(changeIn(row, macs, 1))]));
    expect(changes.get("stem")).toBe(BigInt(112 * 112 * 27 * (16 - 32)));
    expect(changes.get("stages.1")).toBe(BigInt(layer(112, 32, 64)));
    expect(changes.get("stages.2")).toBe(BigInt(layer(56, 64, 128) + layer(56, 128, 128)));
    expect(changes.get("stages.4")).toBe(BigInt(layer(14, 256, 512) + 5 * layer(14, 512, 512)));
    expect(changes.get("classifier")).toBe(BigInt(512 * 1000 - 1024 * 1000));
  });
});

it("an inserted stage stands alone, and the unchanged ones behind it meet", () => {
  const net = (rows: string) =>
    `net N { table stages { c\n${rows.replaceAll(" ", "\n")} }; input: [3, 8, 8]\nfor r in stages { conv(r.c, k=3) -> conv(4, k=3) } }`;
  const [before, after] = ["4 8 12 16", "4 6 8 12 16"].map((rows) => reportFor(elaborateText(net(rows))));
  if (before === undefined || after === undefined) throw new Error("no network");
  const { rows } = compareReports([before, after], "stage");
  expect(rows.map(rowName)).toEqual([
    "stages.1",
    "stages.2",
    "stages.2 ~ stages.3",
    "stages.3 ~ stages.4",
    "stages.4 ~ stages.5",
  ]);
  // 4 -> 6 -> 4 channels with 3 x 3 kernels on 8 x 8 pixels
  expect(rows.map((row) => asInteger(changeIn(row, macs, 1)))).toEqual([0n, BigInt(2 * 4 * 6 * 9 * 64), 0n, 0n, 0n]);
});

it("stages of networks that call them differently meet where they halve the input as often", () => {
  const first = reportFor(
    elaborateText("net A { input: [3, 32, 32]; one: conv(8, k=3, s=2); two: conv(8, k=3, s=2) }"),
  );
  const second = reportFor(
    elaborateText("net B { input: [3, 64, 64]; x: conv(4, k=3, s=2); y: conv(4, k=3); z: conv(4, k=3, s=2) }"),
  );
  expect(compareReports([first, second], "stage").rows.map(rowName)).toEqual(["one ~ x", "y", "two ~ z"]);
});

it("formulas of free parameters have formulas as changes", () => {
  const both = [reported("mobilenet_v1"), reported("mobilenet_v1", { alpha: "?" })];
  const comparison = compareReports(both, "stage");
  const total = changeOf(comparison, macs, 1);
  expect(equals(sum(comparison.rows.map((row) => changeIn(row, macs, 1))), total)).toBe(true);
  expect(equals(sum(comparison.rows.map((row) => valueIn(row, macs, 1))), both[1]?.totals.macs ?? one)).toBe(true);
});
