import { displayWidth } from "../core/display-width.ts";

/** Terminal cells that a text takes. */
export function textWidth(text: string): number {
  return displayWidth(text);
}

/** The same for a text with colours: their codes take no cells. */
export function paintedWidth(text: string): number {
  return displayWidth(text.includes(escapeSign) ? text.replace(colourCode, "") : text);
}

const escapeSign = "\u001b";
const colourCode = new RegExp(`${escapeSign}\\[[0-9;]*m`, "g");

/** The text cut in the middle to at most `width` cells, with `…` where something is missing. */
export function shorten(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  if (width <= 1) return "…".slice(0, Math.max(width, 0));
  const characters = [...text];
  const tail: string[] = [];
  const head: string[] = [];
  let used = 1;
  let takesTail = true;
  while (characters.length > 0) {
    const next = takesTail ? characters.pop() : characters.shift();
    if (next === undefined) break;
    used += textWidth(next);
    if (used > width) break;
    if (takesTail) tail.unshift(next);
    else head.push(next);
    takesTail = !takesTail;
  }
  return `${head.join("")}…${tail.join("")}`;
}

/** The text cut at its end to at most `width` cells: for sentences, whose beginning says most. */
export function cutEnd(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  let kept = "";
  let used = 1;
  for (const each of text) {
    used += textWidth(each);
    if (used > width) break;
    kept += each;
  }
  return width < 1 ? "" : `${kept.trimEnd()}…`;
}

/**
 * Breaks a text into lines of at most `width` cells, only where `separator` matches; what the separator looks ahead to
 * starts the next line. A piece that is longer than a line stays whole.
 */
export function fillLines(text: string, separator: RegExp, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const piece of text.split(separator)) {
    const longer = line === "" ? piece : `${line} ${piece}`;
    if (line !== "" && textWidth(longer) > width) {
      lines.push(line);
      line = piece;
    } else {
      line = longer;
    }
  }
  lines.push(line);
  return lines;
}

/** Breaks a line of parts with `·` between them in front of these, and a part that is longer than a line at its blanks. */
export function fillParts(text: string, width: number): string[] {
  return fillLines(text, / (?=· )/, width).flatMap((line) => fillLines(line, / /, width));
}

/** A sentence of a list; its further lines stand below its text, and a `%` beside its number. */
export function listItem(sentence: string, width: number): string[] {
  return fillLines(sentence, /(?<!<) (?!%)/, width - 2).map((line, at) => `${at === 0 ? "· " : "  "}${line}`);
}
