import { describe, expect, it } from "vitest";
import { codesOf, floats, imported, integers, layersOf, node, type SmallModel, small, totals } from "./costs.ts";
import { distanceToRuntime, varied } from "./numbers.ts";

const x = (...dims: readonly number[]) => [{ name: "x", dims }];

/** A matrix as the output. */
const matrix = [{ name: "y", dims: ["rows", "columns"] }];

const scoresOf = (perm: readonly number[], axis: number | undefined, opset: number): SmallModel => ({
  nodes: [
    node("Transpose", "x", "t", { perm: { ints: [...perm] } }),
    node("MatMul", "x t", "s"),
    node("Mul", "s quarter", "m"),
    node("Softmax", "m", "p", axis === undefined ? {} : { axis: { int: axis } }),
    node("MatMul", "p x", "y"),
  ],
  initializers: [floats("quarter", [], 0.25)],
  inputs: x(...(perm.length === 3 ? [1, 6, 8] : [1, 2, 6, 8])),
  opset,
});

/** Files on which a reading that is nearly right shows in the numbers. */
const files: readonly (readonly [what: string, model: SmallModel])[] = [
  ["a softmax over the queries of rank 3, counted from the front", scoresOf([0, 2, 1], 1, 13)],
  ["a softmax over the queries of rank 3, counted from the end", scoresOf([0, 2, 1], -2, 13)],
  ["a softmax over the queries of rank 4", scoresOf([0, 1, 3, 2], 2, 13)],
  ["a softmax over the keys, counted from the front", scoresOf([0, 1, 3, 2], 3, 11)],
  [
    "the largest of three constants",
    {
      nodes: [node("Max", "a b c", "q"), node("Min", "q d e", "r"), node("Add", "x r", "y")],
      initializers: ["a", "b", "c", "d", "e"].map((name, at) => varied(name, [16], at)),
      inputs: x(1, 6, 16),
    },
  ],
  [
    "a remainder with the sign of the dividend",
    {
      nodes: [node("Mod", "a b", "q", { fmod: { int: 1 } }), node("Add", "x q", "y")],
      initializers: [varied("a", [16]), varied("b", [16], 2)],
      inputs: x(1, 6, 16),
    },
  ],
  [
    "halves that are rounded to the even number",
    {
      nodes: [node("Round", "a", "q"), node("Add", "x q", "y")],
      initializers: [floats("a", [6], [0.5, 1.5, 2.5, -0.5, -1.5, 2.4])],
      inputs: x(1, 6),
    },
  ],
  [
    "a Gemm that adds three times a tensor that flows",
    {
      nodes: [node("Relu", "x", "z"), node("Gemm", "x w z", "y", { beta: { float: 3 } })],
      initializers: [varied("w", [8, 8])],
      inputs: x(1, 8),
    },
  ],
  [
    "a Gemm that adds one number per row, as many rows as features",
    {
      nodes: [node("Reshape", "x s", "a"), node("Gemm", "a w z", "y", { beta: { float: 2 } })],
      initializers: [integers("s", [8, 8]), varied("w", [8, 8]), varied("z", [8, 1])],
      inputs: x(1, 8, 8),
      outputs: matrix,
    },
  ],
  [
    "a Gemm that adds a matrix",
    {
      nodes: [node("Reshape", "x s", "a"), node("Gemm", "a w z", "y", { alpha: { float: 0.5 } })],
      initializers: [integers("s", [3, 8]), varied("w", [8, 8]), varied("z", [3, 8])],
      inputs: x(1, 3, 8),
      outputs: matrix,
    },
  ],
  [
    "a Gemm of two tensors that flow, with both factors",
    {
      nodes: [
        node("Reshape", "x s", "a"),
        node("Relu", "a", "b"),
        node("Gemm", "a b z", "y", { transB: { int: 1 }, alpha: { float: 0.5 }, beta: { float: 3 } }),
      ],
      initializers: [integers("s", [3, 8]), varied("z", [3])],
      inputs: x(1, 3, 8),
      outputs: matrix,
    },
  ],
  [
    "a bias of more axes than the product",
    {
      nodes: [
        node("MatMul", "x w", "a"),
        node("Add", "a b", "c"),
        node("ReduceMean", "c", "y", { axes: { ints: [1] }, keepdims: { int: 0 } }),
      ],
      initializers: [varied("w", [8, 5]), varied("b", [1, 1, 5])],
      inputs: x(1, 8),
    },
  ],
  [
    "slopes of channels, as many as columns",
    { nodes: [node("PRelu", "x s", "y")], initializers: [varied("s", [8, 1, 1])], inputs: x(1, 8, 8, 8) },
  ],
  [
    "learned numbers beside learned tensors",
    {
      nodes: [
        node("Exp", "scale", "e"),
        node("Mul", "x e", "a"),
        node("Add", "p t", "q"),
        node("Add", "a q", "b"),
        node("Sub", "b shift", "y"),
      ],
      initializers: [varied("scale", [1]), varied("shift", [1]), varied("p", [1, 6, 16]), varied("t", [1, 1, 16])],
      inputs: x(1, 6, 16),
    },
  ],
];

