import type { Command } from "commander";
import type { FitWords } from "./fit-question.ts";
import { examples, type Session } from "./session.ts";

/** Adds `ridge hw fit`. */
export function addFit(hw: Command, session: Session): void {
  hw.command("fit")
    .summary("what is not public of a DSP, fitted to measurements")
    .description(
      "Fits the constants of a device's DSP that are not public (clock, inference, floatEdges) to measured latencies of a few networks, " +
        "and predicts the other rows of the device with them. With --from: one ratio to the constants of another device. Of a DSP " +
        "such as hexagon: the pace of its packets, together with the constants of every device that has it and rows of all the networks.",
    )
    .argument("<profile>", "a device with a DSP, a file such as ./my-board.yaml, or a DSP such as hexagon")
    .requiredOption(
      "--data <file>",
      "CSV of measurements as `ridge help validate` describes it, or - for standard input",
    )
    .requiredOption("--networks <names>", "networks to fit to, with commas between; the others are predicted")
    .option("--from <device>", "take over the constants of this device, and fit how many times faster the other one is")
    .option("--dtype <type>", "rows of one data type only: fp16 or int8")
    .option("--seed <n>", "of the further starts of the search (0)")
    .option("-f, --format <format>", "table, json, or yaml: a device profile with the fitted values")
    .option("-o, --output <file>", "write to a file; its extension chooses the format")
    .option("--width <n>", "columns of the terminal")
    .option("--root <dir>", "folder that imports of networks may read from")
    .addHelpText("after", fittedHelp)
    .addHelpText(
      "after",
      examples(
        ["ridge hw fit qcs8550 --data mine.csv --networks resnet50,squeezenet1_1,mobilenet_v2", "three constants"],
        ["ridge hw fit qcs8550 --data mine.csv --networks resnet50 --from snapdragon-8gen3", "one ratio"],
        ["ridge hw fit hexagon --data mine.csv --networks resnet50,squeezenet1_1,mobilenet_v2", "several devices"],
        [
          "ridge hw fit qcs8550 --data mine.csv --networks resnet50,vgg16 -o mine.yaml",
          "a profile for --on ./mine.yaml",
        ],
      ),
    )
    .action(async (profile: string, words: FitWords) => {
      // Brings models and profiles, which the other commands of `hw` do not need to load.
      const { runFit } = await import("./fit.ts");
      session.finish(await runFit(profile, words, session));
    });
}

const fittedHelp = `
Constants:
  clock       the rate at which the cycles of the DSP's profile pass
  inference   to hand an inference over and to be told of its end
  floatEdges  rate at which float32 inputs and outputs are converted
  packet      cycles from one packet of vector instructions to the next
A standard error (± %) says how far a constant may move without the rows
telling; a constant that is held at a bound has none.`;
