import { describe, expect, it } from "vitest";
import { archText, exportOnnx, importOnnx } from "../../../src/exchange/index.ts";
import { writeModel } from "../../../src/exchange/onnx/write-proto.ts";
import { elaborateText } from "../../model/elaborate-text.ts";
import { codesOf, floats, type ImportOptions, integers, type SmallModel, small } from "./costs.ts";
import { wireBytes, wireTree } from "./wire-tree.ts";

const relu = { opType: "Relu", inputs: ["x"], outputs: ["y"] };
const conv = (weight: string, attributes = {}) => ({
  opType: "Conv",
  inputs: ["x", weight],
  outputs: ["y"],
  attributes,
});

/** The file with one field of its first tensor set: 1 a dimension, 2 the type, 14 where the data lies. */
function withTensor(model: SmallModel, change: (fields: ReturnType<typeof wireTree>) => void): Uint8Array {
  const tree = wireTree(new Uint8Array(small(model)));
  const graph = tree.find((each) => each.field === 7)?.fields ?? [];
  change(graph.find((each) => each.field === 5)?.fields ?? []);
  return wireBytes(tree);
}

const varint = (field: number, value: bigint, of = "tensor") => ({ field, wire: 0, value, fields: undefined, of });
const text = (field: number, value: string, of = "tensor") => ({
  field,
  wire: 2,
  value: new TextEncoder().encode(value),
  fields: undefined,
  of,
});

function outside(location: string): Uint8Array {
  return withTensor({ nodes: [conv("w")], initializers: [floats("w", [4, 3, 1, 1])] }, (fields) => {
    const at = fields.findIndex((each) => each.field === 9);
    const entry = wireBytes([text(1, "location"), text(2, location)]);
    fields.splice(at, 1, { ...text(13, ""), value: entry }, varint(14, 1n));
  });
}

/** A graph of nodes of no bytes at all. */
function emptyNodes(count: number): Uint8Array {
  const nodes = Uint8Array.from({ length: 2 * count }, (_, at) => (at % 2 === 0 ? 0x0a : 0));
  return wireBytes([{ field: 7, wire: 2, value: nodes, fields: undefined, of: "model" }]);
}

const tensor = { nodes: [conv("w")], initializers: [floats("w", [4, 3, 1, 1])] };
const open = (...dims: readonly (number | string)[]) => small({ nodes: [relu], inputs: [{ name: "x", dims }] });

