import { extname } from "node:path";
import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { nearestNames } from "../core/suggest.ts";

/** An option's value, or what is wrong with it. */
export type Checked<T> = { readonly value: T } | { readonly fault: Diagnostic };

/** What options ask for together, or everything that is wrong with them. */
export type Asked<T> = { readonly question: T } | { readonly faults: readonly Diagnostic[] };

/** One of a few words. */
export function choice<T extends string>(what: string, text: string, known: readonly T[]): Checked<T> {
  const value = known.find((each) => each === text);
  if (value !== undefined) return { value };
  return {
    fault: diagnostic("usage/choice", { what, found: text, known, nearest: nearestNames(text, known) }, undefined),
  };
}

/** One of a few words, or nothing. */
export function optional<const T extends string>(
  what: string,
  text: string | undefined,
  known: readonly T[],
): Checked<T | undefined> {
  return text === undefined ? { value: undefined } : choice(what, text, known);
}

/** One of a few things with names. */
export function named<T extends { readonly name: string }>(
  what: string,
  text: string,
  known: readonly T[],
): Checked<T> {
  const value = known.find((each) => each.name === text);
  if (value !== undefined) return { value };
  const names = known.map((each) => each.name);
  const args = { what, found: text, known: names, nearest: nearestNames(text, names) };
  return { fault: diagnostic("usage/choice", args, undefined) };
}

/** The values of a list with commas between, or the first one's fault. */
export function eachOf<T>(text: string, read: (text: string) => Checked<T>): Checked<readonly T[]> {
  const values: T[] = [];
  for (const each of listed(text)) {
    const found = read(each);
    if ("fault" in found) return found;
    values.push(found.value);
  }
  return { value: values };
}

/** A whole number from `low` to `high`, both included. */
export function wholeNumber(what: string, text: string, low: number, high: number): Checked<number> {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= low && value <= high) return { value };
  const wanted = `a whole number from ${low} to ${high}`;
  return { fault: diagnostic("usage/number", { what, found: text, wanted }, undefined) };
}

/** Inferences at once. */
export function batchOption(text: string): Checked<bigint> {
  const batch = wholeNumber("`--batch`", text, 1, 1_000_000);
  return "fault" in batch ? batch : { value: BigInt(batch.value) };
}

/** An option that a format does not heed. */
export function withoutEffect(option: string, format: string): Diagnostic {
  const hint = `leave it out, or choose another format than ${format}`;
  return diagnostic("usage/no-effect", { option, where: `on ${format} output` }, undefined, { hint });
}

const formatsByExtension: Readonly<Record<string, readonly string[]>> = {
  ".txt": ["table", "text"],
  ".md": ["md"],
  ".csv": ["csv"],
  ".json": ["json", "sarif", "trace"],
  ".jsonl": ["jsonl"],
  ".tex": ["latex"],
  ".dot": ["dot"],
  ".gv": ["dot"],
  ".mmd": ["mermaid"],
  ".sarif": ["sarif"],
  ".xml": ["junit"],
  ".svg": ["svg"],
  ".yaml": ["yaml"],
  ".yml": ["yaml"],
};

/** Extensions that are meant for a format without standing for it. */
const otherNames: Readonly<Record<string, readonly string[]>> = {
  table: [".text"],
  text: [".text"],
  md: [".markdown"],
  jsonl: [".ndjson"],
  latex: [".latex", ".ltx"],
  mermaid: [".mermaid"],
};

function usualExtension(format: string): readonly string[] {
  return Object.keys(formatsByExtension).filter((each) => formatsByExtension[each]?.includes(format));
}

/**
 * The output format: what `-f` says, else what the extension of the output file says, else the first one. An extension
 * that stands for no format of the command, or for another one than `-f` says, is a fault, since the file would not hold what its
 * name promises; any format may go to `.txt`.
 */
export function chosenFormat<const T extends string>(
  format: string | undefined,
  output: string | undefined,
  known: readonly [T, ...T[]],
): Checked<T> {
  const extension = output === undefined ? "" : extname(output).toLowerCase();
  const named = formatsByExtension[extension];
  if (format !== undefined) {
    const chosen = choice("`--format`", format, known);
    if ("fault" in chosen || named === undefined || extension === ".txt" || named.includes(format)) return chosen;
    const args = { format, extension, chosen: named.join(" or ") };
    return { fault: diagnostic("usage/format-extension", args, undefined) };
  }
  if (extension === "") return { value: known[0] };
  const value = known.find((each) => formatsByExtension[extension]?.includes(each));
  if (value !== undefined) return { value };
  const [usual] = known.flatMap((each) => (otherNames[each]?.includes(extension) ? usualExtension(each) : []));
  return { fault: diagnostic("usage/extension", { extension, known, usual }, undefined) };
}

/** Keeps the values of all options, or collects every fault. */
export function allOf<T extends Readonly<Record<string, Checked<unknown>>>>(
  checked: T,
):
  | { readonly values: { readonly [K in keyof T]: T[K] extends Checked<infer V> ? V : never } }
  | { readonly faults: readonly Diagnostic[] } {
  const faults = Object.values(checked).flatMap((each) => ("fault" in each ? [each.fault] : []));
  if (faults.length > 0) return { faults };
  const values = Object.fromEntries(
    Object.entries(checked).map(([name, each]) => [name, "value" in each ? each.value : undefined]),
  );
  return { values: values as { readonly [K in keyof T]: T[K] extends Checked<infer V> ? V : never } };
}

/** The parts of a text between commas that stand outside of brackets and quotes. */
export function listed(text: string): readonly string[] {
  const parts: string[] = [];
  let [depth, from] = [0, 0];
  let isQuoted = false;
  for (let at = 0; at < text.length; at++) {
    const sign = text.charAt(at);
    if (sign === '"') isQuoted = !isQuoted;
    else if (isQuoted) continue;
    else if ("([{".includes(sign)) depth += 1;
    else if (")]}".includes(sign)) depth -= 1;
    else if (sign === "," && depth <= 0) {
      parts.push(text.slice(from, at));
      from = at + 1;
    }
  }
  return [...parts, text.slice(from)].map((each) => each.trim());
}
