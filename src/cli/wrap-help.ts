import { textWidth } from "../report/index.ts";

/** Help text with every line broken at blanks to fit; a description goes on below its own start, an example's behind its command. */
export function wrapHelp(text: string, width: number): string {
  return text
    .split("\n")
    .flatMap((line) => wrapLine(line, width))
    .join("\n");
}

function wrapLine(line: string, width: number): readonly string[] {
  if (textWidth(line) <= width) return [line];
  const [, command, meaning] = /^( {2}\$ .*?) {3,}(\S.*)$/.exec(line) ?? [];
  if (command !== undefined && meaning !== undefined) {
    return [...fill(command, width, "      "), ...fill(`      ${meaning}`, width, "      ")];
  }
  const indent = /^ */.exec(line)?.[0].length ?? 0;
  const description = /^ *\S.*? {2,}(?=\S)/.exec(line)?.[0].length ?? width;
  return fill(line, width, " ".repeat(description <= width / 2 ? description : indent + 2));
}

/** Breaks at single blanks; a word that is longer than the line stays whole. */
function fill(line: string, width: number, margin: string): readonly string[] {
  const lines: string[] = [];
  let rest = line;
  while (textWidth(rest) > width) {
    const indent = /^ */.exec(rest)?.[0].length ?? 0;
    const before = rest.lastIndexOf(" ", width);
    const at = before > indent ? before : rest.indexOf(" ", Math.max(width, indent + 1));
    if (at < 0) break;
    lines.push(rest.slice(0, at).trimEnd());
    rest = margin + rest.slice(at).trimStart();
  }
  return [...lines, rest];
}
