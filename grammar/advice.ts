import type { Situation } from "./explain.ts";
import { suffixFactors } from "./number.ts";
import {
  Assign, Bar, BlockWord, Colon, Dot, ElseWord, FnWord, Identifier, LeftBrace, LeftParen, LetWord, Minus, NetWord,
  NumberToken, ParamWord, StringToken, WithinWord,
} from "./tokens.ts";

/** A hint for a failure that has no message of its own: something to type, or undefined. */
export function adviceFor(it: Situation): string | undefined {
  const { found, before, lead, wanted, tokens, index } = it;
  const type = found?.tokenType;
  if (found === undefined || type === undefined) return undefined;
  if (wanted === "a value") {
    const next = tokens[index + 1];
    if (type === LeftBrace) return "write a list as `[a, b]`; sets `{a, b}` stand after `in` and `choose`";
    if (type === Dot && next?.tokenType === NumberToken) return `type \`0.${next.image}\``;
    if (type === Minus && before?.tokenType === Minus) return "put the negative value into parentheses";
  }
  if (wanted === LeftBrace && lead?.tokenType === NetWord && type === LeftParen) return "give a net's parameters as `param` statements in its body";
  if (wanted === LeftBrace && (lead?.tokenType === FnWord || lead?.tokenType === BlockWord) && type === Assign) return "put the body into braces: `{ .. }`";
  if (wanted === Assign && type === Colon && lead?.tokenType === LetWord) return "`let` takes no type";
  if (wanted === StringToken && type === Identifier) return `type \`"${found.image}"\``;
  if (type === ElseWord) return "`else` follows the `}` of an `if`";
  if (type === WithinWord) return "`within` follows a comparison";
  if (type === Bar && wanted === "end of line") return "`|` separates the cells of a table; write `or` between conditions";
  if (before?.tokenType === NumberToken && type === Identifier) {
    return Object.hasOwn(suffixFactors, found.image)
      ? `a unit is glued to its number: \`${before.image}${found.image}\``
      : `type \`${before.image}*${found.image}\` for a product`;
  }
  if (wanted === "end of line" && type === Identifier && before?.tokenType === Identifier && tokens[index - 2]?.tokenType === ParamWord) {
    return `type \`${before.image}: ${found.image}\``;
  }
  return undefined;
}
