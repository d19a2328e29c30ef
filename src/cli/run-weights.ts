import { extname } from "node:path";
import { diagnostic } from "../core/diagnostic.ts";
import { type ExecutableGraph, namedWeights, seededWeights, type WeightSource } from "../exec/index.ts";
import { type Given, readArrays } from "./run-values.ts";

/** The network's parameters: seeded, or read from a file. */
export function weightsFrom(file: string | undefined, seed: number, executable: ExecutableGraph): Given<WeightSource> {
  if (file === undefined) return { value: seededWeights(seed) };
  if (extname(file).toLowerCase() !== ".npz") {
    return { faults: [diagnostic("run/weights-format", { file }, undefined)] };
  }
  const read = readArrays(file);
  if ("faults" in read) return read;
  const { value, diagnostics } = namedWeights(executable, read.value, file);
  return value === undefined ? { faults: diagnostics } : { value };
}
