import { message } from "./message.ts";

/** What the lexer and the parser say. `wanted` and `found` arrive as words: "`)`", "a name", "end of line". */
export const syntaxMessages = {
  "syntax/too-large": message({
    text: (a: { length: number; limit: number }) => `the text has ${a.length} characters, the limit is ${a.limit}`,
    explanation: "Architecture texts are read whole, so their size is bounded. Split the file with `import`.",
  }),
  "syntax/too-many-tokens": message({
    text: (a: { limit: number }) => `the text has more than ${a.limit} words and signs`,
    hint: () => "write repeated layers with `repeat` or `for`",
    explanation:
      "The number of tokens of one text is bounded. Repeated layers belong in a `repeat`, a `for` or a block.",
  }),
  "syntax/too-deep": message({
    text: (a: { what: string; limit: number | undefined }) =>
      a.limit === undefined ? `${a.what} too deep` : `${a.what} more than ${a.limit} deep`,
    hint: () => "name the inner parts with `let`",
    explanation: "Brackets, powers, calls and `else if` may be nested 200 deep. Name inner parts with `let`.",
  }),
  "syntax/too-many-errors": message({
    text: (a: { count: number; more: boolean }) =>
      `and ${a.more ? "at least " : ""}${a.count} more ${a.count === 1 ? "error" : "errors"} in this text`,
    explanation: "The first 20 errors of a text are shown. Mend them and run again.",
  }),
  "syntax/damaged-text": message({
    text: (a: { character: string }) => `the text contains ${a.character}`,
    label: () => "not a character of a text file",
    hint: () => "save the file as UTF-8",
    explanation:
      "NUL and U+FFFD (the mark of bytes that are not UTF-8) show that the file is damaged or stored in another encoding.",
  }),
  "syntax/unknown-character": message({
    text: (a: { character: string; instead: string | undefined }) => `${a.character} is no character of the language`,
    hint: (a) => (a.instead === undefined ? undefined : `type ${a.instead}`),
    explanation:
      "The character starts no name, number or sign. Often it is the full-width or typographic form of one that does.",
  }),
  "syntax/unclosed-text": message({
    text: (_: Record<string, never>) => 'expected `"` to close the text, found end of line',
    label: () => "opened here",
    hint: () => 'close the text with `"` on the same line',
    explanation: "A text in double quotes ends on the line on which it starts.",
  }),
  "syntax/unknown-escape": message({
    text: (a: { escape: string }) => `\`${a.escape}\` is no escape`,
    hint: () => 'write `\\\\` for a backslash and `\\"` for a double quote',
    explanation: 'In a text in double quotes only `\\"` and `\\\\` are escapes.',
  }),
  "syntax/single-quotes": message({
    text: (_: { text: string | undefined }) => "texts stand in double quotes",
    hint: (a) => (a.text === undefined ? undefined : `type \`"${a.text}"\``),
    explanation: 'Texts are written `"like this"`; a single quote has no meaning.',
  }),
  "syntax/foreign-operator": message({
    text: (a: { found: string; instead: string }) => `\`${a.found}\` is no operator`,
    hint: (a) => `type \`${a.instead}\``,
    explanation:
      "Logic is written with `and`, `or` and `not`, powers with `^`, equality with `==` and `!=`, application with `->`.",
  }),
  "syntax/foreign-comment": message({
    text: (a: { found: string }) => `\`${a.found}\` starts no comment`,
    hint: () => "a comment runs from `#` to the end of its line",
    explanation: "Comments run from `#` to the end of the line; there are no others.",
  }),
  "syntax/unknown-suffix": message({
    text: (a: { digits: string; suffix: string; near: string | undefined }) => `\`${a.suffix}\` is no unit of a number`,
    hint: (a) => {
      if (a.suffix.startsWith("_")) return "write the digits without separators";
      return a.near === undefined ? `type \`${a.digits}*${a.suffix}\` for a product` : `type \`${a.digits}${a.near}\``;
    },
    explanation:
      "The suffixes are k M G T % us ms s B KB MB GB KiB MiB GiB MHz GHz mJ; letter case matters. A product needs its `*`.",
  }),
  "syntax/number-too-long": message({
    text: (a: { digits: number; limit: number }) =>
      Number.isFinite(a.digits)
        ? `the number has ${a.digits} digits, the limit is ${a.limit}`
        : `the number has more than ${a.limit} digits`,
    explanation: "A number may have 40 digits: those written, those of its value, and those behind its point.",
  }),
  "syntax/expected": message({
    text: (a: { wanted: string; found: string; advice: string | undefined }) =>
      `expected ${a.wanted}, found ${a.found}`,
    hint: (a) => a.advice,
    explanation: "The text does not follow the grammar at this place.",
  }),
  "syntax/unclosed": message({
    text: (a: { closer: string; opener: string; line: number; found: string }) =>
      `expected \`${a.closer}\` to close the \`${a.opener}\` of line ${a.line}, found ${a.found}`,
    explanation: "A bracket is open at this place. The second label shows where it was opened.",
  }),
  "syntax/unopened": message({
    text: (a: { closer: string }) => `\`${a.closer}\` closes nothing`,
    explanation: "No bracket of this kind is open at this place.",
  }),
  "syntax/assign-for-equal": message({
    text: (_: Record<string, never>) => "`=` names a value, it does not compare",
    hint: () => "type `==`",
    explanation: "`==` compares. `=` follows a name in `let`, `param` and named arguments.",
  }),
  "syntax/missing-let": message({
    text: (a: { name: string }) => `\`${a.name} = ..\` is no statement`,
    hint: (a) =>
      `type \`let ${a.name} = ..\` to name a value; a layer needs no name: \`conv(32, 3)\`, and \`let ${a.name} = it -> conv(32, 3)\` names what it gives`,
    explanation: "Values are named with `let`.",
  }),
  "syntax/colon-for-assign": message({
    text: (a: { name: string }) => `an argument is named with \`=\`, found \`${a.name}:\``,
    hint: (a) => `type \`${a.name}=\``,
    explanation: "Named arguments are written `name=value`; a colon gives a type to a parameter.",
  }),
  "syntax/comma-in-row": message({
    text: (_: Record<string, never>) => "cells of a table are separated by `|`, found `,`",
    hint: () => "type `|`",
    explanation: "A table's rows are `1 | 16 | 1`: cells separated by a bar, rows by a line end or `;`.",
  }),
  "syntax/keyword-as-name": message({
    text: (a: { word: string; wanted: string }) => `expected ${a.wanted}, found the keyword \`${a.word}\``,
    hint: (a) => `use another name, such as \`${a.word}_\``,
    explanation: "A word of the language is an ordinary name only before `=` and `:`, after `.`, and in table headers.",
  }),
  "syntax/chained-comparison": message({
    text: (_: Record<string, never>) => "comparisons do not chain",
    hint: () => "type `a < b and b < c`",
    explanation: "One comparison joins two values. Join several with `and`.",
  }),
  "syntax/nested-declaration": message({
    text: (a: { word: string }) => `\`${a.word}\` stands at the top level of a file only, not in a body`,
    explanation:
      "`import`, `fn`, `block`, `net`, `claim`, `erratum` and `space` are declared at the top level of a file.",
  }),
  "syntax/no-declaration": message({
    text: (a: { found: string; nearest?: string | undefined }) => `expected a declaration, found ${a.found}`,
    hint: (a) =>
      a.nearest !== undefined
        ? `did you mean \`${a.nearest}\`?`
        : "a file consists of `import`, `fn`, `block`, `net`, `table`, `claim`, `erratum` and `space`; flows stand in the body of a `net`",
    explanation: "Statements stand in the bodies of declarations, not at the top level of a file.",
  }),
} as const;
