import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { nearestNames } from "../core/suggest.ts";
import { dataTypes } from "../cost/index.ts";
import {
  changeFault,
  comparedBy,
  compareFormats,
  compareReports,
  decideRules,
  labelOf,
  type NetworkVerdict,
  type RowMeasure,
  type Rule,
  renderComparison,
  rowMeasures,
} from "../report/index.ts";
import { ExpressionTooLarge } from "../symbolic/index.ts";
import { brokenRules, decideBudget, moreRules, rulesOf } from "./budget.ts";
import { type ComparedNetwork, type ComparedRuns, findCompared } from "./compared-networks.ts";
import { conventionNamed } from "./counting.ts";
import { listed } from "./network-words.ts";
import { allOf, type Checked, choice, chosenFormat, wholeNumber } from "./options.ts";
import { failed, type Outcome } from "./outcome.ts";
import { type AddVerb, examples, type Session } from "./session.ts";
import { hasColour, reportPaint } from "./style.ts";
import { lineWidth } from "./terminal.ts";

interface CompareOptions {
  readonly by: string;
  readonly columns: string;
  readonly as?: string;
  readonly dtype?: string;
  readonly batch: string;
  readonly on?: string;
  readonly core?: string;
  readonly baseline?: string;
  readonly failOn?: string;
  readonly budget?: string;
  readonly format?: string;
  readonly output?: string;
  readonly width?: string;
  readonly root?: string;
}

/** Width of a table that goes to a file or a pipe. */
const widthWithoutTerminal = 120;

export const addCompare: AddVerb = (program, session) => {
  program
    .command("compare")
    .summary("networks side by side, what changed and where")
    .description(
      "Exact costs of networks side by side. A setting belongs to the network in front of it; alpha=0.5,0.75 makes a network of each value. Changes are told from the first network, A.",
    )
    .argument("<networks...>", "zoo names, file.arch[:Net] or -, each with its settings behind it")
    .option("--by <rows>", `${comparedBy.join(", ")} (or path): what a row stands for`, "stage")
    .option("--columns <measures>", `of ${rowMeasures.map((each) => each.name).join(", ")}`, "macs,params")
    .option("--as <conventions>", "what is counted; several make a network of each: default,fvcore", more)
    .option("--dtype <types>", `storage types, one or several of ${dataTypes.join(", ")}`, more)
    .option("--batch <n>", "inferences at once", "1")
    .option("--on <devices>", "predicted times on one or several devices of `ridge hw list`, or ./my-board.yaml", more)
    .option("--core <core>", "which of the device's cores; its fastest unless given")
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
        ["ridge compare net.arch --baseline old.json --fail-on 'macs>+1%'", "for CI"],
      ),
    )
    .action(async (words: string[], options: CompareOptions) => {
      session.finish(await runCompare(words, options, session));
    });
};

/** An option that is given again adds to its list. */
function more(list: string, earlier: string | undefined): string {
  return earlier === undefined ? list : `${earlier},${list}`;
}