describe("the numbers of onnxruntime", () => {
  it.each(files)("%s", async (_, model) => {
    expect(await distanceToRuntime(model)).toBeLessThan(1e-5);
  });
});

describe("what would be other numbers is refused", () => {
  const refused: readonly (readonly [what: string, model: SmallModel])[] = [
    [
      "a softmax over heads and keys at once, as before opset 13",
      { ...scoresOf([0, 2, 1], undefined, 11), initializers: [floats("quarter", [], 0.25)] },
    ],
    ["numbers made whole", { nodes: [node("Cast", "x", "a", { to: { int: 7 } }), node("Relu", "a", "y")] }],
    ["numbers made truth values", { nodes: [node("Cast", "x", "a", { to: { int: 9 } }), node("Relu", "a", "y")] }],
    [
      "one slope per column",
      { nodes: [node("PRelu", "x s", "y")], initializers: [floats("s", [8])], inputs: x(1, 8, 8, 8) },
    ],
    [
      "a dropout as while training",
      {
        nodes: [node("Constant", "", "on", { value_int: { int: 1 } }), node("Dropout", "x half on", "y")],
        initializers: [floats("half", [])],
      },
    ],
  ];
  it.each(refused)("%s", (_, model) => {
    expect(codesOf(small(model))).toEqual(["onnx/unsupported"]);
  });

  it.each([
    ["an attribute", 15, "y", { training_mode: { int: 1 } }],
    ["outputs, before opset 14", 13, "y m v", {}],
  ] as const)("a batch norm while training, told by %s", (_, opset, outputs, attributes) => {
    const nodes = [node("BatchNormalization", "x s s s s", outputs, attributes)];
    const { graph, weights } = imported(small({ nodes, initializers: [floats("s", [3])], opset }));
    expect(layersOf(graph)).toEqual(["bn [3, 8, 8]"]);
    expect([...weights.values()].map((each) => each.otherwise)).toEqual([
      "statistics are taken from the batch, as while training",
    ]);
  });
});

it("ids stay whole numbers through casts", () => {
  const { graph } = imported(
    small({
      nodes: [node("Squeeze", "x axis", "a"), node("Cast", "a", "b", { to: { int: 7 } }), node("Gather", "w b", "y")],
      initializers: [varied("w", [10, 4]), integers("axis", [0])],
      inputs: [{ name: "x", dims: [1, 5], type: 6 }],
    }),
  );
  expect(layersOf(graph)).toEqual(["embedding [1, 5, 4]"]);
});

describe("learned elements are counted by use", () => {
  const paramsOf = (model: SmallModel) => totals(imported(small({ ...model, inputs: x(1, 6, 16) })).graph).params;

  it("those of tensors that are added to each other", () => {
    const nodes = [node("Add", "p t", "q"), node("Neg", "q", "n"), node("Add", "x n", "y")];
    expect(paramsOf({ nodes, initializers: [floats("p", [1, 6, 16]), floats("t", [1, 1, 16])] })).toBe(96 + 16);
  });

  it("a single number with a dimension", () => {
    const nodes = [node("Exp", "s", "e"), node("Mul", "x e", "a"), node("Add", "a b", "y")];
    expect(paramsOf({ nodes, initializers: [floats("s", [1]), floats("b", [1])] })).toBe(2);
  });

  it("a single number without one where plain numbers are nodes", () => {
    const scaled = [node("Mul", "x s", "a"), node("Add", "a c", "y")];
    const constant = node("Constant", "", "c", { value_float: { float: 3 } });
    expect(paramsOf({ nodes: [constant, ...scaled], initializers: [floats("s", [])] })).toBe(1);
    expect(paramsOf({ nodes: scaled, initializers: [floats("s", []), floats("c", [])] })).toBe(0);
  });
});
