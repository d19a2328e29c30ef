import { describe, expect, it } from "vitest";
import type { WrittenNode } from "../../../src/exchange/onnx/write-proto.ts";
import { codesOf, floats, imported, integers, layersOf, node, rows, type SmallModel, small, totals } from "./costs.ts";
import { distanceToRuntime, varied } from "./numbers.ts";

const x = (...dims: readonly (number | string)[]) => [{ name: "x", dims }];
const attribute = (name: string, ...ints: readonly number[]) => ({ [name]: { ints } });

/** Scores of all rows with all rows, and what they weigh. */
const attention = [
  node("MatMul", "x q", "a"),
  node("MatMul", "x k", "b"),
  node("MatMul", "x v", "c"),
  node("Transpose", "b", "t", attribute("perm", 1, 0)),
  node("MatMul", "a t", "s"),
  node("Softmax", "s", "p", { axis: { int: -1 } }),
  node("MatMul", "p c", "y"),
];
const projections = [varied("q", [32, 16]), varied("k", [32, 16], 2), varied("v", [32, 8], 3)];

/** Multi-head attention over axis 0, as PyTorch's default has it: [L, N, D] is read as L rows of N * heads, and transposed. */
const sequenceFirst = (shape: string, back: string): readonly WrittenNode[] => [
  node("MatMul", "x w", "h"),
  node("Reshape", `h ${shape}`, "r"),
  node("Transpose", "r", "q", attribute("perm", 1, 0, 2)),
  node("Transpose", "r", "k", attribute("perm", 1, 2, 0)),
  node("MatMul", "q k", "s"),
  node("Softmax", "s", "p", { axis: { int: -1 } }),
  node("MatMul", "p q", "o"),
  node("Transpose", "o", "u", attribute("perm", 1, 0, 2)),
  node("Reshape", `u ${back}`, "y"),
];
const square = varied("w", [32, 32]);

describe("an axis 0 that is no batch is an axis like others", () => {
  it("attention over [L, D] is that of one sequence", async () => {
    const model = { nodes: attention, initializers: projections, inputs: x(12, 32) };
    const { graph, run } = imported(small(model));
    expect(totals(graph).macs).toBe(12 * 32 * (16 + 16 + 8) + 12 * 12 * (16 + 8));
    expect(run.batch).toBe(1n);
    expect(await distanceToRuntime(model)).toBeLessThan(1e-5);
  });

  it("and so it is with an open axis that is given a size", () => {
    const model = { nodes: attention, initializers: projections, inputs: x("length", 32) };
    const { graph, run } = imported(small(model), "small", { settings: { length: "12" } });
    expect([totals(graph).macs, run.batch]).toEqual([12 * 32 * 40 + 12 * 12 * 24, 1n]);
  });

  it.each([1, 2])("attention over [L, N, D] with N = %i", async (n) => {
    const model = {
      nodes: sequenceFirst("heads", "whole"),
      initializers: [square, integers("heads", [12, n * 4, 8]), integers("whole", [12, n, 32])],
      inputs: x(12, n, 32),
    };
    expect(totals(imported(small(model)).graph).macs).toBe(n * (12 * 32 * 32 + 2 * 12 * 12 * 32));
    expect(await distanceToRuntime(model)).toBeLessThan(1e-5);
  });

  it("[C, H, W] is an image", async () => {
    const model = {
      nodes: [node("Unsqueeze", "x axis", "a"), node("Conv", "a w", "b"), node("Squeeze", "b axis", "y")],
      initializers: [integers("axis", [0]), varied("w", [4, 3, 3, 3])],
      inputs: x(3, 8, 8),
    };
    const { graph } = imported(small(model));
    expect([graph.layers[0]?.operator.name, totals(graph).macs]).toEqual(["conv", 36 * 4 * 27]);
    expect(await distanceToRuntime(model)).toBeLessThan(1e-5);
  });

  it("inputs of different axes 0 each have their own", () => {
    const model = {
      nodes: [
        node("Conv", "x w", "a", attribute("strides", 4, 4)),
        node("Flatten", "a", "b"),
        node("Gemm", "z v", "c"),
        node("Gemm", "b c", "y", { transB: { int: 1 } }),
      ],
      initializers: [floats("w", [4, 3, 4, 4]), floats("v", [32, 16])],
      inputs: [...x(1, 3, 8, 8), { name: "z", dims: [5, 32] }],
    };
    expect(totals(imported(small(model)).graph).macs).toBe(4 * 4 * 48 + 5 * 32 * 16 + 5 * 16);
  });

  const mixing: readonly (readonly [what: string, nodes: readonly WrittenNode[]])[] = [
    ["a mean", [node("ReduceMean", "h", "y", attribute("axes", 0))]],
    ["a softmax", [node("Softmax", "h", "y", { axis: { int: 0 } })]],
    ["a concatenation", [node("Concat", "h h", "y", { axis: { int: 0 } })]],
    ["a cut", [node("Split", "h", "y z", { axis: { int: 0 } })]],
    ["a transposition before a product", [node("Transpose", "h", "t"), node("MatMul", "t h", "y")]],
    ["a product with features", [node("Transpose", "h", "t"), node("MatMul", "t rows", "y")]],
    ["a bias per row", [node("Add", "h rows", "y")]],
    ["a layer of all rows as one", [node("Reshape", "h row", "r"), node("MatMul", "r wide", "y")]],
  ];
  it.each(mixing)("%s along it", (_, behind) => {
    const { graph, run } = imported(
      small({
        nodes: [node("MatMul", "x w", "h"), ...behind],
        initializers: [floats("w", [8, 8]), floats("rows", [6, 1]), integers("row", [1, -1]), floats("wide", [48, 2])],
        inputs: x(6, 8),
      }),
    );
    expect([layersOf(graph)[0], run.batch]).toEqual(["linear [1, 6, 8]", 1n]);
  });
});

