import type { Command } from "commander";
import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { dataTypes } from "../cost/index.ts";
import {
  type ComparedBy,
  type CompareFormat,
  comparedBy,
  compareFormats,
  compareReports,
  type CompareOptions as RenderOptions,
  type RowMeasure,
  type Rule,
  renderComparison,
  rowMeasures,
} from "../report/index.ts";
import { brokenRules, moreRules, rulesOf } from "./budget.ts";
import { type ComparedNetwork, type ComparedRuns, findCompared } from "./compared-networks.ts";
import { conventionNamed } from "./counting.ts";
import { judge } from "./judge.ts";
import { type Look, lookOf, widthOption } from "./look.ts";
import { type Asked, allOf, batchOption, choice, chosenFormat, eachOf, named, withoutEffect } from "./options.ts";
import { failed, type Outcome, withinLimits } from "./outcome.ts";
import { type AddVerb, examples, type Session } from "./session.ts";
import { addPlaceOptions, type TimingWords, timingRequests } from "./timing-options.ts";

interface CompareOptions extends TimingWords {
  readonly by: string;
  readonly columns: string;
  readonly as?: string;
  readonly dtype?: string;
  readonly batch: string;
  readonly baseline?: string;
  readonly failOn?: string;
  readonly budget?: string;
  readonly format?: string;
  readonly output?: string;
  readonly width?: string;
  readonly root?: string;
}

export const addCompare: AddVerb = (program, session) => {
  const command = program
    .command("compare")
    .summary("networks side by side, what changed and where")
    .description(
      "Exact costs of networks side by side. A setting belongs to the network in front of it; alpha=0.5,0.75 makes a network of each value. Changes are told from the first network, A.",
    )
    .argument("<networks...>", "zoo names, file.arch[:Net], file.onnx or -, each with its settings behind it")
    .option("--by <rows>", `${comparedBy.join(", ")} (or path): what a row stands for`, "stage")
    .option("--columns <measures>", `of ${rowMeasures.map((each) => each.name).join(", ")}`, "macs,params")
    .option("--as <conventions>", "what is counted; several make a network of each: default,fvcore", more)
    .option("--dtype <types>", `storage types, one or several of ${dataTypes.join(", ")}`, more)
    .option("--batch <n>", "inferences at once", "1")
    .option("--on <devices>", "predicted times on one or several devices of `ridge hw list`, or ./my-board.yaml", more);
  addPlaceOptions(command, more)
    .option("--baseline <file>", "a JSON report of an earlier run, as the first network")
    .option("--fail-on <rules>", "exit 1 when one is true: 'macs>+1% params>+0 peak>+64KiB macs>301M'", moreRules)
    .option(
      "--budget <rules>",
      "limits for every network: 'macs<=300M peak<=4MiB'; exit 1 when one is broken",
      moreRules,
    )
    .option("-f, --format <format>", compareFormats.join(", "))
    .option("-o, --output <file>", "write to a file; its extension chooses the format")
    .option("--width <n>", "columns of the terminal; narrow tables lose the last measures first, then share, %, change")
    .option("--root <dir>", "folder that imports may read from")
    .addHelpText(
      "after",
      examples(
        ["ridge compare mobilenet_v1 mobilenet_v2", "stage by stage"],
        ["ridge compare mobilenet_v2 mobilenet_v2 alpha=0.75 --by block", "a smaller variant"],
        ["ridge compare mobilenet_v2 alpha=0.35,0.5,0.75,1 --by total", "a family in one table"],
        ["ridge compare mobilenet_v2 --as default,fvcore --by op", "two ways to count"],
        ["ridge compare mobilenet_v1 'alpha=? in (0, 1]' mobilenet_v1 --by total", "the difference as a formula"],
        ["ridge compare mobilenet_v2 --on pixel-1,pixel-2", "two devices"],
        ["ridge compare mobilenet_v2 --on pixel-2 --threads 1,4", "one device, one and four threads"],
        [
          "ridge compare mobilenet_v1 mobilenet_v2 --on pixel-2 --on snapdragon-8gen3",
          "two machines: where MACs do not predict time",
        ],
        ["ridge compare net.arch --baseline old.json --fail-on 'macs>+1%'", "for CI"],
      ),
    )
    .action(async (words: string[], options: CompareOptions, command: Command) => {
      const asked = comparedAs(options, (option) => command.getOptionValueSource(option) === "cli");
      session.finish(
        "faults" in asked ? failed(...asked.faults) : await runCompare(words, options, asked.question, session),
      );
    });
};

