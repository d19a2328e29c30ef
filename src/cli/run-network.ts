import { costOf, defaultConvention } from "../cost/index.ts";
import { executableGraph } from "../exec/index.ts";
import { argumentsOf, renderRun, runFormats } from "../report/index.ts";
import { lookOf } from "./look.ts";
import { elaborateFound, findNetwork, hintAtOptions } from "./network.ts";
import { weightsFor } from "./network-weights.ts";
import { exitCode, failed, type Outcome } from "./outcome.ts";
import { Progress } from "./progress.ts";
import { observeRun, runsOf } from "./run-observed.ts";
import { arraysFile, valueFaults } from "./run-outputs.ts";
import {
  dumpOf,
  isArrays,
  type RunQuestion,
  type RunWords,
  runQuestion,
  usualSamples,
  usualTop,
} from "./run-question.ts";
import { inputsFor, labelsFrom } from "./run-values.ts";
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
    .option("--weights <file>", "weights of an ONNX file of the same network; an ONNX network runs on its own")
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
        ["ridge run mobilenet_v2 --weights trained.onnx", "the weights of a file"],
        ["ridge run net.arch --layer stem.conv --dump stem.npy", "the values behind one layer"],
      ),
    )
    .action(async (network: string, settings: string[], words: RunWords) => {
      const asked = runQuestion(words);
      if ("faults" in asked) session.finish(failed(...asked.faults));
      else session.finish(await runNetwork(network, settings, words, asked.question, session));
    });
};

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
  const { value, diagnostics } = elaborateFound(found);
  if (value === undefined) return { diagnostics: hintAtOptions(diagnostics, found.settings, optionNames) };
  const { graph } = value;
  const { value: executable, diagnostics: refused } = executableGraph(graph);
  if (executable === undefined) return failed(...diagnostics, ...refused);
  const inputs = inputsFor(executable, question, words.input);
  const weights = weightsFor(executable, value, words.weights, question.seed);
  const labels = labelsFrom(words.labels, executable);
  const dump = dumpOf(
    words,
    graph.layers.map((each) => each.name),
  );
  if ("faults" in weights) return failed(...diagnostics, ...weights.faults);
  if ("faults" in inputs || "faults" in labels || "faults" in dump) {
    return failed(...diagnostics, ...[inputs, labels, dump].flatMap((each) => ("faults" in each ? each.faults : [])));
  }
  const progress = new Progress(session.terminal, graph.layers.length * runsOf(question, inputs.value), "layers");
  const cost = costOf(graph, { convention: defaultConvention, dtype: "fp32" });
  const observed = await observeRun(
    executable,
    cost,
    { ...question, weights: weights.value },
    inputs.value,
    dump.value?.layer,
    () => progress.step(),
  );
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