const cases: readonly (readonly [what: string, code: string, bytes: Uint8Array, options?: ImportOptions])[] = [
  ["no bytes", "onnx/not-a-model", new Uint8Array()],
  ["a text", "onnx/not-a-model", new TextEncoder().encode("net A {\n  input: [3, 8, 8]\n}\n")],
  ["a truncated file", "onnx/not-a-model", small({ nodes: [relu] }).slice(0, 40)],
  ["opset 6", "onnx/opset", small({ nodes: [relu], opset: 6 })],
  ["opset 23", "onnx/opset", small({ nodes: [relu], opset: 23 })],
  [
    "more nodes than make sense",
    "onnx/too-many-parts",
    small({ nodes: [{ ...relu, attributes: { axes: { ints: Array<number>(4_000_001).fill(0) } } }] }),
  ],
  ["complex numbers", "onnx/data-type", withTensor(tensor, (fields) => void fields.push(varint(2, 14n)))],
  ["texts", "onnx/data-type", withTensor(tensor, (fields) => void fields.push(varint(2, 8n)))],
  ["data of another size", "onnx/data-size", withTensor(tensor, (fields) => void fields.push(varint(1, 2n)))],
  ["a negative dimension", "onnx/dimension", withTensor(tensor, (fields) => void fields.push(varint(1, -1n)))],
  ["2^40 elements", "onnx/too-large", withTensor(tensor, (fields) => void fields.push(varint(1, 2n ** 40n)))],
  ["an input of 2^40 elements", "onnx/too-large", open(1, 3, 1_048_576, 1_048_576)],
  [
    "2^32 folded elements",
    "onnx/too-large",
    small({
      nodes: [
        { opType: "ConstantOfShape", inputs: ["s"], outputs: ["c"] },
        { opType: "Add", inputs: ["x", "c"], outputs: ["y"] },
      ],
      initializers: [integers("s", [65_536, 65_536])],
    }),
  ],
  ["`..` in the place of data", "onnx/external", outside("../weights.bin")],
  ["an absolute place", "onnx/external", outside("/etc/passwd")],
  ["a drive", "onnx/external", outside("C:\\weights.bin")],
  ["data beside no file", "onnx/external", outside("weights.bin")],
  ["two origins of a name", "onnx/made-twice", small({ nodes: [relu, relu] })],
  [
    "a name from nowhere",
    "onnx/undefined-value",
    small({ nodes: [{ opType: "Add", inputs: ["x", "z"], outputs: ["y"] }] }),
  ],
  [
    "a cycle",
    "onnx/cycle",
    small({
      nodes: [
        { opType: "Add", inputs: ["x", "b"], outputs: ["a"] },
        { opType: "Relu", inputs: ["a"], outputs: ["b"] },
        { opType: "Relu", inputs: ["b"], outputs: ["y"] },
      ],
    }),
  ],
  ["no input", "onnx/input", small({ nodes: [relu], inputs: [] })],
  ["an input of texts", "onnx/input", small({ nodes: [relu], inputs: [{ name: "x", dims: [1, 3, 8, 8], type: 8 }] })],
  ["channels left open", "onnx/open-axis", open(1, "c", 8, 8)],
  ["a fixed axis that is set", "onnx/fixed-axis", open(1, 3, 8, 8), { settings: { H: "16" } }],
  ["an axis that is not there", "onnx/setting", open(1, 3, 8, 8), { settings: { alpha: "1" } }],
  ["a size that is none", "onnx/setting-value", open("n", 3, "h", "w"), { settings: { H: "0" } }],
  ["weights that do not fit", "onnx/node", small({ ...tensor, initializers: [floats("w", [4, 5, 1, 1])] })],
  ["groups that do not divide", "onnx/node", small({ ...tensor, nodes: [conv("w", { group: { int: 2 } })] })],
  [
    "a window larger than its image",
    "onnx/unsupported",
    small({ ...tensor, initializers: [floats("w", [4, 3, 99, 99])] }),
  ],
  ["a huge stride", "onnx/too-large", small({ ...tensor, nodes: [conv("w", { strides: { ints: [2 ** 40, 1] } })] })],
  [
    "an exponent that is no number",
    "onnx/node",
    small({
      nodes: [{ opType: "Pow", inputs: ["x", "p"], outputs: ["y"] }],
      initializers: [floats("p", [], Number.NaN)],
    }),
  ],
  [
    "an infinite exponent",
    "onnx/node",
    small({
      nodes: [{ opType: "Pow", inputs: ["x", "p"], outputs: ["y"] }],
      initializers: [floats("p", [], Infinity)],
    }),
  ],
  [
    "scales that are no numbers",
    "onnx/node",
    small({
      nodes: [{ opType: "Resize", inputs: ["x", "", "s"], outputs: ["y"] }],
      initializers: [floats("s", [4], [1, 1, Number.NaN, Number.NaN])],
    }),
  ],
  [
    "a node of a hundred thousand inputs",
    "onnx/too-many-parts",
    small({ nodes: [{ opType: "Sum", inputs: Array<string>(100_000).fill("x"), outputs: ["y"] }] }),
  ],
  ["a million empty nodes", "onnx/too-many-parts", emptyNodes(1_000_000)],
  ["an input of 65 dimensions", "onnx/too-large", open(...Array<number>(65).fill(1))],
  [
    "a tensor of 65 dimensions",
    "onnx/too-large",
    small({ nodes: [relu], initializers: [floats("w", Array<number>(65).fill(1))] }),
  ],
  [
    "a reshape to 65 dimensions",
    "onnx/too-large",
    small({
      nodes: [{ opType: "Reshape", inputs: ["x", "s"], outputs: ["y"] }],
      initializers: [integers("s", [192, ...Array<number>(64).fill(1)])],
    }),
  ],
  ["nothing computed", "onnx/no-layers", small({ nodes: [{ opType: "Identity", inputs: ["x"], outputs: ["y"] }] })],
  ["outputs that are constants", "onnx/no-layers", small({ nodes: [], initializers: [floats("y", [2])] })],
];

