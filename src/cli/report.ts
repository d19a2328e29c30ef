import type { Command } from "commander";
import { diagnostic } from "../core/diagnostic.ts";
import { nearestNames } from "../core/suggest.ts";
import { conventions, costOf, dataTypes, defaultConvention, reuses, schedules } from "../cost/index.ts";
import { elaborateNetwork } from "../model/index.ts";
import { argumentsOf, columns, groupings, renderReport, reportOf, sortKeys } from "../report/index.ts";
import { ExpressionTooLarge } from "../symbolic/index.ts";
import { brokenRules, decideBudget, moreRules, rulesOf } from "./budget.ts";
import { answerCounting, conventionNamed, countingFormats, countingQuestion } from "./counting.ts";
import { timeOn } from "./device.ts";
import { answerMemory, type MemoryWords, memoryQuestion } from "./memory.ts";
import { findNetwork, hintAtOptions } from "./network.ts";
import { allOf, type Checked, choice, chosenFormat, wholeNumber } from "./options.ts";
import { failed, type Outcome } from "./outcome.ts";
import { ineffectiveOptions } from "./report-options.ts";
import { type AddVerb, examples, type Session } from "./session.ts";
import { hasColour, reportPaint } from "./style.ts";
import { lineWidth } from "./terminal.ts";

interface ReportOptions extends MemoryWords {
  readonly by?: string;
  readonly sort: string;
  readonly top?: string;
  readonly columns?: string;
  readonly as: string;
  readonly explain?: string;
  readonly match?: string;
  readonly budget?: string;
  readonly dtype: string;
  readonly batch: string;
  readonly symbolic?: boolean;
  readonly on?: string;
  readonly core?: string;
  readonly width?: string;
  readonly root?: string;
}

const widest = 10_000;
/** Width of a table that goes to a file or a pipe. */
const widthWithoutTerminal = 120;

export const addReport: AddVerb = (program, session) => {
  program
    .command("report")
    .summary("parameters, MACs and bytes per layer")
    .description("Exact parameters, MACs and bytes of a network, per layer, block, stage or operator.")
    .argument("<network>", "zoo name, file.arch[:Net], or - for standard input")
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
    .option("--on <device>", "predicted time on a device: a name of `ridge hw list`, or ./my-board.yaml")
    .option("--core <core>", "which of the device's cores; its fastest unless given")
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
    .action(async (network: string, settings: string[], options: ReportOptions, command: Command) => {
      const typed = (name: string) => command.getOptionValueSource(name) === "cli";
      session.finish(await runReport(network, settings, options, session, typed));
    });
};

