import { Command, CommanderError } from "commander";
import { diagnostic } from "../core/diagnostic.ts";
import { nearestNames } from "../core/suggest.ts";
import { version } from "../shipped/index.ts";
import { addCheck } from "./check.ts";
import { addCompare } from "./compare.ts";
import { addEval } from "./eval.ts";
import { addExperiment } from "./experiment.ts";
import { addExplain } from "./explain.ts";
import { addExport } from "./export.ts";
import { addFmt } from "./fmt.ts";
import { addGraph } from "./graph.ts";
import { addHw } from "./hw.ts";
import { addImport } from "./import.ts";
import { exitCode, failed, type Outcome } from "./outcome.ts";
import { addReport } from "./report.ts";
import { addRoofline } from "./roofline.ts";
import { addRun } from "./run-network.ts";
import { type AddVerb, examples, type Session } from "./session.ts";
import { addSimulate } from "./simulate.ts";
import { type ColourWish, colourWishes } from "./style.ts";
import { lineWidth, type Terminal } from "./terminal.ts";
import { usageHint } from "./usage-hint.ts";
import { addValidate } from "./validate.ts";
import { wrapHelp } from "./wrap-help.ts";
import { addZoo } from "./zoo.ts";

const verbs: readonly AddVerb[] = [
  addReport,
  addCompare,
  addGraph,
  addCheck,
  addEval,
  addFmt,
  addHw,
  addSimulate,
  addRoofline,
  addRun,
  addExperiment,
  addValidate,
  addImport,
  addExport,
  addZoo,
  addExplain,
];

/** What stands in front of or among the words of any command. */
export interface GlobalOptions {
  readonly colour: ColourWish;
  readonly diagnostics: "text" | "json";
}

/** Reads the command line and runs the command that it names; bad words become diagnostics. */
export async function runProgram(
  words: readonly string[],
  options: GlobalOptions,
  terminal: Terminal,
): Promise<Outcome> {
  let outcome: Outcome | undefined;
  let help = "";
  const session: Session = {
    terminal,
    colour: options.colour,
    finish(made) {
      outcome = made;
    },
  };
  const keep = (text: string) => {
    help += text;
  };
  const helpWidth = Math.min(lineWidth(terminal) ?? widestHelp, widestHelp);
  const program = new Command("ridge")
    .description("Exact symbolic costs and hardware rooflines for mobile neural networks.")
    .version(version, "-V, --version", "print the version")
    .helpOption("-h, --help", "print help")
    .helpCommand("help [command]", "print help for a command")
    .exitOverride()
    .configureOutput({ writeOut: keep, writeErr: keep, outputError: () => undefined, getOutHelpWidth: () => helpWidth })
    .addHelpText(
      "after",
      `${examples(
        ["ridge report mobilenet_v2", "costs per block"],
        ["ridge report mobilenet_v2 alpha=? -f json", "costs as formulas, for machines"],
        ["ridge help report", "everything about one command"],
      )}`,
    );
  for (const add of verbs) add(program, session);
  showGlobalOptions(program);
  try {
    await program.parseAsync(signedLast(words).map(standardInput), { from: "user" });
  } catch (fault) {
    if (!(fault instanceof CommanderError)) throw fault;
    return endedByCommander(
      fault,
      wrapHelp(help, helpWidth),
      words,
      program.commands.map((each) => each.name()),
    );
  }
  return outcome ?? failed(diagnostic("usage/command-line", { problem: "no command", hint: undefined }, undefined));
}

/** Lines of help are no longer, even on a wider terminal. */
const widestHelp = 100;

/** Shows in every help text the options that hold for every command; `readGlobalOptions` has taken them before. */
function showGlobalOptions(command: Command): void {
  command.option("--color <when>", `colour: ${colourWishes.join(", ")}`);
  command.option("--diagnostics <form>", "errors and warnings as text or json");
  for (const each of command.commands) showGlobalOptions(each);
}

/** `-:Net`, a net of standard input, would pass for an option. */
function standardInput(word: string): string {
  return word.startsWith("-:") ? `<stdin>${word.slice(1)}` : word;
}

/** `eval '-3 + 1'`: a word that starts with a sign and no letter is an expression; behind `--` it is not taken for an option. */
function signedLast(words: readonly string[]): readonly string[] {
  if (words[0] !== "eval" || words.includes("--")) return words;
  const signed = words.filter((each) => /^-[^-\p{L}]/u.test(each));
  return signed.length === 0 ? words : [...words.filter((each) => !signed.includes(each)), "--", ...signed];
}

/** What commander ended with: help that was asked for, or a mistake on the command line. */
function endedByCommander(
  fault: CommanderError,
  help: string,
  words: readonly string[],
  known: readonly string[],
): Outcome {
  if (fault.exitCode === 0) return { text: help, diagnostics: [] };
  const [first = "", second] = words;
  const verb = known.find((each) => each === first);
  const usage = verb === undefined ? "ridge --help" : `ridge help ${verb}`;
  if (fault.code === "commander.help") {
    if (first !== "help" || second === undefined) return mistake("no command given", usage);
    const [nearest] = nearestNames(second, known);
    return mistake(`unknown command \`${second}\``, nearest === undefined ? usage : `did you mean \`${nearest}\`?`);
  }
  const [problem = "", suggestion] = fault.message.replace(/^error: /, "").split("\n");
  const [, guess] = /^\(Did you mean (.*)\?\)$/.exec(suggestion ?? "") ?? [];
  const [, found = ""] = /'([^']*)'/.exec(problem) ?? [];
  const isNear = guess !== undefined && nearestNames(found.replace(/^-+/, ""), [guess.replace(/^-+/, "")]).length > 0;
  const hint = isNear ? `did you mean \`${guess}\`?` : (usageHint(fault.code, found, words) ?? usage);
  return mistake(quoted(problem), hint);
}

function mistake(problem: string, hint: string): Outcome {
  return { ...failed(diagnostic("usage/command-line", { problem, hint }, undefined)), exit: exitCode.badInput };
}

/** Commander quotes words with `'`; messages use backticks. */
function quoted(problem: string): string {
  return problem.replace(/'([^']*)'/g, "`$1`").replace(/\.$/, "");
}
