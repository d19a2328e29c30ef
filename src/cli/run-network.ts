import type { Diagnostic } from "../core/diagnostic.ts";
import { costOf, defaultConvention } from "../cost/index.ts";
import { type ExecutableGraph, executableGraph, type WeightSource } from "../exec/index.ts";
import type { ElaboratedNetwork } from "../model/index.ts";
import {
  argumentsOf,
  type FastRunReport,
  type FastSettings,
  type RunReport,
  renderFastRun,
  renderRun,
  runFormats,
} from "../report/index.ts";
import { unwritable } from "./file.ts";
import { lookOf } from "./look.ts";
import { elaborateFound, findNetwork, hintAtOptions } from "./network.ts";
import { weightsFor } from "./network-weights.ts";
import { exitCode, failed, type Outcome } from "./outcome.ts";
import { Progress } from "./progress.ts";
import { fastWarnings, runFast, runFastBeside } from "./run-fast.ts";
import { observeRun, runsOf } from "./run-observed.ts";
import { arraysFile, valueFaults } from "./run-outputs.ts";
import {
  dumpOf,
  isArrays,
  type LayerDump,
  type RunQuestion,
  type RunWords,
  runQuestion,
  usualSamples,
  usualTop,
} from "./run-question.ts";
import { namedTensors, outputsOf } from "./run-summary.ts";
import { type Given, inputsFor, inputWarnings, labelsFrom, type RunInputs } from "./run-values.ts";
import { type AddVerb, examples, type Session } from "./session.ts";

export const addRun: AddVerb = (program, session) => {
  program
    .command("run")
    .summary("executes a network: outputs, counted multiplications, low precision")
    .description(
      "Executes a network with reference kernels that count every multiplication, on seeded weights and a seeded input or on your own: " +
        "its outputs, what each layer's values are like, and whether the counts are the MACs that the analyzer derives.",
    )
    .argument("<network>", "zoo name, file.arch[:Net], file.onnx, or - for standard input")
    .argument("[settings...]", "parameters: alpha=0.75 res=160")
    .option("--seed <n>", "weights and inputs: the same seed gives the same bytes", "0")
    .option(
      "--input <file>",
      "the input as .npy, or as .npz with arrays input, input_2, ...; seeded normal numbers unless given",
    )
    .option(
      "--weights <file>",
      "an ONNX file of the same network, or .npz with an array per layer and role, such as stem.conv.weight; an ONNX network has its own, others are seeded unless given",
    )
    .option("--dtype <type>", "what values are stored in: fp32, fp16 or int8", "fp32")
    .option("--accumulate <type>", "what sums are kept in: fp32 or fp64; with fp16: fp32 or fp16; with int8: int32")
    .option("--calibrate <method>", "with int8: ranges by min-max, or by a percentile such as 99.9 (min-max)")
    .option("--compare <dtype>", "with fp16 and int8: signal-to-noise ratio of each layer against fp32")
    .option("--samples <n>", `seeded inputs that --compare takes, and as many others for int8 ranges (${usualSamples})`)
    .option("--check", "exit 1 when a layer's multiplications or shape differ from what the analyzer derives")
    .option(
      "--fast",
      "WebAssembly kernels with the reference's bits; nothing is counted. With --check: beside the reference",
    )
    .option("--threads <n>", "with --fast: how many threads (1)")
    .option("--relaxed", "with --fast: products and sums may be rounded together, which is faster and not bit-equal")
    .option("--layer <name>", "show only this layer")
    .option("--dump [file]", "with --layer: its values to a .npy file, or behind the report where no file is named")
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
        ["ridge run mobilenet_v1 --fast --threads 2", "only the outputs, some forty times as fast"],
        ["ridge run mobilenet_v1 --layer stem.conv --dump stem.npy", "the values of one layer"],
        ["ridge run mobilenet_v2 --weights trained.onnx", "the weights of a file"],
      ),
    )
    .action(async (network: string, settings: string[], words: RunWords) => {
      const asked = runQuestion(words);
      if ("faults" in asked) session.finish(failed(...asked.faults));
      else session.finish(await runNetwork(network, settings, words, asked.question, session));
    });
};

/** Options that are easily taken for parameters. */
const optionNames: readonly string[] = ["seed", "input", "weights", "dtype", "accumulate", "layer", "format"];

/** Everything that a run needs, looked at before anything is executed. */
interface Prepared {
  readonly network: ElaboratedNetwork;
  readonly executable: ExecutableGraph;
  readonly weights: WeightSource;
  readonly inputs: RunInputs;
  readonly labels: readonly string[] | undefined;
  readonly dump: LayerDump | undefined;
  readonly warnings: readonly Diagnostic[];
}

async function runNetwork(
  network: string,
  settings: readonly string[],
  words: RunWords,
  question: RunQuestion,
  session: Session,
): Promise<Outcome> {
  session.terminal.endAtOnce?.();
  const found = await findNetwork(network, settings, words.root, session.terminal);
  if (found.kind === "fault") return failed(...found.diagnostics);
  const { value, diagnostics } = elaborateFound(found);
  if (value === undefined) return { diagnostics: hintAtOptions(diagnostics, found.settings, optionNames) };
  const prepared = prepare(value, words, question);
  if ("faults" in prepared) return failed(...diagnostics, ...prepared.faults);
  const outcome = await runPrepared(prepared.value, words, question, session);
  return { ...outcome, diagnostics: [...diagnostics, ...outcome.diagnostics] };
}

