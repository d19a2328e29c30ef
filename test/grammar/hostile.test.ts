import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Report } from "../../grammar/error-list.ts";
import { format, parse, parseExpression } from "../../grammar/index.ts";
import { lex } from "../../grammar/lexer.ts";

/** What the first diagnostic of a text is; fails when reading takes longer than people wait. */
function verdict(text: string): string {
  const { diagnostics } = parse({ name: "hostile", text });
  expect(diagnostics.length).toBeLessThanOrEqual(21);
  return diagnostics[0]?.code ?? "none";
}

const net = (body: string) => `net N {\n${body}\n}\n`;
const times = (text: string, count: number) => text.repeat(count);

describe("hostile input ends quickly with a diagnostic", () => {
  it.each<[string, () => string, string]>([
    ["a file of 50 MB", () => times("a ", 25e6), "syntax/too-large"],
    ["a million open parentheses", () => times("(", 1e6), "syntax/too-many-tokens"],
    ["300,000 open parentheses", () => times("(", 3e5), "syntax/too-deep"],
    ["a million stages", () => net(`a${times("->a", 1e6)}`), "syntax/too-many-tokens"],
    ["201 parentheses", () => net(times("(", 200) + times(")", 200)), "syntax/too-deep"],
    ["a chain of powers", () => net(`a${times("^a", 1e5)}`), "syntax/too-deep"],
    ["a chain of calls", () => net(`a${times("(1)", 1e5)}`), "syntax/too-deep"],
    ["a chain of fields", () => net(`a${times(".a", 1e5)}`), "syntax/too-deep"],
    ["2,000,000 words", () => times("a ", 2e6), "syntax/too-many-tokens"],
    ["4,000,000 signs", () => times("-", 4e6), "syntax/too-many-tokens"],
    ["4,000,000 unknown characters", () => times("€$", 2e6), "syntax/too-many-tokens"],
    ["4,000,000 quotes", () => times('"', 4e6), "syntax/too-many-tokens"],
    ["4,000,000 times one unknown character", () => times("€", 4e6), "syntax/too-many-tokens"],
    ["a number of 4,000,000 digits", () => net(times("9", 4e6)), "syntax/number-too-long"],
    ["a giant exponent", () => net("1e999999999"), "syntax/number-too-long"],
    ["a text that never ends", () => net(`"${times("a ", 2e6)}`), "syntax/unclosed-text"],
    ["wrong escapes", () => net(`"${times("\\q", 2e6)}"`), "syntax/unknown-escape"],
    ["a block comment that never ends", () => net(`/*${times("a*", 2e6)}`), "syntax/foreign-comment"],
    ["100,000 declarations inside each other", () => times("net N {\n", 1e5), "syntax/unclosed"],
    ["400,000 closing braces", () => times("}", 399_999), "syntax/unopened"],
    ["130,000 wrong statements", () => net(times("= 1\n", 130_000)), "syntax/expected"],
  ])("%s", (_, text, code) => expect(verdict(text())).toBe(code));

  it.each<[string, () => string]>([
    ["190,000 stages", () => net(`a${times(" -> a", 190_000)}`)],
    ["a sum of 190,000 terms", () => net(`a${times(" + a", 190_000)}`)],
    ["199 parentheses", () => net(`${times("(", 199)}a${times(")", 199)}`)],
    ["198 calls inside each other", () => net(`${times("f(", 198)}a${times(")", 198)}`)],
    ["198 bodies inside each other", () => net(`${times("repeat 2 { ", 198)}a${times(" }", 198)}`)],
    ["a comment of 4 MB", () => `# ${times("a ", 2e6)}`],
    ["400,000 empty lines", () => times("\n", 399_999)],
  ])("%s is accepted", (_, text) => expect(verdict(text())).toBe("none"));

  it("200 ifs inside each other are read or refused, whatever the host's stack", () => {
    expect(["none", "syntax/too-deep"]).toContain(verdict(net(`${times("if a { ", 199)}b${times(" }", 199)}`)));
  });

  it.each<[string, string]>([
    ["wrong escapes", `"${times("\\q", 1000)}"`],
    ["damaged characters", times("\0a", 1000)],
    ["unknown characters", times("€$", 1000)],
    ["foreign operators", times("&& ", 1000)],
    ["foreign comments", times("// a\n", 1000)],
    ["single quotes", times("'a' ", 1000)],
    ["unknown suffixes", times("3q ", 1000)],
  ])("%s are no longer looked for once errors are not counted", (_, text) => {
    let added = 0;
    const report: Report = {
      add: () => {
        added++;
      },
      get full() {
        return added >= 200;
      },
    };
    lex({ name: "t", text }, report);
    expect(added).toBe(200);
  });

  it("a long line is clipped in the picture", () => {
    const { diagnostics } = parse({ name: "t", text: net(`a${times(" -> a", 10_000)} = 3`) });
    expect(diagnostics.length).toBe(1);
  });
});

describe("random input never throws", () => {
  const words =
    "net N block fn table claim space import from if else for in repeat choose let tap param input not and or within step".split(
      " ",
    );
  const signs = [
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "->",
    "=",
    "==",
    ",",
    "|",
    ":",
    ";",
    "\n",
    "+",
    "-",
    "*",
    "/",
    "^",
    ".",
    "..",
    "#",
    '"',
    "'",
    "1",
    "2M",
    "3x",
    "\u0000",
    "（",
    "🙂",
    "//",
    "&&",
  ];
  const soup = fc
    .array(fc.oneof(fc.constantFrom(...words, ...signs), fc.string({ maxLength: 3 })), { maxLength: 60 })
    .map((parts) => parts.join(" "));

  it("from words and signs of the language", () => {
    fc.assert(
      fc.property(soup, (text) => {
        for (const result of [
          parse({ name: "t", text }),
          parseExpression({ name: "t", text }),
          format({ name: "t", text }),
        ]) {
          for (const { span } of result.diagnostics) {
            expect(span === undefined || (0 <= span.start && span.start <= span.end && span.end <= text.length)).toBe(
              true,
            );
          }
        }
      }),
      { numRuns: 1500 },
    );
  });

  it("from any characters", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 80 }), (text) => {
        parse({ name: "t", text });
      }),
      { numRuns: 1000 },
    );
  });
});
