import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import { type Checked, listed } from "./options.ts";

/** A network with the settings that follow it. */
export interface NetworkWords {
  readonly network: string;
  readonly settings: readonly string[];
}

const setting = /^([\p{L}_][\p{L}\p{N}_]*)=([\s\S]*)$/u;

/**
 * `mobilenet_v1 mobilenet_v2 alpha=0.5,0.75 res=160`: networks, each with the settings behind it. A setting with several values, set apart by
 * commas outside of brackets, makes a network of each; several such settings make all combinations. At most `most` networks.
 *
 * @example readNetworkWords(["a", "b", "alpha=1,2"], 26).value.length  // 3
 */
export function readNetworkWords(words: readonly string[], most: number): Checked<readonly NetworkWords[]> {
  const groups: { readonly network: string; readonly settings: string[] }[] = [];
  for (const word of words) {
    if (!setting.test(word)) groups.push({ network: word, settings: [] });
    else if (groups.length === 0) return { fault: early(word, words) };
    else groups.at(-1)?.settings.push(word);
  }
  const networks: NetworkWords[] = [];
  for (const { network, settings } of groups) {
    const twice = repeated(settings);
    if (twice !== undefined) return { fault: twice };
    const choices = settings.map(alternatives);
    const count = choices.reduce((product, each) => Math.min(product * each.length, most + 1), 1);
    if (networks.length + count > most) return { fault: tooMany(most) };
    networks.push(...combinations(choices).map((each) => ({ network, settings: each })));
  }
  return { value: networks };
}

export function tooMany(most: number): Diagnostic {
  const problem = `at most ${most} networks can be compared at once`;
  return diagnostic("usage/command-line", { problem, hint: "compare fewer at a time, or `ridge zoo`" }, undefined);
}

function early(word: string, words: readonly string[]): Diagnostic {
  const network = words.find((each) => !setting.test(each)) ?? "mobilenet_v2";
  const problem = `\`${word}\` stands before any network, and a setting belongs to the network in front of it`;
  return diagnostic("usage/command-line", { problem, hint: `ridge compare ${network} ${network} ${word}` }, undefined);
}

/** A setting that is given twice for one network. */
function repeated(settings: readonly string[]): Diagnostic | undefined {
  const names = settings.map((word) => setting.exec(word)?.[1] ?? "");
  const again = names.find((name, at) => names.indexOf(name) < at);
  if (again === undefined) return undefined;
  const values = settings.filter((_, at) => names[at] === again).map((word) => word.slice(again.length + 1));
  const problem = `\`${again}\` is set twice for one network`;
  const hint = `${again}=${values.join(",")} makes a network of each value`;
  return diagnostic("usage/command-line", { problem, hint }, undefined);
}

/** `alpha=0.5,1` as `alpha=0.5` and `alpha=1`. */
function alternatives(word: string): readonly string[] {
  const [, name = "", text = ""] = setting.exec(word) ?? [];
  return listed(text).map((each) => `${name}=${each}`);
}

function combinations(choices: readonly (readonly string[])[]): readonly (readonly string[])[] {
  return choices.reduce<readonly (readonly string[])[]>(
    (all, options) => all.flatMap((each) => options.map((option) => [...each, option])),
    [[]],
  );
}
