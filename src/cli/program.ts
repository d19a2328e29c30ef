import { Command, CommanderError } from "commander";
import { diagnostic } from "../core/diagnostic.ts";
import { version } from "../shipped/index.ts";
import { addEval } from "./eval.ts";
import { addFmt } from "./fmt.ts";
import { addHw } from "./hw.ts";
import { exitCode, failed, type Outcome } from "./outcome.ts";
import { addReport } from "./report.ts";
import { type AddVerb, examples, type Session } from "./session.ts";
import { type ColourWish, colourWishes } from "./style.ts";
import type { Terminal } from "./terminal.ts";
import { addZoo } from "./zoo.ts";

const verbs: readonly AddVerb[] = [addReport, addEval, addFmt, addHw, addZoo];

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
  const program = new Command("ridge")
    .description("Exact symbolic costs and hardware rooflines for mobile neural networks.")
    .version(version, "-V, --version", "print the version")
    .helpOption("-h, --help", "print help")
    .helpCommand("help [command]", "print help for a command")
    .exitOverride()
    .configureOutput({ writeOut: keep, writeErr: keep, outputError: () => undefined, getOutHelpWidth: () => 100 })
    .addHelpText(
      "after",
      `\nEverywhere: --color ${colourWishes.join("|")}, --diagnostics text|json.\n${examples(
        ["ridge report mobilenet_v2", "costs per block"],
        ["ridge report mobilenet_v2 alpha=? -f json", "costs as formulas, for machines"],
        ["ridge help report", "everything about one command"],
      )}`,
    );
  for (const add of verbs) add(program, session);
  try {
    await program.parseAsync(words, { from: "user" });
  } catch (fault) {
    if (!(fault instanceof CommanderError)) throw fault;
    return endedByCommander(fault, help);
  }
  return outcome ?? failed(diagnostic("usage/command-line", { problem: "no command", hint: undefined }, undefined));
}

function endedByCommander(fault: CommanderError, help: string): Outcome {
  if (fault.exitCode === 0) return { text: help, diagnostics: [] };
  if (fault.code === "commander.help") {
    return failed(diagnostic("usage/command-line", { problem: "no command given", hint: "ridge --help" }, undefined));
  }
  const [problem = "", suggestion] = fault.message.replace(/^error: /, "").split("\n");
  const hint = suggestion?.replace(/^\(Did you mean (.*)\?\)$/, "did you mean $1?");
  return {
    ...failed(diagnostic("usage/command-line", { problem: quoted(problem), hint }, undefined)),
    exit: exitCode.badInput,
  };
}

/** Commander quotes words with `'`; messages use backticks. */
function quoted(problem: string): string {
  return problem.replace(/'([^']*)'/g, "`$1`").replace(/\.$/, "");
}