async function runReport(
  network: string,
  settings: readonly string[],
  options: ReportOptions,
  session: Session,
  typed: (name: string) => boolean,
): Promise<Outcome> {
  const { terminal } = session;
  const isQuestion = options.explain !== undefined || options.match !== undefined || options.memory === true;
  const checked = allOf({
    format: isQuestion
      ? { value: "table" as const }
      : chosenFormat(options.format, options.output, ["table", "md", "csv", "json", "jsonl", "latex"]),
    memory: memoryQuestion(options, typed),
    answer:
      isQuestion && options.memory !== true
        ? chosenFormat(options.format, options.output, countingFormats)
        : { value: "table" as const },
    question: countingQuestion(options.explain, options.match),
    by: options.by === undefined ? { value: undefined } : choice("`--by`", options.by, groupings),
    sort: choice("`--sort`", options.sort, sortKeys),
    top: options.top === undefined ? { value: undefined } : wholeNumber("`--top`", options.top, 1, 1_000_000),
    columns: columnKeys(options.columns),
    convention: conventionNamed("`--as`", options.as),
    dtype: choice("`--dtype`", options.dtype, dataTypes),
    batch: wholeNumber("`--batch`", options.batch, 1, 1_000_000),
    width: options.width === undefined ? { value: undefined } : wholeNumber("`--width`", options.width, 20, widest),
  });
  if ("faults" in checked) return failed(...checked.faults);
  const { format, by, sort, top, dtype, convention, question, memory } = checked.values;
  const rules = rulesOf("--budget", options.budget);
  if (rules.value === undefined) return failed(...rules.diagnostics);
  const ineffective = ineffectiveOptions(
    { ...options, isQuestion, sort, width: checked.values.width, columns: checked.values.columns },
    format,
  );
  if (ineffective.length > 0) return failed(...ineffective);
  const width =
    checked.values.width ?? (options.output === undefined ? lineWidth(terminal) : undefined) ?? widthWithoutTerminal;
  const found = await findNetwork(network, settings, options.root, terminal);
  if (found.kind === "fault") return failed(...found.diagnostics);
  const { value, diagnostics } = elaborateNetwork(found.request);
  if (value === undefined) return { diagnostics: hintAtOptions(diagnostics, found.request.settings, optionNames) };
  const { spelling } = found;
  const batch = BigInt(checked.values.batch);
  try {
    if (question !== undefined) {
      const answer = answerCounting(question, value, spelling, checked.values.answer, width);
      return { text: answer.value, diagnostics: [...diagnostics, ...answer.diagnostics], output: options.output };
    }
    const coloured = options.output === undefined && hasColour(session.colour, terminal.outIsTerminal, terminal.env);
    const painting = coloured ? { paint: await reportPaint() } : {};
    if (memory !== undefined) {
      const answer = answerMemory(memory, value, { dtype, batch, width, ...painting });
      return { text: answer.value, diagnostics: [...diagnostics, ...answer.diagnostics], output: options.output };
    }
    const cost = costOf(value.graph, { convention, dtype, batch, spelling });
    const timed =
      options.on === undefined
        ? { value: undefined, diagnostics: [] }
        : await timeOn(options.on, options.core, costOf(value.graph, { convention: defaultConvention, dtype, batch }));
    if (options.on !== undefined && timed.value === undefined) return failed(...diagnostics, ...timed.diagnostics);
    const said = [...diagnostics, ...timed.diagnostics];
    const report = reportOf(cost, argumentsOf(value.parameters), timed.value);
    const budget = decideBudget(rules.value, report, cost);
    if (budget.value === undefined) return failed(...said, ...budget.diagnostics);
    const text = await renderReport(report, {
      format,
      by: by ?? (format === "table" ? "block" : "layer"),
      sort,
      top,
      columns: checked.values.columns,
      width,
      formulas: options.symbolic === true,
      budget: options.budget === undefined ? undefined : budget.value.verdicts,
      ...painting,
    });
    return {
      text: text.value,
      diagnostics: [...said, ...text.diagnostics],
      output: options.output,
      ...(text.value === undefined ? {} : brokenRules(budget.value.broken)),
    };
  } catch (fault) {
    if (fault instanceof ExpressionTooLarge)
      return failed(...diagnostics, diagnostic("number/formula-too-large", {}, undefined));
    throw fault;
  }
}

/** Options that are easily taken for parameters. */
const optionNames: readonly string[] = ["dtype", "batch", "on", "core", "by", "sort", "top", "as", "columns", "format"];

/** What each column holds, for the help text. */
function columnHelp(): string {
  const width = Math.max(...columns.map((each) => each.key.length));
  const heading = `Columns (× is \`count\`; batch norm counts as folded; \`--as\` says what MACs and parameters include):`;
  return `\n${heading}\n${columns.map(({ key, doc }) => `  ${key.padEnd(width)}  ${doc}`).join("\n")}`;
}

function columnKeys(text: string | undefined): Checked<readonly string[] | undefined> {
  if (text === undefined) return { value: undefined };
  const keys = columns.map((each) => each.key);
  const wanted = text.split(",").map((each) => each.trim());
  const unknown = wanted.find((each) => !keys.includes(each));
  if (unknown === undefined) return { value: wanted };
  const nearest = nearestNames(unknown, keys);
  return { fault: diagnostic("usage/choice", { what: "a column", found: unknown, known: keys, nearest }, undefined) };
}
