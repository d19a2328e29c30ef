import { describe, expect, it } from "vitest";
import { outputNames } from "../../../src/cli/run-outputs.ts";
import {
  floats,
  imported,
  integers,
  layersOf,
  node,
  rows,
  type SmallModel,
  small,
  throughText,
  totals,
} from "./costs.ts";

const layers = (model: SmallModel, settings: Readonly<Record<string, string>> = {}) => {
  const { graph } = imported(small(model), "small", { settings });
  expect(rows(throughText(graph).graph)).toEqual(rows(graph));
  return layersOf(graph);
};

const numbers = Object.entries({
  zero: 0,
  half: 0.5,
  one: 1,
  two: 2,
  three: 3,
  six: 6,
  sixth: 1 / 6,
  root: Math.SQRT2,
});
const scalars = numbers.map(([name, value]) => floats(name, [], value));

/** What exporters write, and the layers that it is. */
const idioms: readonly (readonly [what: string, model: SmallModel, wanted: readonly string[]])[] = [
  [
    "h-swish of Add, Clip, Mul and Div",
    {
      nodes: [
        node("Add", "x three", "a"),
        node("Clip", "a zero six", "b"),
        node("Mul", "x b", "c"),
        node("Div", "c six", "y"),
      ],
    },
    ["hswish [3, 8, 8]"],
  ],
  [
    "h-swish of a hard sigmoid",
    {
      nodes: [
        node("HardSigmoid", "x", "a", { alpha: { float: 1 / 6 }, beta: { float: 0.5 } }),
        node("Mul", "x a", "y"),
      ],
    },
    ["hswish [3, 8, 8]"],
  ],
  [
    "hard sigmoid of Add, Clip and Mul",
    { nodes: [node("Add", "x three", "a"), node("Clip", "a zero six", "b"), node("Mul", "b sixth", "y")] },
    ["hsigmoid [3, 8, 8]"],
  ],
  [
    "hard sigmoid of another slope",
    { nodes: [node("HardSigmoid", "x", "y", { alpha: { float: 0.2 }, beta: { float: 0.5 } })] },
    ["affine [3, 8, 8]", "clip [3, 8, 8]"],
  ],
  [
    "ReLU6 of opset 6's Clip",
    { nodes: [node("Clip", "x", "y", { min: { float: 0 }, max: { float: 6 } })], opset: 9 },
    ["relu6 [3, 8, 8]"],
  ],
  ["swish", { nodes: [node("Sigmoid", "x", "a"), node("Mul", "x a", "y")] }, ["silu [3, 8, 8]"]],
  [
    "gelu of an error function",
    {
      nodes: [
        node("Div", "x root", "a"),
        node("Erf", "a", "b"),
        node("Add", "b one", "c"),
        node("Mul", "x c", "d"),
        node("Mul", "d half", "y"),
      ],
    },
    ["gelu [3, 8, 8]"],
  ],
  [
    "what is read elsewhere, too, is no idiom",
    { nodes: [node("Sigmoid", "x", "a"), node("Mul", "x a", "b"), node("Add", "a b", "y")] },
    ["sigmoid [3, 8, 8]", "mul [3, 8, 8]", "add [3, 8, 8]"],
  ],
  [
    "a convolution with batch norm behind it",
    {
      nodes: [node("Conv", "x w", "a"), node("BatchNormalization", "a s s s s", "b"), node("Relu", "b", "y")],
      initializers: [floats("w", [4, 3, 3, 3]), floats("s", [4])],
    },
    ["conv [4, 6, 6]", "bn [4, 6, 6]", "relu [4, 6, 6]"],
  ],
  [
    "zeros in front of a convolution join its own",
    {
      nodes: [node("Pad", "x p", "a"), node("Conv", "a w", "y", { strides: { ints: [2, 2] } })],
      initializers: [integers("p", [0, 0, 0, 0, 0, 0, 1, 1]), floats("w", [4, 3, 3, 3])],
    },
    ["conv [4, 4, 4]"],
  ],
  [
    "squeeze-and-excite",
    {
      nodes: [
        node("ReduceMean", "x", "a", { axes: { ints: [2, 3] }, keepdims: { int: 1 } }),
        node("Conv", "a w", "b"),
        node("Sigmoid", "b", "c"),
        node("Mul", "c x", "y"),
      ],
      initializers: [floats("w", [3, 3, 1, 1])],
    },
    ["gap [3, 1, 1]", "conv [3, 1, 1]", "sigmoid [3, 1, 1]", "mul [3, 8, 8]"],
  ],
  [
    "a shape read from a tensor, for Reshape",
    {
      nodes: [
        node("GlobalAveragePool", "x", "a"),
        node("Shape", "a", "s"),
        node("Gather", "s i", "n", { axis: { int: 0 } }),
        node("Unsqueeze", "n u", "m"),
        node("Concat", "m rest", "shape", { axis: { int: 0 } }),
        node("Reshape", "a shape", "b"),
        node("Gemm", "b w", "y", { transB: { int: 1 } }),
      ],
      initializers: [integers("i", [0], []), integers("u", [0]), integers("rest", [-1]), floats("w", [5, 3])],
    },
    ["gap [3, 1, 1]", "flatten [3]", "linear [5]"],
  ],
  [
    "Flatten and Gemm, its weights the other way round",
    {
      nodes: [node("Flatten", "x", "a"), node("Gemm", "a w b", "y")],
      initializers: [floats("w", [192, 7]), floats("b", [7])],
    },
    ["flatten [192]", "linear [7]"],
  ],
  [
    "MatMul and Add as one layer",
    {
      nodes: [node("Flatten", "x", "a"), node("MatMul", "a w", "c"), node("Add", "b c", "y")],
      initializers: [floats("w", [192, 7]), floats("b", [7])],
    },
    ["flatten [192]", "linear [7]"],
  ],
  [
    "a channel shuffle",
    {
      nodes: [
        node("Reshape", "x a", "b"),
        node("Transpose", "b", "c", { perm: { ints: [0, 2, 1, 3, 4] } }),
        node("Reshape", "c d", "y"),
      ],
      initializers: [integers("a", [0, 3, 2, 8, 8]), integers("d", [0, -1, 8, 8])],
      inputs: [{ name: "x", dims: [1, 6, 8, 8] }],
    },
    ["shuffle [6, 8, 8]"],
  ],
  [
    "Split and Concat",
    {
      nodes: [
        { ...node("Split", "x", "a b", { axis: { int: 1 } }) },
        node("Relu", "a", "c"),
        node("Concat", "c b", "y", { axis: { int: 1 } }),
      ],
      inputs: [{ name: "x", dims: [1, 6, 8, 8] }],
    },
    ["split [3, 8, 8] [3, 8, 8]", "relu [3, 8, 8]", "concat [6, 8, 8]"],
  ],
  [
    "a layer norm in eight nodes",
    {
      nodes: [
        node("ReduceMean", "x", "m", { axes: { ints: [-1] } }),
        node("Sub", "x m", "d"),
        node("Pow", "d two", "q"),
        node("ReduceMean", "q", "v", { axes: { ints: [-1] } }),
        node("Add", "v half", "e"),
        node("Sqrt", "e", "r"),
        node("Div", "d r", "n"),
        node("Mul", "n g", "k"),
        node("Add", "k b", "y"),
      ],
      initializers: [floats("g", [8]), floats("b", [8])],
      inputs: [{ name: "x", dims: [1, 5, 8] }],
    },
    ["layernorm [1, 5, 8]"],
  ],
  [
    "a layer norm without a shift",
    {
      nodes: [node("LayerNormalization", "x g", "y")],
      initializers: [floats("g", [8])],
      inputs: [{ name: "x", dims: [1, 5, 8] }],
      opset: 17,
    },
    ["layernorm [1, 5, 8]"],
  ],
  [
    "a layer norm over more than one axis",
    {
      nodes: [node("LayerNormalization", "x g b", "y", { axis: { int: 1 } })],
      initializers: [floats("g", [3, 8, 8]), floats("b", [3, 8, 8])],
      opset: 17,
    },
    ["flatten [192]", "layernorm [192]", "reshape [3, 8, 8]"],
  ],
  [
    "a layer norm that has learned nothing",
    {
      nodes: [
        node("ReduceMean", "x", "m", { axes: { ints: [-1] } }),
        node("Sub", "x m", "c"),
        node("Mul", "c c", "s"),
        node("ReduceMean", "s", "v", { axes: { ints: [-1] } }),
        node("Add", "v half", "e"),
        node("Sqrt", "e", "r"),
        node("Div", "c r", "y"),
      ],
      inputs: [{ name: "x", dims: [1, 5, 8] }],
    },
    ["layernorm [1, 5, 8]"],
  ],
  [
    "local response normalisation by a pool over the channels",
    {
      nodes: [
        node("Mul", "x x", "a"),
        node("Reshape", "a deep", "b"),
        node("Pad", "b pads", "c"),
        node("AveragePool", "c", "d", {
          kernel_shape: { ints: [3, 1, 1] },
          strides: { ints: [1, 1, 1] },
          count_include_pad: { int: 1 },
        }),
        node("Squeeze", "d first", "e"),
        node("Mul", "e sixth", "f"),
        node("Add", "f two", "g"),
        node("Pow", "g half", "h"),
        node("Div", "x h", "y"),
      ],
      initializers: [
        integers("deep", [1, 1, 3, 8, 8]),
        integers("pads", [0, 0, 1, 0, 0, 0, 0, 1, 0, 0]),
        integers("first", [1]),
      ],
    },
    ["lrn [3, 8, 8]"],
  ],
  [
    "what does nothing at inference",
    {
      nodes: [
        node("Dropout", "x", "a"),
        node("Identity", "a", "b"),
        node("Cast", "b", "c", { to: { int: 1 } }),
        node("Relu", "c", "y"),
      ],
    },
    ["relu [3, 8, 8]"],
  ],
  [
    "Upsample with scales, opset 9",
    {
      nodes: [node("Upsample", "x s", "y", { mode: { text: "nearest" } })],
      initializers: [floats("s", [4], [1, 1, 2, 2])],
      opset: 9,
    },
    ["upsample [3, 16, 16]"],
  ],
  [
    "Resize to sizes",
    {
      nodes: [node("Resize", "x   s", "y", { mode: { text: "linear" } })],
      initializers: [integers("s", [1, 3, 5, 9])],
    },
    ["resize [3, 5, 9]"],
  ],
  [
    "a transposed convolution",
    {
      nodes: [node("ConvTranspose", "x w", "y", { strides: { ints: [2, 2] }, pads: { ints: [1, 1, 1, 1] } })],
      initializers: [floats("w", [3, 4, 4, 4])],
    },
    ["conv_transpose [4, 16, 16]"],
  ],
  [
    "channels at the end, as tf2onnx leaves them",
    {
      nodes: [
        node("Transpose", "x", "a", { perm: { ints: [0, 3, 1, 2] } }),
        node("Conv", "a w", "b", { auto_pad: { text: "SAME_UPPER" }, strides: { ints: [2, 2] } }),
        node("Add", "b bias", "c"),
        node("Relu", "c", "d"),
        node("Transpose", "d", "e", { perm: { ints: [0, 2, 3, 1] } }),
        node("ReduceMean", "e", "f", { axes: { ints: [1, 2] }, keepdims: { int: 0 } }),
        node("MatMul", "f v", "y"),
      ],
      initializers: [floats("w", [4, 3, 3, 3]), floats("bias", [1, 4, 1, 1]), floats("v", [4, 5])],
      inputs: [{ name: "x", dims: ["", 8, 8, 3] }],
    },
    ["conv [4, 4, 4]", "weight [4]", "add [4, 4, 4]", "relu [4, 4, 4]", "gap [4, 1, 1]", "flatten [4]", "linear [5]"],
  ],
  [
    "QuantizeLinear and DequantizeLinear of onnxruntime's own domain",
    {
      nodes: [
        { ...node("QuantizeLinear", "x half", "a"), domain: "com.microsoft" },
        { ...node("DequantizeLinear", "a half", "b"), domain: "com.microsoft" },
        node("Relu", "b", "y"),
      ],
      domains: { "com.microsoft": 1 },
    },
    ["relu [3, 8, 8]"],
  ],
  [
    "8-bit weights between QuantizeLinear and DequantizeLinear",
    {
      nodes: [
        node("QuantizeLinear", "x half", "a"),
        node("DequantizeLinear", "a half", "b"),
        node("QuantizeLinear", "w half", "c"),
        node("DequantizeLinear", "c half", "d"),
        node("Conv", "b d", "y"),
      ],
      initializers: [floats("w", [4, 3, 1, 1])],
    },
    ["conv [4, 8, 8]"],
  ],
];