/** Reads every file and looks whether every file can be written: no run ends on what was wrong from the start. */
function prepare(network: ElaboratedNetwork, words: RunWords, question: RunQuestion): Given<Prepared> {
  const { graph } = network;
  const { value: executable, diagnostics: refused } = executableGraph(graph);
  if (executable === undefined) return { faults: refused };
  const weights = weightsFor(executable, network, words.weights, question.seed);
  const inputs = inputsFor(executable, question, words.input);
  const labels = labelsFrom(words.labels, executable);
  const dump = dumpOf(words, graph.layers);
  if ("faults" in weights || "faults" in inputs || "faults" in labels || "faults" in dump) {
    return { faults: [weights, inputs, labels, dump].flatMap((each) => ("faults" in each ? each.faults : [])) };
  }
  const blocked = [words.output, dumpFile(dump.value)].flatMap((path) =>
    path === undefined ? [] : (unwritable(path) ?? []),
  );
  if (blocked.length > 0) return { faults: blocked };
  const warnings = inputWarnings(executable, inputs.value, words.input);
  const values = { weights: weights.value, inputs: inputs.value, labels: labels.value, dump: dump.value };
  return { value: { network, executable, ...values, warnings } };
}

/** The fast path alone: outputs, and where each layer ran. */
async function runFastAlone(
  { network, executable, weights, inputs, labels, warnings }: Prepared,
  words: RunWords,
  question: RunQuestion,
  settings: FastSettings,
  session: Session,
): Promise<Outcome> {
  const { graph, parameters } = network;
  const cost = costOf(graph, { convention: defaultConvention, dtype: "fp32" });
  const run = await runFast({ executable, cost, weights, inputs, dump: undefined }, settings);
  if (run.value === undefined) return failed(...run.diagnostics);
  const { outputs, layers } = run.value;
  const report: FastRunReport = {
    network: graph.name,
    arguments: argumentsOf(parameters),
    seed: question.seed,
    ...settings,
    outputs: outputsOf(executable, outputs, labels, question.top),
    layers,
  };
  const output = isArrays(words.output) ? undefined : words.output;
  const look = await lookOf(question.width, output, session);
  return {
    text: renderFastRun(report, { ...look, format: question.format }),
    diagnostics: [...warnings, ...fastWarnings(report.outputs)],
    files: isArrays(words.output) ? [arraysFile(words.output, namedTensors(executable, outputs))] : [],
    output,
  };
}

async function runPrepared(
  prepared: Prepared,
  words: RunWords,
  question: RunQuestion,
  session: Session,
): Promise<Outcome> {
  const { fast } = question;
  if (fast !== undefined && words.check !== true) return runFastAlone(prepared, words, question, fast, session);
  const { network, executable, weights, inputs, labels, dump, warnings } = prepared;
  const { graph, parameters } = network;
  const progress = new Progress(session.terminal, graph.layers.length * runsOf(question, inputs), "layers");
  const cost = costOf(graph, { convention: defaultConvention, dtype: "fp32" });
  const kept = dump?.values === "none" ? undefined : dump?.layer;
  const subject = { executable, cost, weights, inputs, dump: kept };
  const observed = await observeRun(subject, question, () => progress.step());
  await progress.end();
  if (observed.value === undefined) return failed(...observed.diagnostics);
  const { tensors, outputs, summary, dumped } = observed.value;
  const beside = fast === undefined ? undefined : await runFastBeside(subject, tensors, fast);
  if (beside !== undefined && beside.value === undefined) return failed(...beside.diagnostics);
  const isShown = dump?.values === "shown";
  const report: RunReport = {
    network: graph.name,
    arguments: argumentsOf(parameters),
    seed: question.seed,
    dtype: question.precision.dtype,
    accumulate: question.precision.accumulate,
    ...summary(labels, question.top),
    fast: beside?.value?.comparison,
    ...(isShown ? { dump: dumped.map(({ name, dims, data }) => ({ name, shape: dims, values: data })) } : {}),
  };
  const output = isArrays(words.output) ? undefined : words.output;
  const look = await lookOf(question.width, output, session);
  const text = renderRun(report, { ...look, format: question.format, only: words.layer });
  const { warnings: found, mismatched } = valueFaults(report);
  const verdicts = [...mismatched, ...(beside?.value?.faults ?? [])];
  const exit = verdicts.length > 0 ? exitCode.failed : exitCode.ok;
  const file = dumpFile(dump);
  return {
    text,
    diagnostics: [...warnings, ...found],
    ...(words.check === true ? { verdicts, exit } : {}),
    files: [
      ...(isArrays(words.output) ? [arraysFile(words.output, outputs)] : []),
      ...(file === undefined ? [] : [arraysFile(file, dumped)]),
    ],
    output,
  };
}

function dumpFile(dump: LayerDump | undefined): string | undefined {
  return typeof dump?.values === "object" ? dump.values.file : undefined;
}
