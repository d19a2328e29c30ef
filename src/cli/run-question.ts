import { extname } from "node:path";
import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { nearestNames } from "../core/suggest.ts";
import { type CalibrationMethod, type Precision, precisions } from "../exec/index.ts";
import type { Layer } from "../graph/index.ts";
import { type FastSettings, runFormats } from "../report/index.ts";
import { widthOption } from "./look.ts";
import {
  type Asked,
  allOf,
  type Checked,
  choice,
  chosenFormat,
  optional,
  wholeNumber,
  withoutEffect,
} from "./options.ts";

/** Options of `ridge run` as they are typed. */
export interface RunWords {
  readonly seed: string;
  readonly input?: string;
  readonly weights?: string;
  readonly dtype: string;
  readonly accumulate?: string;
  readonly calibrate?: string;
  readonly compare?: string;
  readonly samples?: string;
  readonly check?: boolean;
  readonly layer?: string;
  /** A file, or `true` for the values themselves. */
  readonly dump?: string | true;
  readonly fast?: boolean;
  readonly threads?: string;
  readonly relaxed?: boolean;
  readonly labels?: string;
  readonly top?: string;
  readonly format?: string;
  readonly output?: string;
  readonly width?: string;
  readonly root?: string;
}

/** What the options ask for. */
export interface RunQuestion {
  readonly seed: number;
  readonly precision: Precision;
  readonly calibrate: CalibrationMethod;
  readonly isCompared: boolean;
  readonly samples: number;
  readonly top: number;
  readonly format: (typeof runFormats)[number];
  readonly width: number | undefined;
  /** The fast path, beside the reference with `--check` and alone without. */
  readonly fast: FastSettings | undefined;
}

/** Most threads of the fast path. */
const mostThreads = 64;

/** Seeded inputs, where `--samples` does not say. */
export const usualSamples = 4;
/** Largest values that are shown beside labels. */
export const usualTop = 5;

/** What the options ask for, or everything that is wrong with them. */
export function runQuestion(words: RunWords): Asked<RunQuestion> {
  const checked = allOf({
    seed: wholeNumber("`--seed`", words.seed, 0, 999_999_999),
    precision: precisionOption(words.dtype, words.accumulate),
    calibrate: calibrationOption(words.calibrate ?? "min-max"),
    compare: optional("`--compare`", words.compare, ["fp32"]),
    samples: wholeNumber("`--samples`", words.samples ?? String(usualSamples), 1, 1000),
    top: wholeNumber("`--top`", words.top ?? (words.labels === undefined ? "0" : String(usualTop)), 0, 1000),
    format: isArrays(words.output)
      ? choice("`--format`", words.format ?? "table", runFormats)
      : arraysHinted(chosenFormat(words.format, words.output, runFormats), words.output),
    width: widthOption(words.width),
    threads: wholeNumber("`--threads`", words.threads ?? "1", 1, mostThreads),
  });
  if ("faults" in checked) return checked;
  const { compare, threads, ...question } = checked.values;
  const idle = idleOptions(words, question.precision, question.format);
  if (idle.length > 0) return { faults: idle };
  const fast = words.fast === true ? { threads, isRelaxed: words.relaxed === true } : undefined;
  return { question: { ...question, isCompared: compare !== undefined, fast } };
}

/** Whether the output file takes arrays and no report. */
export function isArrays(output: string | undefined): output is string {
  return output !== undefined && extname(output).toLowerCase() === ".npz";
}

/** A file of one array is close to one of several, which is what outputs are written to. */
function arraysHinted<T>(checked: Checked<T>, output: string | undefined): Checked<T> {
  if (!("fault" in checked) || output === undefined || extname(output).toLowerCase() !== ".npy") return checked;
  const hint = "use .npz for the outputs as arrays: numpy.load reads it";
  return { fault: { ...checked.fault, hint } };
}

