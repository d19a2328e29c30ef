import {
  type ExecutedLayer,
  type ExecutionOptions,
  executableGraph,
  execute,
  type Parameters,
  parameterSpecs,
  seededInputs,
  seededWeights,
  singleInDouble,
  type Tensor,
} from "../../src/exec/index.ts";
import type { LayerGraph } from "../../src/graph/index.ts";
import { elaborateText } from "../model/elaborate-text.ts";

/** A network that has run, and what it ran on. */
export interface Executed {
  readonly graph: LayerGraph;
  readonly inputs: readonly Tensor[];
  readonly outputs: readonly Tensor[];
  readonly layers: readonly (ExecutedLayer & { readonly parameters: Parameters })[];
}

/** Elaborates and executes a text on seeded weights and inputs. */
export function executed(text: string, options: Partial<ExecutionOptions> & { readonly seed?: number } = {}): Executed {
  const { value, diagnostics } = elaborateText(text);
  if (value === undefined) throw new Error(diagnostics.map((each) => each.message).join("\n"));
  return executedGraph(value.graph, options);
}

/** Executes a graph. */
export function executedGraph(
  graph: LayerGraph,
  { seed = 0, ...options }: Partial<ExecutionOptions> & { readonly seed?: number } = {},
): Executed {
  const { value: executable, diagnostics } = executableGraph(graph);
  if (executable === undefined) throw new Error(diagnostics.map((each) => each.message).join("\n"));
  const weights = options.weights ?? seededWeights(seed);
  const inputs = options.inputs ?? seededInputs(executable, seed);
  const run = execute(executable, { precision: singleInDouble, ...options, weights, inputs });
  const layers: (ExecutedLayer & { parameters: Parameters })[] = [];
  for (;;) {
    const next = run.next();
    if (next.done === true) return { graph, inputs, outputs: next.value, layers };
    const { layer, outputs, multiplications } = next.value;
    const kept = outputs.map((each) => ({ ...each, data: each.data.slice() }));
    layers.push({
      layer,
      outputs: kept,
      multiplications,
      parameters: weights(layer, parameterSpecs(layer, executable.shapes)),
    });
  }
}

/** Reads an element by its indices; outside of the tensor it is 0. */
export type Read = (...index: readonly number[]) => number;

/** A tensor as a function of indices. */
export function reader(dims: readonly number[], data: ArrayLike<number>): Read {
  return (...index) => {
    if (index.some((each, axis) => each < 0 || each >= (dims[axis] ?? 1))) return 0;
    return data[index.reduce((sum, each, axis) => sum * (dims[axis] ?? 1) + each, 0)] ?? Number.NaN;
  };
}

/** All indices of a tensor in row-major order. */
export function indicesOf(dims: readonly number[]): readonly (readonly number[])[] {
  return dims.reduce<readonly (readonly number[])[]>(
    (all, extent) => all.flatMap((each) => Array.from({ length: extent }, (_, at) => [...each, at])),
    [[]],
  );
}

/** `sum(n, f)` is f(0) + f(1) + ... + f(n - 1). */
export function sum(count: number, of: (at: number) => number): number {
  let total = 0;
  for (let at = 0; at < count; at++) total += of(at);
  return total;
}

/** Largest distance of two lists, as a share of the largest wanted value. */
export function distance(found: ArrayLike<number>, wanted: ArrayLike<number>): number {
  if (found.length !== wanted.length) return Number.POSITIVE_INFINITY;
  let [most, peak] = [0, 0];
  for (let at = 0; at < wanted.length; at++) {
    const difference = Math.abs((found[at] ?? 0) - (wanted[at] ?? 0));
    if (!(difference <= most)) most = difference;
    peak = Math.max(peak, Math.abs(wanted[at] ?? 0));
  }
  return peak === 0 ? most : most / peak;
}
