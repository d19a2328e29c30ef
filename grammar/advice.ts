import { tokenMatcher } from "chevrotain";
import { suffixFactors } from "./number.ts";
import type { Situation } from "./situation.ts";
import {
  Arrow,
  Assign,
  Bar,
  BinaryOperator,
  BlockWord,
  Colon,
  Comma,
  Dot,
  ElseWord,
  FnWord,
  ForWord,
  Identifier,
  IfWord,
  InputWord,
  LeftBrace,
  LeftParen,
  LetWord,
  Minus,
  NetWord,
  NewLine,
  NumberToken,
  ParamWord,
  RepeatWord,
  RightBracket,
  RightParen,
  StringToken,
  WithinWord,
} from "./tokens.ts";

/** A hint for a failure that has no message of its own: something to type, or undefined. */
export function adviceFor(it: Situation): string | undefined {
  if (it.found === undefined) return undefined;
  if (it.wanted === "a value") return missingValue(it);
  return missingSign(it) ?? foreignForm(it) ?? strayWord(it);
}

function missingValue({ found, before, lead, tokens, index }: Situation): string | undefined {
  const type = found?.tokenType;
  const next = tokens[index + 1];
  if (type === LeftBrace) {
    if (lead?.tokenType === RepeatWord) return "say how often: `repeat 2 { .. }`";
    const header = lead?.tokenType === ForWord || before?.tokenType === IfWord;
    return header ? undefined : "write a list as `[a, b]`; sets `{a, b}` stand after `in` and `choose`";
  }
  if (type === Dot && next?.tokenType === NumberToken) return `type \`0.${next.image}\``;
  if (type === Minus && before?.tokenType === Minus) return "put the negative value into parentheses";
  if (before?.tokenType === Comma && (type === RightParen || type === RightBracket)) return "leave out the last `,`";
  const starts = before === undefined || before.tokenType === NewLine || before.tokenType === LeftBrace;
  if (starts && found !== undefined && tokenMatcher(found, BinaryOperator))
    return "put the operator at the end of the line before";
  return type === ElseWord ? elseAdvice : undefined;
}

const elseAdvice = "`else` follows the `}` of an `if`";

/** A sign that a declaration or sentence needs at this place. */
function missingSign({ found, before, lead, wanted, tokens, index }: Situation): string | undefined {
  const type = found?.tokenType;
  const header = lead?.tokenType === FnWord || lead?.tokenType === BlockWord;
  if (wanted === LeftBrace && lead?.tokenType === NetWord && type === LeftParen)
    return "give a net's parameters as `param` statements in its body";
  if (wanted === LeftBrace && header && type === Assign) return "put the body into braces: `{ .. }`";
  if (wanted === Assign && type === Colon && lead?.tokenType === LetWord) return "`let` takes no type";
  if (wanted === StringToken && type === Identifier) return `type \`"${found?.image}"\``;
  if (wanted === RightBracket && type === Comma && lead?.tokenType === InputWord)
    return "type `input: [..]` to give the shape of the input";
  const name = tokens[index - 2]?.tokenType === ParamWord || (wanted === RightParen && header);
  if (name && before?.tokenType === Identifier && (type === Identifier || type === BlockWord))
    return `type \`${before.image}: ${found?.image}\``;
  return undefined;
}

/** Forms that other languages have. */
function foreignForm({ found, before, wanted, tokens, index }: Situation): string | undefined {
  if (wanted !== "end of line" || found === undefined || before?.tokenType !== Identifier) return undefined;
  if (found.tokenType === NumberToken) return `arguments stand in parentheses: \`${before.image}(${found.image})\``;
  const inFlow = found.tokenType === Colon && tokens[index - 2]?.tokenType === Arrow;
  return inFlow
    ? `a label stands at the start of a statement: \`${before.image}: ..\` on a line of its own`
    : undefined;
}

/** A word or sign too many. */
function strayWord({ found, before, wanted }: Situation): string | undefined {
  const type = found?.tokenType;
  if (type === ElseWord) return elseAdvice;
  if (type === WithinWord) return "`within` follows a comparison";
  if (type === Bar && wanted === "end of line")
    return "`|` separates the cells of a table; write `or` between conditions";
  if (before?.tokenType !== NumberToken || type !== Identifier || found === undefined) return undefined;
  return Object.hasOwn(suffixFactors, found.image)
    ? `a unit is glued to its number: \`${before.image}${found.image}\``
    : `type \`${before.image}*${found.image}\` for a product`;
}
