import type { IToken } from "chevrotain";
import type { Source } from "../src/core/index.ts";
import { ErrorList } from "./error-list.ts";
import { settleKeywords } from "./keywords.ts";
import { lex } from "./lexer.ts";
import { dropNewlines } from "./newlines.ts";
import { opensSet } from "./spacing.ts";
import { Identifier, LeftBrace, NewLine, RightBrace, Semicolon, TableWord } from "./tokens.ts";

/** A token or comment with what the author wrote before it. */
export interface Item {
  readonly token: IToken;
  readonly comment: boolean;
  /** Line ends between the item before and this one. */
  readonly lineEnds: number;
  /** Whether a statement ended before this token. */
  readonly startsStatement: boolean;
}

export type BraceRole = "set" | "table" | "body";

export interface Brace {
  readonly role: BraceRole;
  /** Whether a line end, a comment or a separator stands inside. */
  broken: boolean;
}

export interface FormatInput {
  readonly items: readonly Item[];
  /** Of each `{` and each `}`. */
  readonly braces: ReadonlyMap<IToken, Brace>;
}

/** Reads a correct text once more, with its comments and line ends. */
export function readItems(source: Source): FormatInput {
  const lexed = lex(source, new ErrorList(source));
  if (lexed === undefined) return { items: [], braces: new Map() };
  settleKeywords(lexed.tokens);
  const separators = new Set(dropNewlines(lexed.tokens, new Set()).filter(isSeparator));
  const items: Item[] = [];
  const comments = [...lexed.comments];
  let nextComment = 0;
  let lineEnds = 0;
  let ended = false;
  for (const token of [...lexed.tokens, undefined]) {
    for (let comment = comments[nextComment]; comment !== undefined; comment = comments[nextComment]) {
      if (token !== undefined && comment.startOffset > token.startOffset) break;
      items.push({ token: comment, comment: true, lineEnds, startsStatement: false });
      lineEnds = 0;
      nextComment++;
    }
    if (token === undefined) continue;
    if (isSeparator(token)) {
      if (token.tokenType === NewLine) lineEnds++;
      ended ||= separators.has(token);
      continue;
    }
    items.push({ token, comment: false, lineEnds, startsStatement: ended });
    lineEnds = 0;
    ended = false;
  }
  return { items, braces: findBraces(items) };
}

function isSeparator(token: IToken): boolean {
  return token.tokenType === NewLine || token.tokenType === Semicolon;
}

function findBraces(items: readonly Item[]): Map<IToken, Brace> {
  const braces = new Map<IToken, Brace>();
  const open: Brace[] = [];
  const words = items.filter((each) => !each.comment);
  const previous = new Map(words.map((each, at) => [each.token, at]));
  for (const item of items) {
    const { token } = item;
    if (item.comment || item.lineEnds > 0 || item.startsStatement) for (const brace of open) brace.broken = true;
    if (item.comment) continue;
    const at = previous.get(token) ?? 0;
    if (token.tokenType === LeftBrace) {
      const brace = { role: roleOf(words, at), broken: false };
      braces.set(token, brace);
      open.push(brace);
    } else if (token.tokenType === RightBrace) {
      const brace = open.pop();
      if (brace !== undefined) braces.set(token, brace);
    }
  }
  return braces;
}

function roleOf(words: readonly Item[], at: number): BraceRole {
  const brace = words[at]?.token;
  const before = words[at - 1]?.token;
  if (brace !== undefined && opensSet(brace, before)) return "set";
  return before?.tokenType === Identifier && words[at - 2]?.token.tokenType === TableWord ? "table" : "body";
}
