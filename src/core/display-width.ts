const tabStop = 4;

/**
 * The columns that a text takes on a terminal: East Asian wide and full-width characters and emoji take two, combining
 * marks and other invisible characters none. Tabs are expected to be expanded.
 *
 * Source: Unicode Standard Annex #11, the blocks whose characters are wide.
 *
 * @example displayWidth("宽度 α")  // 6
 */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text) width += characterWidth(character);
  return width;
}

/** The columns of one character (code point). */
export function characterWidth(character: string): 0 | 1 | 2 {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x300) return code < 0x20 || (code >= 0x7f && code < 0xa0) ? 0 : 1;
  if (/^[\p{Mn}\p{Me}\p{Cf}]$/u.test(character)) return 0;
  return isWide(code) ? 2 : 1;
}

const wideRanges: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f], // hangul jamo
  [0x2e80, 0x303e], // radicals, CJK punctuation, full-width space
  [0x3041, 0xa4cf], // kana, bopomofo, hangul, Han, Yi
  [0xa960, 0xa97f],
  [0xac00, 0xd7a3], // hangul syllables
  [0xf900, 0xfaff], // compatibility ideographs
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60], // full-width forms
  [0xffe0, 0xffe6],
  [0x1f300, 0x1f64f], // emoji
  [0x1f680, 0x1f6ff],
  [0x1f900, 0x1f9ff],
  [0x20000, 0x3fffd], // further ideographs
];

function isWide(code: number): boolean {
  return wideRanges.some(([first, last]) => code >= first && code <= last);
}

/** One character as it is shown: tabs become spaces, control characters a visible stand-in. */
export interface Cell {
  readonly shown: string;
  readonly width: number;
  /** UTF-16 offset in the text that was laid out. */
  readonly offset: number;
}

/** Lays out one line: tabs run to the next stop of 4, control characters are shown as U+FFFD so that they cannot move the cursor. */
export function layOut(line: string): Cell[] {
  const cells: Cell[] = [];
  let column = 0;
  let offset = 0;
  for (const character of line) {
    const code = character.codePointAt(0) ?? 0;
    let cell = { shown: character, width: characterWidth(character) as number, offset };
    if (character === "\t") {
      const width = tabStop - (column % tabStop);
      cell = { shown: " ".repeat(width), width, offset };
    } else if (isControl(code)) cell = { shown: "\ufffd", width: 1, offset };
    cells.push(cell);
    column += cell.width;
    offset += character.length;
  }
  return cells;
}

/** C0 and C1 controls, lone surrogates, and the marks that reorder text (Unicode "bidi" controls). */
function isControl(code: number): boolean {
  if (code < 0x20 || (code >= 0x7f && code < 0xa0)) return true;
  if (code >= 0xd800 && code <= 0xdfff) return true;
  return (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069) || code === 0x200e || code === 0x200f;
}
