import { type IToken, Lexer } from "chevrotain";
import { diagnostic, type Source } from "../src/core/index.ts";
import { describeCharacter } from "./characters.ts";
import type { Damage } from "./damage.ts";
import type { Report } from "./error-list.ts";
import { tokenLimit } from "./limits.ts";
import { boundPassed, tooManyTokens } from "./token-bound.ts";
import { TokenRepair } from "./token-repair.ts";
import { tokenTable } from "./tokens.ts";

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
    tokenTable.map((each) => each.type),
    {
      positionTracking: "onlyOffset",
      skipValidations: true,
      ensureOptimizations: true,
      deferDefinitionErrorsHandling: true,
    },
  );
  return sharedLexer;
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
  const repair = new TokenRepair(source, errors);
  for (const token of result.tokens) repair.take(token);
  return {
    tokens: repair.kept,
    comments: result.groups.comments ?? [],
    damage: repair.damage,
  };
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
