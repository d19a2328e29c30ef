import { describe, expect, it } from "vitest";
import { layerParameters } from "../../../src/exchange/index.ts";
import { executableGraph, execute, givenWeights, seededWeights, single, type Tensor } from "../../../src/exec/index.ts";
import { imported, rows, throughText, totals } from "./costs.ts";
import { finished, relativeDistance } from "./distance.ts";
import { readStored, recorded, storedNames, structures } from "./stored.ts";
import { zeros } from "./weightless.ts";

describe("networks as exporters write them", () => {
  it.each(storedNames("structures"))("%s", (name) => {
    const { graph } = imported(readStored("structures", name), name, { external: zeros });
    const { macs, params } = structures[name] ?? {};
    expect(totals(graph)).toEqual({ macs, params });
    expect(rows(throughText(graph).graph)).toEqual(rows(graph));
  });
});

describe("recorded outputs", () => {
  it.each(storedNames("recorded"))("%s", (name) => {
    const { macs, params, shape = [], output = [] } = recorded[name] ?? {};
    const network = imported(readStored("recorded", name), name);
    expect(totals(network.graph)).toEqual({ macs, params });
    expect(rows(throughText(network.graph).graph)).toEqual(rows(network.graph));
    if (network.run.dtype === "int8") return;
    const data = Float32Array.from({ length: shape.reduce((all, each) => all * each, 1) }, (_, k) =>
      Math.fround(Math.sin(0.01 * k)),
    );
    const [, ...dims] = shape;
    const [made] = executed(network, { layout: "image", dims, data });
    expect(relativeDistance(made?.data.subarray(0, output.length) ?? [], output)).toBeLessThan(2e-6);
  });
});

function executed(network: ReturnType<typeof imported>, input: Tensor): readonly Tensor[] {
  const { value: executable } = executableGraph(network.graph);
  if (executable === undefined) throw new Error("not executable");
  const given = [...network.weights].map(([layer, data]) => {
    expect(data.otherwise).toBeUndefined();
    return [layer, layerParameters(data).value ?? new Map<string, Float32Array>()] as const;
  });
  const weights = givenWeights(new Map(given), seededWeights(0));
  return finished(execute(executable, { precision: single, weights, inputs: [input] }));
}

it("an int8 file runs in int8, its weights stored so", () => {
  for (const name of storedNames("recorded").filter((each) => /\.q/.test(each))) {
    const { graph, run } = imported(readStored("recorded", name), name);
    expect(run.dtype).toBe("int8");
    for (const { operator, attributes } of graph.layers) {
      if (["conv", "linear"].includes(operator.name)) expect(attributes.get("w")).toBe("int8");
    }
  }
});
