import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rationalToNumber, rationalToText } from "../../src/core/rational.ts";
import { type JsonNode, readJson } from "../../src/core/read-json.ts";

function read(text: string) {
  return readJson({ name: "a.json", text });
}

/** The value as JSON.parse gives it. */
function plain(node: JsonNode): unknown {
  switch (node.kind) {
    case "object":
      return Object.fromEntries([...node.members].map(([key, each]) => [key, plain(each)]));
    case "array":
      return node.items.map(plain);
    case "string":
      return node.text;
    case "number":
      return rationalToNumber(node.value);
    case "boolean":
      return node.value;
    case "null":
      return null;
  }
}

describe("readJson", () => {
  it("reads what JSON.parse reads, with and without blanks", () => {
    const blanks = fc.constantFrom(undefined, 0, 2, "\t");
    fc.assert(
      fc.property(fc.json(), blanks, (text, space) => {
        const written = JSON.stringify(JSON.parse(text), undefined, space);
        // At the ends of their range doubles and rationals differ.
        fc.pre(!/e[+-]3\d\d/.test(written));
        const { value, diagnostics } = read(written);
        expect(diagnostics).toEqual([]);
        if (value !== undefined) expect(JSON.stringify(plain(value))).toBe(JSON.stringify(JSON.parse(written)));
      }),
    );
  });

  it("refuses what JSON.parse refuses", () => {
    const pieces = [
      "{",
      "}",
      "[",
      "]",
      ",",
      ":",
      '"a"',
      "1",
      "-0",
      "01",
      "1.",
      ".5",
      "1e5",
      "tru",
      "true",
      "null",
      " ",
      '"\n"',
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 8 }), (parts) => {
        const text = parts.join("");
        let parses = true;
        try {
          JSON.parse(text);
        } catch {
          parses = false;
        }
        expect(read(text).value !== undefined).toBe(parses);
      }),
    );
  });

  it("keeps every digit of a number", () => {
    const values = ["9007199254740993", "-12345678901234567890", "0.1", "25e-2", "-1.50"].map((text) => {
      const { value } = read(text);
      return value?.kind === "number" ? rationalToText(value.value) : undefined;
    });
    expect(values).toEqual(["9007199254740993", "-12345678901234567890", "1/10", "1/4", "-3/2"]);
  });

  it("reads long strings, and no long numbers", () => {
    const text = "a".repeat(20_000_000);
    const { value } = read(`["${text}", "\\u0041\\\\"]`);
    const texts = value?.kind === "array" ? value.items.map((each) => (each.kind === "string" ? each.text : "")) : [];
    expect(texts.map((each) => each.length)).toEqual([20_000_000, 2]);
    expect(texts[1]).toBe("A\\");
    expect(read("9".repeat(1_000_000)).diagnostics.map((each) => each.code)).toEqual(["json/syntax"]);
  });

  it.each<[text: string, at: number, found: string]>([
    ["", 0, "the end of the file"],
    ['{"a": tru}', 6, "`tru`"],
    ['{"a": 1', 7, "the end of the file"],
    ['{"a" 1}', 5, "`1`"],
    ["{a: 1}", 1, "`a`"],
    ["[1, 2,]", 6, "`]`"],
    ["[1] x", 4, "`x`"],
    ['["a\nb"]', 1, "a string with a mistake"],
    ["[1e99999]", 1, "`1e99999`"],
    [`${"[".repeat(101)}`, 100, "`[`"],
    ["[".repeat(1_000_000), 100, "`[`"],
  ])("%#: names the place", (text, at, found) => {
    const { value, diagnostics } = read(text);
    expect(value).toBeUndefined();
    expect(diagnostics.map((each) => [each.code, each.span?.start])).toEqual([["json/syntax", at]]);
    expect(diagnostics[0]?.message).toContain(`found ${found}`);
  });
});
