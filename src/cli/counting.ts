import { diagnostic } from "../core/diagnostic.ts";
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
import type { Look } from "./look.ts";
import { type Asked, allOf, type Checked, chosenFormat, named } from "./options.ts";
import { failed, type Outcome } from "./outcome.ts";

/** Options of `ridge report` that ask whose count a number is, as they are typed. */
export interface CountingWords {
  readonly explain?: string;
  readonly match?: string;
  readonly format?: string;
  readonly output?: string;
}

/** The formats of both answers. */
const countingFormats = ["table", "md", "json"] as const;

/** Where a convention's count comes from, or whose count a number is. */
export type CountingQuestion = { readonly format: (typeof countingFormats)[number] } & (
  | { readonly kind: "explain"; readonly convention: Convention }
  | { readonly kind: "match"; readonly text: string; readonly number: PrintedNumber }
);

/** Reads `--explain`. */
export function explainQuestion({ explain = "", format, output }: CountingWords): Asked<CountingQuestion> {
  const checked = allOf({
    format: chosenFormat(format, output, countingFormats),
    convention: conventionNamed("`--explain`", explain),
  });
  return "faults" in checked ? checked : { question: { kind: "explain", ...checked.values } };
}

/** Reads `--match`. */
export function matchQuestion({ match = "", format, output }: CountingWords): Asked<CountingQuestion> {
  const checked = allOf({ format: chosenFormat(format, output, countingFormats), number: printedNumber(match) });
  return "faults" in checked ? checked : { question: { kind: "match", text: match.trim(), ...checked.values } };
}

function printedNumber(text: string): Checked<PrintedNumber> {
  const value = readPrintedNumber(text);
  if (value !== undefined) return { value };
  const wanted = "a count such as 320.3M, 3.5 M or 320,300,008";
  return { fault: diagnostic("usage/number", { what: "`--match`", found: text.slice(0, 60), wanted }, undefined) };
}

/** The convention of a name. */
export function conventionNamed(what: string, text: string): Checked<Convention> {
  return named(what, text, conventions);
}

/** The answer for one network, or which parameter stands in its way. */
export function answerCounting(
  question: CountingQuestion,
  { graph, parameters }: ElaboratedNetwork,
  spelling: Spelling | undefined,
  { width }: Look,
): Outcome {
  const about = { network: graph.name, arguments: argumentsOf(parameters) };
  const { format } = question;
  if (question.kind === "explain") {
    const explained = explainConvention(graph, question.convention, spelling);
    return { text: renderExplanation({ ...about, ...explained }, format, width), diagnostics: [] };
  }
  const matched = matchNumber(graph, question.number, spelling);
  if (matched !== undefined) {
    return { text: renderMatch({ ...about, ...matched, printed: question.text }, format, width), diagnostics: [] };
  }
  const free = parameters.filter((each) => each.free).map((each) => `\`${each.name}\``);
  const problem = `\`--match\` compares numbers, and the counts depend on ${free.join(" and ") || "a free symbol"}`;
  return failed(diagnostic("usage/command-line", { problem, hint: "give every parameter a value" }, undefined));
}
