/** Ranges of code points that terminals draw two cells wide: CJK, Hangul, kana, full-width forms, most emoji. */
const wideRanges: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0x33ff],
  [0x3400, 0x4dbf],
  [0x4e00, 0x9fff],
  [0xa000, 0xa4cf],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f300, 0x1faff],
  [0x20000, 0x3fffd],
];

/** Terminal cells that a text without control characters takes. */
export function textWidth(text: string): number {
  let width = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (code >= 0x300 && code <= 0x36f) continue;
    width += wideRanges.some(([first, last]) => code >= first && code <= last) ? 2 : 1;
  }
  return width;
}

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
