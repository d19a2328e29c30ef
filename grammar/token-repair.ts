import type { IToken, TokenType } from "chevrotain";
import { type Diagnostic, diagnostic, nearestNames, type Source } from "../src/core/index.ts";
import type { NumberSuffix } from "./ast.ts";
import { describeCharacter, fullWidthToAscii, replacementFor } from "./characters.ts";
import { Damage } from "./damage.ts";
import type { Report } from "./error-list.ts";
import { retag, tokenSpan } from "./lexed-token.ts";
import { digitLimit, type NumberValue, readNumber, suffixFactors } from "./number.ts";
import * as tokens from "./tokens.ts";

const meant: ReadonlyMap<TokenType, { readonly type: TokenType; readonly text: string }> = new Map([
  [tokens.DoubleAmpersand, { type: tokens.AndWord, text: "and" }],
  [tokens.DoubleBar, { type: tokens.OrWord, text: "or" }],
  [tokens.Bang, { type: tokens.NotWord, text: "not" }],
  [tokens.DoubleStar, { type: tokens.Power, text: "^" }],
  [tokens.TripleEqual, { type: tokens.Equal, text: "==" }],
  [tokens.LessGreater, { type: tokens.NotEqual, text: "!=" }],
  [tokens.FatArrow, { type: tokens.Arrow, text: "->" }],
]);

const asciiTokens: ReadonlyMap<string, TokenType> = new Map([
  ["(", tokens.LeftParen],
  [")", tokens.RightParen],
  ["[", tokens.LeftBracket],
  ["]", tokens.RightBracket],
  ["{", tokens.LeftBrace],
  ["}", tokens.RightBrace],
  [",", tokens.Comma],
  [":", tokens.Colon],
  [";", tokens.Semicolon],
  ["=", tokens.Assign],
  ["+", tokens.Plus],
  ["-", tokens.Minus],
  ["*", tokens.Times],
  ["/", tokens.Divide],
  ["^", tokens.Power],
  ["|", tokens.Bar],
  [".", tokens.Dot],
  ["<", tokens.Less],
  [">", tokens.Greater],
]);

/** Reads what tokens mean and mends what can be mended. */
export class TokenRepair {
  readonly kept: IToken[] = [];
  readonly damage = new Damage();
  readonly #source: Source;
  readonly #errors: Report;
  #lastUnknown = -1;

  constructor(source: Source, errors: Report) {
    this.#source = source;
    this.#errors = errors;
  }

  take(token: IToken): void {
    const type = token.tokenType;
    if (type === tokens.Unknown) this.#takeUnknown(token);
    else if (type === tokens.SlashComment || type === tokens.BlockComment) {
      const start = token.startOffset;
      this.#report(() =>
        diagnostic(
          "syntax/foreign-comment",
          { found: token.image.slice(0, 2) },
          { source: this.#source, start, end: start + 2 },
        ),
      );
      const unclosed = type === tokens.BlockComment && !/[^/]\*\/$/.test(token.image);
      if (unclosed) this.damage.add(this.#source.text, start, start + token.image.length);
    } else {
      if (type === tokens.NumberToken) this.#takeNumber(token);
      else if (type === tokens.StringToken) this.#takeString(token);
      else if (type === tokens.SingleQuoted) this.#takeSingleQuoted(token);
      else this.#takeMistake(token);
      this.kept.push(token);
    }
  }

  /** Makes the error only if it will be counted: a text may hold millions. */
  #report(error: () => Diagnostic): void {
    if (!this.#errors.full) this.#errors.add(error());
  }

  #takeMistake(token: IToken): void {
    const right = meant.get(token.tokenType);
    if (right === undefined) return;
    this.#report(() =>
      diagnostic(
        "syntax/foreign-operator",
        { found: token.image, instead: right.text },
        tokenSpan(this.#source, token),
      ),
    );
    retag(token, right.type);
  }

  #takeUnknown(token: IToken): void {
    const { text } = this.#source;
    const start = token.startOffset;
    if (start < this.#lastUnknown || (start === 0 && token.image === "\ufeff")) return;
    if (text[start] === "\0" || text[start] === "\ufffd") {
      this.damage.add(text, start, start + token.image.length);
      return;
    }
    const character = String.fromCodePoint(text.codePointAt(start) ?? 0);
    let end = start + character.length;
    while (text.startsWith(character, end)) end += character.length;
    this.#lastUnknown = end;
    this.#report(() =>
      diagnostic(
        "syntax/unknown-character",
        { character: describeCharacter(character), instead: replacementFor(character) },
        { source: this.#source, start, end },
      ),
    );
    const right = asciiTokens.get(fullWidthToAscii(character) ?? "");
    if (right === undefined || end > start + 1) {
      this.damage.add(text, start, end);
      return;
    }
    retag(token, right);
    token.image = fullWidthToAscii(character) ?? token.image;
    this.kept.push(token);
  }

  #takeNumber(token: IToken): void {
    const number = readNumber(token.image);
    const span = tokenSpan(this.#source, token);
    if (!("fault" in number)) {
      token.payload = number;
      return;
    }
    token.payload = { value: { num: 1n, den: 1n }, suffix: "", lastDigit: { num: 1n, den: 1n } } satisfies NumberValue;
    if (number.fault === "too-long") {
      this.#report(() => diagnostic("syntax/number-too-long", { digits: number.digits, limit: digitLimit }, span));
      return;
    }
    const at = { ...span, start: span.start + number.digits.length };
    this.#report(() => diagnostic("syntax/unknown-suffix", { ...number, near: nearestSuffix(number.suffix) }, at));
  }

  #takeString(token: IToken): void {
    const { image, startOffset } = token;
    if (!/^"[^"\\]*(?:\\.[^"\\]*)*"$/su.test(image)) {
      this.#report(() =>
        diagnostic("syntax/unclosed-text", {}, { source: this.#source, start: startOffset, end: startOffset + 1 }),
      );
      this.damage.add(this.#source.text, startOffset, startOffset + image.length);
    }
    for (const mark of image.matchAll(/\\(.?)/gsu)) {
      if (this.#errors.full) return;
      if (mark[1] === '"' || mark[1] === "\\" || mark[1] === "") continue;
      const start = startOffset + mark.index;
      this.#report(() =>
        diagnostic(
          "syntax/unknown-escape",
          { escape: mark[0] },
          { source: this.#source, start, end: start + mark[0].length },
        ),
      );
    }
  }

  #takeSingleQuoted(token: IToken): void {
    const closed = token.image.length > 1 && token.image.endsWith("'");
    const span = tokenSpan(this.#source, token);
    const text = closed ? token.image.slice(1, -1) : undefined;
    this.#report(() => diagnostic("syntax/single-quotes", { text }, closed ? span : { ...span, end: span.start + 1 }));
    if (!closed) this.damage.add(this.#source.text, span.start, span.end);
    retag(token, tokens.StringToken);
  }
}

function nearestSuffix(suffix: string): string | undefined {
  const known = (Object.keys(suffixFactors) as NumberSuffix[]).filter((each) => each !== "" && each !== "%");
  const sameLetters = known.find((each) => each.toLowerCase() === suffix.toLowerCase());
  if (sameLetters !== undefined) return sameLetters;
  if (/^[µμ]s$/u.test(suffix)) return "us";
  return nearestNames(suffix, known, 1)[0];
}
