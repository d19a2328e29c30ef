import { namesNetwork } from "./network.ts";

/** Commands whose words set parameters of a network. */
const withSettings: readonly string[] = ["report", "compare", "simulate", "run"];

/** What was probably meant by words that commander refuses, as something to type; undefined when there is no guess. */
export function usageHint(code: string, found: string, words: readonly string[]): string | undefined {
  const [verb] = words;
  switch (code) {
    case "commander.unknownCommand":
      return namesNetwork(found) ? `ridge report ${[found, ...words.slice(1)].join(" ")}` : undefined;
    case "commander.unknownOption":
      if (verb === "fmt" && /^(-o|--output)/.test(found)) return "`--stdout` prints the formatted text";
      return verb !== undefined && withSettings.includes(verb) ? asSetting(found, words) : undefined;
    case "commander.missingArgument":
      return verb === "fmt" ? "`ridge fmt -` reads standard input" : undefined;
    default:
      return undefined;
  }
}

/** `--alpha 0.5` and `--alpha=0.5` are `alpha=0.5`. */
function asSetting(found: string, words: readonly string[]): string | undefined {
  const [, name, attached] = /^--(\p{L}[\p{L}\p{N}_]*)(?:=(.+))?$/u.exec(found) ?? [];
  if (name === undefined) return undefined;
  const at = words.findIndex((each) => each === found || each.startsWith(`${found}=`));
  const word = words[at] ?? "";
  const behind = word === found ? words[at + 1] : word.slice(found.length + 1);
  const value = attached ?? behind;
  if (value === undefined || value.startsWith("-")) return undefined;
  return `a parameter of the network is set with \`${name}=${value}\``;
}
