import type { PhaseResult } from "../../core/diagnostic.ts";
import type { LayerGraph, TensorId } from "../../graph/index.ts";
import type { Shape } from "../../ops/index.ts";
import { asInteger } from "../../symbolic/index.ts";
import { forms } from "./export-forms.ts";
import { OnnxFault, refuse } from "./fault.ts";
import { type LayerValues, LayerWriter, onnxDims } from "./layer-writer.ts";
import { type WrittenTensor, writeModel } from "./write-proto.ts";

/** Largest protobuf, less a reserve for everything but the weights. */
const mostWeightBytes = 2 ** 31 - 2 ** 24;

/**
 * A layer graph with all its weights as an ONNX file of opset 17, batch 1.
 *
 * Errors: export/symbolic, export/no-form, export/too-large.
 */
export function exportOnnx(graph: LayerGraph, values: LayerValues): PhaseResult<Uint8Array> {
  try {
    return { value: written(graph, values), diagnostics: [] };
  } catch (fault) {
    if (!(fault instanceof OnnxFault)) throw fault;
    return { value: undefined, diagnostics: [fault.diagnostic] };
  }
}

function written(graph: LayerGraph, values: LayerValues): Uint8Array {
  const free = graph.tensors.find((each) => each.origin.kind !== "input" && each.origin.kind !== "layer");
  const isOpen = graph.tensors.some(({ shape }) => shape.dims.some((dim) => asInteger(dim) === undefined));
  if (free !== undefined || isOpen) refuse("export/symbolic", {});
  const missing = [...new Set(graph.layers.map((each) => each.operator.name))].filter(
    (each) => !Object.hasOwn(forms, each),
  );
  if (missing.length > 0) refuse("export/no-form", { operators: missing });
  const initializers: WrittenTensor[] = [];
  let bytes = 0;
  const writer = new LayerWriter((tensor) => {
    bytes += tensor.data.byteLength;
    if (bytes > mostWeightBytes) refuse("export/too-large", { limit: mostWeightBytes });
    initializers.push(tensor);
  }, values);
  const shapeOf = (id: TensorId): Shape => graph.tensors[id]?.shape ?? { layout: "vector", dims: [] };
  const name = (id: TensorId) => nameOf(graph, id);
  for (const layer of graph.layers) {
    const inputs = layer.inputs.map((id) => ({
      name: name(id),
      layout: shapeOf(id).layout,
      dims: sizesOf(shapeOf(id)),
    }));
    const outputs = layer.outputs.map((id) => ({
      name: name(id),
      layout: shapeOf(id).layout,
      dims: sizesOf(shapeOf(id)),
    }));
    forms[layer.operator.name]?.(writer.begin(layer), inputs, outputs);
  }
  const value = (id: TensorId) => ({ name: name(id), dims: onnxDims(shapeOf(id).layout, sizesOf(shapeOf(id))) });
  return writeModel({
    name: graph.name,
    producer: "ridge",
    opset: 17,
    inputs: graph.inputs.map((id) => ({ ...value(id), ...(readsIds(graph, id) ? { type: 7 } : {}) })),
    outputs: graph.outputs.map(value),
    nodes: writer.nodes,
    initializers,
  });
}

/** Tensors are named after the layers that make them. */
function nameOf(graph: LayerGraph, id: TensorId): string {
  const origin = graph.tensors[id]?.origin;
  if (origin?.kind !== "layer") return graph.inputs.length === 1 ? "input" : `input_${graph.inputs.indexOf(id)}`;
  const layer = graph.layers[origin.layer];
  return layer === undefined || layer.outputs.length === 1 ? `${layer?.name}` : `${layer.name}:${origin.output}`;
}

/** Whether an input holds whole numbers, which an embedding looks up. */
function readsIds(graph: LayerGraph, id: TensorId): boolean {
  return graph.layers.some((each) => each.operator.name === "embedding" && each.inputs.includes(id));
}

function sizesOf({ dims }: Shape): readonly number[] {
  return dims.map((each) => Number(asInteger(each) ?? 1n));
}