describe("files that cannot be read", () => {
  it.each(
    cases.map(([what, code, bytes, options = {}]) => [what, code, bytes, options] as const),
  )("%s: %s", (_, code, bytes, options) => {
    expect(codesOf(bytes, options)).toEqual([code]);
  });

  it("lists all operators without a rule at once, with their counts", () => {
    const nodes = ["NonMaxSuppression", "Loop", "Relu", "Loop", "Conv"].map((opType, at) => ({
      opType,
      inputs: at === 4 ? ["v3", "x"] : [at === 0 ? "x" : `v${at - 1}`],
      outputs: [at === 4 ? "y" : `v${at}`],
    }));
    const { value, diagnostics } = importOnnx({ bytes: small({ nodes }), name: "net.onnx" });
    expect(value).toBeUndefined();
    expect(diagnostics.map((each) => each.code)).toEqual(["onnx/unsupported"]);
    expect(diagnostics[0]?.message).toContain("NonMaxSuppression x1, Loop x2");
  });

  it("calls a node without a name by what it makes", () => {
    const nodes = [
      { opType: "Range", inputs: ["a", "b", "c"], outputs: ["r"] },
      { opType: "Add", inputs: ["x", "r"], outputs: ["y"] },
    ];
    const initializers = [integers("a", [0], []), integers("b", [2 ** 40], []), integers("c", [1], [])];
    const { diagnostics } = importOnnx({ bytes: small({ nodes, initializers }), name: "net.onnx" });
    expect(diagnostics[0]?.message).toContain("`Range of r` has 1099511627776 elements");
  });

  it("tells a NUL in a location from an absolute path", () => {
    const options = { bytes: outside("w\0.bin"), name: "net.onnx" };
    expect(importOnnx(options).diagnostics[0]?.message).toContain("a name with a NUL is refused");
  });

  it("says which form of an operator it does not take", () => {
    const nodes = [{ opType: "Pad", inputs: ["x", "p"], outputs: ["y"] }];
    const bytes = small({ nodes, initializers: [integers("p", [0, 1, 0, 0, 0, 1, 0, 0])] });
    const { diagnostics } = importOnnx({ bytes, name: "net.onnx" });
    expect(diagnostics[0]?.message).toContain("Pad (other axes than height and width) x1");
  });

  it("chains of twenty thousand nodes neither overflow nor take long", () => {
    const count = 20_000;
    const nodes = Array.from({ length: count }, (_, at) => ({
      opType: "Identity",
      inputs: [at === 0 ? "x" : `v${at - 1}`],
      outputs: [at === count - 1 ? "z" : `v${at}`],
    }));
    const bytes = small({ nodes: [...nodes, { ...relu, inputs: ["z"] }] });
    expect(importOnnx({ bytes, name: "net.onnx" }).value?.graph.layers.length).toBe(1);
  });

  it("nested residuals of any depth have a text", () => {
    const count = 800;
    const nodes = Array.from({ length: count }, (_, at) => [
      { opType: "Relu", inputs: [at === 0 ? "x" : `r${at - 1}`], outputs: [`r${at}`] },
    ]).flat();
    const adds = Array.from({ length: count }, (_, at) => ({
      opType: "Add",
      inputs: [at === 0 ? `r${count - 1}` : `a${at - 1}`, at === count - 1 ? "x" : `r${count - 2 - at}`],
      outputs: [at === count - 1 ? "y" : `a${at}`],
    }));
    const { value } = importOnnx({ bytes: small({ nodes: [...nodes, ...adds] }), name: "net.onnx" });
    expect(value?.graph.layers.length).toBe(2 * count);
    if (value !== undefined) expect(archText(value.graph, "a test").value).toContain("relu");
  });
});

describe("networks that cannot be written", () => {
  const graphOf = (body: string) => elaborateText(`net A {\n  input: [4096, 1, 1]\n  ${body}\n}`).value?.graph;
  const codes = (graph: ReturnType<typeof graphOf>, values = () => new Map<string, Float32Array>()) =>
    graph === undefined ? [] : exportOnnx(graph, values).diagnostics.map((each) => each.code);

  it("export/symbolic", () => {
    const { value } = elaborateText("net A {\n  param n: int in [1, 16] = 8\n  input: [n, 8, 8]\n  relu\n}", {
      n: "?",
    });
    expect(codes(value?.graph)).toEqual(["export/symbolic"]);
  });

  it("export/no-form", () => {
    const graph = graphOf("relu");
    const layers = graph?.layers.map((each) => ({ ...each, operator: { ...each.operator, name: "riddle" } })) ?? [];
    expect(codes(graph === undefined ? undefined : { ...graph, layers })).toEqual(["export/no-form"]);
  });

  it("export/too-large", () => {
    const weight = new Float32Array(4096 * 4096);
    const graph = graphOf(Array<string>(40).fill("conv(4096)").join("\n  "));
    expect(codes(graph, () => new Map([["weight", weight]]))).toEqual(["export/too-large"]);
  });

  it("exchange/several-inputs", () => {
    const bytes = writeModel({
      name: "two",
      producer: "",
      opset: 13,
      inputs: ["a", "b"].map((name) => ({ name, dims: [1, 4] })),
      outputs: [{ name: "y", dims: [] }],
      nodes: [{ opType: "Add", inputs: ["a", "b"], outputs: ["y"] }],
      initializers: [],
    });
    const { value } = importOnnx({ bytes, name: "two.onnx" });
    expect(value === undefined ? [] : archText(value.graph, "").diagnostics.map((each) => each.code)).toEqual([
      "exchange/several-inputs",
    ]);
  });
});