describe("what exporters write", () => {
  it.each(idioms)("%s", (_, model, wanted) => {
    const initializers = [...(model.initializers ?? []), ...scalars];
    expect(layers({ ...model, initializers })).toEqual(wanted);
  });

  it.each([7, 9, 11, 13, 17, 18, 20, 22])("opset %i", (opset) => {
    expect(layers({ nodes: [node("Relu", "x", "y")], opset })).toEqual(["relu [3, 8, 8]"]);
  });
});

describe("outputs", () => {
  it("one that is named twice comes twice", () => {
    const outputs = ["y", "z", "y"].map((name) => ({ name, dims: [] }));
    const { graph } = imported(small({ nodes: [node("Relu", "x", "y"), node("Neg", "y", "z")], outputs }));
    expect(graph.outputs.length).toBe(3);
    expect(graph.outputs[2]).toBe(graph.outputs[0]);
    expect(outputNames(graph)).toEqual(["relu", "affine", "relu#2"]);
  });

  it("one that does not depend on the input stands as a tensor that nobody has learned", () => {
    const outputs = ["y", "c"].map((name) => ({ name, dims: [] }));
    const model = { nodes: [node("Relu", "x", "y")], outputs, initializers: [floats("c", [2, 3])] };
    const { graph } = imported(small(model));
    expect(layersOf(graph)).toEqual(["relu [3, 8, 8]", "weight [1, 2, 3]"]);
    expect(totals(graph).params).toBe(0);
  });
});

