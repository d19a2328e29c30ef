import { readFileSync, statSync } from "node:fs";
import { extname } from "node:path";
import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { type ListedArray, listNpy, listNpz, readListed } from "../exchange/index.ts";
import {
  dimsText,
  type ExecutableGraph,
  inputName,
  type StatedShape,
  seededInputs,
  statisticsOf,
  type Tensor,
} from "../exec/index.ts";
import { readSource, reasonOf } from "./file.ts";
import { outputNames } from "./run-outputs.ts";
import type { RunQuestion } from "./run-question.ts";

/** A value, or what is wrong with what was given. */
export type Given<T> = { readonly value: T } | { readonly faults: readonly Diagnostic[] };

/** A warning where values from a file are no numbers. */
export function inputWarnings(executable: ExecutableGraph, { observed }: RunInputs, file: string | undefined) {
  if (file === undefined) return [];
  return executable.graph.inputs.flatMap((_, at): readonly Diagnostic[] => {
    const data = observed[0]?.[at]?.data ?? new Float32Array(0);
    const { nonFinite: count } = statisticsOf(data);
    const facts = { file, name: inputName(at), count, of: data.length };
    return count === 0 ? [] : [diagnostic("run/input-values", facts, undefined)];
  });
}

/** The inputs of all runs: those that are observed, and those by which ranges are measured. */
export interface RunInputs {
  readonly observed: readonly (readonly Tensor[])[];
  readonly calibration: readonly (readonly Tensor[])[];
}

/** Largest file of arrays that is read, in bytes. */
const arrayLimit = 2 ** 30;

/** Inputs from a file, which serve for the ranges as well, or seeded ones. */
export function inputsFor(
  executable: ExecutableGraph,
  { seed, samples, isCompared, precision }: RunQuestion,
  file: string | undefined,
): Given<RunInputs> {
  const needsRanges = precision.dtype === "int8";
  if (file !== undefined) {
    const read = fileInputs(executable, file);
    if ("faults" in read) return read;
    return { value: { observed: [read.value], calibration: needsRanges ? [read.value] : [] } };
  }
  const observed = isCompared ? samples : 1;
  const draw = (from: number, count: number) =>
    Array.from({ length: count }, (_, at) => seededInputs(executable, seed, from + at));
  return { value: { observed: draw(0, observed), calibration: needsRanges ? draw(observed, samples) : [] } };
}

function fileInputs(executable: ExecutableGraph, file: string): Given<readonly Tensor[]> {
  const read = listArrays(file);
  if ("faults" in read) return read;
  const arrays = read.value;
  const shapes = executable.graph.inputs.map(
    (id) => executable.shapes.get(id) ?? { layout: "vector" as const, dims: [] },
  );
  const wanted = shapes.map((_, at) => inputName(at));
  const [only] = arrays;
  const chosen =
    arrays.length === 1 && wanted.length === 1 && only !== undefined
      ? [only]
      : wanted.flatMap((name) => arrays.find((each) => each.name === name) ?? []);
  if (chosen.length !== wanted.length) {
    const found = arrays.map((each) => each.name);
    return { faults: [diagnostic("run/input-names", { file, found, wanted }, undefined)] };
  }
  const faults = chosen.flatMap((array, at) => shapeFault(file, array, shapes[at]));
  if (faults.length > 0) return { faults };
  const { value: values, diagnostics } = readListed(chosen);
  if (values === undefined) return { faults: diagnostics };
  return {
    value: values.map((array, at) => ({ layout: "vector" as const, dims: [], ...shapes[at], data: array.data })),
  };
}

/** Dimensions must be equal; one of 1 in front, a batch, may come on top, and the implicit set of tokens may be left out. */
function shapeFault(file: string, { name, dims }: ListedArray, shape: StatedShape | undefined): readonly Diagnostic[] {
  const wanted = shape?.dims ?? [];
  const withoutOnes = (all: readonly number[]) =>
    dimsText(
      all.slice(
        Math.max(
          all.findIndex((each) => each !== 1),
          0,
        ),
      ),
    );
  const isNear = Math.abs(dims.length - wanted.length) <= 1;
  if (dimsText(dims) === dimsText(wanted) || (isNear && withoutOnes(dims) === withoutOnes(wanted))) return [];
  const found = `\`${name}\` of shape ${dimsText(dims)}`;
  const [channels, height, width] = wanted;
  const isChannelsLast = wanted.length === 3 && dimsText(dims) === dimsText([height ?? 0, width ?? 0, channels ?? 0]);
  return [diagnostic("run/input-shape", { file, found, wanted: dimsText(wanted), isChannelsLast }, undefined)];
}

/**
 * Arrays of a `.npy` or `.npz` file, whose values are read when they are known to fit; one alone is called `input`.
 * Errors: file/unreadable, file/too-large, file/numpy.
 */
export function listArrays(file: string): Given<readonly ListedArray[]> {
  let bytes: Uint8Array;
  try {
    const found = statSync(file);
    if (!found.isFile()) return unreadable(file, found.isDirectory() ? "it is a folder" : "it is no regular file");
    if (found.size > arrayLimit) {
      return { faults: [diagnostic("file/too-large", { file, size: found.size, limit: arrayLimit }, undefined)] };
    }
    bytes = readFileSync(file);
  } catch (fault) {
    return unreadable(file, reasonOf(fault));
  }
  const isArchive = extname(file).toLowerCase() === ".npz" || (bytes[0] === 0x50 && bytes[1] === 0x4b);
  if (isArchive) {
    const { value, diagnostics } = listNpz(bytes, file);
    return value === undefined ? { faults: diagnostics } : { value };
  }
  const { value, diagnostics } = listNpy(bytes, bytes.length, file, () => bytes);
  return value === undefined ? { faults: diagnostics } : { value: [{ name: "input", ...value }] };
}

function unreadable(file: string, reason: string): { readonly faults: readonly Diagnostic[] } {
  return { faults: [diagnostic("file/unreadable", { file, reason }, undefined)] };
}

/** The lines of a labels file, as many as the first output has values. */
export function labelsFrom(
  file: string | undefined,
  executable: ExecutableGraph,
): Given<readonly string[] | undefined> {
  if (file === undefined) return { value: undefined };
  const read = readSource(file, file);
  if (read.kind === "fault") return { faults: [read.diagnostic] };
  const labels = read.source.text
    .replace(/\r?\n$/, "")
    .split(/\r?\n/)
    .map(plainLabel);
  const [first] = executable.graph.outputs;
  const dims = (first === undefined ? undefined : executable.shapes.get(first)?.dims) ?? [];
  const values = dims.reduce((product, each) => product * each, 1);
  if (labels.length === values) return { value: labels };
  const [output = ""] = outputNames(executable.graph);
  return { faults: [diagnostic("run/labels", { file, labels: labels.length, output, values }, undefined)] };
}

/** A label without control characters, which a terminal would obey. */
function plainLabel(text: string): string {
  return text.replace(/\p{Cc}/gu, " ").trim();
}
