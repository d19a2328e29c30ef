import type { IToken, TokenType } from "chevrotain";
import {
  AndWord,
  Arrow,
  AsPrinted,
  Assign,
  Bar,
  Comma,
  Divide,
  ElseWord,
  Equal,
  Greater,
  GreaterEqual,
  InWord,
  LeftBrace,
  LeftBracket,
  LeftParen,
  Less,
  LessEqual,
  Minus,
  NewLine,
  NotEqual,
  NotWord,
  OrWord,
  Plus,
  Power,
  Range,
  RightBrace,
  RightBracket,
  RightParen,
  Semicolon,
  Times,
  WithinWord,
} from "./tokens.ts";

/** After these the statement cannot be over. */
const continues: ReadonlySet<TokenType> = new Set([
  Arrow,
  Equal,
  AsPrinted,
  NotEqual,
  LessEqual,
  GreaterEqual,
  Less,
  Greater,
  Plus,
  Minus,
  Times,
  Divide,
  Power,
  Assign,
  Range,
  Comma,
  Bar,
  LeftBrace,
  AndWord,
  OrWord,
  NotWord,
  InWord,
  WithinWord,
]);

/** Before these the statement is not over. */
const continued: ReadonlySet<TokenType> = new Set([Arrow, ElseWord, RightBrace, WithinWord]);

/**
 * Leaves only the line ends and `;` that separate statements. A line end does not count when the innermost open bracket
 * is `(` or `[`, after an operator, `{`, `,` or `|`, and before `->`, `else`, `}` or `within`; `;` always counts where it stands
 * between two statements. Intervals close with the "wrong" bracket, so `(` and `[` share one stack.
 *
 * @param unclosed brackets that nothing closes; they do not hide line ends
 */
export function dropNewlines(tokens: readonly IToken[], unclosed: ReadonlySet<IToken>): IToken[] {
  const kept: IToken[] = [];
  /** True for `(` and `[`, false for `{`. */
  const open: boolean[] = [];
  let pending: IToken | undefined;
  for (const token of tokens) {
    const type = token.tokenType;
    if (type === NewLine || type === Semicolon) {
      if (type === NewLine && open[open.length - 1] === true) continue;
      const before = (pending ?? kept[kept.length - 1])?.tokenType;
      if (before === undefined || before === LeftBrace) continue;
      if (type === NewLine ? !continues.has(before) : pending === undefined) pending ??= token;
      continue;
    }
    if (pending !== undefined && !(pending.tokenType === NewLine && continued.has(type)) && type !== RightBrace)
      kept.push(pending);
    pending = undefined;
    if (type === LeftParen || type === LeftBracket) {
      if (!unclosed.has(token)) open.push(true);
    } else if (type === LeftBrace) open.push(false);
    else if (type === RightBrace) open.pop();
    else if ((type === RightParen || type === RightBracket) && open[open.length - 1] === true) open.pop();
    kept.push(token);
  }
  return kept;
}
