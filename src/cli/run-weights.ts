import { readListed } from "../exchange/index.ts";
import { type ExecutableGraph, namedWeights, type WeightSource } from "../exec/index.ts";
import { type Given, listArrays } from "./run-values.ts";

/** The network's parameters from an archive of arrays, by the names of layers. Errors: those of the file and its arrays. */
export function weightsOfArrays(file: string, executable: ExecutableGraph): Given<WeightSource> {
  const listed = listArrays(file);
  if ("faults" in listed) return listed;
  const { value: sourceOf, diagnostics } = namedWeights(executable, listed.value, file);
  if (sourceOf === undefined) return { faults: diagnostics };
  const arrays = readListed(listed.value);
  return arrays.value === undefined ? { faults: arrays.diagnostics } : { value: sourceOf(arrays.value) };
}
