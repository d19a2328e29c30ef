import { statSync } from "node:fs";
import { dirname } from "node:path";
import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { rationalToNumber } from "../core/rational.ts";
import type { Source } from "../core/source.ts";
import { type EvaluatedText, evaluateText } from "../model/index.ts";
import { jsonText, latexOf } from "../report/index.ts";
import { nearestNetworks, zooEntry, zooSource } from "../shipped/index.ts";
import { asConstant, type Expr, toText } from "../symbolic/index.ts";
import { timingFor } from "./device.ts";
import { readSource } from "./file.ts";
import { FileLoader } from "./file-loader.ts";
import { chosenFormat } from "./options.ts";
import { failed, type Outcome } from "./outcome.ts";
import { type AddVerb, examples } from "./session.ts";
import type { Terminal } from "./terminal.ts";

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
    .option("--forall <domains>", "free symbols: 'M, N: int in [1, inf); x: real'; may be repeated", together)
    .option("--in <file>", "a file whose names the expression may use, or zoo:NAME")
    .option(
      "-f, --format <format>",
      "text, table (text, with a decimal beside a fraction; on a terminal), json or latex",
    )
    .option("-o, --output <file>", "write to a file")
    .option("--root <dir>", "folder that imports may read from")
    .addHelpText(
      "after",
      examples(
        ["ridge eval '7/2 + 1'", "9/2"],
        ["ridge eval '(a+b)^2 - (a-b)^2' --forall 'a, b: real'", "4*a*b"],
        ["ridge eval 'macs(tensor([3, 224, 224]) -> conv(32, 3, 2))'", "10838016"],
        ["ridge eval 'macs(mobilenet_v2(alpha=0.5))'", "a shipped network"],
        [`ridge eval 'latency(mobilenet_v2, on="pixel-2", threads=2)'`, "its time on a device"],
      ),
    )
    .action(async (expression: string, options: EvalOptions) => {
      session.finish(await runEval(expression, options, session.terminal));
    });
};

/** `--forall` given again adds symbols. */
function together(domains: string, earlier: string | undefined): string {
  return earlier === undefined ? domains : `${earlier}; ${domains}`;
}

async function runEval(expression: string, options: EvalOptions, terminal: Terminal): Promise<Outcome> {
  const isShown = terminal.outIsTerminal && options.output === undefined && options.format === undefined;
  const format = chosenFormat(isShown ? "table" : options.format, options.output, ["text", "table", "json", "latex"]);
  if ("fault" in format) return failed(format.fault);
  const context = await readContext(options, expression);
  if ("fault" in context) return failed(context.fault);
  const { value, diagnostics } = evaluateText({
    source: { name: "<expression>", text: expression },
    forall: options.forall === undefined ? undefined : { name: "<forall>", text: options.forall },
    file: context.file,
    networks: namesIn(expression).filter((each) => zooEntry(each) !== undefined),
    loader: context.loader,
  });
  if (value === undefined) return { diagnostics };
  return { text: await textOf(expression, value, format.value), diagnostics, output: options.output };
}

function namesIn(expression: string): readonly string[] {
  return [...new Set(expression.match(/[\p{L}_][\p{L}\p{N}_]*/gu) ?? [])];
}

type EvalFormat = "text" | "table" | "json" | "latex";

async function textOf(expression: string, value: EvaluatedText, format: EvalFormat): Promise<string> {
  const { text, expr, unit, assumptions } = value;
  switch (format) {
    case "json":
      return `${jsonText(
        { schema: "ridge.eval/1", expression, value: expr === undefined ? text : toText(expr), unit, assumptions },
        1,
      )}\n`;
    case "latex":
      return `${expr === undefined ? `\\texttt{${text.replace(/[\\{}#$%&_^~]/g, "\\$&")}}` : await quantityTex(text, unit)}\n`;
    case "table":
    case "text":
      return [
        format === "table" ? text + decimalText(text, expr, unit) : text,
        ...assumptions.map((each) => `assuming ${each}`),
      ]
        .map((line) => `${line}\n`)
        .join("");
  }
}

/** A number, or one with the unit behind it. */
async function quantityTex(text: string, unit: string | undefined): Promise<string> {
  if (unit === undefined) return latexOf(text);
  const at = text.lastIndexOf(" ");
  return `${await latexOf(text.slice(0, at))}\\,\\mathrm{${text.slice(at + 1)}}`;
}

/** ` ≈ 4.10397` beside a fraction, ` ≈ 0.0327368 s` beside one with a unit; nothing beside anything else. */
function decimalText(text: string, expr: Expr | undefined, unit: string | undefined): string {
  const value = expr === undefined ? undefined : asConstant(expr);
  if (value === undefined || value.den === 1n || (unit !== undefined && !text.includes("/"))) return "";
  return ` ≈ ${Number(rationalToNumber(value).toPrecision(6))}${unit === undefined ? "" : ` ${unit}`}`;
}

type Context = { readonly loader: FileLoader; readonly file: Source | undefined } | { readonly fault: Diagnostic };

async function readContext({ in: path, root }: EvalOptions, expression: string): Promise<Context> {
  if (root !== undefined && statSync(root, { throwIfNoEntry: false })?.isDirectory() !== true) {
    return { fault: diagnostic("file/unreadable", { file: root, reason: "it is no folder" }, undefined) };
  }
  if (path === undefined) return { loader: new FileLoader(root, await timingFor(expression)), file: undefined };
  if (path.startsWith("zoo:")) {
    const name = path.slice("zoo:".length);
    const entry = zooEntry(name);
    const nearest = nearestNetworks(name);
    return entry === undefined
      ? { fault: diagnostic("usage/unknown-network", { name, nearest, fileExists: false }, undefined) }
      : { loader: new FileLoader(root, await timingFor(expression)), file: zooSource(entry) };
  }
  const read = readSource(path, path);
  if (read.kind === "fault") return { fault: read.diagnostic };
  const loader = new FileLoader(root ?? dirname(path), await timingFor(expression, read.source.text));
  loader.place(read.source, path);
  return { loader, file: read.source };
}
