import type { Layer, LayerGraph, TensorId } from "../../graph/index.ts";
import { constant, divide, type Expr, multiply, sum, zero } from "../../symbolic/index.ts";
import { bytesOf, storedAs } from "../bytes.ts";
import type { DataType } from "../cost.ts";
import { countedLayers } from "../count.ts";
import type { CountedLayer } from "../quantity.ts";

/** Integer arithmetic adds biases to 32-bit sums. Source: TensorFlow Lite 8-bit quantization specification, CONV_2D. */
const wideTypes: ReadonlySet<DataType> = new Set(["int8", "int4"]);

/**
 * Bytes of all learned values as a runtime stores them: a batch norm behind a convolution or linear layer is folded into it, so that
 * only its shift is left, as the bias; at int8 and int4 biases and the values of norms that stay take 4 bytes each. A layer whose
 * weights have a type of their own keeps it. Exact.
 */
export function storedWeightBytes(graph: LayerGraph, dtype: DataType): Expr {
  const folded = foldedNorms(graph);
  const addendType = wideTypes.has(dtype) ? "fp32" : dtype;
  const parts = countedLayers(graph).map((counted) => {
    const { weights } = counted.counts;
    const addends = addendsOf(counted, folded);
    return multiply(
      counted.layer.factor,
      sum([bytesOf(weights, storedAs(counted.layer) ?? dtype), bytesOf(addends, addendType)]),
    );
  });
  return sum(parts);
}

/** Biases and norm values of a layer: of a folded norm the shifts, unless the layer that it folds into has biases already. */
function addendsOf({ layer, counts }: CountedLayer, folded: ReadonlyMap<Layer, Layer>): Expr {
  const host = folded.get(layer);
  if (host === undefined) return sum([counts.biases, counts.normParams]);
  const hasBias = host.attributes.get("bias") === true;
  return hasBias ? zero : divide(counts.normParams, constant(2n));
}

/** Batch norms with the layer that they fold into: the one that makes their input, when nothing else reads it. */
function foldedNorms(graph: LayerGraph): ReadonlyMap<Layer, Layer> {
  const readers = new Map<TensorId, number>();
  for (const layer of graph.layers) for (const each of layer.inputs) readers.set(each, (readers.get(each) ?? 0) + 1);
  for (const each of graph.outputs) readers.set(each, (readers.get(each) ?? 0) + 1);
  const folded = new Map<Layer, Layer>();
  for (const layer of graph.layers) {
    const [input] = layer.inputs;
    if (layer.operator.name !== "bn" || input === undefined || readers.get(input) !== 1) continue;
    const origin = graph.tensors[input]?.origin;
    const host = origin?.kind === "layer" ? graph.layers[origin.layer] : undefined;
    if (host?.operator.family === "convolution" || host?.operator.name === "linear") folded.set(layer, host);
  }
  return folded;
}
