import { diagnostic, hasErrors } from "../core/diagnostic.ts";
import { renderListing } from "../report/index.ts";
import { nearestNetworks, zooCall, zooSource } from "../shipped/index.ts";
import { FileLoader } from "./file-loader.ts";
import { lookOf, widthOption } from "./look.ts";
import { allOf, chosenFormat } from "./options.ts";
import { failed, type Outcome } from "./outcome.ts";
import { type AddVerb, examples, type Session } from "./session.ts";
import { surveyZoo, zooColumns } from "./zoo-survey.ts";

interface ZooOptions {
  readonly format?: string;
  readonly output?: string;
  readonly width?: string;
}

export const addZoo: AddVerb = (program, session) => {
  program
    .command("zoo")
    .summary("the shipped networks")
    .description("Lists the shipped networks with their costs at the defaults, or prints the text of one.")
    .argument("[network]", "print this network's file")
    .option("-f, --format <format>", "table, md, csv or json")
    .option("-o, --output <file>", "write to a file; its extension chooses the format")
    .option("--width <n>", "columns of the terminal")
    .addHelpText(
      "after",
      examples(
        ["ridge zoo", "every network with params, MACs and source"],
        ["ridge zoo -o zoo.csv", "the same in full digits"],
        ["ridge zoo mobilenet_v2 > mine.arch", "start from a shipped network"],
      ),
    )
    .action(async (name: string | undefined, options: ZooOptions) => {
      session.finish(name === undefined ? await listZoo(options, session) : showNetwork(name, options));
    });
};

const narrowFirst = ["excludes", "settings", "title", "peakActivationBytes"];

async function listZoo(options: ZooOptions, session: Session): Promise<Outcome> {
  const checked = allOf({
    format: chosenFormat(options.format, options.output, ["table", "md", "csv", "json"]),
    width: widthOption(options.width),
  });
  if ("faults" in checked) return failed(...checked.faults);
  const { networks, diagnostics } = surveyZoo(new FileLoader(undefined));
  if (hasErrors(diagnostics)) return failed(...diagnostics);
  const { width } = await lookOf(checked.values.width, options.output, session);
  const text = await renderListing(networks, {
    format: checked.values.format,
    width,
    dropOrder: narrowFirst,
    columns: zooColumns,
    document: (rows) => ({ schema: "ridge.zoo/1", networks: rows }),
  });
  return { text, diagnostics, output: options.output };
}

function showNetwork(name: string, { output }: ZooOptions): Outcome {
  const called = zooCall(name);
  if (called === undefined) {
    const nearest = nearestNetworks(name);
    return failed(diagnostic("usage/unknown-network", { name, nearest, fileExists: false }, undefined));
  }
  return { text: zooSource(called.entry).text, diagnostics: [], output };
}
