import { describe, expect, it } from "vitest";
import { lineColumn, lineNumber, positionOf } from "../../src/core/index.ts";

describe("positionOf", () => {
  it.each([
    ["", 0, 1, 1, "an empty text"],
    ["abc", 0, 1, 1, "the start"],
    ["abc", 3, 1, 4, "the end"],
    ["abc", 99, 1, 4, "behind the end is the end"],
    ["a\nb", 1, 1, 2, "the line end belongs to its line"],
    ["a\nb", 2, 2, 1, "\\n"],
    ["a\r\nb", 3, 2, 1, "\\r\\n ends one line"],
    ["a\rb", 2, 2, 1, "a lone \\r ends a line"],
    ["a\r\n\r\nb", 5, 3, 1, "empty lines count"],
    ["宽度x", 2, 1, 3, "columns count code points, not display columns"],
    ["🙂x", 2, 1, 2, "a surrogate pair is one code point"],
    ["\tx", 1, 1, 2, "a tab is one code point"],
  ])("%j at %i is %i:%i (%s)", (text, offset, line, column) => {
    expect(positionOf({ name: "t", text }, offset)).toEqual({ line, column });
    expect(lineNumber(text, Math.min(offset, text.length))).toBe(line);
  });

  it("lineColumn takes the start of a span", () => {
    expect(lineColumn({ source: { name: "t", text: "a\nbc" }, start: 3, end: 4 })).toEqual({ line: 2, column: 2 });
  });
});
