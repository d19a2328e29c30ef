/** What to type in place of characters that look like one of the language's. */
const lookAlikes: Readonly<Record<string, string>> = {
  "\u00a0": "a space",
  "\u2003": "a space",
  "\u2009": "a space",
  "\u3000": "a space",
  "\u200b": "nothing there",
  "\ufeff": "nothing there",
  "“": '`"`',
  "”": '`"`',
  "„": '`"`',
  "«": '`"`',
  "»": '`"`',
  "「": '`"`',
  "」": '`"`',
  "‘": '`"`',
  "’": '`"`',
  "`": '`"`',
  "−": "`-`",
  "–": "`-`",
  "—": "`-`",
  "∗": "`*`",
  "⋅": "`*`",
  "•": "`*`",
  "÷": "`/`",
  "∕": "`/`",
  "⩽": "`<=`",
  "⩾": "`>=`",
  "⟶": "`->`",
  "⇒": "`->`",
  "∞": "`inf`",
  "∈": "`in`",
  "∀": "`forall`",
  "∧": "`and`",
  "∨": "`or`",
  "¬": "`not`",
  "½": "`1/2`",
  "√": "`sqrt(..)`",
  "、": "`,`",
  "。": "`.`",
  "【": "`[`",
  "】": "`]`",
  "…": "`..`",
  "&": "`and`",
  "~": "`~=`",
  "⁻": "`^-1` for a negative power",
  "±": "`~= 3.4M within 5%` for a tolerance",
  "%": "`a - b*floor(a/b)` for the remainder, `5%` without a blank for per cent",
  $: "the formula without `$`",
  "\\": "`a/b` for `\\frac{a}{b}`, `*` for `\\cdot`, `α` or `alpha` for `\\alpha`; `#` starts a comment",
};

/**
 * What to type in place of an unknown character: a description, or undefined when nothing is near.
 * Full-width forms stand for their ASCII counterparts.
 */
export function replacementFor(character: string): string | undefined {
  const ascii = fullWidthToAscii(character);
  if (ascii === undefined) return lookAlikes[character] ?? digitInstead(character);
  return /[\w"#()*+,\-./:;<=>[\]^{|}]/.test(ascii) ? `\`${ascii}\`` : undefined;
}

/** Raised digits are powers; lowered ones are part of a name. */
function digitInstead(character: string): string | undefined {
  const [power, index] = ["⁰¹²³⁴⁵⁶⁷⁸⁹".indexOf(character), "₀₁₂₃₄₅₆₇₈₉".indexOf(character)];
  if (power >= 0) return `\`^${power}\``;
  return index < 0 ? undefined : `\`_${index}\` or \`${index}\` in a name`;
}

/** The ASCII character of a full-width form (U+FF01 to U+FF5E): `（` gives `(`. */
export function fullWidthToAscii(character: string): string | undefined {
  const code = character.charCodeAt(0);
  return character.length === 1 && code >= 0xff01 && code <= 0xff5e ? String.fromCharCode(code - 0xfee0) : undefined;
}

/** The character as it can be shown on one line, with its code point: `（` (U+FF08), or the code point alone. */
export function describeCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const hex = `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
  const invisible = /^[\p{C}\p{Z}\p{M}]/u.test(character);
  return invisible ? hex : code < 0x80 ? `\`${character}\`` : `\`${character}\` (${hex})`;
}
