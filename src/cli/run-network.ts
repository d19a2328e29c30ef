import { extname } from "node:path";
import { diagnostic } from "../core/diagnostic.ts";
import { nearestNames } from "../core/suggest.ts";
import { costOf, defaultConvention } from "../cost/index.ts";
import { type CalibrationMethod, executableGraph, type Precision, precisions } from "../exec/index.ts";
import { elaborateNetwork } from "../model/index.ts";
import { argumentsOf, renderRun, runFormats } from "../report/index.ts";
import { lookOf, widthOption } from "./look.ts";
import { findNetwork, hintAtOptions } from "./network.ts";
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
import { exitCode, failed, type Outcome } from "./outcome.ts";
import { Progress } from "./progress.ts";
import { observeRun, runsOf } from "./run-observed.ts";
import { arraysFile, type LayerDump, valueFaults } from "./run-outputs.ts";
import { inputsFor, labelsFrom } from "./run-values.ts";
import { type AddVerb, examples, type Session } from "./session.ts";

interface RunWords {
  readonly seed: string;
  readonly input?: string;
  readonly dtype: string;
  readonly accumulate?: string;
  readonly calibrate?: string;
  readonly compare?: string;
  readonly samples?: string;
  readonly check?: boolean;
  readonly layer?: string;
  readonly dump?: string;
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
}

const usualSamples = 4;
const usualTop = 5;

export const addRun: AddVerb = (program, session) => {
  program
    .command("run")
    .summary("executes a network: outputs, counted multiplications, low precision")
    .description(
      "Executes a network with reference kernels that count every multiplication, on seeded weights and a seeded input or on your own: " +
        "its outputs, what each layer's values are like, and whether the counts are the MACs that the analyzer derives.",
    )
    .argument("<network>", "zoo name, file.arch[:Net], or - for standard input")
    .argument("[settings...]", "parameters: alpha=0.75 res=160")
    .option("--seed <n>", "weights and inputs: the same seed gives the same bytes", "0")
    .option(
      "--input <file>",
      "the input as .npy, or as .npz with arrays input, input_2, ...; seeded normal numbers unless given",
    )
    .option("--dtype <type>", "what values are stored in: fp32, fp16 or int8", "fp32")
    .option("--accumulate <type>", "what sums are kept in: fp32 or fp64; with fp16: fp32 or fp16; with int8: int32")
    .option("--calibrate <method>", "with int8: ranges by min-max, or by a percentile such as 99.9 (min-max)")
    .option("--compare <dtype>", "with fp16 and int8: signal-to-noise ratio of each layer against fp32")
    .option("--samples <n>", `seeded inputs that --compare takes, and as many others for int8 ranges (${usualSamples})`)
    .option("--check", "exit 1 when a layer's multiplications or shape differ from what the analyzer derives")
    .option("--layer <name>", "show only this layer")
    .option("--dump <file>", "with --layer: write its output to a .npy file")
    .option("--labels <file>", "names of classes, a line each: the largest values of the first output with their names")
    .option("--top <n>", `how many of them (${usualTop} with --labels)`)
    .option("-f, --format <format>", runFormats.join(" or "))
    .option("-o, --output <file>", "outputs as arrays to a .npz file, or the report to .json or .txt")
    .option("--width <n>", "columns of the terminal")
    .option("--root <dir>", "folder that imports may read from")
    .addHelpText(
      "after",
      examples(
        ["ridge run mobilenet_v2 res=96 --check", "count every multiplication, compare with the analyzer"],
        ["ridge run mobilenet_v1 --input cat.npy --labels imagenet.txt", "the five largest outputs"],
        ["ridge run mobilenet_v2 res=96 --seed 7 -o out.npz", "outputs for NumPy"],
        ["ridge run mobilenet_v2 res=96 --dtype int8 --compare fp32", "what eight bits lose, layer by layer"],
        ["ridge run net.arch --layer stem.conv --dump stem.npy", "the values behind one layer"],
      ),
    )
    .action(async (network: string, settings: string[], words: RunWords) => {
      const asked = runQuestion(words);
      if ("faults" in asked) session.finish(failed(...asked.faults));
      else session.finish(await runNetwork(network, settings, words, asked.question, session));
    });
};

function runQuestion(words: RunWords): Asked<RunQuestion> {
  const checked = allOf({
    seed: wholeNumber("`--seed`", words.seed, 0, 999_999_999),
    precision: precisionOption(words.dtype, words.accumulate),
    calibrate: calibrationOption(words.calibrate ?? "min-max"),
    compare: optional("`--compare`", words.compare, ["fp32"]),
    samples: wholeNumber("`--samples`", words.samples ?? String(usualSamples), 1, 1000),
    top: wholeNumber("`--top`", words.top ?? (words.labels === undefined ? "0" : String(usualTop)), 0, 1000),
    format: isArrays(words.output)
      ? choice("`--format`", words.format ?? "table", runFormats)
      : chosenFormat(words.format, words.output, runFormats),
    width: widthOption(words.width),
  });
  if ("faults" in checked) return checked;
  const { compare, ...question } = checked.values;
  const idle = idleOptions(words, question.precision, question.format);
  if (idle.length > 0) return { faults: idle };
  return { question: { ...question, isCompared: compare !== undefined } };
}

