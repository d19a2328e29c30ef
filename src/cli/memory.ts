import { diagnostic } from "../core/diagnostic.ts";
import { dataTypes, largestProgram, type MemoryOptions, planMemory, reuses, schedules } from "../cost/index.ts";
import type { ElaboratedNetwork } from "../model/index.ts";
import { argumentsOf, type MemoryFormat, memoryFormats, renderMemory } from "../report/index.ts";
import type { Look } from "./look.ts";
import { type Asked, allOf, batchOption, choice, chosenFormat, wholeNumber } from "./options.ts";
import { failed, type Outcome } from "./outcome.ts";

/** Options of `ridge report` that shape the memory timeline, as they are typed. */
export interface MemoryWords {
  readonly memory?: boolean;
  readonly reuse?: string;
  readonly schedule?: string;
  readonly align?: string;
  readonly dtype: string;
  readonly batch: string;
  readonly format?: string;
  readonly output?: string;
}

/** What is alive step by step, where it lies, and what the weights add. */
export interface MemoryQuestion extends MemoryOptions {
  readonly kind: "memory";
  readonly format: MemoryFormat;
}

/** Reads the options of `--memory`. */
export function memoryQuestion(words: MemoryWords): Asked<MemoryQuestion> {
  const checked = allOf({
    reuse: choice("`--reuse`", words.reuse ?? "fused", reuses),
    schedule: choice("`--schedule`", words.schedule ?? "written", schedules),
    align: wholeNumber("`--align`", words.align ?? "64", 1, 1_048_576),
    dtype: choice("`--dtype`", words.dtype, dataTypes),
    batch: batchOption(words.batch),
    format: chosenFormat(words.format, words.output, memoryFormats),
  });
  if ("faults" in checked) return checked;
  return { question: { ...checked.values, kind: "memory", align: BigInt(checked.values.align) } };
}

/** The answer for one network, or which parameter stands in its way. */
export function answerMemory(
  question: MemoryQuestion,
  { graph, parameters }: ElaboratedNetwork,
  { width, paint }: Look,
): Outcome {
  const planned = planMemory(graph, question);
  if (planned.kind === "plan") {
    const report = { network: graph.name, arguments: argumentsOf(parameters), plan: planned.plan };
    return { text: renderMemory(report, question.format, width, paint), diagnostics: [] };
  }
  const fault = (problem: string, hint: string) =>
    failed(diagnostic("usage/command-line", { problem, hint }, undefined));
  if (planned.kind === "large") {
    const problem = `\`--memory\` plans at most ${largestProgram} steps, and this network has ${planned.steps}`;
    return fault(problem, "report a part of it, or leave out --memory: the peak is printed below the table");
  }
  const names = planned.symbols.map((each) => `\`${each}\``).join(" and ");
  const verb = planned.symbols.length === 1 ? "is" : "are";
  const settings = planned.symbols.map((each) => `${each}=...`).join(" ");
  return fault(
    `\`--memory\` needs sizes that are numbers, and ${names} ${verb} free`,
    `${settings}; without --memory the peak is printed as a formula`,
  );
}
