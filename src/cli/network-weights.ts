import { extname } from "node:path";
import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { type ImportedNetwork, importOnnx, inTextOrder, type LayerData, layerParameters } from "../exchange/index.ts";
import {
  type ExecutableGraph,
  ExecutionStopped,
  givenWeights,
  type Parameters,
  parameterSpecs,
  seededWeights,
  type WeightSource,
} from "../exec/index.ts";
import type { Layer } from "../graph/index.ts";
import type { ElaboratedNetwork } from "../model/index.ts";
import { readOnnxFile } from "./onnx-file.ts";
import { identityNorm, type PairedLayer, type Parting, pairLayers } from "./paired-weights.ts";
import type { Given } from "./run-values.ts";
import { weightsOfArrays } from "./run-weights.ts";

/**
 * The weights that a network runs on: those of the ONNX file or the archive of arrays that is given beside it, those of the ONNX file that it
 * is, else seeded ones. Errors: those of the file, run/weights, run/weights-format, run/otherwise.
 */
export function weightsFor(
  executable: ExecutableGraph,
  network: ElaboratedNetwork,
  file: string | undefined,
  seed: number,
): Given<WeightSource> {
  if (file === undefined && !isImported(network)) return { value: seededWeights(seed) };
  if (file === undefined && isImported(network)) {
    if (network.run.dtype === "int8") return { faults: [inIntegers(network.graph.name)] };
    const faults = [...network.weights].flatMap(([layer, data]) => computedOtherwise(layer, data));
    return faults.length > 0 ? { faults } : { value: weightsOfImported(network) };
  }
  const name = file ?? "";
  const ending = extname(name).toLowerCase();
  if (ending === ".npz") return weightsOfArrays(name, executable);
  if (ending !== ".onnx") return { faults: [diagnostic("run/weights-format", { file: name }, undefined)] };
  const read = readOnnxFile(name, []);
  if (read.value === undefined) return { faults: read.diagnostics };
  const imported = importOnnx(read.value);
  if (imported.value === undefined) return { faults: imported.diagnostics };
  return paired(executable, imported.value, name);
}

function isImported(network: ElaboratedNetwork): network is ImportedNetwork {
  return "weights" in network;
}

/** Activations of such a file are rounded and clamped where the graph has no layer. */
function inIntegers(file: string): Diagnostic {
  const hint = "import the network that it was quantised from, and run it with --dtype int8";
  return diagnostic("run/otherwise", { layer: file, how: "its activations are quantised" }, undefined, { hint });
}

/** Layers that the file computes in a way that the executor has no kernel for. */
function computedOtherwise(layer: string, { otherwise }: LayerData): readonly Diagnostic[] {
  return otherwise === undefined ? [] : [diagnostic("run/otherwise", { layer, how: otherwise }, undefined)];
}

/** A file's tensors are read when their layer runs, one layer after the other. */
export function weightsOfImported({ weights: data }: Pick<ImportedNetwork, "weights">): WeightSource {
  const constants = seededWeights(0);
  return (layer, specs) => {
    const found = data.get(layer.name);
    const given: Parameters = found === undefined ? new Map() : parametersOf(found);
    return givenWeights(new Map([[layer.name, given]]), constants)(layer, specs);
  };
}

function parametersOf(data: LayerData): Parameters {
  const { value, diagnostics } = layerParameters(data);
  const [fault] = diagnostics;
  if (value !== undefined) return value;
  throw fault === undefined ? new RangeError("no parameters") : new ExecutionStopped(fault);
}

function paired(executable: ExecutableGraph, file: ImportedNetwork, name: string): Given<WeightSource> {
  if (file.run.dtype === "int8") return { faults: [inIntegers(name)] };
  const layers = inTextOrder(executable.graph).layers;
  const own = executable.graph.layers;
  const byName = new Map(own.map((each) => [each.name, each]));
  const wanted = layers.flatMap((each) => wantedOf(byName.get(each.name), executable));
  const offered = file.graph.layers.flatMap((each) => offeredOf(each, file.weights.get(each.name)));
  const pairs = pairLayers(wanted, offered);
  if ("layer" in pairs) return { faults: [parting(pairs, name)] };
  const sources = new Map(pairs.map(({ layer, from }) => [layer.name, { layer, from }]));
  const faults = [...file.weights].flatMap(([layer, data]) => computedOtherwise(layer, data));
  if (faults.length > 0) return { faults };
  const constants = seededWeights(0);
  return {
    value: (layer, specs) => {
      const pair = sources.get(layer.name);
      const data = pair?.from === undefined ? undefined : file.weights.get(pair.from.name);
      const norm = pair === undefined || pair.from !== undefined ? undefined : (pair.layer.counts.get("scale") ?? 0);
      const given = data === undefined ? (norm === undefined ? new Map() : identityNorm(norm)) : parametersOf(data);
      return givenWeights(new Map([[layer.name, given]]), constants)(layer, specs);
    },
  };
}

function wantedOf(layer: Layer | undefined, { shapes }: ExecutableGraph): readonly PairedLayer[] {
  const specs =
    layer === undefined ? [] : parameterSpecs(layer, shapes).filter((each) => each.start.kind !== "constant");
  if (layer === undefined || specs.length === 0) return [];
  const counts = specs.map(({ name, dims }): [string, number] => [
    name,
    dims.reduce((product, each) => product * each, 1),
  ]);
  return [{ name: layer.name, operator: layer.operator.name, counts: new Map(counts) }];
}

function offeredOf(layer: Layer, data: LayerData | undefined): readonly PairedLayer[] {
  if (data === undefined || data.tensors.size === 0) return [];
  const counts = [...data.tensors].map(([role, { count }]): [string, number] => [role, count]);
  return [{ name: layer.name, operator: layer.operator.name, counts: new Map(counts) }];
}

function parting({ layer, from }: Parting, file: string): Diagnostic {
  const text = (each: PairedLayer | undefined) => (each === undefined ? undefined : describe(each));
  return diagnostic("run/weights", { file, wanted: text(layer), found: text(from) }, undefined);
}

/** `stem.conv (conv: weight 864)`. */
function describe({ name, operator, counts }: PairedLayer): string {
  return `${name} (${operator}: ${[...counts].map(([role, count]) => `${role} ${count}`).join(", ")})`;
}
