import { describe, expect, it } from "vitest";
import { costOf, defaultConvention, type NetworkCost } from "../../src/cost/index.ts";
import { executableGraph, execute, seededInputs, single, type WeightSource } from "../../src/exec/index.ts";
import { asInteger } from "../../src/symbolic/index.ts";
import { zoo } from "../model/elaborate-text.ts";
import { smallestZoo } from "./smallest-zoo.ts";

/** `npm run verify` executes every network; here those that are over in a moment and differ in their operators. */
const isComplete = process.env.RIDGE_EXECUTE === "all";
const quick = [
  "mobilenet_v1",
  "mobilenet_v2",
  "mobilenet_v3_small",
  "mnasnet_a1",
  "shufflenet_v1",
  "efficientnet_lite0",
  "squeezenet1_1",
  "mobilevit_xxs",
  "yolo_v3_tiny",
  "lraspp_mobilenet_v3_large",
];

/** Counting needs no values: all parameters are 0. */
const zeros: WeightSource = (_layer, specs) =>
  new Map(specs.map(({ name, dims }) => [name, new Float32Array(dims.reduce((product, each) => product * each, 1))]));

const totalOf = ({ totals }: NetworkCost) => Number(asInteger(totals.macs) ?? 0n);

describe("what is counted while executing is what is derived, layer by layer", () => {
  it.each(isComplete ? Object.keys(zoo) : quick)("%s", (name) => {
    const graph = smallestZoo(name);
    const cost = costOf(graph, { convention: defaultConvention, dtype: "fp32" });
    const total = totalOf(cost);
    const { value: executable } = executableGraph(graph);
    if (executable === undefined) throw new Error("not executable");
    const inputs = seededInputs(executable, 0);
    let counted = 0;
    for (const { layer, outputs, multiplications } of execute(executable, {
      precision: single,
      weights: zeros,
      inputs,
    })) {
      counted += multiplications;
      const macs = Number(asInteger(cost.layers[layer.index]?.macs ?? cost.totals.macs));
      const stated = layer.outputs.map((id) => executable.shapes.get(id));
      const found = outputs.map(({ layout, dims }) => ({ layout, dims }));
      if (multiplications !== macs) expect([layer.name, multiplications]).toEqual([layer.name, macs]);
      expect([layer.name, found]).toEqual([layer.name, stated]);
    }
    expect(counted).toBe(total);
  }, 600_000);
});
