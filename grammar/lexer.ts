import { type IToken, Lexer, type TokenType } from "chevrotain";
import { type Diagnostic, diagnostic, nearestNames, type Source, type Span } from "../src/core/index.ts";
import type { NumberSuffix } from "./ast.ts";
import { describeCharacter, fullWidthToAscii, replacementFor } from "./characters.ts";
import { Damage } from "./damage.ts";
import type { Report } from "./error-list.ts";
import { sourceLimit, tokenLimit } from "./limits.ts";
import { digitLimit, type NumberValue, readNumber, suffixFactors } from "./number.ts";
import * as tokens from "./tokens.ts";

export interface LexedText {
  /** With a `NumberValue` as payload of each number; without spaces and comments. */
  readonly tokens: IToken[];
  readonly comments: readonly IToken[];
  /** Where something was left out, so that what the parser says there may be misleading. */
  readonly damage: Damage;
}

let sharedLexer: Lexer | undefined;

function lexer(): Lexer {
  sharedLexer ??= new Lexer(
    tokens.tokenTable.map((each) => each.type),
    {
      positionTracking: "onlyOffset",
      skipValidations: true,
      ensureOptimizations: true,
      deferDefinitionErrorsHandling: true,
    },
  );
  return sharedLexer;
}

export function tokenSpan(source: Source, token: IToken): Span {
  return { source, start: token.startOffset, end: token.startOffset + token.image.length };
}

/**
 * Splits a text into tokens. Each mistake is reported once; where the meaning is plain (`&&`, `'text'`, a full-width
 * parenthesis) the right token takes its place. Undefined when a bound is passed.
 */
export function lex(source: Source, errors: Report): LexedText | undefined {
  const excess = boundPassed(source);
  if (excess !== undefined) {
    errors.add(excess);
    return undefined;
  }
  reportDamage(source, errors);
  const result = lexer().tokenize(source.text);
  if (result.tokens.length > tokenLimit) {
    errors.add(tooManyTokens(source));
    return undefined;
  }
  const repair = new Repair(source, errors);
  for (const token of result.tokens) repair.take(token);
  return {
    tokens: repair.kept,
    comments: result.groups.comments ?? [],
    damage: repair.damage,
  };
}

function boundPassed(source: Source): Diagnostic | undefined {
  const { text } = source;
  if (text.length > sourceLimit) {
    return diagnostic("syntax/too-large", { length: text.length, limit: sourceLimit }, { source, start: 0, end: 0 });
  }
  return text.length > tokenLimit && fewestTokens(text) > tokenLimit ? tooManyTokens(source) : undefined;
}

function tooManyTokens(source: Source): Diagnostic {
  return diagnostic("syntax/too-many-tokens", { limit: tokenLimit }, { source, start: 0, end: 0 });
}

/** A lower bound of the number of tokens at a few nanoseconds per character, so that a hostile text is never lexed. */
function fewestTokens(text: string): number {
  const visible = text.replace(/\/\*[\s\S]*?(?:\*\/|$)|(?:#|\/\/)[^\n\r]*|"[^"\n\r]*"?|'[^'\n\r]*'?/g, (hidden) =>
    hidden.startsWith("#") || hidden.startsWith("/") ? " " : '"',
  );
  const words = wordUnits();
  let count = 0;
  for (let index = 0; index < visible.length && count <= tokenLimit; ) {
    const code = visible.charCodeAt(index++);
    if (words[code] === 1) while (words[visible.charCodeAt(index)] === 1) index++;
    else if (isOperatorUnit(code))
      for (let more = 0; more < 2 && isOperatorUnit(visible.charCodeAt(index)); more++) index++;
    if (code !== 0x20 && code !== 0x09) count++;
  }
  return count;
}

let sharedWordUnits: Uint8Array | undefined;

/** 1 for each UTF-16 unit that may stand inside a name or number. */
function wordUnits(): Uint8Array {
  if (sharedWordUnits === undefined) {
    const pattern = new RegExp(`[${tokens.nameLetters}0-9]`);
    sharedWordUnits = Uint8Array.from({ length: 0x10000 }, (_, code) =>
      pattern.test(String.fromCharCode(code)) ? 1 : 0,
    );
  }
  return sharedWordUnits;
}

/** Characters of which up to three may make one token: `===`, `->`, `\r\n`. */
function isOperatorUnit(code: number): boolean {
  return code === 0x0d || code === 0x0a || (code < 0x80 && "-=<>~!&|*.".includes(String.fromCharCode(code)));
}

/** NUL and U+FFFD are reported wherever they stand, in comments and texts too: the file is not what its author sees. */
function reportDamage(source: Source, errors: Report): void {
  for (const character of ["\0", "\ufffd"]) {
    for (let at = source.text.indexOf(character); at >= 0 && !errors.full; at = source.text.indexOf(character, at)) {
      const start = at;
      while (source.text[at] === character) at++;
      errors.add(
        diagnostic("syntax/damaged-text", { character: describeCharacter(character) }, { source, start, end: at }),
      );
    }
  }
}

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

/** Puts `type` in the place of a token's own. */
export function retag(token: IToken, type: TokenType): void {
  token.tokenType = type;
  if (type.tokenTypeIdx !== undefined) token.tokenTypeIdx = type.tokenTypeIdx;
}

/** Reads what tokens mean and mends what can be mended. */
class Repair {
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
      this.#errors.add(
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

  #takeMistake(token: IToken): void {
    const right = meant.get(token.tokenType);
    if (right === undefined) return;
    this.#errors.add(
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
    this.#errors.add(
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
      this.#errors.add(diagnostic("syntax/number-too-long", { digits: number.digits, limit: digitLimit }, span));
      return;
    }
    const near = nearestSuffix(number.suffix);
    const at = { ...span, start: span.start + number.digits.length };
    this.#errors.add(diagnostic("syntax/unknown-suffix", { ...number, near }, at));
  }

  #takeString(token: IToken): void {
    const { image, startOffset } = token;
    if (!/^"[^"\\]*(?:\\.[^"\\]*)*"$/su.test(image)) {
      this.#errors.add(
        diagnostic("syntax/unclosed-text", {}, { source: this.#source, start: startOffset, end: startOffset + 1 }),
      );
      this.damage.add(this.#source.text, startOffset, startOffset + image.length);
    }
    for (const mark of image.matchAll(/\\(.?)/gsu)) {
      if (mark[1] === '"' || mark[1] === "\\" || mark[1] === "") continue;
      const start = startOffset + mark.index;
      this.#errors.add(
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
    this.#errors.add(diagnostic("syntax/single-quotes", { text }, closed ? span : { ...span, end: span.start + 1 }));
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
