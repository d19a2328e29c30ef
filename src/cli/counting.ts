import { diagnostic, type PhaseResult } from "../core/diagnostic.ts";
import {
  type Convention,
  conventions,
  explainConvention,
  matchNumber,
  type PrintedNumber,
  readPrintedNumber,
  type Spelling,
} from "../cost/index.ts";
import type { ElaboratedNetwork } from "../model/index.ts";
import { argumentsOf, renderExplanation, renderMatch } from "../report/index.ts";
import { type Checked, choice } from "./options.ts";

/** What `report` is asked instead of its table: where a convention's count comes from, or whose count a number is. */
export type CountingQuestion =
  | { readonly kind: "explain"; readonly convention: Convention }
  | { readonly kind: "match"; readonly text: string; readonly number: PrintedNumber };

/** The formats of both answers. */
export const countingFormats = ["table", "md", "json"] as const;

/** Reads `--explain` and `--match`; undefined when neither is given. */
export function countingQuestion(
  explain: string | undefined,
  match: string | undefined,
): Checked<CountingQuestion | undefined> {
  if (explain !== undefined && match !== undefined) {
    const problem = "`--explain` and `--match` cannot be given together";
    return { fault: diagnostic("usage/command-line", { problem, hint: "ridge help report" }, undefined) };
  }
  if (explain !== undefined) {
    const name = conventionNamed("`--explain`", explain);
    return "fault" in name ? name : { value: { kind: "explain", convention: name.value } };
  }
  if (match === undefined) return { value: undefined };
  const number = readPrintedNumber(match);
  if (number !== undefined) return { value: { kind: "match", text: match.trim(), number } };
  const wanted = "a count such as 320.3M, 3.5 M or 320,300,008";
  return { fault: diagnostic("usage/number", { what: "`--match`", found: match.slice(0, 60), wanted }, undefined) };
}

/** The convention of a name. */
export function conventionNamed(what: string, text: string): Checked<Convention> {
  const name = choice(
    what,
    text,
    conventions.map((each) => each.name),
  );
  if ("fault" in name) return name;
  const convention = conventions.find((each) => each.name === name.value);
  return convention === undefined ? choice(what, text, []) : { value: convention };
}

/** The answer for one network. */
export function answerCounting(
  question: CountingQuestion,
  { graph, parameters }: ElaboratedNetwork,
  spelling: Spelling | undefined,
  format: (typeof countingFormats)[number],
  width: number,
): PhaseResult<string> {
  const named = { network: graph.name, arguments: argumentsOf(parameters) };
  if (question.kind === "explain") {
    const explained = explainConvention(graph, question.convention, spelling);
    return { value: renderExplanation({ ...named, ...explained }, format, width), diagnostics: [] };
  }
  const matched = matchNumber(graph, question.number, spelling);
  if (matched !== undefined) {
    return { value: renderMatch({ ...named, ...matched, printed: question.text }, format, width), diagnostics: [] };
  }
  const free = parameters.filter((each) => each.free).map((each) => `\`${each.name}\``);
  const problem = `\`--match\` compares numbers, and the counts depend on ${free.join(" and ") || "a free symbol"}`;
  return {
    value: undefined,
    diagnostics: [diagnostic("usage/command-line", { problem, hint: "give every parameter a value" }, undefined)],
  };
}
