import { diagnostic, type PhaseResult } from "../core/diagnostic.ts";
import {
  type DataType,
  largestProgram,
  planMemory,
  type Reuse,
  reuses,
  type Schedule,
  schedules,
} from "../cost/index.ts";
import type { ElaboratedNetwork } from "../model/index.ts";
import { argumentsOf, type MemoryFormat, memoryFormats, type Paint, renderMemory } from "../report/index.ts";
import { allOf, type Checked, choice, chosenFormat, wholeNumber } from "./options.ts";

/** Options of `ridge report` that ask for the memory timeline, as they are typed. */
export interface MemoryWords {
  readonly memory?: boolean;
  readonly reuse?: string;
  readonly schedule?: string;
  readonly align?: string;
  readonly format?: string;
  readonly output?: string;
}

/** What `--memory` asks for. */
export interface MemoryQuestion {
  readonly reuse: Reuse;
  readonly schedule: Schedule;
  readonly align: bigint;
  readonly format: MemoryFormat;
}

/** Options that shape the cost table alone. */
const costOptions = [
  "by",
  "sort",
  "top",
  "columns",
  "as",
  "explain",
  "match",
  "symbolic",
  "on",
  "core",
  "budget",
] as const;

/** Reads `--memory` and what goes with it; undefined when it is not given. `typed` says which other options are. */
export function memoryQuestion(
  words: MemoryWords,
  typed: (name: string) => boolean,
): Checked<MemoryQuestion | undefined> {
  const fault = (problem: string, hint: string) => ({
    fault: diagnostic("usage/command-line", { problem, hint }, undefined),
  });
  if (words.memory !== true) {
    const lone = (["reuse", "schedule", "align"] as const).find(typed);
    return lone === undefined
      ? { value: undefined }
      : fault(`\`--${lone}\` has no effect without \`--memory\``, "add --memory");
  }
  const idle = costOptions.find(typed);
  if (idle !== undefined) return fault(`\`--${idle}\` has no effect with \`--memory\``, `leave out --${idle}`);
  const checked = allOf({
    reuse: choice("`--reuse`", words.reuse ?? "fused", reuses),
    schedule: choice("`--schedule`", words.schedule ?? "written", schedules),
    align: wholeNumber("`--align`", words.align ?? "64", 1, 1_048_576),
    format: chosenFormat(words.format, words.output, memoryFormats),
  });
  if (!("faults" in checked)) return { value: { ...checked.values, align: BigInt(checked.values.align) } };
  const [first] = checked.faults;
  return first === undefined ? { value: undefined } : { fault: first };
}

export interface MemoryRun {
  readonly dtype: DataType;
  readonly batch: bigint;
  readonly width: number;
  readonly paint?: Paint;
}

/** The answer for one network, or which parameter stands in its way. */
export function answerMemory(
  question: MemoryQuestion,
  { graph, parameters }: ElaboratedNetwork,
  { dtype, batch, width, paint }: MemoryRun,
): PhaseResult<string> {
  const planned = planMemory(graph, { ...question, dtype, batch });
  if (planned.kind === "plan") {
    const report = { network: graph.name, arguments: argumentsOf(parameters), plan: planned.plan };
    return { value: renderMemory(report, question.format, width, paint), diagnostics: [] };
  }
  const fault = (problem: string, hint: string) => ({
    value: undefined,
    diagnostics: [diagnostic("usage/command-line", { problem, hint }, undefined)],
  });
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
