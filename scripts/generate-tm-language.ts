import type { TokenType } from "chevrotain";
import { declarationWords } from "../grammar/brackets.ts";
import { Comment, NumberToken, nameLetters, StringToken, tokenTable } from "../grammar/tokens.ts";

interface Pattern {
  readonly name?: string;
  readonly match?: string;
  readonly begin?: string;
  readonly end?: string;
  readonly captures?: Readonly<Record<string, { readonly name: string }>>;
  readonly patterns?: readonly Pattern[];
}

/** The TextMate grammar for editors, from the token table. */
export function archTmLanguage(): string {
  const name = `[${nameLetters}][${nameLetters}0-9]*`;
  const declaring = [...declarationWords]
    .map((type) => String(type.PATTERN))
    .filter((word) => !["import", "claim", "erratum"].includes(word));
  const patterns: Pattern[] = [
    { name: "comment.line.number-sign.arch", match: source(Comment) },
    {
      name: "string.quoted.double.arch",
      begin: '"',
      end: '"|$',
      patterns: [{ name: "constant.character.escape.arch", match: '\\\\["\\\\]' }],
    },
    {
      match: `\\b(${[...declaring, "table"].sort().join("|")})[ \\t]+(${name})`,
      captures: { 1: { name: "keyword.control.arch" }, 2: { name: "entity.name.type.arch" } },
    },
    { match: `\\.(${name})`, captures: { 1: { name: "variable.other.member.arch" } } },
    { match: `(${name})(?=[ \\t]*=(?!=))`, captures: { 1: { name: "variable.parameter.arch" } } },
    { name: "keyword.control.arch", match: words("keyword") },
    { name: "constant.language.arch", match: words("constant") },
    { name: "constant.numeric.arch", match: source(NumberToken) },
    { match: `(${name})(?=\\()`, captures: { 1: { name: "entity.name.function.arch" } } },
    { name: "variable.other.arch", match: name },
    { name: "keyword.operator.arch", match: symbols("operator") },
    { name: "punctuation.arch", match: symbols("punctuation") },
  ];
  const grammar = {
    $schema: "https://raw.githubusercontent.com/martinring/tmlanguage/master/tmlanguage.json",
    name: "Ridge architecture",
    scopeName: "source.arch",
    fileTypes: ["arch"],
    patterns: patterns.map(oniguruma),
  };
  if (!source(StringToken).startsWith('"')) throw new Error("strings no longer start with a double quote");
  return `${JSON.stringify(grammar, null, 2)}\n`;
}

function source(type: TokenType): string {
  return type.PATTERN instanceof RegExp ? type.PATTERN.source : escaped(String(type.PATTERN));
}

function words(scope: "keyword" | "constant"): string {
  const list = tokenTable.filter((each) => each.scope === scope).map((each) => source(each.type));
  return `\\b(?:${list.join("|")})\\b`;
}

function symbols(scope: "operator" | "punctuation"): string {
  return tokenTable
    .filter((each) => each.scope === scope)
    .map((each) => source(each.type))
    .join("|");
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}

/** Editors run Oniguruma, which writes `\u00e9` as `\x{00e9}`. */
function oniguruma(pattern: Pattern): Pattern {
  const convert = (text: string) => text.replace(/\\u([0-9a-f]{4})/g, "\\x{$1}");
  return { ...pattern, ...(pattern.match === undefined ? {} : { match: convert(pattern.match) }) };
}
