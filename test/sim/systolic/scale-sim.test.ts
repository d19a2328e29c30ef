import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { rationalToNumber } from "../../../src/core/rational.ts";
import type { NetworkCost } from "../../../src/cost/index.ts";
import {
  type ArrayLayer,
  type Dataflow,
  dataflows,
  productCycles,
  type SystolicOptions,
  simulateArray,
} from "../../../src/sim/index.ts";
import { asConstant, asInteger, constant, type Expr } from "../../../src/symbolic/index.ts";
import { costed, elaborateText, elaborateZoo } from "../../model/elaborate-text.ts";

/** The rows of a CSV file by column. */
function rowsOf(name: string): readonly Readonly<Record<string, string>>[] {
  const text = readFileSync(new URL(`../../oracles/${name}`, import.meta.url), "utf8");
  const [head = [], ...rows] = text
    .trim()
    .split("\n")
    .map((line) => line.split(","));
  return rows.map((cells) => Object.fromEntries(head.map((key, at) => [key, cells[at] ?? ""])));
}

function dataflowOf(text: string | undefined): Dataflow {
  const found = dataflows.find((each) => each === text);
  if (found === undefined) throw new Error(`no dataflow ${text}`);
  return found;
}

function percent(value: Expr | undefined): number {
  const known = value === undefined ? undefined : asConstant(value);
  if (known === undefined) throw new Error("no number");
  return 100 * rationalToNumber(known);
}

function convolutions(cost: NetworkCost, options: SystolicOptions): readonly ArrayLayer[] {
  const { value } = simulateArray(cost, options);
  return (value?.layers ?? []).filter((each) => each.cost.layer.operator.name === "conv");
}

/** The last depthwise layer with the stride of the paper's table, which the shipped network corrects. */
const misprint = costed(elaborateText("net Misprint { input: [1024, 7, 7]; conv(1024, k=3, s=2, g=1024) }"));
const network = costed(elaborateZoo("mobilenet_v1"));

/** The layers that SCALE-Sim ran, by the name of their row. */
function layersOf(options: SystolicOptions): ReadonlyMap<string, ArrayLayer> {
  const layers = convolutions(network, options).map((each, at) => [`Conv${at + 1}`, each] as const);
  const [last] = convolutions(misprint, options);
  return new Map([...layers, ...(last === undefined ? [] : [["Conv26", last] as const])]);
}

describe("SCALE-Sim on MobileNetV1", () => {
  const rows = rowsOf("scalesim_mobilenet_v1.csv");

  it("has 27 convolutions on three arrays", () => {
    expect(rows).toHaveLength(81);
    expect(new Set(rows.map((each) => `${each.rows}x${each.cols} ${each.dataflow}`))).toEqual(
      new Set(["32x32 os", "32x32 ws", "12x14 ws"]),
    );
    expect(rows.every((each) => each.stall_cycles === "0")).toBe(true);
    expect(convolutions(network, optionsOf(rows[0] ?? {}))).toHaveLength(27);
  });

  it.each(["ss32_os", "ss32_ws", "eyr_ws"])("takes as many cycles and is as busy: %s", (config) => {
    const chosen = rows.filter((each) => each.config === config);
    const layers = layersOf(optionsOf(chosen[0] ?? {}));
    const cyclesOf = (name: string) => layers.get(name)?.cycles;
    const ours = chosen.map(({ layer = "" }) => [layer, asInteger(cyclesOf(layer) ?? constant(-1))]);
    expect(ours).toEqual(chosen.map((each) => [each.layer, BigInt(each.scalesim_cycles ?? "")]));
    for (const each of chosen) {
      const layer = layers.get(each.layer ?? "");
      expect(percent(layer?.utilization)).toBeCloseTo(Number(each.overall_util_pct), 9);
      expect(percent(layer?.products[0]?.mappingEfficiency)).toBeCloseTo(Number(each.mapping_eff_pct), 9);
    }
  });

  it("needs neither the one filter nor the missing padding where there are none", () => {
    // Standard and pointwise layers have no groups, and as many windows with and without padding (224: ceil(221/2) + 1 = 112).
    for (const config of ["ss32_os", "ss32_ws", "eyr_ws"]) {
      const chosen = rows.filter((each) => each.config === config);
      const honest = convolutions(network, {
        ...optionsOf(chosen[0] ?? {}),
        depthwise: "per-channel",
        unpadded: false,
      });
      for (let at = 0; at < 27; at += 2)
        expect(asInteger(honest[at]?.cycles ?? constant(-1))).toBe(BigInt(chosen[at]?.scalesim_cycles ?? ""));
    }
  });
});

function optionsOf(row: Readonly<Record<string, string>>): SystolicOptions {
  return {
    array: { rows: BigInt(row.rows ?? ""), columns: BigInt(row.cols ?? "") },
    dataflow: dataflowOf(row.dataflow),
    depthwise: "as-filter",
    unpadded: true,
  };
}

describe("SCALE-Sim on one product", () => {
  it.each(rowsOf("scalesim_gemm.csv").map((row) => [row.dataflow, row] as const))("%s", (dataflow, row) => {
    const [pixels, filters, summed] = ["m", "n", "k"].map((key) => constant(BigInt(row[key] ?? "")));
    if (pixels === undefined || filters === undefined || summed === undefined) throw new Error("no product");
    const array = { rows: BigInt(row.rows ?? ""), columns: BigInt(row.cols ?? "") };
    const cycles = productCycles({ pixels, filters, summed }, array, dataflowOf(dataflow));
    expect(asInteger(cycles)).toBe(BigInt(row.total_cycles ?? "") - BigInt(row.stall_cycles ?? ""));
  });
});