async function runCompare(words: readonly string[], options: CompareOptions, session: Session): Promise<Outcome> {
  const { terminal } = session;
  const checked = allOf({
    format: chosenFormat(options.format, options.output, compareFormats),
    by: choice("`--by`", options.by === "path" ? "layer" : options.by, comparedBy),
    measures: measuresOf(options.columns),
    conventions: eachOf(options.as ?? "default", (text) => conventionNamed("`--as`", text)),
    dtypes: eachOf(options.dtype ?? "fp32", (text) => choice("`--dtype`", text, dataTypes)),
    batch: wholeNumber("`--batch`", options.batch, 1, 1_000_000),
    width: options.width === undefined ? { value: undefined } : wholeNumber("`--width`", options.width, 20, 10_000),
  });
  const budget = rulesOf("--budget", options.budget);
  const failOn = rulesOf("--fail-on", options.failOn);
  if ("faults" in checked || budget.value === undefined || failOn.value === undefined) {
    const faults = "faults" in checked ? checked.faults : [];
    return failed(...faults, ...budget.diagnostics, ...failOn.diagnostics);
  }
  const { conventions: wanted, dtypes, batch, format, by, measures } = checked.values;
  const devices = options.on === undefined ? [undefined] : listed(options.on);
  if (options.core !== undefined && options.on === undefined) {
    return failed(diagnostic("usage/needs-device", { option: "--core" }, undefined));
  }
  const runs: ComparedRuns = { conventions: wanted, dtypes, devices, core: options.core, batch: BigInt(batch) };
  const found = await findCompared(words, runs, options, terminal);
  if (found.networks === undefined) return failed(...found.diagnostics);
  try {
    const comparison = compareReports(
      found.networks.map((each) => each.report),
      by,
    );
    const judged = judge(found.networks, budget.value, failOn.value);
    if ("faults" in judged) return failed(...found.diagnostics, ...judged.faults);
    const coloured = options.output === undefined && hasColour(session.colour, terminal.outIsTerminal, terminal.env);
    const width =
      checked.values.width ?? (options.output === undefined ? lineWidth(terminal) : undefined) ?? widthWithoutTerminal;
    const text = await renderComparison(comparison, {
      format,
      measures,
      width,
      baseline: options.baseline,
      budget: judged.budget,
      failures: judged.failures,
      ...(coloured ? { paint: await reportPaint() } : {}),
    });
    return { text, diagnostics: found.diagnostics, output: options.output, ...brokenRules(judged.said) };
  } catch (fault) {
    if (!(fault instanceof ExpressionTooLarge)) throw fault;
    return failed(...found.diagnostics, diagnostic("number/formula-too-large", {}, undefined));
  }
}

interface Judged {
  readonly budget: readonly NetworkVerdict[];
  readonly failures: readonly NetworkVerdict[];
  /** What is said of broken rules. */
  readonly said: readonly Diagnostic[];
}

/** Decides the budget of every network of this run, and for all but the first one what it may not do beside the first one. */
function judge(
  networks: readonly ComparedNetwork[],
  budgetRules: readonly Rule[],
  failRules: readonly Rule[],
): Judged | { readonly faults: readonly Diagnostic[] } {
  const [first] = networks;
  const budget: NetworkVerdict[] = [];
  const failures: NetworkVerdict[] = [];
  const said: Diagnostic[] = [];
  for (const [network, { report, cost }] of networks.entries()) {
    const name = `${labelOf(network)} (${report.network})`;
    const decided = cost === undefined ? undefined : decideBudget(budgetRules, report, cost, name);
    const changes =
      network === 0 || first === undefined ? undefined : decideRules(failRules, report, first.report.totals);
    const faults = [...(decided?.diagnostics ?? []), ...(changes?.diagnostics ?? [])];
    if (faults.length > 0) return { faults };
    const broken = changes?.value?.filter((each) => !each.ok) ?? [];
    budget.push(...(decided?.value?.verdicts ?? []).map((each) => ({ ...each, network })));
    failures.push(...broken.map((each) => ({ ...each, network })));
    const from = first?.cost === undefined ? "the baseline's " : "A's ";
    said.push(...(decided?.value?.broken ?? []), ...broken.map((each) => changeFault(each, name, from)));
  }
  return { budget, failures, said };
}

/** The values of a list, or the first one's fault. */
function eachOf<T>(text: string, read: (text: string) => Checked<T>): Checked<readonly T[]> {
  const values: T[] = [];
  for (const each of listed(text)) {
    const found = read(each);
    if ("fault" in found) return found;
    values.push(found.value);
  }
  return { value: values };
}

function measuresOf(text: string): Checked<readonly RowMeasure[]> {
  const known = rowMeasures.map((each) => each.name);
  return eachOf(text, (name) => {
    const value = rowMeasures.find((each) => each.name === name);
    if (value !== undefined) return { value };
    const args = { what: "a column", found: name, known, nearest: nearestNames(name, known) };
    return { fault: diagnostic("usage/choice", args, undefined) };
  });
}
