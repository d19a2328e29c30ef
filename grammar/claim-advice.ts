import type { IToken } from "chevrotain";
import { type Diagnostic, diagnostic } from "../src/core/index.ts";
import type { Situation } from "./situation.ts";
import {
  Assign,
  BlockWord,
  ClaimWord,
  Comma,
  ErratumWord,
  FnWord,
  ForallWord,
  ForWord,
  Identifier,
  LeftBrace,
  LeftParen,
  LetWord,
  NetWord,
  NumberToken,
  ParamWord,
  ReasonWord,
  RightParen,
  SourceWord,
  SpaceWord,
  TagWord,
} from "./tokens.ts";

/** Habits of whoever types a formula of a paper into a claim; undefined elsewhere, and where none is recognised. */
export function claimSlip(it: Situation): Diagnostic | undefined {
  if (it.found === undefined || !isInClaim(it)) return undefined;
  if (isEquation(it) && it.tokens[it.index + 1]?.image !== "<")
    return diagnostic("syntax/assign-for-equal", {}, it.span);
  const advice = adviceOnForall(it) ?? adviceOnWords(it) ?? adviceOnFormula(it);
  return advice === undefined
    ? undefined
    : diagnostic("syntax/expected", { wanted: it.wantedText, found: it.foundText, advice }, it.span);
}

const declarations = new Set([ClaimWord, ErratumWord, NetWord, BlockWord, FnWord, SpaceWord]);

function isInClaim({ tokens, index }: Situation): boolean {
  for (let at = index - 1; at >= 0; at--) {
    const type = tokens[at]?.tokenType;
    if (type !== undefined && declarations.has(type)) return type === ClaimWord || type === ErratumWord;
  }
  return false;
}

/** `M = N`: in a claim an equation is more likely than a value without its `let`. */
function isEquation({ found, lead, wanted }: Situation): boolean {
  return found?.tokenType === Assign && wanted === "end of line" && lead?.tokenType !== LetWord;
}

function adviceOnForall({ found, lead, wanted, tokens, index }: Situation): string | undefined {
  if (found?.tokenType === ForWord && tokens[index + 1]?.image === "all") return "type `forall`";
  if (lead?.tokenType !== ForallWord) return undefined;
  if (wanted === "a set or an interval") return "type an interval `[1, 10]` or a set `{1, 2, 3}`";
  const name = tokens[tokens.indexOf(lead) + 1];
  const symbol = name?.tokenType === Identifier ? name.image : "x";
  return `type \`forall ${symbol}: int in [1, inf)\` or \`forall ${symbol}: real in (0, 1]\`, and the statement on a line of its own`;
}

const starters = new Set([SourceWord, ReasonWord, TagWord, ForallWord, LetWord]);

function adviceOnWords({ found, before, wanted, tokens, index }: Situation): string | undefined {
  const type = found?.tokenType;
  if (type === Assign && tokens[index + 1]?.image === "<") return "type `<=`";
  if (before !== undefined && ["assume", "given", "suppose"].includes(before.image))
    return "say it in the domains of the symbols: `forall n: int in (2, inf)`";
  if (type === ParamWord && tokens[index + 1]?.tokenType === LeftParen) return "type `params(..)`";
  const isNext = type !== undefined && starters.has(type) && wanted === "end of line" && before !== undefined;
  return isNext ? "end the statement before it with `;` or a line end" : undefined;
}

function adviceOnFormula({ found, before, wanted, tokens, index }: Situation): string | undefined {
  if (wanted !== "end of line" || found === undefined || before === undefined) return undefined;
  if (found.tokenType === Identifier && (before.tokenType === Identifier || before.tokenType === RightParen))
    return `type \`${before.image}*${found.image}\` for a product`;
  if (found.tokenType === LeftBrace && before.tokenType === Identifier && before.image.endsWith("_"))
    return `names have no braces: \`${before.image}${tokens[index + 1]?.image ?? "K"}\``;
  const next = found.tokenType === Comma ? tokens[index + 1] : found;
  return before.tokenType === NumberToken && isGroup(next) ? "write the digits without separators" : undefined;
}

/** Three digits, as numbers are grouped. */
function isGroup(token: IToken | undefined): boolean {
  return token?.tokenType === NumberToken && /^\d{3}(?!\d)/.test(token.image);
}
