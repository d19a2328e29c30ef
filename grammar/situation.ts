import type { IToken, TokenType } from "chevrotain";
import type { Source, Span } from "../src/core/index.ts";

/** What the parser was reading when it failed. */
export type Place = "declaration" | "statement" | "row" | "text";

/** Where and why the parser stopped. */
export interface Failure {
  readonly source: Source;
  readonly tokens: readonly IToken[];
  /** The token that does not fit; `tokens.length` at the end. */
  readonly index: number;
  /** A token type, or words such as "a value". */
  readonly wanted: TokenType | string;
  readonly place: Place;
}

/** A failure with its surroundings. */
export interface Situation extends Failure {
  readonly found: IToken | undefined;
  readonly before: IToken | undefined;
  /** The innermost bracket that is open. */
  readonly opener: IToken | undefined;
  /** The first token of the statement. */
  readonly lead: IToken | undefined;
  /** `wanted` in words. */
  readonly wantedText: string;
  readonly foundText: string;
  readonly span: Span;
}
