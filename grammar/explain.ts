import { EOF, type IToken, type TokenType, tokenMatcher } from "chevrotain";
import { type Diagnostic, diagnostic, lineNumber, nearestNames } from "../src/core/index.ts";
import { adviceFor } from "./advice.ts";
import { declarationWords, unclosedError } from "./brackets.ts";
import { claimSlip } from "./claim-advice.ts";
import { tokenSpan } from "./lexed-token.ts";
import type { Failure, Place, Situation } from "./situation.ts";
import {
  Assign,
  BlockWord,
  Colon,
  Comma,
  ComparisonOperator,
  ElseWord,
  FnWord,
  Identifier,
  isKeyword,
  keywordWords,
  LeftBrace,
  LeftBracket,
  LeftParen,
  NewLine,
  RightBrace,
  RightBracket,
  RightParen,
  Semicolon,
} from "./tokens.ts";

/** Says in words why the parser stopped, on the smallest span, with a hint for common slips. */
export function explain(failure: Failure): Diagnostic {
  const it = situate(failure);
  return (
    unclosedBracket(it) ??
    strayCloser(it) ??
    claimSlip(it) ??
    slip(it) ??
    keyword(it) ??
    diagnostic("syntax/expected", { wanted: it.wantedText, found: it.foundText, advice: adviceFor(it) }, it.span)
  );
}

function situate(failure: Failure): Situation {
  const { source, tokens, index } = failure;
  const found = tokens[index];
  const before = tokens[index - 1];
  const { opener, lead } = surroundings(tokens, index);
  const wanted = before === opener ? firstMember(failure.wanted, lead) : failure.wanted;
  const wantedText = typeof wanted === "string" ? wanted : closerWords(wanted, found);
  const gap = found === undefined || found.tokenType === NewLine;
  const at = before === undefined ? 0 : tokenSpan(source, before).end;
  const span = gap || found === undefined ? { source, start: at, end: at } : tokenSpan(source, found);
  return {
    ...failure,
    wanted,
    found,
    before,
    opener,
    lead,
    wantedText,
    foundText: describe(found, failure.place),
    span,
  };
}

/** Right behind an opening bracket a first member is missing, not the closing bracket. */
function firstMember(wanted: TokenType | string, lead: IToken | undefined): TokenType | string {
  if (wanted !== RightParen && wanted !== RightBracket) return wanted;
  return lead?.tokenType === FnWord || lead?.tokenType === BlockWord ? Identifier : "a value";
}

/** Inside brackets a list may also go on. */
function closerWords(wanted: TokenType, found: IToken | undefined): string {
  const label = wanted.LABEL ?? wanted.name;
  const list = (wanted === RightParen || wanted === RightBracket) && found?.tokenType !== Comma;
  return list ? `\`,\` or ${label}` : label;
}

function surroundings(
  tokens: readonly IToken[],
  index: number,
): { opener: IToken | undefined; lead: IToken | undefined } {
  let depth = 0;
  let opener: IToken | undefined;
  let lead: IToken | undefined;
  let settled = false;
  for (let at = index - 1; at >= 0; at--) {
    const token = tokens[at];
    const type = token?.tokenType;
    if (type === RightParen || type === RightBracket || type === RightBrace) depth++;
    else if (type === LeftParen || type === LeftBracket || type === LeftBrace) {
      if (depth > 0) depth--;
      // Behind a separator only a brace can still be open: other brackets there were never closed.
      else if (type === LeftBrace) return { opener: opener ?? token, lead };
      else if (!settled) opener ??= token;
    }
    if (depth > 0) continue;
    if (type === NewLine || type === Semicolon) settled = true;
    else if (!settled) lead = token;
  }
  return { opener, lead };
}

/** A token as a reader sees it. */
function describe(token: IToken | undefined, place: Place): string {
  if (token === undefined || token.tokenType === EOF) return place === "text" ? "end of text" : "end of file";
  if (token.tokenType === NewLine) return "end of line";
  const image = token.image.length > 30 ? `${token.image.slice(0, 27)}...` : token.image;
  return `\`${image}\``;
}

const closers: ReadonlyMap<TokenType, string> = new Map([
  [LeftParen, ")"],
  [LeftBracket, "]"],
]);

