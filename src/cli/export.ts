import { diagnostic, type PhaseResult } from "../core/diagnostic.ts";
import { exportOnnx } from "../exchange/index.ts";
import { ExecutionStopped, executableGraph, parameterSpecs } from "../exec/index.ts";
import { elaborateFound, findNetwork } from "./network.ts";
import { weightsFor } from "./network-weights.ts";
import { wholeNumber } from "./options.ts";
import { failed, type Outcome } from "./outcome.ts";
import { type AddVerb, examples, type Session } from "./session.ts";

interface ExportWords {
  readonly seed: string;
  readonly weights?: string;
  readonly output?: string;
  readonly root?: string;
}

export const addExport: AddVerb = (program, session) => {
  program
    .command("export")
    .summary("a network as an ONNX file")
    .description(
      "Writes a network as an ONNX file of opset 17 that onnxruntime loads and runs: batch 1, its weights inside, He-normal numbers from " +
        "a seed (those that `ridge run` uses) or those of an ONNX file.",
    )
    .argument("<network>", "zoo name, file.arch[:Net], file.onnx, or - for standard input")
    .argument("[settings...]", "parameters: alpha=0.75 res=160")
    .option("--seed <n>", "seeded weights: the same seed gives the same bytes", "0")
    .option("--weights <file>", "weights of an ONNX file of the same network instead")
    .requiredOption("-o, --output <file>", "the .onnx file")
    .option("--root <dir>", "folder that imports may read from")
    .addHelpText(
      "after",
      examples(
        ["ridge export mobilenet_v2 --seed 0 -o v2.onnx", "seeded weights"],
        ["ridge export mobilenet_v1 alpha=0.25 res=128 -o v1.onnx", "another width and resolution"],
        ["ridge export net.arch --weights trained.onnx -o net.onnx", "weights of a file that PyTorch wrote"],
      ),
    )
    .action(async (network: string, settings: string[], words: ExportWords) => {
      session.finish(await runExport(network, settings, words, session));
    });
};

async function runExport(
  network: string,
  settings: readonly string[],
  { seed: typed, weights: file, output = "", root }: ExportWords,
  { terminal }: Session,
): Promise<Outcome> {
  const seed = wholeNumber("`--seed`", typed, 0, 999_999_999);
  if ("fault" in seed) return failed(seed.fault);
  const extension = /\.[^./\\]*$/.exec(output)?.[0] ?? "";
  if (extension !== ".onnx") {
    return failed(diagnostic("usage/extension", { extension, known: ["onnx"], usual: ".onnx" }, undefined));
  }
  const found = await findNetwork(network, settings, root, terminal);
  if (found.kind === "fault") return failed(...found.diagnostics);
  const { value, diagnostics } = elaborateFound(found);
  if (value === undefined) return failed(...diagnostics);
  const { value: executable, diagnostics: refused } = executableGraph(value.graph);
  if (executable === undefined) return failed(...diagnostics, ...refused);
  const weights = weightsFor(executable, value, file, seed.value);
  if ("faults" in weights) return failed(...diagnostics, ...weights.faults);
  const written = stoppable(() =>
    exportOnnx(value.graph, (layer) => weights.value(layer, parameterSpecs(layer, executable.shapes))),
  );
  if (written.value === undefined) return failed(...diagnostics, ...written.diagnostics);
  const bytes = written.value;
  const said = `${value.graph.name}: ${value.graph.layers.length} layers, ${bytes.length} bytes in ${output}\n`;
  return { text: said, diagnostics, files: [{ path: output, bytes }] };
}

/** Weights of a file that turn out to be broken end the export with what is wrong with them. */
function stoppable<T>(run: () => PhaseResult<T>): PhaseResult<T> {
  try {
    return run();
  } catch (fault) {
    if (!(fault instanceof ExecutionStopped)) throw fault;
    return { value: undefined, diagnostics: [fault.diagnostic] };
  }
}
