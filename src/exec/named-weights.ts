import { type Diagnostic, diagnostic, type PhaseResult } from "../core/diagnostic.ts";
import { nearestNames } from "../core/suggest.ts";
import { type ExecutableGraph, parameterSpecs } from "./concrete.ts";
import type { ParameterSpec } from "./kernel.ts";
import { dimsText, elementCount } from "./tensor.ts";
import { givenWeights, seededWeights, type WeightSource } from "./weights.ts";

/** An array of a file, its values aside. */
export interface NamedShape {
  /** `stem.conv.weight`: the layer's name and the parameter's. */
  readonly name: string;
  readonly dims: readonly number[];
}

/** An array of a file. */
export interface NamedValues extends NamedShape {
  readonly data: Float32Array;
}

/** Missing parameters that are named. */
const mostNamed = 4;

/**
 * Parameters from arrays that are named after layers and roles. Every learned parameter must be there, and nothing else may; numbers of
 * formulas (`epsilon`) may. Looks at names and shapes alone, and gives what makes a source of the values.
 * Errors: run/weights-missing, run/weights-unknown, run/weights-shape; `file` is what they call the source.
 */
export function namedWeights(
  { graph, shapes }: ExecutableGraph,
  arrays: readonly NamedShape[],
  file: string,
): PhaseResult<(values: readonly NamedValues[]) => WeightSource> {
  const wanted = new Map<string, { readonly layer: string; readonly spec: ParameterSpec }>();
  for (const layer of graph.layers) {
    for (const spec of parameterSpecs(layer, shapes))
      wanted.set(`${layer.name}.${spec.name}`, { layer: layer.name, spec });
  }
  const given = new Set(arrays.map((each) => each.name));
  const learned = [...wanted].filter(([, { spec }]) => spec.start.kind !== "constant").map(([name]) => name);
  const missing = learned.filter((name) => !given.has(name));
  const unknown = arrays.filter((each) => !wanted.has(each.name));
  const diagnostics: Diagnostic[] = arrays.flatMap(({ name, dims }) => {
    const spec = wanted.get(name)?.spec;
    const isFitting = spec === undefined || hasShape(dims, spec);
    const facts = { file, name, found: dimsText(dims), wanted: dimsText(spec?.dims ?? []) };
    return isFitting ? [] : [diagnostic("run/weights-shape", facts, undefined)];
  });
  if (missing.length > 0) {
    const facts = { file, missing: missing.slice(0, mostNamed), count: missing.length, of: learned.length };
    diagnostics.push(diagnostic("run/weights-missing", facts, undefined));
  }
  const [first] = unknown;
  if (first !== undefined) {
    const nearest = nearestNames(first.name, [...wanted.keys()]);
    const facts = { file, name: first.name, count: unknown.length, nearest };
    diagnostics.push(diagnostic("run/weights-unknown", facts, undefined));
  }
  if (diagnostics.length > 0) return { value: undefined, diagnostics };
  const sourceOf = (values: readonly NamedValues[]): WeightSource => {
    const byLayer = new Map<string, Map<string, Float32Array>>();
    for (const { name, data } of values) {
      const place = wanted.get(name);
      if (place === undefined) continue;
      const parameters = byLayer.get(place.layer) ?? new Map<string, Float32Array>();
      byLayer.set(place.layer, parameters.set(place.spec.name, data));
    }
    // What is left to the seed are numbers of formulas, which have no randomness.
    return givenWeights(byLayer, seededWeights(0));
  };
  return { value: sourceOf, diagnostics };
}

/** One number may stand without dimensions. */
function hasShape(dims: readonly number[], spec: ParameterSpec): boolean {
  const isOne = elementCount(dims) === 1 && elementCount(spec.dims) === 1;
  return dimsText(dims) === dimsText(spec.dims) || (isOne && dims.length <= 1);
}