function unclosedBracket(it: Situation): Diagnostic | undefined {
  const closer = it.opener === undefined ? undefined : closers.get(it.opener.tokenType);
  if (closer === undefined || it.opener === undefined) return undefined;
  const type = it.found?.tokenType;
  const ended = type === undefined || type === NewLine || type === Semicolon || type === RightBrace;
  const wrongCloser = (type === RightParen || type === RightBracket) && it.found?.image !== closer;
  if (!ended && !wrongCloser) return undefined;
  const { text } = it.source;
  const line = lineNumber(text, it.opener.startOffset);
  const last = it.before === undefined ? it.span.start : tokenSpan(it.source, it.before).end;
  if (type !== RightBrace || !/[\r\n]/.test(text.slice(last, it.span.start))) {
    return unclosedError(closer, it.opener, line, it.span, it.foundText);
  }
  // The brace closes a body on a later line; the bracket is missed where its own line ends.
  return unclosedError(closer, it.opener, line, { source: it.source, start: last, end: last }, "end of line");
}

function strayCloser(it: Situation): Diagnostic | undefined {
  const type = it.found?.tokenType;
  if (type !== RightParen && type !== RightBracket) return undefined;
  if (it.opener !== undefined && it.opener.tokenType !== LeftBrace) return undefined;
  return diagnostic("syntax/unopened", { closer: it.found?.image ?? "" }, it.span);
}

/** Habits from other languages. */
function slip(it: Situation): Diagnostic | undefined {
  const { found, before, opener, lead, wanted, span } = it;
  if (found === undefined) return undefined;
  const complete =
    wanted === "end of line" ||
    wanted === "end of text" ||
    wanted === LeftBrace ||
    wanted === RightParen ||
    wanted === RightBracket;
  if (!complete) return undefined;
  if (found.tokenType === Assign) {
    const starts = before === lead && (opener === undefined || opener.tokenType === LeftBrace);
    if (before?.tokenType === Identifier && starts && it.place === "statement") {
      return keywordWords.has(before.image)
        ? diagnostic(
            "syntax/expected",
            {
              wanted: "a name",
              found: it.foundText,
              advice: before.image === "input" ? "type `input: [3, 224, 224]`" : undefined,
            },
            span,
          )
        : diagnostic("syntax/missing-let", { name: before.image }, span);
    }
    return lead !== undefined && declarationWords.has(lead.tokenType)
      ? undefined
      : diagnostic("syntax/assign-for-equal", {}, span);
  }
  if (found.tokenType === Colon && before?.tokenType === Identifier && opener?.tokenType === LeftParen) {
    return diagnostic("syntax/colon-for-assign", { name: before.image }, span);
  }
  if (found.tokenType === Comma && it.place === "row" && opener?.tokenType === LeftBrace) {
    return diagnostic("syntax/comma-in-row", {}, span);
  }
  if (tokenMatcher(found, ComparisonOperator)) return diagnostic("syntax/chained-comparison", {}, span);
  return undefined;
}

/** The declaration that a word in its place is a misspelling of. */
function nearestDeclaration(found: IToken | undefined): string | undefined {
  if (found?.tokenType !== Identifier) return undefined;
  const words = [...declarationWords].flatMap((each) => (typeof each.PATTERN === "string" ? [each.PATTERN] : []));
  return nearestNames(found.image, words, 1)[0];
}

function keyword(it: Situation): Diagnostic | undefined {
  const { found, span, place } = it;
  if (place === "declaration" && it.wanted === "a declaration")
    return diagnostic("syntax/no-declaration", { found: it.foundText, nearest: nearestDeclaration(found) }, span);
  if (found === undefined || !isKeyword(found.tokenType) || found.tokenType === ElseWord) return undefined;
  const starts = it.lead === undefined;
  if (starts && place === "statement" && declarationWords.has(found.tokenType)) {
    return diagnostic("syntax/nested-declaration", { word: found.image }, span);
  }
  if (it.wanted !== Identifier && it.wanted !== "a value") return undefined;
  return diagnostic("syntax/keyword-as-name", { word: found.image, wanted: it.wantedText }, span);
}