describe("images that are not independent of each other are refused", () => {
  const features = [node("Conv", "x w", "a"), node("GlobalAveragePool", "a", "b"), node("Flatten", "b", "f")];
  const initializers = [floats("w", [4, 3, 3, 3]), integers("frames", [1, 8, 4])];
  it.each([
    ["scores of all with all", [node("Gemm", "f f", "y", { transB: { int: 1 } })]],
    ["frames of one video", [node("Reshape", "f frames", "g"), node("ReduceMean", "g", "y", attribute("axes", 1))]],
  ])("%s", (_, behind) => {
    const model = { nodes: [...features, ...behind], initializers };
    expect(codesOf(small({ ...model, inputs: x(8, 3, 8, 8) }))).toEqual(["onnx/batch"]);
  });

  it("not so where there is one, and another fault keeps its name", () => {
    const scores = node("Gemm", "f f", "y", { transB: { int: 1 } });
    const model = { nodes: [...features, scores], initializers, inputs: x("N", 3, 8, 8) };
    expect(codesOf(small(model))).toEqual([]);
    expect(codesOf(small(model), { settings: { N: "8" } })).toEqual(["onnx/batch"]);
    const odd = { ...model, nodes: [...features, node("Det", "f", "y")] };
    expect(codesOf(small(odd), { settings: { N: "8" } })).toEqual(["onnx/unsupported"]);
  });
});

describe("inferences that stay apart are counted one by one", () => {
  const sizeOf = (value: string, axis: string, output: string) => [
    node("Shape", value, `${output}.shape`),
    node("Gather", `${output}.shape ${axis}`, output, { axis: { int: 0 } }),
  ];
  const apart: readonly (readonly [what: string, model: SmallModel])[] = [
    [
      "the batch inside an axis and out again, as heads beside it",
      {
        nodes: [
          node("Transpose", "x", "x1", attribute("perm", 1, 0, 2)),
          ...sizeOf("x1", "one", "n"),
          node("Mul", "n four", "nh"),
          node("Concat", "twelve nh eight", "heads", { axis: { int: 0 } }),
          node("Concat", "twelve n all", "whole", { axis: { int: 0 } }),
          ...sequenceFirst("heads", "whole").map((each) => ({
            ...each,
            inputs: each.inputs.map((name) => (name === "x" ? "x1" : name)),
          })),
        ],
        initializers: [
          square,
          ...[1, 4, 12, 8, 32].map((value, at) =>
            integers(["one", "four", "twelve", "eight", "all"][at] ?? "", [value]),
          ),
        ],
        inputs: x("N", 12, 32),
      },
    ],
    [
      "windows of an image, as sets",
      {
        nodes: [
          node("Reshape", "x cut", "a"),
          node("Transpose", "a", "b", attribute("perm", 0, 2, 4, 3, 5, 1)),
          node("Reshape", "b windows", "c"),
          node("Transpose", "c", "t", attribute("perm", 0, 2, 1)),
          node("MatMul", "c t", "y"),
        ],
        initializers: [integers("cut", [0, 3, 4, 2, 4, 2]), integers("windows", [-1, 4, 3])],
        inputs: x("N", 3, 8, 8),
      },
    ],
    [
      "a class token in front of each",
      {
        nodes: [
          ...sizeOf("x", "one", "n"),
          node("Concat", "n five eight", "shape", { axis: { int: 0 } }),
          node("Expand", "token shape", "a"),
          node("Concat", "a x", "y", { axis: { int: 1 } }),
        ],
        initializers: [floats("token", [1, 1, 8]), integers("one", [0]), integers("five", [1]), integers("eight", [8])],
        inputs: x("N", 5, 8),
      },
    ],
    [
      "a batch norm, a pool and a fully connected layer",
      {
        nodes: [
          node("BatchNormalization", "x s s s s", "a"),
          node("GlobalAveragePool", "a", "b"),
          node("Flatten", "b", "c"),
          node("MatMul", "c w", "d"),
          node("Add", "d v", "e"),
          node("Softmax", "e", "y", { axis: { int: 1 } }),
        ],
        initializers: [floats("s", [3]), floats("w", [3, 5]), floats("v", [5])],
        inputs: x("N", 3, 8, 8),
      },
    ],
  ];
  it.each(apart)("%s", (_, model) => {
    const [one, eight] = ["1", "8"].map((n) => imported(small(model), "small", { settings: { N: n } }));
    expect(eight?.run.batch).toBe(8n);
    expect(rows(eight?.graph ?? imported(small(model)).graph)).toEqual(one === undefined ? [] : rows(one.graph));
  });
});
