import { hasErrors } from "../../../src/core/diagnostic.ts";
import { renderDiagnostics } from "../../../src/core/render-diagnostic.ts";
import { costOf, defaultConvention } from "../../../src/cost/index.ts";
import { archText, type ExternalData, type ImportedNetwork, importOnnx } from "../../../src/exchange/index.ts";
import { type WrittenModel, type WrittenNode, writeModel } from "../../../src/exchange/onnx/write-proto.ts";
import type { LayerGraph } from "../../../src/graph/index.ts";
import { elaborateNetwork } from "../../../src/model/index.ts";
import { shapeText } from "../../../src/ops/index.ts";
import { toText } from "../../../src/symbolic/index.ts";

export interface ImportOptions {
  readonly settings?: Readonly<Record<string, string>>;
  readonly external?: ExternalData;
}

export function imported(
  bytes: Uint8Array,
  name = "net",
  { settings = {}, external }: ImportOptions = {},
): ImportedNetwork {
  const words = Object.entries(settings).map(([key, text]) => ({ name: key, text }));
  const { value, diagnostics } = importOnnx({ bytes, name: `${name}.onnx`, settings: words, external });
  if (value === undefined) throw new Error(renderDiagnostics(diagnostics));
  return value;
}

/** The codes that an import ends with. */
export function codesOf(bytes: Uint8Array, { settings = {}, external }: ImportOptions = {}): readonly string[] {
  const words = Object.entries(settings).map(([key, text]) => ({ name: key, text }));
  return importOnnx({ bytes, name: "net.onnx", settings: words, external }).diagnostics.map((each) => each.code);
}

export function totals(graph: LayerGraph): { readonly macs: number; readonly params: number } {
  const { macs, params } = costOf(graph, { convention: defaultConvention, dtype: "fp32" }).totals;
  return { macs: Number(toText(macs)), params: Number(toText(params)) };
}

/** Each layer with its output's shape and all its counts. */
export function rows(graph: LayerGraph): readonly string[] {
  return costOf(graph, { convention: defaultConvention, dtype: "fp32" }).layers.map(
    ({ layer, macs, params, flops, weightBytes }) => {
      const outputs = layer.outputs
        .map((id) => graph.tensors[id]?.shape)
        .map((each) => (each === undefined ? "" : shapeText(each)));
      return [layer.operator.name, outputs.join(" "), ...[macs, params, flops, weightBytes].map(toText)].join(" ");
    },
  );
}

/** The graph's text, and the graph that the text elaborates to. */
export function throughText(graph: LayerGraph): { readonly text: string; readonly graph: LayerGraph } {
  const text = archText(graph, "a test").value ?? "";
  const source = { name: "import.arch", text };
  const loader = { load: () => ({ kind: "fault", detail: "nothing is imported" }) as const };
  const { value, diagnostics } = elaborateNetwork({ source, settings: [], loader });
  if (value === undefined || hasErrors(diagnostics)) throw new Error(`${renderDiagnostics(diagnostics)}\n${text}`);
  return { text, graph: value.graph };
}

/** `conv(8, 3)` and so on: the layers of a graph as operators with their outputs' shapes. */
export function layersOf(graph: LayerGraph): readonly string[] {
  return graph.layers.map(({ operator, outputs }) => {
    const shapes = outputs
      .map((id) => graph.tensors[id]?.shape)
      .map((each) => (each === undefined ? "" : shapeText(each)));
    return `${operator.name} ${shapes.join(" ")}`;
  });
}

export type SmallModel = Partial<WrittenModel> & Pick<WrittenModel, "nodes">;

/** A model of an image [1, 3, 8, 8] named x, with one output named y, opset 13. */
export function small(model: SmallModel): Uint8Array {
  return writeModel({
    name: "small",
    producer: "a test",
    opset: 13,
    inputs: [{ name: "x", dims: [1, 3, 8, 8] }],
    outputs: [{ name: "y", dims: [] }],
    initializers: [],
    ...model,
  });
}

export function floats(name: string, dims: readonly number[], fill: number | readonly number[] = 0.5) {
  const count = dims.reduce((product, each) => product * each, 1);
  const data = typeof fill === "number" ? new Float32Array(count).fill(fill) : Float32Array.from(fill);
  return { name, dims, data };
}

export function integers(name: string, values: readonly number[], dims: readonly number[] = [values.length]) {
  return { name, dims, data: BigInt64Array.from(values.map(BigInt)) };
}

/** A node as it stands in a table of cases: names of inputs and outputs with blanks between them. */
export function node(
  opType: string,
  inputs: string,
  outputs: string,
  attributes: WrittenNode["attributes"] = {},
): WrittenNode {
  return { opType, inputs: inputs.split(" "), outputs: outputs.split(" "), attributes };
}
