import { diagnostic } from "../core/diagnostic.ts";
import { costOf, type DataType, dataTypes, defaultConvention } from "../cost/index.ts";
import type { ElaboratedNetwork } from "../model/index.ts";
import { argumentsOf, type RooflineFormat, renderRoofline, rooflineFormats, rooflineView } from "../report/index.ts";
import { timeOn } from "./device.ts";
import { type Look, lookOf, widthOption } from "./look.ts";
import { elaborateFound, findNetwork, hintAtOptions } from "./network.ts";
import { allOf, choice, chosenFormat, withoutEffect } from "./options.ts";
import { failed, type Outcome, withinLimits } from "./outcome.ts";
import { type AddVerb, examples, type Session } from "./session.ts";
import {
  addPlaceOptions,
  addWhatIfOptions,
  type TimingRequest,
  type TimingWords,
  timingRequest,
} from "./timing-options.ts";

interface RooflineWords extends TimingWords {
  readonly dtype: string;
  readonly format?: string;
  readonly output?: string;
  readonly width?: string;
  readonly root?: string;
}

/** Where and how a network runs. */
interface Run {
  readonly dtype: DataType;
  readonly timing: TimingRequest;
}

export const addRoofline: AddVerb = (program, session) => {
  const command = program
    .command("roofline")
    .summary("layers under the roofs of a device")
    .description(
      "Every layer of a network under the peak rates and bandwidths of the cores that run it: MAC per byte against MAC per cycle, " +
        "and which layers lie lowest below their roof.",
    )
    .argument("<network>", "zoo name, file.arch[:Net], file.onnx, or - for standard input")
    .argument("[settings...]", "parameters: alpha=0.75 res=160")
    .option("--on <device>", "a name of `ridge hw list`, or ./my-board.yaml")
    .option("--dtype <type>", dataTypes.join(", "), "fp32")
    .option("-f, --format <format>", rooflineFormats.join(", "))
    .option("-o, --output <file>", "write to a file; its extension chooses the format")
    .option("--width <n>", "columns of the terminal")
    .option("--root <dir>", "folder that imports may read from");
  addWhatIfOptions(addPlaceOptions(command))
    .addHelpText(
      "after",
      examples(
        ["ridge roofline mobilenet_v2 --on pixel-2", "a plot in the terminal"],
        ["ridge roofline mobilenet_v2 --on pixel-2 -o roofline.svg", "a picture"],
        ["ridge roofline mobilenet_v1 alpha=0.5 --on nanopc-t4 --core cortex-a53", "the small cores of a board"],
        ["ridge roofline resnet50 --on xiaomi-mi-9 --dtype int8 -f csv", "the points, for another program"],
      ),
    )
    .action(async (network: string, settings: string[], words: RooflineWords) => {
      session.finish(await runRoofline(network, settings, words, session));
    });
};

async function runRoofline(
  network: string,
  settings: readonly string[],
  words: RooflineWords,
  session: Session,
): Promise<Outcome> {
  const checked = allOf({
    format: chosenFormat(words.format, words.output, rooflineFormats),
    dtype: choice("`--dtype`", words.dtype, dataTypes),
    width: widthOption(words.width),
  });
  const timing = timingRequest(words);
  if ("faults" in checked || "faults" in timing)
    return failed(...[checked, timing].flatMap((each) => ("faults" in each ? each.faults : [])));
  if (timing.value === undefined)
    return failed(diagnostic("usage/needs-device", { option: "ridge roofline" }, undefined));
  const { format, dtype, width } = checked.values;
  if (width !== undefined && format !== "table") return failed(withoutEffect("--width", format));
  const found = await findNetwork(network, settings, words.root, session.terminal);
  if (found.kind === "fault") return failed(...found.diagnostics);
  const { value, diagnostics } = elaborateFound(found);
  if (value === undefined) return { diagnostics: hintAtOptions(diagnostics, found.settings, optionNames) };
  const look = await lookOf(width, words.output, session);
  const run = { dtype, timing: timing.value };
  const answer = await withinLimits(() => draw(value, run, format, look));
  return { ...answer, diagnostics: [...diagnostics, ...answer.diagnostics], output: words.output };
}

async function draw(
  { graph, parameters }: ElaboratedNetwork,
  { dtype, timing }: Run,
  format: RooflineFormat,
  look: Look,
): Promise<Outcome> {
  const timed = await timeOn(timing, costOf(graph, { convention: defaultConvention, dtype }));
  if (timed.value === undefined) return failed(...timed.diagnostics);
  const view = rooflineView(timed.value, { network: graph.name, arguments: argumentsOf(parameters), dtype });
  return { text: renderRoofline(view, { format, ...look }), diagnostics: timed.diagnostics };
}

/** Options that are easily taken for parameters. */
const optionNames: readonly string[] = ["dtype", "on", "core", "runtime", "threads", "isa", "clock", "format"];
