import { diagnostic } from "../core/diagnostic.ts";
import { archText, importOnnx } from "../exchange/index.ts";
import { findNetwork } from "./network.ts";
import { failed, type Outcome } from "./outcome.ts";
import { type AddVerb, examples, type Session } from "./session.ts";

interface ImportWords {
  readonly output?: string;
}

export const addImport: AddVerb = (program, session) => {
  program
    .command("import")
    .summary("an ONNX file as a text of the language")
    .description(
      "Writes an ONNX file as a .arch text: blocks and repeats where structure comes again, the same layers with the same costs. " +
        "Weights stay in the file. Every command takes the file itself, too: ridge report model.onnx",
    )
    .argument("<file>", "file.onnx")
    .argument("[settings...]", "sizes of axes that the file leaves open: N=1 H=224 W=224, or the file's own names")
    .option("-o, --output <file>", "write to a .arch file instead of standard output")
    .addHelpText(
      "after",
      examples(
        ["ridge import model.onnx", "read it"],
        ["ridge import model.onnx H=160 W=160 -o model.arch", "another resolution, where the file leaves it open"],
        ["ridge report model.onnx --on pixel-2", "costs and times without a text"],
      ),
    )
    .action(async (file: string, settings: string[], words: ImportWords) => {
      session.finish(await runImport(file, settings, words, session));
    });
};

async function runImport(
  file: string,
  settings: readonly string[],
  { output }: ImportWords,
  { terminal }: Session,
): Promise<Outcome> {
  if (!file.endsWith(".onnx")) return failed(diagnostic("usage/not-onnx", { file }, undefined));
  const extension = output === undefined ? undefined : /\.[^./\\]*$/.exec(output)?.[0];
  if (extension !== undefined && extension !== ".arch") {
    return failed(diagnostic("usage/extension", { extension, known: ["arch"], usual: ".arch" }, undefined));
  }
  const found = await findNetwork(file, settings, undefined, terminal);
  if (found.kind === "fault") return failed(...found.diagnostics);
  if (found.kind !== "onnx") return failed(diagnostic("usage/not-onnx", { file }, undefined));
  const { value, diagnostics } = importOnnx(found.request);
  if (value === undefined) return failed(...diagnostics);
  const from = file.replace(/^.*[\\/]/, "");
  const by = value.producer === "" ? "" : `, written by ${value.producer}`;
  const { value: text, diagnostics: said } = archText(value.graph, `Imported from ${from}: opset ${value.opset}${by}.`);
  return { text, diagnostics: [...diagnostics, ...said], output };
}
