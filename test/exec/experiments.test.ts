import { describe, expect, it } from "vitest";
import {
  executableGraph,
  execute,
  foldBatchNorms,
  givenWeights,
  NoiseMeter,
  parameterSpecs,
  quantizeNetwork,
  seededInputs,
  seededWeights,
  type single,
  singleInDouble,
  type Tensor,
} from "../../src/exec/index.ts";
import type { LayerGraph } from "../../src/graph/index.ts";
import { elaborateText, elaborateZoo } from "../model/elaborate-text.ts";
import { distance, executed, executedGraph, reader } from "./executed.ts";

const image = (dims: readonly [number, number, number], data: Float32Array): Tensor => ({
  layout: "image",
  dims,
  data,
});

describe("ReLU collapses an embedding in n dimensions", () => {
  // arXiv:1801.04381, section 3.2: points of a plane, embedded in n dimensions by a random matrix, rectified.
  it.each([
    [2, 3 / 4],
    [3, 4 / 8],
    [5, 6 / 32],
    [10, 11 / 1024],
  ])("n = %d: at most one coordinate is left for (n + 1)/2^n = %d of the points", (n, share) => {
    const points = 64;
    const circle = Float32Array.from({ length: 2 * points }, (_, at) => {
      const angle = (2 * Math.PI * (at % points)) / points;
      return at < points ? Math.cos(angle) : Math.sin(angle);
    });
    let [lost, all] = [0, 0];
    for (let seed = 0; seed < 150; seed++) {
      const { outputs } = executed(`net A {\n  input: [2, 1, ${points}]\n  conv(${n})\n  relu\n}`, {
        seed,
        inputs: [image([2, 1, points], circle)],
      });
      const active = reader([n, points], outputs[0]?.data ?? []);
      for (let point = 0; point < points; point++) {
        let left = 0;
        for (let k = 0; k < n; k++) left += active(k, point) > 0 ? 1 : 0;
        lost += left < 2 ? 1 : 0;
        all += 1;
      }
    }
    // The points of one plane hang together; 150 planes leave about 3 % of the share, and a little for the rare ones.
    expect(Math.abs(lost / all - share)).toBeLessThan(0.06 * share + 0.004);
  });
});

describe("h-swish against swish", () => {
  it("differ most at -3 and 3, by 3/(1 + e^3) = 0.1423", () => {
    const grid = Float32Array.from({ length: 4001 }, (_, at) => (at - 2000) / 200);
    const of = (activation: string) =>
      executed(`net A {\n  input: [1, 1, 4001]\n  ${activation}\n}`, { inputs: [image([1, 1, 4001], grid)] }).outputs[0]
        ?.data ?? [];
    const [hard, soft] = [of("hswish"), of("silu")];
    const gaps = Array.from(grid, (_, at) => Math.abs((hard[at] ?? 0) - (soft[at] ?? 0)));
    const most = Math.max(...gaps);
    expect(Math.abs(most - 3 / (1 + Math.exp(3)))).toBeLessThan(1e-6);
    expect(gaps.flatMap((each, at) => (each > most - 1e-6 ? [grid[at]] : []))).toEqual([-3, 3]);
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

describe("a depthwise separable convolution", () => {
  it("is the convolution whose filters are products of its two parts, for 1/N + 1/Dk^2 of the multiplications", () => {
    const separable = executed("net A {\n  input: [6, 9, 9]\n  conv(6, k=3, g=6)\n  conv(8)\n}");
    const [depthwise, pointwise] = separable.layers.map((each) => each.parameters.get("weight") ?? new Float32Array(0));
    const composed = Float32Array.from({ length: 8 * 6 * 9 }, (_, at) => {
      const [n, c, tap] = [Math.floor(at / 54), Math.floor(at / 9) % 6, at % 9];
      return (pointwise?.[n * 6 + c] ?? 0) * (depthwise?.[c * 9 + tap] ?? 0);
    });
    const weights = givenWeights(new Map([["conv", new Map([["weight", composed]])]]), seededWeights(0));
    const dense = executed("net A {\n  input: [6, 9, 9]\n  conv(8, k=3)\n}", { weights });
    expect(distance(separable.outputs[0]?.data ?? [], dense.outputs[0]?.data ?? [])).toBeLessThan(2e-6);
    const count = (all: typeof dense) => all.layers.reduce((total, each) => total + each.multiplications, 0);
    expect(count(separable) / count(dense)).toBeCloseTo(1 / 8 + 1 / 9, 12);
  });
});

describe("what eight bits keep", () => {
  /** int8 scale and noise of the output of an activation behind a convolution. */
  async function quantizedActivation(activation: string) {
    const graph = elaborateText(
      `net A {\n  input: [8, 16, 16]\n  conv(16, k=3)\n  bn\n  conv(16, k=3)\n  ${activation}\n}`,
    ).value?.graph;
    const executable = graph === undefined ? undefined : executableGraph(graph).value;
    if (executable === undefined) throw new Error("not executable");
    const network = await quantizeNetwork(
      executable,
      seededWeights(0),
      [1, 2].map((at) => seededInputs(executable, 0, at)),
      { kind: "min-max" },
    );
    const [id = -1] = executable.graph.outputs;
    return network.plan.quantizationOf.get(id)?.scale ?? 0;
  }

  it("ReLU6 bounds the step of an int8 value by 6/255; that of ReLU grows with the largest value", async () => {
    const [bounded, unbounded] = [await quantizedActivation("relu6"), await quantizedActivation("relu")];
    expect(bounded).toBeLessThanOrEqual(Math.fround(6 / 255));
    expect(unbounded).toBeGreaterThan(1.5 * bounded);
  });

  it("noise is counted over all values", () => {
    const meter = new NoiseMeter();
    meter.add(Float32Array.of(3, 4), Float32Array.of(3, 4.5));
    expect(meter.decibels).toBe(20);
  });
});
