import { statSync } from "node:fs";
import { dirname } from "node:path";
import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import type { Source } from "../core/source.ts";
import { type EvaluatedText, evaluateText } from "../model/index.ts";
import { jsonText, latexOf } from "../report/index.ts";
import { readSource } from "./file.ts";
import { FileLoader } from "./file-loader.ts";
import { chosenFormat } from "./options.ts";
import { failed, type Outcome } from "./outcome.ts";
import { type AddVerb, examples } from "./session.ts";

interface EvalOptions {
  readonly forall?: string;
  readonly in?: string;
  readonly format?: string;
  readonly output?: string;
  readonly root?: string;
}

export const addEval: AddVerb = (program, session) => {
  program
    .command("eval")
    .summary("the normal form of an expression")
    .description("The exact value of an expression, or its normal form when it has free symbols.")
    .argument("<expression>", "an expression of the language")
    .option("--forall <domains>", "free symbols: 'M, N: int in [1, inf); x: real'")
    .option("--in <file>", "a file whose names the expression may use")
    .option("-f, --format <format>", "text, json or latex")
    .option("-o, --output <file>", "write to a file")
    .option("--root <dir>", "folder that imports may read from")
    .addHelpText(
      "after",
      examples(
        ["ridge eval '7/2 + 1'", "9/2"],
        ["ridge eval '(a+b)^2 - (a-b)^2' --forall 'a, b: real'", "4*a*b"],
        ["ridge eval 'macs(tensor([3, 224, 224]) -> conv(32, 3, 2))'", "10838016"],
      ),
    )
    .action(async (expression: string, options: EvalOptions) => {
      session.finish(await runEval(expression, options));
    });
};

async function runEval(expression: string, options: EvalOptions): Promise<Outcome> {
  const wanted = options.format === "table" ? "text" : options.format;
  const format = chosenFormat(wanted, options.output, ["text", "json", "latex"]);
  if ("fault" in format) return failed(format.fault);
  const context = readContext(options);
  if ("fault" in context) return failed(context.fault);
  const { value, diagnostics } = evaluateText({
    source: { name: "<expression>", text: expression },
    forall: options.forall === undefined ? undefined : { name: "<forall>", text: options.forall },
    file: context.file,
    loader: context.loader,
  });
  if (value === undefined) return { diagnostics };
  return { text: await textOf(expression, value, format.value), diagnostics, output: options.output };
}

async function textOf(expression: string, value: EvaluatedText, format: "text" | "json" | "latex"): Promise<string> {
  const { text, assumptions } = value;
  switch (format) {
    case "json":
      return `${jsonText({ schema: "ridge.eval/1", expression, value: text, assumptions }, 1)}\n`;
    case "latex":
      return `${value.expr === undefined ? `\\texttt{${text.replace(/[\\{}#$%&_^~]/g, "\\$&")}}` : await latexOf(text)}\n`;
    case "text":
      return [text, ...assumptions.map((each) => `assuming ${each}`)].map((line) => `${line}\n`).join("");
  }
}

type Context = { readonly loader: FileLoader; readonly file: Source | undefined } | { readonly fault: Diagnostic };

function readContext({ in: path, root }: EvalOptions): Context {
  if (root !== undefined && statSync(root, { throwIfNoEntry: false })?.isDirectory() !== true) {
    return { fault: diagnostic("file/unreadable", { file: root, reason: "it is no folder" }, undefined) };
  }
  if (path === undefined) return { loader: new FileLoader(root), file: undefined };
  const read = readSource(path, path);
  if (read.kind === "fault") return { fault: read.diagnostic };
  const loader = new FileLoader(root ?? dirname(path));
  loader.place(read.source, path);
  return { loader, file: read.source };
}
