import type { Command } from "commander";
import { conventions, dataTypes, reuses, type Spelling, schedules } from "../cost/index.ts";
import type { ElaboratedNetwork } from "../model/index.ts";
import { columns, sortKeys, timedColumns } from "../report/index.ts";
import { moreRules } from "./budget.ts";
import { answerCosts } from "./costs.ts";
import { answerCounting } from "./counting.ts";
import { type Look, lookOf } from "./look.ts";
import { answerMemory } from "./memory.ts";
import { asRun, elaborateFound, findNetwork, hintAtOptions } from "./network.ts";
import { failed, type Outcome, withinLimits } from "./outcome.ts";
import { type AskedReport, type ReportQuestion, type ReportWords, reportQuestion } from "./report-question.ts";
import { type AddVerb, examples, type Session } from "./session.ts";
import { addPlaceOptions } from "./timing-options.ts";

export const addReport: AddVerb = (program, session) => {
  const command = program
    .command("report")
    .summary("parameters, MACs and bytes per layer")
    .description("Exact parameters, MACs and bytes of a network, per layer, block, stage or operator.")
    .argument("<network>", "zoo name, file.arch[:Net], file.onnx, or - for standard input")
    .argument("[settings...]", "parameters: alpha=0.75 res=160; alpha=? leaves one free")
    .option("-f, --format <format>", "table, md, csv, json, jsonl or latex")
    .option("-o, --output <file>", "write to a file; its extension chooses the format")
    .option("--by <rows>", "a row per layer, block, stage or op (table: block, otherwise layer)")
    .option("--sort <key>", `${sortKeys.join(", ")}; largest first`, "order")
    .option("--top <n>", "only the n largest rows, the others as one")
    .option("--columns <list>", `of ${columns.map((each) => each.key).join(", ")}`)
    .option("--as <convention>", `what is counted: ${conventions.map((each) => each.name).join(", ")}`, "default")
    .option("--explain <convention>", "where that count comes from: the default count plus terms (table, md, json)")
    .option("--match <number>", "which conventions print a number such as 320.3M (table, md, json)")
    .option("--budget <rules>", "limits such as 'macs<=300M peak<=4MiB'; exit 1 when one is broken", moreRules)
    .option("--memory", "what is alive step by step, the arena, the weights per type (table, md, csv, json)")
    .option("--reuse <rule>", `with --memory: ${reuses.join(", ")} (fused)`)
    .option("--schedule <order>", `with --memory: ${schedules.join(", ")} order of the layers (written)`)
    .option("--align <bytes>", "with --memory: offsets in the arena are multiples of it (64)")
    .option("--dtype <type>", `storage type: ${dataTypes.join(", ")}`, "fp32")
    .option("--batch <n>", "inferences at once: multiplies MACs, FLOPs and activations, not weights", "1")
    .option("--on <device>", "predicted time on a device: a name of `ridge hw list`, or ./my-board.yaml");
  addPlaceOptions(command)
    .option("--symbolic", "print the formulas even when no parameter is free")
    .option("--width <n>", "columns of the terminal")
    .option("--root <dir>", "folder that imports may read from")
    .addHelpText("after", columnHelp())
    .addHelpText(
      "after",
      examples(
        ["ridge report mobilenet_v2", "costs per block"],
        ["ridge report mobilenet_v2 alpha=0.75 res=160 --by layer", "a smaller variant, every layer"],
        ["ridge report mobilenet_v2 alpha=?", "costs as formulas in alpha"],
        ["ridge report mobilenet_v2 --by stage --on pixel-2", "time on a device, and which roof binds"],
        ["ridge report mobilenet_v2 --explain thop", "why another tool prints another number"],
        ["ridge report mobilenet_v2 --budget 'macs<=300M params<=4M'", "exit 1 when a limit is broken"],
        ["ridge report mobilenet_v2 --match 320.3M", "what somebody else counted"],
        ["ridge report mobilenet_v2 --memory --dtype int8", "the tensor arena, and what fills it at its peak"],
        ["ridge report densenet121 --memory --schedule best -f json", "offsets of all buffers in the best order found"],
        ["ridge report net.arch:Small --top 5 -o small.md", "the five largest blocks as Markdown"],
      ),
    )
    .action(async (network: string, settings: string[], words: ReportWords, command: Command) => {
      const isGiven = (option: string) => command.getOptionValueSource(option) === "cli";
      const asked = reportQuestion(words, isGiven);
      session.finish(
        "faults" in asked
          ? failed(...asked.faults)
          : await runReport(network, settings, words, asked, session, isGiven),
      );
    });
};

async function runReport(
  network: string,
  settings: readonly string[],
  { output, root }: ReportWords,
  { question, width }: AskedReport,
  session: Session,
  isGiven: (option: string) => boolean,
): Promise<Outcome> {
  const found = await findNetwork(network, settings, root, session.terminal);
  if (found.kind === "fault") return failed(...found.diagnostics);
  const { value, diagnostics } = elaborateFound(found);
  if (value === undefined) return { diagnostics: hintAtOptions(diagnostics, found.settings, optionNames) };
  const look = await lookOf(width, output, session);
  const answer = await withinLimits(() => answerTo(asRun(question, value, isGiven), value, found.spelling, look));
  return { ...answer, diagnostics: [...diagnostics, ...answer.diagnostics], output };
}

function answerTo(
  question: ReportQuestion,
  network: ElaboratedNetwork,
  spelling: Spelling | undefined,
  look: Look,
): Outcome | Promise<Outcome> {
  switch (question.kind) {
    case "costs":
      return answerCosts(question, network, spelling, look);
    case "memory":
      return answerMemory(question, network, look);
    case "explain":
    case "match":
      return answerCounting(question, network, spelling, look);
  }
}

/** Options that are easily taken for parameters. */
const optionNames: readonly string[] = [
  "dtype",
  "batch",
  "on",
  "core",
  "runtime",
  "threads",
  "by",
  "sort",
  "top",
  "as",
  "columns",
  "format",
];

/** What each column holds, for the help text. */
function columnHelp(): string {
  const width = Math.max(...columns.map((each) => each.key.length));
  const list = (isTimed: boolean) =>
    columns
      .filter(({ key }) => timedColumns.includes(key) === isTimed)
      .map(({ key, doc }) => `  ${key.padEnd(width)}  ${doc}`)
      .join("\n");
  const heading = "Columns (× is `count`; batch norm counts as folded; `--as` says what MACs and parameters include):";
  return `\n${heading}\n${list(false)}\n\nColumns of times, with --on:\n${list(true)}`;
}
