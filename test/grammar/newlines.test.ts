import { describe, expect, it } from "vitest";
import { matchBrackets } from "../../grammar/brackets.ts";
import { ErrorList } from "../../grammar/error-list.ts";
import { settleKeywords } from "../../grammar/keywords.ts";
import { lex } from "../../grammar/lexer.ts";
import { dropNewlines } from "../../grammar/newlines.ts";

/** The text as the parser sees it: `/` for each separator that counts. */
function filtered(text: string): string {
  const errors = new ErrorList({ name: "t", text });
  const tokens = lex(errors.source, errors)?.tokens ?? [];
  settleKeywords(tokens);
  const bracketed = matchBrackets(errors.source, tokens, errors);
  const kept = dropNewlines(bracketed?.tokens ?? [], bracketed?.unclosed ?? new Set());
  return kept.map((token) => (/^[\r\n;]/.test(token.image) ? "/" : token.image)).join(" ");
}

describe("dropNewlines", () => {
  it.each([
    ["a\nb", "a / b", "separates"],
    ["\n\na\n\n\nb\n\n", "a / b", "runs count once, ends do not count"],
    ["a;b;\n;c;", "a / b / c", "`;` separates too"],
    ["f(a,\nb\n)\nc", "f ( a , b ) / c", "inside ( )"],
    ["[a\n,b]\nc", "[ a , b ] / c", "inside [ ]"],
    ["x in (0,\n1]\ny", "x in ( 0 , 1 ] / y", "intervals close with the other bracket"],
    ["x in [0,\n1)\ny", "x in [ 0 , 1 ) / y", "intervals close with the other bracket"],
    ["f(if a {\nb\nc\n})", "f ( if a { b / c } )", "the innermost bracket is a brace"],
    ["{\na\n}\nb", "{ a } / b", "after { and before }"],
    ["a ->\nb", "a -> b", "after an operator"],
    ["a\n-> b", "a -> b", "before ->"],
    ["a +\nb -\nc *\nd /\ne ^\nf", "a + b - c * d / e ^ f", "after an operator"],
    ["a\n- b", "a / - b", "a sign starts a statement"],
    ["a ==\nb or\nc and\nnot\nd", "a == b or c and not d", "after an operator"],
    ["a ~= 5\nwithin 20%", "a ~= 5 within 20%", "before within"],
    ["if a { b }\nelse { c }", "if a { b } else { c }", "before else"],
    ["let x =\n3", "let x = 3", "after ="],
    ["1 |\n2 | 3\n4", "1 | 2 | 3 / 4", "after |"],
    ["a # c\n# d\nb", "a / b", "comments are not there"],
    ["f(a\nlet x = 3\n", "f ( a / let x = 3", "an unclosed bracket hides nothing"],
    ["{ f(a\nb }\nc", "{ f ( a / b } / c", "an unclosed bracket hides nothing"],
    ["f(a; b)", "f ( a / b )", "`;` is never dropped between two words"],
    ["a\r\nb\rc", "a / b / c", "all line ends"],
  ])("%j is %j: %s", (text, expected) => expect(filtered(text)).toBe(expected));
});