/** Whether the output file takes arrays and no report. */
function isArrays(output: string | undefined): output is string {
  return output !== undefined && extname(output).toLowerCase() === ".npz";
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
function idleOptions(words: RunWords, { dtype, accumulate }: Precision, format: string) {
  const idle = (isIdle: boolean, option: string, where: string) =>
    isIdle ? [diagnostic("usage/no-effect", { option, where }, undefined)] : [];
  const isPlain = dtype === "fp32" && accumulate === "fp32";
  const needsSamples = words.compare !== undefined || dtype === "int8";
  return [
    ...idle(words.calibrate !== undefined && dtype !== "int8", "--calibrate", `with ${dtype}`),
    ...idle(words.compare !== undefined && isPlain, "--compare", "with fp32"),
    ...idle(words.samples !== undefined && !needsSamples, "--samples", "without `--compare`"),
    ...idle(words.samples !== undefined && words.input !== undefined, "--samples", "beside `--input`"),
    ...idle(words.dump !== undefined && words.layer === undefined, "--dump", "without `--layer`"),
    ...(words.width !== undefined && format !== "table" ? [withoutEffect("--width", format)] : []),
    ...(words.layer !== undefined && words.dump === undefined && format !== "table"
      ? [withoutEffect("--layer", format)]
      : []),
  ];
}

/** Options that are easily taken for parameters. */
const optionNames: readonly string[] = ["seed", "input", "dtype", "accumulate", "layer", "format"];

async function runNetwork(
  network: string,
  settings: readonly string[],
  words: RunWords,
  question: RunQuestion,
  session: Session,
): Promise<Outcome> {
  const found = await findNetwork(network, settings, words.root, session.terminal);
  if (found.kind === "fault") return failed(...found.diagnostics);
  const { value, diagnostics } = elaborateNetwork(found.request);
  if (value === undefined) return { diagnostics: hintAtOptions(diagnostics, found.request.settings, optionNames) };
  const { graph } = value;
  const { value: executable, diagnostics: refused } = executableGraph(graph);
  if (executable === undefined) return failed(...diagnostics, ...refused);
  const inputs = inputsFor(executable, question, words.input);
  const labels = labelsFrom(words.labels, executable);
  const dump = dumpOf(
    words,
    graph.layers.map((each) => each.name),
  );
  if ("faults" in inputs || "faults" in labels || "faults" in dump) {
    return failed(...diagnostics, ...[inputs, labels, dump].flatMap((each) => ("faults" in each ? each.faults : [])));
  }
  const progress = new Progress(session.terminal, graph.layers.length * runsOf(question, inputs.value), "layers");
  const cost = costOf(graph, { convention: defaultConvention, dtype: "fp32" });
  const observed = await observeRun(executable, cost, question, inputs.value, dump.value?.layer, () => progress.step());
  await progress.end();
  if (observed.value === undefined) return failed(...diagnostics, ...observed.diagnostics);
  const { outputs, summary, dumped } = observed.value;
  const report = {
    network: graph.name,
    arguments: argumentsOf(value.parameters),
    seed: question.seed,
    dtype: question.precision.dtype,
    accumulate: question.precision.accumulate,
    ...summary(labels.value, question.top),
  };
  const look = await lookOf(question.width, isArrays(words.output) ? undefined : words.output, session);
  const text = renderRun(report, { ...look, format: question.format, only: words.layer });
  const { warnings, mismatched } = valueFaults(report);
  const isFailed = words.check === true && mismatched.length > 0;
  return {
    text,
    diagnostics: [...diagnostics, ...warnings],
    ...(words.check === true ? { verdicts: mismatched, exit: isFailed ? exitCode.failed : exitCode.ok } : {}),
    files: [
      ...(isArrays(words.output) ? [arraysFile(words.output, outputs)] : []),
      ...(dump.value?.file === undefined ? [] : [arraysFile(dump.value.file, dumped)]),
    ],
    output: isArrays(words.output) ? undefined : words.output,
  };
}

/** What `--layer` and `--dump` ask for. */
function dumpOf(
  { layer, dump }: RunWords,
  names: readonly string[],
): { readonly value: LayerDump | undefined } | { readonly faults: Outcome["diagnostics"] } {
  if (layer === undefined) return { value: undefined };
  if (!names.includes(layer)) {
    const near = nearestNames(layer, names);
    return { faults: [diagnostic("run/unknown-layer", { name: layer, nearest: near }, undefined)] };
  }
  const extension = extname(dump ?? ".npy").toLowerCase();
  if (extension !== ".npy" && extension !== ".npz") {
    const args = { extension, known: [".npy", ".npz"], usual: ".npy" };
    return { faults: [diagnostic("usage/extension", args, undefined)] };
  }
  return { value: { layer, file: dump } };
}
