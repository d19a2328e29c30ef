import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { type CostsQuestion, type CostsWords, costsQuestion } from "./costs.ts";
import { type CountingQuestion, type CountingWords, explainQuestion, matchQuestion } from "./counting.ts";
import { widthOption } from "./look.ts";
import { type MemoryQuestion, type MemoryWords, memoryQuestion } from "./memory.ts";
import { type Asked, withoutEffect } from "./options.ts";

/** The options of `ridge report` as they are typed. */
export interface ReportWords extends CostsWords, CountingWords, MemoryWords {
  readonly width?: string;
  readonly root?: string;
}

/** What `ridge report` is asked: the costs, or instead of them what one option asks for. */
export type ReportQuestion = CostsQuestion | CountingQuestion | MemoryQuestion;

type Kind = ReportQuestion["kind"];

/** Options that ask for something else than the costs, the first one that is given. */
const asking = ["memory", "explain", "match"] as const satisfies readonly Kind[];

/** The options that each answer heeds, beside `--format`, `--output`, `--width` and `--root`. */
const heeded: Readonly<Record<Kind, readonly string[]>> = {
  costs: [
    "by",
    "sort",
    "top",
    "columns",
    "as",
    "budget",
    "dtype",
    "batch",
    "on",
    "core",
    "runtime",
    "threads",
    "symbolic",
  ],
  memory: ["reuse", "schedule", "align", "dtype", "batch"],
  explain: [],
  match: [],
};

export interface AskedReport {
  readonly question: ReportQuestion;
  /** Of `--width`; undefined when it is not given. */
  readonly width: number | undefined;
}

/** The question with the width that is asked for, or every fault. `isTyped` says which options are given. */
export function reportQuestion(
  words: ReportWords,
  isTyped: (option: string) => boolean,
): AskedReport | { readonly faults: readonly Diagnostic[] } {
  const kind = asking.find(isTyped) ?? "costs";
  const idle = idleOptions(kind, isTyped);
  if (idle.length > 0) return { faults: idle };
  const asked = read(kind, words);
  const width = widthOption(words.width);
  const faults = [...("faults" in asked ? asked.faults : []), ...("fault" in width ? [width.fault] : [])];
  if ("faults" in asked || "fault" in width) return { faults };
  const { format } = asked.question;
  if (width.value !== undefined && format !== "table") return { faults: [withoutEffect("--width", format)] };
  return { question: asked.question, width: width.value };
}

function read(kind: Kind, words: ReportWords): Asked<ReportQuestion> {
  switch (kind) {
    case "costs":
      return costsQuestion(words);
    case "memory":
      return memoryQuestion(words);
    case "explain":
      return explainQuestion(words);
    case "match":
      return matchQuestion(words);
  }
}

/** Options that the answer would not heed: they are refused rather than ignored. */
function idleOptions(kind: Kind, isTyped: (option: string) => boolean): readonly Diagnostic[] {
  const options = new Set<string>([...asking, ...Object.values(heeded).flat()]);
  const idle = [...options].filter((each) => each !== kind && isTyped(each) && !heeded[kind].includes(each));
  return idle.map((option) => {
    const asker = asking.find((each) => heeded[each].includes(option));
    const [where, hint] =
      kind === "costs" && asker !== undefined
        ? [`without \`--${asker}\``, `add --${asker}`]
        : [`with \`--${kind}\``, `leave out --${option}`];
    return diagnostic("usage/no-effect", { option: `--${option}`, where }, undefined, { hint });
  });
}