describe("channels of an input", () => {
  it.each([
    ["Conv", [1, 8, 4, 4], [node("Conv", "x w", "y")], "conv [2, 4, 4]"],
    ["LRN", [1, 8, 4, 4], [node("LRN", "x", "y", { size: { int: 3 } })], "lrn [8, 4, 4]"],
    [
      "a pool behind arithmetic",
      [1, 2, 6, 3],
      [node("Mul", "x two", "a"), node("GlobalMaxPool", "a", "y")],
      "reduce_max [2, 1, 1]",
    ],
    [
      "a Transpose",
      [1, 3, 4, 8],
      [node("Transpose", "x", "a", { perm: { ints: [0, 3, 1, 2] } }), node("Relu", "a", "y")],
      "relu [8, 3, 4]",
    ],
    ["arithmetic alone", [1, 8, 4, 3], [node("Relu", "x", "y")], "relu [3, 8, 4]"],
  ] as const)("are where %s takes them", (_, dims, nodes, wanted) => {
    const initializers = [...scalars, floats("w", [2, 8, 1, 1])];
    const made = imported(small({ nodes, initializers, inputs: [{ name: "x", dims }] })).graph;
    expect(layersOf(made)).toContain(wanted);
  });
});

describe("axes that a file leaves open", () => {
  const nodes = [node("Relu", "x", "y")];
  const open = { nodes, inputs: [{ name: "x", dims: ["batch", 3, "height", "width"] }] };

  it("an image is 224 by 224 and the batch 1 unless they are given", () => {
    expect(layers(open)).toEqual(["relu [3, 224, 224]"]);
    expect(layers(open, { H: "32", W: "48" })).toEqual(["relu [3, 32, 48]"]);
    expect(layers(open, { height: "32", width: "48" })).toEqual(["relu [3, 32, 48]"]);
  });

  it("the batch is how often the network runs, not a dimension of its layers", () => {
    const { graph, run } = imported(small(open), "small", { settings: { N: "8" } });
    expect([layersOf(graph), run]).toEqual([["relu [3, 224, 224]"], { batch: 8n, dtype: "fp32" }]);
    const fixed = imported(small({ nodes, inputs: [{ name: "x", dims: [16, 3, 8, 8] }] }));
    expect([layersOf(fixed.graph), fixed.run.batch]).toEqual([["relu [3, 8, 8]"], 16n]);
  });
});
