import { describe, expect, it } from "vitest";
import { ErrorList } from "../../grammar/error-list.ts";
import { lex } from "../../grammar/lexer.ts";
import { nameLetters, tokenTable } from "../../grammar/tokens.ts";

/** The tokens of a text as `Type:image`. */
function lexed(text: string): string[] {
  const result = lex({ name: "t", text }, new ErrorList({ name: "t", text }));
  return (result?.tokens ?? []).map((token) => `${token.tokenType.name}:${token.image}`);
}

describe("tokens", () => {
  it.each([
    ["->", "Arrow:->"],
    ["→", "Arrow:→"],
    ["≤ <=", "LessEqual:≤ LessEqual:<="],
    ["≥ >=", "GreaterEqual:≥ GreaterEqual:>="],
    ["≠ !=", "NotEqual:≠ NotEqual:!="],
    ["≈ ~=", "AsPrinted:≈ AsPrinted:~="],
    ["* · ×", "Times:* Times:· Times:×"],
    ["a·b×c", "Identifier:a Times:· Identifier:b Times:× Identifier:c"],
    ["for forall format", "ForWord:for ForallWord:forall Identifier:format"],
    ["in inf input inside", "InWord:in InfWord:inf InputWord:input Identifier:inside"],
    ["no not note", "Identifier:no NotWord:not Identifier:note"],
    [
      "α ρ_2 Dk 宽度 カナ 한글 é ÿ",
      "Identifier:α Identifier:ρ_2 Identifier:Dk Identifier:宽度 Identifier:カナ Identifier:한글 Identifier:é Identifier:ÿ",
    ],
    ["㐀龿", "Identifier:㐀龿"],
    [
      "1.4 2e9 1e-3 6M 94.86% 75ms 4MiB",
      "Number:1.4 Number:2e9 Number:1e-3 Number:6M Number:94.86% Number:75ms Number:4MiB",
    ],
    ["1..3", "Number:1 Range:.. Number:3"],
    ["r.n", "Identifier:r Dot:. Identifier:n"],
    ["3 -1", "Number:3 Minus:- Number:1"],
    ['"a # \\" b" # c', 'String:"a # \\" b"'],
    ["a;b", "Identifier:a Semicolon:; Identifier:b"],
    ["a\r\nb\rc\nd", "Identifier:a NewLine:\r\n Identifier:b NewLine:\r Identifier:c NewLine:\n Identifier:d"],
    ["\ufeffa\tb", "Identifier:a Identifier:b"],
    ["a<b", "Identifier:a Less:< Identifier:b"],
  ])("%s", (text, expected) => {
    expect(lexed(text)).toEqual(expected.split(/ (?=[A-Z]\w*:)/));
  });

  it("every keyword is a name as soon as a letter follows", () => {
    for (const { type, scope } of tokenTable) {
      if (scope !== "keyword" && scope !== "constant") continue;
      const word = String(type.PATTERN);
      expect(lexed(word)).toEqual([`${type.name}:${word}`]);
      expect(lexed(`${word}x ${word}_ ${word}1 x${word}`)).toEqual(
        [`${word}x`, `${word}_`, `${word}1`, `x${word}`].map((name) => `Identifier:${name}`),
      );
    }
  });

  it("every token of a correct text has a label in words", () => {
    for (const { type } of tokenTable) {
      if (type.GROUP === undefined) expect(type.LABEL, type.name).toBeTruthy();
    }
  });

  it("× and ÷ are no letters, their neighbours in Latin-1 are", () => {
    const letter = new RegExp(`^[${nameLetters}]$`);
    expect(["×", "÷", "$", "€", "（", "，"].filter((each) => letter.test(each))).toEqual([]);
    expect(["Ö", "Ø", "ö", "ø", "À", "µ"].filter((each) => !letter.test(each))).toEqual([]);
  });

  it("tokens of every UTF-16 unit are found, none twice", () => {
    for (let code = 0; code < 0x10000; code++) {
      const images = lexed(`a ${String.fromCharCode(code)} b`);
      expect(images[0]).toBe("Identifier:a");
      expect(images.length, code.toString(16)).toBeLessThanOrEqual(3);
    }
  });
});
