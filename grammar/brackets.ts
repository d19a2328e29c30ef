import { createTokenInstance, type IToken, type TokenType } from "chevrotain";
import { diagnostic, type RelatedSpan, type Source, type Span } from "../src/core/index.ts";
import type { Report } from "./error-list.ts";
import { tokenSpan } from "./lexed-token.ts";
import { depthLimit } from "./limits.ts";
import {
  BlockWord,
  ClaimWord,
  ErratumWord,
  FnWord,
  ForallWord,
  ForWord,
  ImportWord,
  InputLabel,
  LeftBrace,
  LeftBracket,
  LeftParen,
  LetWord,
  MaximizeWord,
  MinimizeWord,
  NetWord,
  NewLine,
  ParamWord,
  RepeatWord,
  RightBrace,
  RightBracket,
  RightParen,
  SpaceWord,
  TableWord,
  TapWord,
  VaryWord,
  WhereWord,
} from "./tokens.ts";

/** Words that start a declaration and nothing else. `table` is missing: it is a statement too. */
export const declarationWords: ReadonlySet<TokenType> = new Set([
  ImportWord,
  FnWord,
  BlockWord,
  NetWord,
  ClaimWord,
  ErratumWord,
  SpaceWord,
]);

const statementWords: ReadonlySet<TokenType> = new Set([
  ...declarationWords,
  InputLabel,
  ParamWord,
  LetWord,
  TapWord,
  ForWord,
  RepeatWord,
  TableWord,
  ForallWord,
  VaryWord,
  WhereWord,
  MinimizeWord,
  MaximizeWord,
]);

export interface BracketedText {
  /** The braces `{ }` of it are balanced: missing ones are put in, spare ones left out, each with an error. */
  readonly tokens: IToken[];
  /** `(` and `[` that nothing closes: they must not swallow line ends. */
  readonly unclosed: ReadonlySet<IToken>;
}

interface Opener {
  readonly token: IToken;
  /** Spaces before the first token of its line. */
  readonly indent: number;
  readonly line: number;
}

/**
 * Matches brackets before parsing, so that one missing brace costs one error. `(` and `[` close each other (intervals
 * such as `(0, 1.4]`). A declaration word at the start of a line, not indented deeper than the line of an open `{`, ends its body.
 * Undefined when brackets are nested too deep.
 */
export function matchBrackets(source: Source, tokens: readonly IToken[], errors: Report): BracketedText | undefined {
  const matcher = new Matcher(source, errors);
  for (const token of tokens) {
    matcher.take(token);
    if (matcher.depth > depthLimit) {
      errors.add(
        diagnostic("syntax/too-deep", { what: "brackets are nested", limit: depthLimit }, tokenSpan(source, token)),
      );
      return undefined;
    }
  }
  matcher.finish();
  return { tokens: matcher.kept, unclosed: matcher.unclosed };
}

class Matcher {
  readonly kept: IToken[] = [];
  readonly unclosed = new Set<IToken>();
  readonly #source: Source;
  readonly #errors: Report;
  readonly #open: Opener[] = [];
  #line = 1;
  #lineStart = 0;
  #indent = 0;
  #atLineStart = true;
  /** Closing braces put in so far whose real counterpart may still come. */
  #invented = 0;
  /** A brace that was closed by one further left: most likely its own is missing. */
  #suspect: Opener | undefined;

  constructor(source: Source, errors: Report) {
    this.#source = source;
    this.#errors = errors;
  }

  get depth(): number {
    return this.#open.length;
  }

  take(token: IToken): void {
    const type = token.tokenType;
    if (type === NewLine) {
      this.#line++;
      this.#lineStart = token.startOffset + token.image.length;
      this.#atLineStart = true;
      this.kept.push(token);
      return;
    }
    const first = this.#atLineStart;
    if (first) {
      this.#indent = token.startOffset - this.#lineStart;
      this.#atLineStart = false;
      if (statementWords.has(type)) this.#leaveParens();
      if (declarationWords.has(type)) this.#leaveBodies(token);
    }
    if (type === RightBrace && !this.#closeBrace(token, first)) return;
    if (type === RightParen || type === RightBracket) this.#closeParen();
    if (type === LeftParen || type === LeftBracket || type === LeftBrace) {
      this.#open.push({ token, indent: this.#indent, line: this.#line });
    }
    this.kept.push(token);
  }

  finish(): void {
    const end = this.#source.text.length;
    const last = this.kept.findLast((token) => token.tokenType !== NewLine);
    const at = last === undefined ? end : tokenSpan(this.#source, last).end;
    for (let opener = this.#open.pop(); opener !== undefined; opener = this.#open.pop()) {
      if (opener.token.tokenType !== LeftBrace) this.unclosed.add(opener.token);
      else {
        this.#reportMissing(this.#takeSuspect(opener), { source: this.#source, start: at, end: at }, "end of file");
        this.kept.push(invent(RightBrace, end));
      }
    }
  }

  /** A statement starts on a new line: what is open in `(` or `[` will not be closed. */
  #leaveParens(): void {
    for (let top = this.#top(); top !== undefined && top.token.tokenType !== LeftBrace; top = this.#top()) {
      this.unclosed.add(top.token);
      this.#open.pop();
    }
  }

  #leaveBodies(word: IToken): void {
    for (let top = this.#top(); top !== undefined && top.indent >= this.#indent; top = this.#top()) {
      this.#open.pop();
      this.#reportMissing(this.#takeSuspect(top), tokenSpan(this.#source, word), `\`${word.image}\``);
      this.#invented++;
      this.kept.push(invent(RightBrace, word.startOffset), invent(NewLine, word.startOffset));
      this.#leaveParens();
    }
  }

  #closeBrace(token: IToken, first: boolean): boolean {
    this.#leaveParens();
    const opener = this.#open.pop();
    if (opener !== undefined) {
      if (first && this.#indent < opener.indent) this.#suspect ??= opener;
      return true;
    }
    if (this.#invented > 0) this.#invented--;
    else this.#errors.add(diagnostic("syntax/unopened", { closer: "}" }, tokenSpan(this.#source, token)));
    return false;
  }

  #closeParen(): void {
    const top = this.#top();
    if (top !== undefined && top.token.tokenType !== LeftBrace) this.#open.pop();
  }

  #top(): Opener | undefined {
    return this.#open[this.#open.length - 1];
  }

  #takeSuspect(otherwise: Opener): Opener {
    const culprit = this.#suspect ?? otherwise;
    this.#suspect = undefined;
    return culprit;
  }

  #reportMissing(opener: Opener, at: Span, found: string): void {
    this.#errors.add(unclosedError("}", opener.token, opener.line, at, found));
  }
}

/** "expected `}` to close the `{` of line 3, found ..", with the place where it was opened. */
export function unclosedError(closer: string, opener: IToken, line: number, at: Span, found: string) {
  const related: RelatedSpan[] = [{ span: tokenSpan(at.source, opener), label: "opened here" }];
  return diagnostic("syntax/unclosed", { closer, opener: opener.image, line, found }, at, { related });
}

/** A token of no length. */
function invent(type: TokenType, offset: number): IToken {
  return createTokenInstance(type, "", offset, offset, Number.NaN, Number.NaN, Number.NaN, Number.NaN);
}
