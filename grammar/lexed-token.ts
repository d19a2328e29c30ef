import type { IToken, TokenType } from "chevrotain";
import type { Source, Span } from "../src/core/index.ts";

/** The text that a token covers. */
export function tokenSpan(source: Source, token: IToken): Span {
  return { source, start: token.startOffset, end: token.startOffset + token.image.length };
}

/** Puts `type` in the place of a token's own. */
export function retag(token: IToken, type: TokenType): void {
  token.tokenType = type;
  if (type.tokenTypeIdx !== undefined) token.tokenTypeIdx = type.tokenTypeIdx;
}
