import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { type Convention, costOf, type DataType, dataTypes, defaultConvention, type Spelling } from "../cost/index.ts";
import type { ElaboratedNetwork } from "../model/index.ts";
import {
  argumentsOf,
  columns,
  drawnColumns,
  type Grouping,
  groupings,
  type ReportFormat,
  type Rule,
  renderReport,
  reportFormats,
  reportOf,
  type SortKey,
  sortKeys,
  timedColumns,
} from "../report/index.ts";
import { brokenRules, decideBudget, rulesOf } from "./budget.ts";
import { conventionNamed } from "./counting.ts";
import { timeOn } from "./device.ts";
import type { Look } from "./look.ts";
import {
  type Asked,
  allOf,
  batchOption,
  type Checked,
  choice,
  chosenFormat,
  eachOf,
  optional,
  wholeNumber,
  withoutEffect,
} from "./options.ts";
import { failed, type Outcome } from "./outcome.ts";
import { type TimingRequest, type TimingWords, timingRequest } from "./timing-options.ts";

/** Options of `ridge report` that shape the costs, as they are typed. */
export interface CostsWords extends TimingWords {
  readonly by?: string;
  readonly sort: string;
  readonly top?: string;
  readonly columns?: string;
  readonly as: string;
  readonly budget?: string;
  readonly dtype: string;
  readonly batch: string;
  readonly symbolic?: boolean;
  readonly format?: string;
  readonly output?: string;
}

/** The costs, per row and altogether. */
export interface CostsQuestion {
  readonly kind: "costs";
  readonly format: ReportFormat;
  readonly by: Grouping;
  readonly sort: SortKey;
  readonly top: number | undefined;
  readonly columns: readonly string[] | undefined;
  readonly convention: Convention;
  /** What the network must keep to; undefined when nothing is asked. */
  readonly budget: readonly Rule[] | undefined;
  readonly dtype: DataType;
  readonly batch: bigint;
  /** What the network is timed on; undefined when no times are asked for. */
  readonly timing: TimingRequest | undefined;
  readonly formulas: boolean;
}

/** Reads the options of the costs. */
export function costsQuestion(words: CostsWords): Asked<CostsQuestion> {
  const checked = allOf({
    format: chosenFormat(words.format, words.output, reportFormats),
    by: optional("`--by`", words.by, groupings),
    sort: choice("`--sort`", words.sort, sortKeys),
    top: words.top === undefined ? { value: undefined } : wholeNumber("`--top`", words.top, 1, 1_000_000),
    columns: words.columns === undefined ? { value: undefined } : eachOf(words.columns, columnNamed),
    convention: conventionNamed("`--as`", words.as),
    dtype: choice("`--dtype`", words.dtype, dataTypes),
    batch: batchOption(words.batch),
  });
  const rules = rulesOf("--budget", words.budget);
  const timing = timingRequest(words);
  if ("faults" in checked || "faults" in timing || rules.value === undefined) {
    const faults = [checked, timing].flatMap((each) => ("faults" in each ? each.faults : []));
    return { faults: [...faults, ...rules.diagnostics] };
  }
  const { format, by = format === "table" ? "block" : "layer" } = checked.values;
  const question: CostsQuestion = {
    ...checked.values,
    kind: "costs",
    by,
    budget: words.budget === undefined ? undefined : rules.value,
    timing: timing.value,
    formulas: words.symbolic === true,
  };
  const idle = idleOptions(question);
  return idle.length > 0 ? { faults: idle } : { question };
}

function columnNamed(text: string): Checked<string> {
  return choice(
    "a column",
    text,
    columns.map((each) => each.key),
  );
}

/** Options that the format does not heed, or that mean nothing without a device: they are refused rather than ignored. */
function idleOptions({ format, columns: shown, sort, timing, formulas }: CostsQuestion): readonly Diagnostic[] {
  const isJson = format === "json" || format === "jsonl";
  const names = (column: string) => shown?.includes(column) === true;
  const without: readonly (readonly [option: string, isGiven: boolean])[] = [
    ["--columns", shown !== undefined && isJson],
    ...drawnColumns.map((each): readonly [string, boolean] => [
      `--columns ${each}`,
      names(each) && format !== "table" && !isJson,
    ]),
    ["--symbolic", formulas && format === "csv"],
  ];
  const timed: readonly (readonly [option: string, isGiven: boolean])[] = [
    ["--sort ms", sort === "ms"],
    ...timedColumns.map((each): readonly [string, boolean] => [`--columns ${each}`, names(each)]),
  ];
  return [
    ...without.flatMap(([option, isGiven]) => (isGiven ? [withoutEffect(option, format)] : [])),
    ...timed.flatMap(([option, isGiven]) =>
      isGiven && timing === undefined ? [diagnostic("usage/needs-device", { option }, undefined)] : [],
    ),
  ];
}

/**
 * The costs of one network, and what they break of the budget.
 *
 * Errors: throws ExpressionTooLarge where a formula in free parameters passes the limits.
 */
export async function answerCosts(
  question: CostsQuestion,
  { graph, parameters }: ElaboratedNetwork,
  spelling: Spelling | undefined,
  look: Look,
): Promise<Outcome> {
  const { convention, dtype, batch, timing } = question;
  const cost = costOf(graph, { convention, dtype, batch, spelling });
  const plain = () => costOf(graph, { convention: defaultConvention, dtype, batch });
  const timed = timing === undefined ? undefined : await timeOn(timing, plain());
  const said = timed?.diagnostics ?? [];
  if (timed !== undefined && timed.value === undefined) return failed(...said);
  const report = reportOf(cost, argumentsOf(parameters), timed?.value);
  const budget = decideBudget(question.budget ?? [], report, cost);
  if (budget.value === undefined) return failed(...said, ...budget.diagnostics);
  const verdicts = question.budget === undefined ? undefined : budget.value.verdicts;
  const text = await renderReport(report, { ...question, ...look, budget: verdicts });
  return {
    text: text.value,
    diagnostics: [...said, ...text.diagnostics],
    ...(text.value === undefined ? {} : brokenRules(budget.value.broken)),
  };
}
