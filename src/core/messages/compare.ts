import { message } from "./message.ts";

const quoted = (names: readonly string[]) => names.map((each) => `\`${each}\``).join(" or ");

/** What budgets, baselines and comparisons of networks say. */
export const compareMessages = {
  "budget/rule": message({
    text: (a: { found: string }) =>
      `expected a rule such as \`macs<=300M\`, found ${a.found === "" ? "nothing" : `\`${a.found}\``}`,
    hint: () => "a measure, one of <= < >= > == !=, and a limit; blanks or commas between rules",
    explanation: "A rule compares one measure with a limit: `macs<=300M peak<=4MiB`, or `macs>+1%` with `--fail-on`.",
  }),
  "budget/measure": message({
    text: (a: { name: string; nearest: readonly string[]; known: readonly string[] }) =>
      `there is no measure \`${a.name}\``,
    hint: (a) =>
      a.nearest.length > 0 ? `did you mean ${quoted(a.nearest)}?` : `the measures are ${a.known.join(", ")}`,
    explanation: "Rules compare totals of a network: MACs, parameters, FLOPs, bytes, peak activations, layers.",
  }),
  "budget/unit": message({
    text: (a: { measure: string; wanted: string; found: string }) =>
      `\`${a.measure}\` is ${a.wanted}, found ${a.found}`,
    hint: (a) =>
      a.wanted.startsWith("bytes") ? "a number with B, KB, MB, GB, KiB, MiB or GiB" : "300M is 300 million",
    explanation: "Sizes are compared with sizes and counts with counts.",
  }),
  "budget/no-baseline": message({
    text: (a: { sign: string }) =>
      `a limit with \`${a.sign}\` is a change, and a budget has nothing that it changes from`,
    hint: () => "ridge compare NETWORK --baseline old.json --fail-on 'macs>+1%'",
    explanation: "A budget is absolute; changes are told by `ridge compare` with `--fail-on`.",
  }),
  "budget/undecided": message({
    text: (a: { measure: string; symbols: readonly string[] }) =>
      `whether \`${a.measure}\` keeps the limit depends on ${a.symbols.map((each) => `\`${each}\``).join(" and ")}`,
    hint: (a) =>
      `give ${a.symbols.join(" and ")} a value, or a smaller domain: ${a.symbols[0] ?? "alpha"}=? in [LOW, HIGH]`,
    explanation: "Of free parameters, a rule is decided when it holds, or fails, for all their values.",
  }),
  "budget/exceeded": message({
    text: (a: { network: string; measure: string; value: string; limit: string; by: string }) =>
      `${a.measure} of ${a.network}: ${a.value}, ${a.by} the limit of ${a.limit}`,
    explanation: "The network does not keep to a limit that was given with `--budget`; the exit code is 1.",
  }),
  "compare/failed": message({
    text: (a: { network: string; measure: string; value: string; by: string; from: string }) =>
      `${a.measure} of ${a.network}: ${a.value}, ${a.by} ${a.from}`,
    explanation: "A rule of `--fail-on` holds; the exit code is 1.",
  }),
  "compare/domain": message({
    text: (a: { name: string; first: string; second: string }) =>
      `\`${a.name}\` is free in ${a.first} and in ${a.second}, with different values`,
    hint: (a) => `give it a value in one of them, or the same domain in both: '${a.name}=? in [LOW, HIGH]'`,
    explanation: "A free parameter means the same in every compared network, so its domain must be the same.",
  }),
  "compare/run": message({
    text: (a: { what: string; baseline: string; found: string }) =>
      `the baseline has ${a.what} ${a.baseline}, and this run ${a.found}`,
    explanation: "A baseline is compared with a run that counts in the same way, at the same data type and batch.",
  }),
  "compare/network": message({
    severity: "warning",
    text: (a: { baseline: string; found: string }) =>
      `the baseline is a report of \`${a.baseline}\`, and this run one of \`${a.found}\``,
    explanation: "The baseline may be another network's; the comparison is made all the same.",
  }),
  "json/syntax": message({
    text: (a: { wanted: string; found: string }) => `expected ${a.wanted}, found ${a.found}`,
    hint: () => "write it again: ridge report NETWORK -f json -o old.json",
    explanation: "The file is no JSON text.",
  }),
  "baseline/foreign": message({
    text: (a: { found: string }) => `expected a report of Ridge, found ${a.found}`,
    hint: () => "ridge report NETWORK -f json -o old.json",
    explanation: "A baseline is what `ridge report -f json` writes: an object with `schema: ridge.report/1`.",
  }),
  "baseline/newer": message({
    text: (a: { found: string; known: string }) =>
      `the report has the schema \`${a.found}\`, and this Ridge reads \`${a.known}\``,
    hint: () => "use the Ridge that wrote it, or write it again with this one",
    explanation: "A later version of Ridge wrote the report in another form.",
  }),
  "baseline/free": message({
    text: (a: { name: string }) => `the baseline leaves \`${a.name}\` free, and changes are told between numbers`,
    hint: (a) => `ridge report NETWORK ${a.name}=VALUE -f json -o old.json`,
    explanation: "A baseline holds exact counts; formulas are compared with `ridge compare A B`.",
  }),
  "baseline/field": message({
    text: (a: { field: string; wanted: string; found: string }) =>
      `\`${a.field}\` must be ${a.wanted}, found ${a.found}`,
    hint: () => "write the baseline again: ridge report NETWORK -f json -o old.json",
    explanation: "A field of the report is missing or is not what it must be, so that nothing can be compared with it.",
  }),
  "baseline/sum": message({
    text: (a: { field: string; total: string; sum: string }) =>
      `\`totals.${a.field}\` is ${a.total}, but the layers add up to ${a.sum}`,
    hint: () => "write the baseline again: ridge report NETWORK -f json -o old.json",
    explanation: "Totals are the sums of the rows; a report in which they differ was changed by hand.",
  }),
} as const;
