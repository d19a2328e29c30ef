import { format } from "../../grammar/index.ts";
import { type Diagnostic, hasErrors } from "../core/diagnostic.ts";
import { decodeSource, readSource, sizeLimit } from "./file.ts";
import { exitCode, type Outcome } from "./outcome.ts";
import { rewrite } from "./rewrite.ts";
import { type AddVerb, examples } from "./session.ts";
import type { Terminal } from "./terminal.ts";

interface FmtOptions {
  readonly check?: boolean;
  readonly stdout?: boolean;
}

export const addFmt: AddVerb = (program, session) => {
  program
    .command("fmt")
    .summary("format .arch files")
    .description(
      "Rewrites .arch files in the one layout and names those that changed; comments and line ends stay. A file with errors is left as it is.",
    )
    .argument("<files...>", "files, or - for standard input")
    .option("--check", "write nothing; exit 1 when a file is not formatted")
    .option("--stdout", "print the formatted text instead of writing it")
    .addHelpText("after", examples(["ridge fmt net.arch", "rewrite"], ["ridge fmt --check zoo/*/*.arch", "for CI"]))
    .action(async (files: string[], options: FmtOptions) => {
      session.finish(await runFmt(files, options, session.terminal));
    });
};

async function runFmt(files: readonly string[], options: FmtOptions, terminal: Terminal): Promise<Outcome> {
  const diagnostics: Diagnostic[] = [];
  let text = "";
  let unformatted = 0;
  for (const file of files) {
    const read = file === "-" ? decodeSource(await terminal.readInput(sizeLimit), "<stdin>") : readSource(file, file);
    if (read.kind === "fault") {
      diagnostics.push(read.diagnostic);
      continue;
    }
    const { value: formatted, diagnostics: problems } = format(read.source);
    diagnostics.push(...problems);
    if (formatted === undefined || hasErrors(problems)) continue;
    const value = withLineEndsOf(read.source.text, formatted);
    if (options.check === true) {
      if (value === read.source.text) continue;
      unformatted += 1;
      text += `${file}\n`;
    } else if (options.stdout === true || file === "-") {
      text += value;
    } else if (value !== read.source.text) {
      const faults = rewrite(file, value);
      diagnostics.push(...faults);
      if (faults.length === 0) text += `formatted ${file}\n`;
    }
  }
  if (hasErrors(diagnostics)) return { diagnostics };
  return { text, diagnostics, exit: unformatted > 0 ? exitCode.failed : exitCode.ok };
}

/** The text with the line ends of another: CRLF where that one starts with such a line. */
function withLineEndsOf(original: string, text: string): string {
  return /^[^\n]*\r\n/.test(original) ? text.replace(/\r?\n/g, "\r\n") : text;
}