function precisionOption(dtype: string, accumulate: string | undefined): Checked<Precision> {
  const types = [...new Set(precisions.map((each) => each.dtype))];
  const chosen = choice("`--dtype`", dtype, types);
  if ("fault" in chosen) return chosen;
  const fitting = precisions.filter((each) => each.dtype === chosen.value);
  const known = fitting.map((each) => each.accumulate);
  const sums = choice(`\`--accumulate\` with ${dtype}`, accumulate ?? known[0] ?? "", known);
  if ("fault" in sums) return sums;
  const [precision] = fitting.filter((each) => each.accumulate === sums.value);
  return precision === undefined ? choice("`--dtype`", "", []) : { value: precision };
}

/** `min-max`, or a percentile above 50. */
function calibrationOption(text: string): Checked<CalibrationMethod> {
  if (text === "min-max") return { value: { kind: "min-max" } };
  const percentile = /^\d{2,3}(\.\d{1,6})?$/.test(text) ? Number(text) : 0;
  if (percentile > 50 && percentile <= 100) return { value: { kind: "percentile", percentile } };
  const wanted = "min-max, or a percentile above 50 and up to 100";
  return { fault: diagnostic("usage/number", { what: "`--calibrate`", found: text, wanted }, undefined) };
}

/** Options that would change nothing. */
function idleOptions(words: RunWords, { dtype, accumulate }: Precision, format: string): readonly Diagnostic[] {
  const idle = (isIdle: boolean, option: string, where: string) =>
    isIdle ? [diagnostic("usage/no-effect", { option, where }, undefined)] : [];
  const isPlain = dtype === "fp32" && accumulate === "fp32";
  const isAlone = words.fast === true && words.check !== true;
  const needsSamples = words.compare !== undefined || dtype === "int8";
  return [
    ...idle(words.calibrate !== undefined && dtype !== "int8", "--calibrate", `with ${dtype}`),
    ...idle(words.compare !== undefined && isPlain, "--compare", "with fp32"),
    ...idle(words.samples !== undefined && !needsSamples, "--samples", "without `--compare`"),
    ...idle(words.samples !== undefined && words.input !== undefined, "--samples", "beside `--input`"),
    ...idle(words.fast === true && !isPlain, "--fast", `with ${dtype} and sums in ${accumulate}`),
    ...idle(words.threads !== undefined && words.fast !== true, "--threads", "without `--fast`"),
    ...idle(words.relaxed === true && words.fast !== true, "--relaxed", "without `--fast`"),
    ...idle(words.layer !== undefined && isAlone, "--layer", "with `--fast` but no `--check`"),
    ...idle(words.dump !== undefined && words.layer === undefined, "--dump", "without `--layer`"),
    ...(words.width !== undefined && format !== "table" ? [withoutEffect("--width", format)] : []),
  ];
}

/** The layer that is shown, and what becomes of its values: nothing, a file, or a part of the report. */
export interface LayerDump {
  readonly layer: string;
  readonly values: "none" | "shown" | { readonly file: string };
}

/** What `--layer` and `--dump` ask for. Errors: run/unknown-layer, run/several-outputs, usage/extension. */
export function dumpOf(
  { layer, dump }: RunWords,
  layers: readonly Pick<Layer, "name" | "outputs">[],
): { readonly value: LayerDump | undefined } | { readonly faults: readonly Diagnostic[] } {
  if (layer === undefined) return { value: undefined };
  const names = layers.map((each) => each.name);
  const found = layers.find((each) => each.name === layer);
  if (found === undefined) {
    const near = nearestNames(layer, names);
    return { faults: [diagnostic("run/unknown-layer", { name: layer, nearest: near }, undefined)] };
  }
  if (dump === undefined || dump === true) {
    return { value: { layer, values: dump === undefined ? "none" : "shown" } };
  }
  const extension = extname(dump).toLowerCase();
  if (extension !== ".npy" && extension !== ".npz") {
    const args = { extension, known: [".npy", ".npz"], usual: ".npy" };
    return { faults: [diagnostic("usage/extension", args, undefined)] };
  }
  const count = found.outputs.length;
  if (extension === ".npy" && count > 1) {
    return { faults: [diagnostic("run/several-outputs", { layer, count, file: dump }, undefined)] };
  }
  return { value: { layer, values: { file: dump } } };
}
