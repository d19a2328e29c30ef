import { extname } from "node:path";
import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { type NamedArray, writeNpy, writeNpz } from "../exchange/index.ts";
import { dimsText, inputName } from "../exec/index.ts";
import type { LayerGraph, TensorId } from "../graph/index.ts";
import { firstNonFinite, mismatches, type RunReport } from "../report/index.ts";
import type { WrittenFile } from "./outcome.ts";

/**
 * What the outputs of a network are called: after the layers that make them, with a number where one makes several; `#2` and so on where
 * a file has a tensor as its output again.
 */
export function outputNames(graph: LayerGraph): readonly string[] {
  const times = new Map<TensorId, number>();
  return graph.outputs.map((id) => {
    const time = (times.get(id) ?? 0) + 1;
    times.set(id, time);
    return time === 1 ? tensorName(graph, id) : `${tensorName(graph, id)}#${time}`;
  });
}

function tensorName({ layers, tensors, inputs }: LayerGraph, id: TensorId): string {
  const origin = tensors.find((each) => each.id === id)?.origin;
  const layer = origin?.kind === "layer" ? layers[origin.layer] : undefined;
  if (origin?.kind !== "layer" || layer === undefined) return inputName(Math.max(inputs.indexOf(id), 0));
  return layer.outputs.length === 1 ? layer.name : `${layer.name}.${origin.output + 1}`;
}

/** Arrays as a file: all of them in a `.npz` archive, the first one in any other. */
export function arraysFile(path: string, arrays: readonly NamedArray[]): WrittenFile {
  const [first] = arrays;
  const isArchive = extname(path).toLowerCase() === ".npz" || first === undefined;
  return { path, bytes: isArchive ? writeNpz(arrays) : writeNpy(first) };
}

/** What is said of a run: the first layer with values that are no numbers, and layers on which executor and analyzer differ. */
export function valueFaults(report: RunReport): {
  readonly warnings: readonly Diagnostic[];
  readonly mismatched: readonly Diagnostic[];
} {
  const broken = firstNonFinite(report);
  const facts = (layer: NonNullable<typeof broken>) => ({
    layer: layer.name,
    count: layer.nonFinite,
    of: layer.values,
  });
  return {
    warnings: broken === undefined ? [] : [diagnostic("run/non-finite", facts(broken), undefined)],
    mismatched: mismatches(report).map(({ name, multiplications, output, macs, stated }) => {
      const args = { layer: name, multiplications, found: dimsText(output), macs, stated: dimsText(stated) };
      return diagnostic("run/mismatch", args, undefined);
    }),
  };
}
