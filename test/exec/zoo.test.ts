import { describe, expect, it } from "vitest";
import { costOf, defaultConvention, type NetworkCost } from "../../src/cost/index.ts";
import { executableGraph, execute, seededInputs, single, type WeightSource } from "../../src/exec/index.ts";
import { asInteger } from "../../src/symbolic/index.ts";
import { elaborateZoo, onePerNet, zoo } from "../model/elaborate-text.ts";

/** `npm run verify` executes every network; here those that are quick are, one of each net. */
const isComplete = process.env.RIDGE_EXECUTE === "all";
/** Multiplications of a network that the test suite executes. */
const quick = 60_000_000;

/** Resolutions that networks take at least: their sides must divide, or windows must fit. */
const resolutions = [32, 48, 64, 75, 96, 128, 160, 192, 224, 256, 299, 300, 320];

/** Counting needs no values: all parameters are 0. */
const zeros: WeightSource = (_layer, specs) =>
  new Map(specs.map(({ name, dims }) => [name, new Float32Array(dims.reduce((product, each) => product * each, 1))]));

/** The network at the smallest resolution that it takes. */
function smallest(name: string) {
  for (const res of resolutions) {
    const { value } = elaborateZoo(name, { res: String(res) });
    if (value !== undefined) return { res, graph: value.graph };
  }
  const { value, diagnostics } = elaborateZoo(name);
  if (value === undefined) throw new Error(diagnostics.map((each) => each.message).join("\n"));
  return { res: 0, graph: value.graph };
}

const totalOf = ({ totals }: NetworkCost) => Number(asInteger(totals.macs) ?? 0n);

function isQuick(name: string): boolean {
  return totalOf(costOf(smallest(name).graph, { convention: defaultConvention, dtype: "fp32" })) <= quick;
}

describe("what is counted while executing is what is derived, layer by layer", () => {
  it.each(isComplete ? Object.keys(zoo) : onePerNet.filter(isQuick))("%s", (name) => {
    const { graph } = smallest(name);
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
