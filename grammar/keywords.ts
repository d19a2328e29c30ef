import type { IToken } from "chevrotain";
import { retag } from "./lexed-token.ts";
import {
  Assign,
  Bar,
  Colon,
  Dot,
  Identifier,
  InputLabel,
  InputWord,
  isKeyword,
  LeftBrace,
  NewLine,
  RightBrace,
  Semicolon,
  TableWord,
} from "./tokens.ts";

/**
 * Turns keywords into names where only a name can stand: before `=` and `:`, after `.`, and in table headers.
 * `input:` at the start of a statement opens the sentence that gives the input's shape.
 */
export function settleKeywords(tokens: readonly IToken[]): void {
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index];
    if (token === undefined || !isKeyword(token.tokenType)) continue;
    const before = tokens[index - 1]?.tokenType;
    const after = tokens[index + 1]?.tokenType;
    if (before === Dot) retag(token, Identifier);
    else if (after === Colon && token.tokenType === InputWord && startsSentence(before)) retag(token, InputLabel);
    else if (after === Assign || after === Colon) retag(token, Identifier);
    else if (token.tokenType === TableWord && after === Identifier && tokens[index + 2]?.tokenType === LeftBrace) {
      settleHeader(tokens, index + 3);
    }
  }
}

function startsSentence(before: IToken["tokenType"] | undefined): boolean {
  return before === undefined || before === NewLine || before === Semicolon || before === LeftBrace || before === Colon;
}

/** The header row runs to the first separator that does not follow a bar. */
function settleHeader(tokens: readonly IToken[], start: number): void {
  let index = start;
  while (tokens[index]?.tokenType === NewLine) index++;
  for (; index < tokens.length; index++) {
    const token = tokens[index];
    if (token === undefined || token.tokenType === Semicolon || token.tokenType === RightBrace) return;
    if (token.tokenType === NewLine && tokens[index - 1]?.tokenType !== Bar) return;
    if (isKeyword(token.tokenType)) retag(token, Identifier);
  }
}
