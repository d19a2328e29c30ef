import { describe, expect, it } from "vitest";
import { importOnnx } from "../../../src/exchange/index.ts";
import { imported, rows, throughText, totals } from "./costs.ts";
import { readWeightless, weightless, zeros } from "./weightless.ts";

/** Counted from the files' nodes and initializers by a script of their exporter; params by use, batch norm folded. */
const oracle = {
  "mobilenet_v1_w0.25": { macs: 41_030_272, params: 467_336 },
  "mobilenet_v2_w0.35": { macs: 59_285_808, params: 1_670_088 },
  mobilenet_v3_small: { macs: 56_510_400, params: 2_536_800 },
  squeezenet1_1: { macs: 349_151_936, params: 1_235_496 },
} as const;

/** Lines of the text: MobileNetV2 in at most 60. */
const mostLines = {
  "mobilenet_v1_w0.25": 40,
  "mobilenet_v2_w0.35": 60,
  mobilenet_v3_small: 60,
  squeezenet1_1: 40,
} as const;

describe.each(weightless)("%s", (name) => {
  const network = imported(readWeightless(name), name, { external: zeros });

  it("has exactly the MACs and parameters that were counted elsewhere", () => {
    expect(totals(network.graph)).toEqual(oracle[name]);
  });

  it("is the same network as a text", () => {
    const { text, graph } = throughText(network.graph);
    expect(rows(graph)).toEqual(rows(network.graph));
    expect(text.split("\n").length - 1).toBeLessThanOrEqual(mostLines[name]);
  });

  it("names each layer once and gives it its tensors", () => {
    const names = network.graph.layers.map((each) => each.name);
    expect(new Set(names).size).toBe(names.length);
    for (const layer of network.graph.layers) {
      if (layer.operator.family !== "convolution") continue;
      const tensors = network.weights.get(layer.name)?.tensors;
      expect(tensors?.get("weight")?.dims.length).toBe(4);
      expect(tensors?.get("bias")?.count).toBe(tensors?.get("weight")?.dims[0]);
    }
  });
});

it("says which tensors are counted again", () => {
  const { diagnostics } = importOnnx({ bytes: readWeightless("mobilenet_v3_small"), name: "a.onnx", external: zeros });
  expect(diagnostics.map((each) => [each.code, each.severity])).toEqual([["onnx/shared-weights", "warning"]]);
  // 2,536,800 by use and 2,535,632 stored
  expect(diagnostics[0]?.message).toContain("1168 elements");
});

it("names layers after the modules of the exporter", () => {
  const { graph } = imported(readWeightless("mobilenet_v3_small"), "v3", { external: zeros });
  expect(graph.layers.slice(0, 9).map((each) => each.name)).toEqual([
    "features.0.0.conv",
    "features.0.2.hswish",
    "features.1.block.0.0.conv",
    "features.1.block.0.2.relu",
    "features.1.block.1.avgpool.gap",
    "features.1.block.1.fc1.conv",
    "features.1.block.1.activation.relu",
    "features.1.block.1.fc2.conv",
    "features.1.block.1.scale_activation.hsigmoid",
  ]);
});
