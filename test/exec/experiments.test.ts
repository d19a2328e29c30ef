import { describe, expect, it } from "vitest";
import { experiments } from "../../src/cli/experiment.ts";
import {
  executableGraph,
  execute,
  foldBatchNorms,
  holds,
  NoiseMeter,
  parameterSpecs,
  type Relation,
  seededInputs,
  seededWeights,
  type single,
  singleInDouble,
} from "../../src/exec/index.ts";
import type { LayerGraph } from "../../src/graph/index.ts";
import { elaborateText, elaborateZoo } from "../model/elaborate-text.ts";
import { distance, executedGraph } from "./executed.ts";

describe("experiments", () => {
  // (n + 1)/2^n for n = 2, 3, 5, 8; 1/32 + 1/9; 6/255 in fp32; 3/(1 + e^3).
  const stated: Readonly<Record<string, Readonly<Record<number, number>>>> = {
    "relu-collapse": { 0: 3 / 4, 1: 4 / 8, 2: 6 / 32, 3: 9 / 256 },
    separable: { 1: 1 / 32 + 1 / 9 },
    "relu6-resolution": { 0: Math.fround(6 / 255) },
    "h-swish": { 0: 3 / (1 + Math.exp(3)), 1: 3 },
    "linear-bottleneck": {},
    "batch-norm-folding": { 0: 0 },
    "onnx-round-trip": { 0: 0, 1: 0, 2: 1, 3: 0 },
  };

  it.each(
    experiments.map((each) => [each.name, each] as const),
  )("%s: what the paper states holds; the same seed gives the same numbers", async (name, { run }) => {
    const [first, again, other] = [await run(0), await run(0), await run(1)];
    expect([...first, ...other].filter((each) => !holds(each))).toEqual([]);
    for (const [at, wanted] of Object.entries(stated[name] ?? { 0: Number.NaN })) {
      expect(first[Number(at)]?.stated).toBe(wanted);
    }
    expect(again).toEqual(first);
    // All bits are the same, whatever the weights.
    const isExact = name === "h-swish" || name === "onnx-round-trip";
    if (!isExact) expect(other).not.toEqual(first);
  });

  it.each<[relation: Relation, measured: number, stated: number, within: number, wanted: boolean]>([
    ["equals", 1, 1.5, 0.5, true],
    ["equals", 1, 1.75, 0.5, false],
    ["equals", Number.NaN, 1, 1, false],
    ["at most", 1, 1, 0, true],
    ["at most", 1.5, 1, 1, false],
    ["above", 1, 1, 1, false],
    ["above", 1.5, 1, 0, true],
  ])("%s: %d against %d within %d", (relation, measured, stated, within, wanted) => {
    expect(holds({ what: "", why: "", relation, measured, stated, within })).toBe(wanted);
  });
});

describe("batch norm folded into the layer before it", () => {
  function bothWays(graph: LayerGraph, precision: typeof single) {
    const { value: executable } = executableGraph(graph);
    if (executable === undefined) throw new Error("not executable");
    const source = seededWeights(3);
    const inputs = seededInputs(executable, 3);
    const { folded, weights } = foldBatchNorms(graph, source, (layer) =>
      source(layer, parameterSpecs(layer, executable.shapes)),
    );
    const plain = executedGraph(graph, { seed: 3, precision });
    const run = execute(executable, { precision, weights, inputs, folded });
    for (;;) {
      const next = run.next();
      if (next.done === true) return { folded, plain: plain.outputs[0]?.data ?? [], found: next.value[0]?.data ?? [] };
    }
  }

  it("MobileNetV2 is the same up to rounding, with no norm left", () => {
    const graph = elaborateZoo("mobilenet_v2", { res: "32", alpha: "0.35" }).value?.graph;
    if (graph === undefined) throw new Error("no graph");
    const { folded, plain, found } = bothWays(graph, singleInDouble);
    expect(folded.size).toBe(graph.layers.filter((each) => each.operator.name === "bn").length);
    expect(distance(found, plain)).toBeLessThan(1e-5);
  });

  it("grouped and transposed convolutions and linear layers take their channels' factors", () => {
    const body =
      "conv_transpose(6, k=3, s=2, g=2, bias=true) -> bn -> conv(9, k=3, g=3) -> bn -> flatten -> linear(5) -> bn";
    const graph = elaborateText(`net A {\n  input: [4, 3, 4]\n  ${body}\n}`).value?.graph;
    if (graph === undefined) throw new Error("no graph");
    const { folded, plain, found } = bothWays(graph, singleInDouble);
    expect(folded.size).toBe(3);
    expect(distance(found, plain)).toBeLessThan(2e-6);
  });

  it("a norm stays where something else reads the layer, too", () => {
    const graph = elaborateText("net A {\n  input: [4, 3, 4]\n  let y = input -> conv(4)\n  y -> bn -> add(y)\n}").value
      ?.graph;
    if (graph === undefined) throw new Error("no graph");
    const { folded, plain, found } = bothWays(graph, singleInDouble);
    expect(folded.size).toBe(0);
    expect(found).toEqual(plain);
  });
});

describe("noise", () => {
  it("is counted over all values", () => {
    const meter = new NoiseMeter();
    meter.add(Float32Array.of(3, 4), Float32Array.of(3, 4.5));
    expect(meter.decibels).toBe(20);
  });
});
