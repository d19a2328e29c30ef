import { stripVTControlCharacters } from "node:util";
import { describe, expect, it } from "vitest";
import {
  type Diagnostic,
  diagnosticsToJson,
  displayWidth,
  renderDiagnostic,
  renderDiagnostics,
  type Source,
} from "../../src/core/index.ts";

/** A diagnostic on the text between the first pair of `~~~`; related places are between further pairs. */
function marked(text: string, parts: Partial<Diagnostic> = {}, labels: readonly string[] = []): Diagnostic {
  const pieces = text.split("~~~");
  const source: Source = { name: "demo.arch", text: pieces.join("") };
  const spans = pieces.slice(1).flatMap((piece, at) => {
    if (at % 2 === 1) return [];
    const start = pieces.slice(0, at + 1).join("").length;
    return [{ source, start, end: start + piece.length }];
  });
  const [span, ...others] = spans;
  return {
    severity: "error",
    code: "syntax/unopened",
    message: "`)` closes nothing",
    related: others.map((each, at) => ({ span: each, label: labels[at] ?? "" })),
    notes: [],
    ...(span === undefined ? {} : { span }),
    ...parts,
  };
}

const picture = (diagnostic: Diagnostic) => renderDiagnostic(diagnostic).split("\n");

describe("renderDiagnostic", () => {
  it("draws the style guide's picture", () => {
    const diagnostic = marked(
      "\n\n  conv1 = conv2d(x, out: 32)\n  conv2 = conv2d(conv1, out: 64, ~~~groups: 12~~~)\n",
      {
        message: "`groups: 12` does not divide the 32 input channels",
        label: "32 mod 12 = 8",
        hint: "use one of 1, 2, 4, 8, 16, 32 (32 is depthwise)",
      },
    );
    const text = diagnostic.span?.source.text ?? "";
    const start = text.indexOf("conv1");
    const source = diagnostic.span?.source ?? { name: "", text: "" };
    const related = [{ span: { source, start, end: start + 5 }, label: "`conv1` has shape [1, 32, 112, 112]" }];
    expect(picture({ ...diagnostic, related })).toEqual([
      "error[syntax/unopened]: `groups: 12` does not divide the 32 input channels",
      "  --> demo.arch:4:34",
      "  |",
      "4 |   conv2 = conv2d(conv1, out: 64, groups: 12)",
      "  |                                  ^^^^^^^^^^ 32 mod 12 = 8",
      "  |",
      "3 |   conv1 = conv2d(x, out: 32)",
      "  |   ----- `conv1` has shape [1, 32, 112, 112]",
      "  = hint: use one of 1, 2, 4, 8, 16, 32 (32 is depthwise)",
    ]);
  });

  it("shows notes between picture and hint", () => {
    expect(picture(marked("~~~a~~~", { notes: ["in: N > stages.3", "because"], hint: "type b" })).slice(-3)).toEqual([
      "  = in: N > stages.3",
      "  = because",
      "  = hint: type b",
    ]);
  });

  it("needs no span", () => {
    expect(picture(marked("", { hint: "type `ridge --help`" }))).toEqual([
      "error[syntax/unopened]: `)` closes nothing",
      "  = hint: type `ridge --help`",
    ]);
  });

  it("says warning", () => {
    expect(picture(marked("~~~a~~~", { severity: "warning" }))[0]).toBe("warning[syntax/unopened]: `)` closes nothing");
  });

  it("draws a place on the same line below the first, without repeating the line", () => {
    expect(picture(marked("f(3 ~~~]~~~ ~~~x~~~", {}, ["opened here"])).slice(2)).toEqual([
      "  |",
      "1 | f(3 ] x",
      "  |     ^",
      "  |       - opened here",
    ]);
  });

  it("widens the margin for the larger line number", () => {
    const text = `${"\n".repeat(98)}~~~a~~~\nb ~~~c~~~`;
    expect(picture(marked(text, { hint: "h" }, ["there"]))).toEqual([
      "error[syntax/unopened]: `)` closes nothing",
      "   --> demo.arch:99:1".replace("   -->", "    -->"),
      "    |",
      " 99 | a",
      "    | ^",
      "    |",
      "100 | b c",
      "    |   - there",
      "    = hint: h",
    ]);
  });

  it("names the other file of a related place", () => {
    const other: Source = { name: "other.arch", text: "x\ny" };
    const diagnostic = marked("~~~a~~~", {
      related: [{ span: { source: other, start: 2, end: 3 }, label: "declared here" }],
    });
    expect(picture(diagnostic).slice(4)).toEqual([
      "  | ^",
      "  --> other.arch:2:1",
      "  |",
      "2 | y",
      "  | - declared here",
    ]);
  });

  it("marks a place of no length, at the end of a line and of the text", () => {
    expect(picture(marked("conv(3~~~~~~\nb")).slice(3)).toEqual(["1 | conv(3", "  |       ^"]);
    expect(picture(marked("a\n~~~~~~")).slice(1)).toEqual(["  --> demo.arch:2:1", "  |", "2 |", "  | ^"]);
  });

  it("shows the first line of a span over several lines", () => {
    expect(picture(marked("a ~~~bcd\nef~~~ g")).slice(3)).toEqual(["1 | a bcd", "  |   ^^^"]);
  });
});

