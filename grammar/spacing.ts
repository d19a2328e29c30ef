import { type IToken, type TokenType, tokenMatcher } from "chevrotain";
import type { Argument, ProductExpression } from "./ast.ts";
import * as t from "./tokens.ts";
import { walk } from "./walk.ts";

/** What the space between two tokens depends on besides the tokens. Offsets are those of the text. */
export interface SpacingContext {
  /** Names of arguments whose `=` stands without spaces: `s=2`, but `s = if i == 1 { 2 } else { 1 }`. */
  readonly tightNames: ReadonlySet<number>;
  /** Ends of operands before, and starts of operands behind, a `*` or `/` with spaces: `floor(x / 8) * 8`, but `4*n`. */
  readonly wideEnds: ReadonlySet<number>;
  readonly wideStarts: ReadonlySet<number>;
}

const loose: ReadonlySet<string> = new Set(["flow", "logic", "not", "comparison", "sum", "if", "choose"]);

/** Reads from the tree where the spacing follows what the operands are. */
export function spacingContext(root: Parameters<typeof walk>[0]): SpacingContext {
  const tightNames = new Set<number>();
  const wideEnds = new Set<number>();
  const wideStarts = new Set<number>();
  walk<Argument | ProductExpression>(root, (node) => {
    if (node.kind === "argument" && node.name !== undefined && !loose.has(node.value.kind))
      tightNames.add(node.name.span.start);
    if (
      node.kind !== "product" ||
      !node.factors.some(({ operand }) => operand.kind === "call" || operand.kind === "group")
    )
      return;
    for (const { operand } of node.factors) {
      wideStarts.add(operand.span.start);
      wideEnds.add(operand.span.end);
    }
  });
  return { tightNames, wideEnds, wideStarts };
}

/** After these an operand ends: a bracket is a call or an index, a minus subtracts. */
const operandEnds: ReadonlySet<TokenType> = new Set([
  t.Identifier,
  t.NumberToken,
  t.StringToken,
  t.RightParen,
  t.RightBracket,
  t.RightBrace,
  t.InputWord,
  t.TrueWord,
  t.FalseWord,
  t.InfWord,
]);

/** Whether `minus` negates what follows; `before` is the token in front of it. */
function isSign(minus: IToken | undefined, before: IToken | undefined): boolean {
  return minus?.tokenType === t.Minus && (before === undefined || !operandEnds.has(before.tokenType));
}

/** The braces of a set stand after `in` and `choose`; all others hold a body. */
export function opensSet(brace: IToken, before: IToken | undefined): boolean {
  return brace.tokenType === t.LeftBrace && (before?.tokenType === t.InWord || before?.tokenType === t.ChooseWord);
}

/** Whether a space stands between two tokens of one line; `earlier` is the token before `left`. Braces are the caller's. */
export function spaceBetween(
  earlier: IToken | undefined,
  left: IToken,
  right: IToken,
  context: SpacingContext,
): boolean {
  const before = left.tokenType;
  const after = right.tokenType;
  if (before === t.LeftParen || before === t.LeftBracket) return false;
  if (
    after === t.RightParen ||
    after === t.RightBracket ||
    after === t.Comma ||
    after === t.Colon ||
    after === t.Semicolon
  )
    return false;
  if (after === t.LeftParen || after === t.LeftBracket) {
    if (operandEnds.has(before)) return false;
  }
  if (before === t.Power || after === t.Power || before === t.Dot || after === t.Dot) return false;
  if (after === t.Times || after === t.Divide) return context.wideEnds.has(left.startOffset + left.image.length);
  if (before === t.Times || before === t.Divide) return context.wideStarts.has(right.startOffset);
  if (isSign(left, earlier)) return false;
  if (after === t.Assign) return !context.tightNames.has(left.startOffset);
  if (before === t.Assign) return earlier === undefined || !context.tightNames.has(earlier.startOffset);
  return true;
}

/** Tokens on one line; separators become `; `. */
export function flat(tokens: readonly IToken[], context: SpacingContext): string {
  let text = "";
  const sets: boolean[] = [];
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at];
    const left = tokens[at - 1];
    if (token === undefined) continue;
    const separator = tokenMatcher(token, t.NewLine);
    if (token.tokenType === t.LeftBrace) sets.push(opensSet(token, left));
    if (left !== undefined && !separator) {
      const inside = left.tokenType === t.LeftBrace || token.tokenType === t.RightBrace;
      const empty = left.tokenType === t.LeftBrace && token.tokenType === t.RightBrace;
      const spaced = inside
        ? !empty && sets[sets.length - 1] === false
        : spaceBetween(tokens[at - 2], left, token, context);
      if (spaced) text += " ";
    }
    if (token.tokenType === t.RightBrace) sets.pop();
    text += separator ? ";" : token.image;
  }
  return text;
}
