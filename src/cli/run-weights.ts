import { type ExecutableGraph, namedWeights, type WeightSource } from "../exec/index.ts";
import { type Given, readArrays } from "./run-values.ts";

/** The network's parameters from an archive of arrays, by the names of layers. Errors: those of the file and its arrays. */
export function weightsOfArrays(file: string, executable: ExecutableGraph): Given<WeightSource> {
  const read = readArrays(file);
  if ("faults" in read) return read;
  const { value, diagnostics } = namedWeights(executable, read.value, file);
  return value === undefined ? { faults: diagnostics } : { value };
}
