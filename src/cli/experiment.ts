import { diagnostic } from "../core/diagnostic.ts";
import { nearestNames } from "../core/suggest.ts";
import { type Experiment, holds, experiments as ofPapers } from "../exec/index.ts";
import { type ExperimentReport, experimentFormats, renderExperiments } from "../report/index.ts";
import { lookOf, widthOption } from "./look.ts";
import { onnxRoundTrip } from "./onnx-round-trip.ts";
import { allOf, chosenFormat, wholeNumber } from "./options.ts";
import { exitCode, failed, type Outcome } from "./outcome.ts";
import { type AddVerb, examples, type Session } from "./session.ts";

/** Statements of papers, and the one about files, which needs more than the executor. */
export const experiments: readonly Experiment[] = [...ofPapers, onnxRoundTrip];

interface ExperimentWords {
  readonly seed: string;
  readonly format?: string;
  readonly output?: string;
  readonly width?: string;
}

export const addExperiment: AddVerb = (program, session) => {
  program
    .command("experiment")
    .summary("statements of papers, and of Ridge itself, tried by executing networks")
    .description(
      "Executes small networks on seeded weights and compares what is measured with what is stated: " +
        `${experiments.map((each) => each.name).join(", ")}. Exit 1 when a number is not as stated.`,
    )
    .argument("[names...]", "which ones; all unless given")
    .option("--seed <n>", "weights and inputs: the same seed gives the same bytes", "0")
    .option("-f, --format <format>", experimentFormats.join(" or "))
    .option("-o, --output <file>", "write to a file; its extension chooses the format")
    .option("--width <n>", "columns of the terminal")
    .addHelpText(
      "after",
      examples(
        ["ridge experiment", "all of them"],
        ["ridge experiment relu-collapse --seed 7", "other random planes"],
        ["ridge experiment separable -f json", "every digit"],
      ),
    )
    .action(async (names: string[], words: ExperimentWords) => {
      session.finish(await runExperiments(names, words, session));
    });
};

async function runExperiments(names: readonly string[], words: ExperimentWords, session: Session): Promise<Outcome> {
  session.terminal.endAtOnce?.();
  const checked = allOf({
    seed: wholeNumber("`--seed`", words.seed, 0, 999_999_999),
    format: chosenFormat(words.format, words.output, experimentFormats),
    width: widthOption(words.width),
  });
  const known = experiments.map((each) => each.name);
  const unknown = names.filter((each) => !known.includes(each));
  const faults = unknown.map((found) =>
    diagnostic("usage/choice", { what: "experiment", found, known, nearest: nearestNames(found, known) }, undefined),
  );
  if ("faults" in checked || faults.length > 0) {
    return failed(...("faults" in checked ? checked.faults : []), ...faults);
  }
  const { seed, format, width } = checked.values;
  const look = await lookOf(width, words.output, session);
  const reports: ExperimentReport[] = [];
  for (const each of experiments) {
    if (names.length === 0 || names.includes(each.name)) reports.push(await reportOf(each, seed));
  }
  const isFailed = reports.some((each) => each.rows.some((row) => !row.ok));
  return {
    text: renderExperiments(reports, { ...look, format, seed }),
    diagnostics: [],
    exit: isFailed ? exitCode.failed : exitCode.ok,
    output: words.output,
  };
}

async function reportOf({ name, claim, source, run }: Experiment, seed: number): Promise<ExperimentReport> {
  const findings = await run(seed);
  return { name, claim, source, rows: findings.map((each) => ({ ...each, ok: holds(each) })) };
}
