import { diagnostic } from "../core/diagnostic.ts";
import { nearestNames } from "../core/suggest.ts";
import { jsonText } from "../report/index.ts";
import { zooEntries, zooEntry, zooSource } from "../shipped/index.ts";
import { chosenFormat } from "./options.ts";
import { failed, type Outcome } from "./outcome.ts";
import { type AddVerb, examples } from "./session.ts";

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
      session.finish(name === undefined ? listZoo(options) : showNetwork(name));
    });
};

function listZoo(options: ZooOptions): Outcome {
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
  return { text: lines.map((each) => `${each}\n`).join(""), diagnostics: [] };
}

function showNetwork(name: string): Outcome {
  const entry = zooEntry(name);
  if (entry === undefined) {
    const nearest = nearestNames(name, zooEntries().keys());
    return failed(diagnostic("usage/unknown-network", { name, nearest, fileExists: false }, undefined));
  }
  return { text: zooSource(entry).text, diagnostics: [] };
}
