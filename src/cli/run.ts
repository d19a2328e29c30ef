import { writeFileSync } from "node:fs";
import { diagnostic, hasErrors } from "../core/diagnostic.ts";
import { InternalError } from "../core/internal-error.ts";
import { nearestNames } from "../core/suggest.ts";
import { reasonOf } from "./file.ts";
import { exitCode, failed, type Outcome } from "./outcome.ts";
import { type GlobalOptions, runProgram } from "./program.ts";
import { say } from "./say.ts";
import { type ColourWish, colourWishes, hasColour } from "./style.ts";
import type { Terminal } from "./terminal.ts";

/** Runs one command line and returns the exit code; everything is written through `terminal`. */
export async function run(words: readonly string[], terminal: Terminal): Promise<number> {
  const { rest, options, afterColour } = readGlobalOptions(words);
  let outcome: Outcome;
  try {
    outcome = "faults" in options ? failed(...options.faults) : await runProgram(rest, options, terminal);
  } catch (fault) {
    await terminal.writeErr(internalText(fault));
    return exitCode.internal;
  }
  const settings: GlobalOptions = "faults" in options ? { colour: "auto", diagnostics: "text" } : options;
  const isMistaken = afterColour !== undefined && stumblesOver(outcome, afterColour);
  const colour = isMistaken ? "auto" : settings.colour;
  const done = isMistaken ? colourFault(afterColour) : writeFilesIfAsked(outcome);
  const said = [...done.diagnostics, ...(done.verdicts ?? [])];
  if (said.length > 0) {
    const coloured = hasColour(colour, terminal.errIsTerminal, terminal.env);
    await terminal.writeErr(await say(said, settings.diagnostics, coloured));
  }
  if (done.beside !== undefined && done.beside !== "" && settings.diagnostics === "text")
    await terminal.writeErr(done.beside);
  if (!hasResult(done)) return done.exit ?? exitCode.badInput;
  if (done.output === undefined) await terminal.writeOut(done.text ?? "");
  return done.exit ?? exitCode.ok;
}

function hasResult({ text, diagnostics, isPartial, output }: Outcome): boolean {
  return text !== undefined && (!hasErrors(diagnostics) || (isPartial === true && output !== undefined));
}

const wordFaults: readonly string[] = ["usage/command-line", "usage/setting", "usage/unknown-network"];

/** `--color` may stand alone; when the word behind it is what the command line stumbles over, it was meant as its value. */
function stumblesOver({ diagnostics: [first] }: Outcome, word: string): boolean {
  return first !== undefined && wordFaults.includes(first.code) && first.message.includes(`\`${word}\``);
}

function colourFault(found: string): Outcome {
  const args = { what: "`--color`", found, known: colourWishes, nearest: nearestNames(found, colourWishes) };
  return failed(diagnostic("usage/choice", args, undefined));
}

function writeFilesIfAsked(outcome: Outcome): Outcome {
  const { text, output, files = [] } = outcome;
  if (text === undefined || !hasResult(outcome)) return outcome;
  const wanted = [
    ...files.map(({ path, bytes }) => ({ path, content: bytes })),
    ...(output === undefined ? [] : [{ path: output, content: text }]),
  ];
  for (const { path, content } of wanted) {
    try {
      writeFileSync(path, content);
    } catch (fault) {
      const reason = reasonOf(fault).replace("no such file", "no such folder");
      return failed(...outcome.diagnostics, diagnostic("file/unwritable", { file: path, reason }, undefined));
    }
  }
  return outcome;
}

/** A fault of Ridge itself: one line, no stack. */
function internalText(fault: unknown): string {
  const phase =
    fault instanceof InternalError && fault.span !== undefined
      ? ` (at ${fault.span.source.name}:${fault.span.start})`
      : "";
  const detail = fault instanceof Error ? fault.message.split("\n")[0] : String(fault);
  return `internal error: ${detail}${phase}\nThis is a bug in Ridge; please report it with the command and its input.\n`;
}

type ReadOptions = GlobalOptions | { readonly faults: Outcome["diagnostics"] };

/** Takes `--color`, `--no-color` and `--diagnostics` out of the words: they hold for every command, and for bad command lines. */
function readGlobalOptions(words: readonly string[]): {
  readonly rest: readonly string[];
  readonly options: ReadOptions;
  /** The word behind a `--color` that stands alone. */
  readonly afterColour: string | undefined;
} {
  const rest: string[] = [];
  const faults: Outcome["diagnostics"][number][] = [];
  let afterColour: string | undefined;
  let colour: ColourWish = "auto";
  let diagnostics: GlobalOptions["diagnostics"] = "text";
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? "";
    if (word === "--") {
      rest.push(...words.slice(at));
      break;
    }
    const [name, attached] = splitOption(word);
    const choose = <T extends string>(known: readonly T[], fallback: T): T => {
      const value = attached ?? words[++at] ?? "";
      const chosen = known.find((each) => each === value);
      if (chosen === undefined) {
        faults.push(
          diagnostic(
            "usage/choice",
            { what: `\`${name}\``, found: value, known, nearest: nearestNames(value, known) },
            undefined,
          ),
        );
      }
      return chosen ?? fallback;
    };
    if (word === "--no-color") colour = "never";
    else if (word === "--color" && !isColourWish(words[at + 1])) {
      colour = "always";
      afterColour = words[at + 1];
    } else if (name === "--color") colour = choose(["auto", "always", "never"], "auto");
    else if (name === "--diagnostics") diagnostics = choose(["text", "json"], "text");
    else rest.push(word);
  }
  return { rest, options: faults.length > 0 ? { faults } : { colour, diagnostics }, afterColour };
}

function splitOption(word: string): readonly [name: string, attached: string | undefined] {
  const at = word.indexOf("=");
  return at < 0 || !word.startsWith("--") ? [word, undefined] : [word.slice(0, at), word.slice(at + 1)];
}

function isColourWish(word: string | undefined): boolean {
  return word === "auto" || word === "always" || word === "never";
}
