import { describe, expect, it } from "vitest";
import {
  type ExecutableGraph,
  ExecutionStopped,
  executableGraph,
  execute,
  executeInt8,
  givenWeights,
  half,
  NoiseMeter,
  type Parameters,
  quantizeNetwork,
  seededInputs,
  seededWeights,
  single,
  type Tensor,
  type WeightSource,
} from "../../src/exec/index.ts";
import { quantizeMultiplier } from "../../src/exec/quantize/fixed-point.ts";
import { elaborateText } from "../model/elaborate-text.ts";

function executableOf(body: string): ExecutableGraph {
  const { value } = elaborateText(`net N {\n  ${body}\n}`);
  const executable = value && executableGraph(value.graph).value;
  if (executable === undefined) throw new Error(`${body} cannot be executed`);
  return executable;
}

function outputOf(run: Generator<unknown, readonly Tensor[]>): Float32Array {
  for (;;) {
    const next = run.next();
    if (next.done === true) return next.value[0]?.data ?? new Float32Array(0);
  }
}

/** Outputs in fp32, in fp16 and in int8. */
async function inAll(executable: ExecutableGraph, weights: WeightSource, inputs: readonly Tensor[]) {
  const network = await quantizeNetwork(executable, weights, [inputs], { kind: "min-max" });
  return {
    single: outputOf(execute(executable, { precision: single, weights, inputs })),
    half: outputOf(execute(executable, { precision: half, weights, inputs })),
    int8: outputOf(executeInt8(network, inputs)),
  };
}

function decibels(reference: Float32Array, values: Float32Array): number {
  const meter = new NoiseMeter();
  meter.add(reference, values);
  return meter.decibels;
}

const given = (layer: string, parameters: Readonly<Record<string, readonly number[]>>): WeightSource => {
  const arrays: Parameters = new Map(Object.entries(parameters).map(([name, data]) => [name, Float32Array.from(data)]));
  return givenWeights(new Map([[layer, arrays]]), seededWeights(1));
};

describe("ids", () => {
  it.each([
    ["read at once", "input: [12]\n embedding(30522, 8)"],
    ["picked first", "input: [24]\n slice(axis=D, from=5, to=17) -> dropout -> embedding(30522, 8)"],
  ])("%s are rounded in no precision", async (_, body) => {
    const executable = executableOf(body);
    const count = executable.shapes.get(executable.graph.inputs[0] ?? -1)?.dims[0] ?? 0;
    const data = Float32Array.from({ length: count }, (_each, at) => 30_521 - 2 * at);
    const inputs = seededInputs(executable, 0).map((each) => ({ ...each, data }));
    const found = await inAll(executable, seededWeights(1), inputs);
    expect(decibels(found.single, found.half)).toBeGreaterThan(65);
    expect(decibels(found.single, found.int8)).toBeGreaterThan(35);
  });
});

describe("constants of formulas in fp16", () => {
  it("a norm's epsilon is no stored value", () => {
    const executable = executableOf("input: [4]\n layernorm");
    const inputs = seededInputs(executable, 0).map((each) => ({ ...each, data: Float32Array.of(3, 3, 3, 3) }));
    const [layer] = executable.graph.layers;
    const weights = given(layer?.name ?? "", { epsilon: [1e-8], shift: [0, 1, 2, 3] });
    expect([...outputOf(execute(executable, { precision: half, weights, inputs }))]).toEqual([0, 1, 2, 3]);
  });

  it("a batch norm stores factor and addend, so that a small variance does no harm", () => {
    const executable = executableOf("input: [2, 1, 1]\n bn");
    const inputs = seededInputs(executable, 0).map((each) => ({ ...each, data: Float32Array.of(1, 2) }));
    const [layer] = executable.graph.layers;
    const parameters = { scale: [1e-4, 1e-4], shift: [0, 0], mean: [0, 0], variance: [1e-8, 0], epsilon: [1e-8] };
    const [first, second] = outputOf(
      execute(executable, { precision: half, weights: given(layer?.name ?? "", parameters), inputs }),
    );
    expect(first).toBeCloseTo(Math.SQRT1_2, 3);
    expect(second).toBeCloseTo(2, 2);
  });
});

describe("int8", () => {
  const dense = executableOf("input: [3]\n dense: linear(2, bias=false)");
  const normed = executableOf("input: [2, 1, 1]\n c: conv(2, k=1) -> bn");

  it.each([Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN])("refuses %d as a weight", async (value) => {
    const weights = given("dense", { weight: [1, 2, 3, 4, value, 6] });
    const refusal = await quantizeNetwork(dense, weights, [seededInputs(dense, 0)], { kind: "min-max" }).catch(
      (fault: unknown) => fault,
    );
    expect(refusal).toBeInstanceOf(ExecutionStopped);
    const { diagnostic } = refusal as ExecutionStopped;
    expect([diagnostic.code, diagnostic.message]).toEqual([
      "run/weights-values",
      "`dense` holds NaN or Infinity in 1 of 6 values of its `weight`, which int8 cannot stand for",
    ]);
  });

  it("names the norm whose statistics have no root", async () => {
    const norm = normed.graph.layers.find((each) => each.operator.name === "bn")?.name ?? "";
    const weights = given(norm, { variance: [1, Number.NaN] });
    const run = quantizeNetwork(normed, weights, [seededInputs(normed, 0)], { kind: "min-max" });
    await expect(run).rejects.toThrow(`\`${norm}\` holds NaN`);
    const negative = quantizeNetwork(normed, given(norm, { variance: [1, -1] }), [seededInputs(normed, 0)], {
      kind: "min-max",
    });
    await expect(negative).rejects.toThrow(ExecutionStopped);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, -1])("no factor is %d", (factor) => {
    expect(() => quantizeMultiplier(factor)).toThrow(RangeError);
  });

  it.each([
    ["values", 1e-44, 1],
    ["weights", 1, 1e-44],
    ["values near the largest", 3e38, 1e-3],
  ])("tells %s apart that are hardly numbers", async (_, input, weight) => {
    const executable = executableOf("input: [2]\n dense: linear(2, bias=false)");
    const inputs = seededInputs(executable, 0).map((each) => ({ ...each, data: Float32Array.of(input, -input) }));
    const weights = given("dense", { weight: [weight, 0, 0, weight] });
    const { int8 } = await inAll(executable, weights, inputs);
    expect(int8.every(Number.isFinite)).toBe(true);
    if (input > 1) expect(int8[0]).toBeGreaterThan(2.9e35);
  });
});
