import { diagnostic } from "../core/diagnostic.ts";
import { nearestNames } from "../core/suggest.ts";
import { fillLines, jsonText, textWidth } from "../report/index.ts";
import { type ZooEntry, zooEntries, zooEntry, zooSource } from "../shipped/index.ts";
import { chosenFormat } from "./options.ts";
import { failed, type Outcome } from "./outcome.ts";
import { type AddVerb, examples } from "./session.ts";
import { lineWidth } from "./terminal.ts";

interface ZooOptions {
  readonly format?: string;
}

export const addZoo: AddVerb = (program, session) => {
  program
    .command("zoo")
    .summary("the shipped networks")
    .description("Lists the shipped networks, or prints the text of one.")
    .argument("[network]", "print this network's file")
    .option("-f, --format <format>", "table (plain text) or json")
    .addHelpText(
      "after",
      examples(["ridge zoo", "all names"], ["ridge zoo mobilenet_v2 > mine.arch", "start from a shipped network"]),
    )
    .action((name: string | undefined, options: ZooOptions) => {
      session.finish(name === undefined ? listZoo(options, lineWidth(session.terminal)) : showNetwork(name));
    });
};

function listZoo(options: ZooOptions, columns = Number.POSITIVE_INFINITY): Outcome {
  const format = chosenFormat(options.format, undefined, ["table", "json"]);
  if ("fault" in format) return failed(format.fault);
  const entries = [...zooEntries().values()];
  if (format.value === "json") {
    const networks = entries.map(({ name, title, source }) => ({ name, title, source }));
    return { text: `${jsonText({ schema: "ridge.zoo/1", networks }, 2)}\n`, diagnostics: [] };
  }
  const width = Math.max(0, ...entries.map((each) => each.name.length));
  const titleWidth = Math.max(0, ...entries.map((each) => each.title.length));
  const lines = entries.map(({ name, title, source }) =>
    `${name.padEnd(width)}  ${title.padEnd(titleWidth)}  ${source ?? ""}`.trimEnd(),
  );
  const fits = lines.every((each) => textWidth(each) <= columns);
  const shown = fits ? lines : entries.flatMap((each) => stacked(each, columns));
  return { text: shown.map((each) => `${each}\n`).join(""), diagnostics: [] };
}

/** One network on lines of its own, for a narrow terminal. */
function stacked({ name, title, source }: ZooEntry, columns: number): readonly string[] {
  const below = [title, source ?? ""].filter((each) => each !== "");
  return [name, ...below.flatMap((each) => fillLines(each, / /, columns - 2).map((line) => `  ${line}`))];
}

function showNetwork(name: string): Outcome {
  const entry = zooEntry(name);
  if (entry === undefined) {
    const nearest = nearestNames(name, zooEntries().keys());
    return failed(diagnostic("usage/unknown-network", { name, nearest, fileExists: false }, undefined));
  }
  return { text: zooSource(entry).text, diagnostics: [] };
}