/** An option that is given again adds to its list. */
function more(list: string, earlier: string | undefined): string {
  return earlier === undefined ? list : `${earlier},${list}`;
}

/** What the options ask for. */
interface ComparedAs {
  readonly format: CompareFormat;
  readonly by: ComparedBy;
  readonly measures: readonly RowMeasure[];
  readonly runs: ComparedRuns;
  readonly width: number | undefined;
  readonly budget: readonly Rule[];
  readonly failOn: readonly Rule[];
}

/** Reads the options. `isTyped` says which of them are given. */
function comparedAs(options: CompareOptions, isTyped: (option: string) => boolean): Asked<ComparedAs> {
  const checked = allOf({
    format: chosenFormat(options.format, options.output, compareFormats),
    by: choice("`--by`", options.by === "path" ? "layer" : options.by, comparedBy),
    measures: eachOf(options.columns, (text) => named("a column", text, rowMeasures)),
    conventions: eachOf(options.as ?? "default", (text) => conventionNamed("`--as`", text)),
    dtypes: eachOf(options.dtype ?? "fp32", (text) => choice("`--dtype`", text, dataTypes)),
    batch: batchOption(options.batch),
    width: widthOption(options.width),
  });
  const budget = rulesOf("--budget", options.budget);
  const failOn = rulesOf("--fail-on", options.failOn);
  const timings = timingRequests(options);
  if ("faults" in checked || "faults" in timings || budget.value === undefined || failOn.value === undefined) {
    const faults = [checked, timings].flatMap((each) => ("faults" in each ? each.faults : []));
    return { faults: [...faults, ...budget.diagnostics, ...failOn.diagnostics] };
  }
  const { conventions, dtypes, batch, ...table } = checked.values;
  const idle = idleOptions(table, options, isTyped);
  if (idle.length > 0) return { faults: idle };
  const runs = { conventions, dtypes, timings: timings.value, batch };
  return { question: { ...table, runs, budget: budget.value, failOn: failOn.value } };
}

/** Options that would change nothing: they are refused rather than ignored. */
function idleOptions(
  { format, by }: Pick<ComparedAs, "format" | "by">,
  { baseline, on }: CompareOptions,
  isTyped: (option: string) => boolean,
): readonly Diagnostic[] {
  const noEffect = (option: string, where: string) => diagnostic("usage/no-effect", { option, where }, undefined);
  const hasAll = format === "csv" || format === "json";
  return [
    ...(isTyped("width") && format !== "table" ? [withoutEffect("--width", format)] : []),
    ...(isTyped("columns") && hasAll ? [withoutEffect("--columns", format)] : []),
    ...(isTyped("columns") && !hasAll && by === "total" ? [noEffect("--columns", "with `--by total`")] : []),
    ...(on !== undefined && baseline !== undefined
      ? [noEffect("--on", "beside `--baseline`: a baseline is compared by its counts")]
      : []),
  ];
}

async function runCompare(
  words: readonly string[],
  { baseline, output, root }: CompareOptions,
  asked: ComparedAs,
  session: Session,
): Promise<Outcome> {
  const found = await findCompared(words, asked.runs, { baseline, root }, session.terminal);
  const { networks, diagnostics } = found;
  if (networks === undefined) return failed(...diagnostics);
  const look = await lookOf(asked.width, output, session);
  const answer = await withinLimits(() => answerCompared(networks, asked, { ...look, baseline }));
  return { ...answer, diagnostics: [...diagnostics, ...answer.diagnostics], output };
}

async function answerCompared(
  networks: readonly ComparedNetwork[],
  { format, by, measures, budget, failOn }: ComparedAs,
  look: Look & Pick<RenderOptions, "baseline">,
): Promise<Outcome> {
  const reports = networks.map((each) => each.report);
  const comparison = compareReports(reports, by);
  const judged = judge(networks, budget, failOn);
  if ("faults" in judged) return failed(...judged.faults);
  const { said, ...verdicts } = judged;
  const text = await renderComparison(comparison, { ...look, ...verdicts, format, measures });
  return { text, diagnostics: [], ...brokenRules(said) };
}