describe("marks line up", () => {
  it.each([
    ["# 逐点卷积 ~~~x~~~", "1 | # 逐点卷积 x", "  |            ^", "wide characters before"],
    ["~~~宽度~~~ = 3", "1 | 宽度 = 3", "  | ^^^^", "wide characters marked"],
    ["\t~~~x~~~", "1 |     x", "  |     ^", "a tab runs to column 4"],
    ["a\t~~~x~~~", "1 | a   x", "  |     ^", "a tab runs to the next stop"],
    ["宽\t~~~x~~~", "1 | 宽  x", "  |     ^", "a tab behind a wide character"],
    ["🙂 ~~~x~~~", "1 | 🙂 x", "  |    ^", "emoji take two columns"],
    ["e\u0301 ~~~x~~~", "1 | e\u0301 x", "  |   ^", "combining marks take none"],
    ["α·ρ ~~~x~~~", "1 | α·ρ x", "  |     ^", "Greek takes one"],
    ["（ ~~~x~~~", "1 | （ x", "  |    ^", "full-width forms take two"],
    [
      "\u0000\u001b[31m ~~~x~~~",
      "1 | \ufffd\ufffd[31m x",
      "  |        ^",
      "control characters cannot reach the terminal",
    ],
    ["a\r\n~~~b~~~\r\n", "2 | b", "  | ^", "carriage returns are no part of a line"],
  ])("%j", (text, line, marks) => {
    expect(picture(marked(text)).slice(3)).toEqual([line, marks]);
  });

  it.each([
    ["abc", 3],
    ["宽度 α", 6],
    ["한글", 4],
    ["カナ", 4],
    ["ｶﾅ", 2],
    ["", 0],
  ])("%s is %i columns wide", (text, width) => expect(displayWidth(text)).toBe(width));
});

describe("long lines", () => {
  const long = (before: number, after: number, middle = "~~~HERE~~~") =>
    `${"a".repeat(before)}${middle}${"b".repeat(after)}`;

  it.each([
    [long(0, 500)],
    [long(500, 0)],
    [long(500, 500)],
    [long(3_000_000, 500)],
    [long(300, 300, `~~~${"H".repeat(400)}~~~`)],
    [`${"宽".repeat(200)}~~~HERE~~~${"度".repeat(200)}`],
    [`${"🙂".repeat(301)}~~~HERE~~~${"🙂".repeat(301)}`],
  ])("fits 100 columns and marks the same text", (text) => {
    const [line = "", marks = ""] = picture(marked(text)).slice(3);
    const source = line.slice(line.indexOf("| ") + 2);
    const under = marks.slice(marks.indexOf("| ") + 2);
    expect(displayWidth(source)).toBeLessThanOrEqual(103);
    expect(source).toContain("...");
    expect(source).not.toContain("\ufffd");
    const from = under.indexOf("^");
    let column = 0;
    let found = "";
    for (const character of source) {
      if (column >= from && column < under.length) found += character;
      column += displayWidth(character);
    }
    expect(found).toMatch(/^H+(ERE)?$/);
  });

  it("keeps lines of 100 columns whole", () => {
    expect(picture(marked(long(48, 48)))[3]).toBe(`1 | ${"a".repeat(48)}HERE${"b".repeat(48)}`);
  });
});

describe("colour", () => {
  it("is painted by the caller, part by part", () => {
    const tag = (name: string) => (text: string) => `<${name}>${text}</${name}>`;
    const paint = {
      error: tag("e"),
      code: tag("c"),
      caret: tag("m"),
      related: tag("r"),
      dim: tag("d"),
      hint: tag("h"),
    };
    const text = renderDiagnostic(marked("~~~a~~~\n~~~b~~~", { label: "this", hint: "that" }, ["there"]), paint);
    expect(text.split("\n")).toEqual([
      "<e>error</e><c>[syntax/unopened]</c>: `)` closes nothing",
      "  <d>--></d> demo.arch:1:1",
      "  <d>|</d>",
      "1 <d>|</d> a",
      "  <d>|</d> <m>^ this</m>",
      "  <d>|</d>",
      "2 <d>|</d> b",
      "  <d>|</d> <r>- there</r>",
      "  <d>=</d> <h>hint:</h> that",
    ]);
  });

  it("changes no text: without the marks both are equal", () => {
    const diagnostic = marked("a ~~~b~~~", { label: "x", hint: "y" });
    const painted = renderDiagnostic(diagnostic, { caret: (text) => `\u001b[31m${text}\u001b[0m` });
    expect(stripVTControlCharacters(painted)).toBe(renderDiagnostic(diagnostic));
  });
});

describe("diagnosticsToJson", () => {
  it("gives the same data with offsets, lines and columns", () => {
    const records = diagnosticsToJson([
      marked("a\n~~~宽~~~ ~~~b~~~", { label: "l", hint: "h", notes: ["n"] }, ["r"]),
      marked(""),
    ]);
    expect(records).toEqual([
      {
        severity: "error",
        code: "syntax/unopened",
        message: "`)` closes nothing",
        file: "demo.arch",
        start: { offset: 2, line: 2, column: 1 },
        end: { offset: 3, line: 2, column: 2 },
        label: "l",
        related: [
          {
            label: "r",
            file: "demo.arch",
            start: { offset: 4, line: 2, column: 3 },
            end: { offset: 5, line: 2, column: 4 },
          },
        ],
        notes: ["n"],
        hint: "h",
      },
      { severity: "error", code: "syntax/unopened", message: "`)` closes nothing", related: [], notes: [] },
    ]);
    expect(JSON.parse(JSON.stringify(records))).toEqual(records);
  });

  it("several diagnostics stand apart", () => {
    expect(renderDiagnostics([marked(""), marked("")]).split("\n\n")).toHaveLength(2);
  });
});
