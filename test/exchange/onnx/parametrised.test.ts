import { describe, expect, it } from "vitest";
import { layerParameters } from "../../../src/exchange/index.ts";
import type { WrittenNode } from "../../../src/exchange/onnx/write-proto.ts";
import { floats, imported, integers, layersOf, node, type SmallModel, small } from "./costs.ts";

/** Weights of the only layer, a convolution of one pixel that takes 3 channels to 2. */
function weightsOf(nodes: readonly WrittenNode[], initializers: SmallModel["initializers"] = []): readonly number[] {
  const conv = node("Conv", "x w", "y");
  const { graph, weights } = imported(small({ nodes: [...nodes, conv], initializers }));
  expect(layersOf(graph)).toEqual(["conv [2, 8, 8]"]);
  const [data] = [...weights.values()];
  return [...((data === undefined ? undefined : layerParameters(data).value?.get("weight")) ?? [])];
}

const v = floats("v", [2, 3, 1, 1], [1, 2, 2, 3, -4, 12]);
const rows = integers("rows", [1, 2, 3]);

describe("weights that the file computes of its tensors", () => {
  it("standardised: (v - mean) / deviation of each output", () => {
    const made = weightsOf(
      [
        node("ReduceMean", "v", "m", { axes: { ints: [1, 2, 3] } }),
        node("Sub", "v m", "c"),
        node("Mul", "c c", "s"),
        node("ReduceMean", "s rows", "q"),
        node("Sqrt", "q", "d"),
        node("Div", "c d", "w"),
      ],
      [v, rows],
    );
    const standard = (line: readonly number[]) => {
      const mean = line.reduce((a, b) => a + b) / 3;
      const deviation = Math.sqrt(line.reduce((sum, each) => sum + (each - mean) ** 2, 0) / 3);
      return line.map((each) => (each - mean) / deviation);
    };
    for (const [at, wanted] of [...standard([1, 2, 2]), ...standard([3, -4, 12])].entries())
      expect(made[at]).toBeCloseTo(wanted, 6);
  });

  it("normalised: g v / |v|", () => {
    const made = weightsOf(
      [node("ReduceL2", "v rows", "n"), node("Div", "v n", "u"), node("Mul", "u g", "w")],
      [v, rows, floats("g", [2, 1, 1, 1], [3, 26])],
    );
    // |(1, 2, 2)| = 3 and |(3, -4, 12)| = 13.
    for (const [at, wanted] of [1, 2, 2, 6, -8, 24].entries()) expect(made[at]).toBeCloseTo(wanted, 5);
  });

  it("divided by a singular value: u^T V r", () => {
    const made = weightsOf(
      [
        node("Reshape", "v shape", "m"),
        node("MatMul", "m r", "a"),
        node("MatMul", "u a", "sigma"),
        node("Div", "v sigma", "w"),
      ],
      [v, integers("shape", [2, 3]), floats("r", [3], [1, 1, 0]), floats("u", [2], [2, 4])],
    );
    // V r = (3, -1), and (2, 4) times that is 2.
    expect(made).toEqual([0.5, 1, 1, 1.5, -2, 6]);
  });

  it("a product of a stack of matrices and one matrix", () => {
    const made = weightsOf(
      [node("MatMul", "a b", "p"), node("Reshape", "p shape", "w")],
      [floats("a", [2, 1, 2], [1, 2, 3, 4]), floats("b", [2, 3], [1, 0, 2, 0, 1, 5]), integers("shape", [2, 3, 1, 1])],
    );
    expect(made).toEqual([1, 2, 12, 3, 4, 26]);
  });

  it.each([
    ["ReduceSum", [5, 11]],
    ["ReduceMax", [2, 12]],
    ["ReduceMin", [1, -4]],
    ["ReduceProd", [4, -144]],
    ["ReduceL1", [5, 19]],
    ["ReduceSumSquare", [9, 169]],
  ] as const)("%s over given axes", (opType, [first, second]) => {
    const made = weightsOf(
      [node(opType, "v rows", "n", { keepdims: { int: 1 } }), node("Expand", "n shape", "w")],
      [v, rows, integers("shape", [2, 3, 1, 1])],
    );
    expect(made).toEqual([first, first, first, second, second, second]);
  });
});
