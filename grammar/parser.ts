import { diagnostic, type PhaseResult, type Source } from "../src/core/index.ts";
import type { Expression, ForallStatement, Module, TypeNode } from "./ast.ts";
import { matchBrackets } from "./brackets.ts";
import { ArchParser } from "./declaration-rules.ts";
import { ErrorList, type Report } from "./error-list.ts";
import { settleKeywords } from "./keywords.ts";
import { lex } from "./lexer.ts";
import { dropNewlines } from "./newlines.ts";

let sharedParser: ArchParser | undefined;

/** The one parser instance: its self-analysis is slow. Built on first use. */
export function archParser(): ArchParser {
  sharedParser ??= new ArchParser();
  return sharedParser;
}

/**
 * Reads one `.arch` text. With errors the value is what could be read, for editors; it must not be used for numbers.
 *
 * Errors: syntax/*.
 *
 * @example parse({ name: "a.arch", text: "net A { relu" }).diagnostics[0].code  // "syntax/unclosed"
 */
export function parse(source: Source): PhaseResult<Module> {
  return run(source, (parser) => parser.module());
}

/**
 * Reads one expression, such as an argument of `ridge eval`.
 *
 * Errors: syntax/*.
 *
 * @example parseExpression({ name: "argument", text: "1 + 2*x" }).value.kind  // "sum"
 */
export function parseExpression(source: Source): PhaseResult<Expression> {
  return run(source, (parser) => parser.expressionText());
}

/** Reads a type with its domain, such as `int in [1, inf)`. */
export function parseDomainType(source: Source): PhaseResult<TypeNode> {
  return run(source, (parser) => parser.typeText());
}

/** Reads lists of variables, such as `M, N: int in [1, inf); x: real`. */
export function parseForall(source: Source): PhaseResult<readonly ForallStatement[]> {
  return run(source, (parser) => parser.forallText());
}

function run<T>(source: Source, rule: (parser: ArchParser) => T | undefined): PhaseResult<T> {
  const errors = new ErrorList(source);
  const lexed = lex(source, errors);
  if (lexed === undefined) return { value: undefined, diagnostics: errors.finish() };
  settleKeywords(lexed.tokens);
  const report = lexed.damage.filter(errors);
  const bracketed = matchBrackets(source, lexed.tokens, report);
  if (bracketed === undefined) return { value: undefined, diagnostics: errors.finish() };
  const parser = archParser();
  parser.begin(source, dropNewlines(bracketed.tokens, bracketed.unclosed), report);
  const value = withinStack(source, report, () => rule(parser));
  return { value: parser.tooDeep ? undefined : value, diagnostics: errors.finish() };
}

/** How deep the rules may nest depends on the host's stack as well: where it ends before the bound does, that is the same error. */
function withinStack<T>(source: Source, errors: Report, work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof RangeError) || !error.message.includes("call stack")) throw error;
    errors.add(
      diagnostic("syntax/too-deep", { what: "bodies are nested", limit: undefined }, { source, start: 0, end: 0 }),
    );
    return undefined;
  }
}
