import fc from "fast-check";
import { expect, it } from "vitest";
import { identifierOf } from "../../../src/report/graph/identifier.ts";

/** Reads an identifier from the left, by the rule of its doc comment. */
function pathOf(identifier: string): string {
  return identifier.replace(/__|_u([0-9a-f]{4})/g, (_, code) =>
    code === undefined ? "." : String.fromCharCode(Number.parseInt(code, 16)),
  );
}

const part = fc
  .array(
    fc.constantFrom("a", "u", "Z", "0", "3", "b1", "_", "__", "_u", "_u03b1", "u005f", "α", "宽", "𝛼", "é", "_2"),
    {
      minLength: 1,
      maxLength: 6,
    },
  )
  .map((list) => list.join(""));
const path = fc.array(part, { minLength: 1, maxLength: 4 }).map((list) => list.join("."));

it("an identifier is safe, and gives back its path", () => {
  fc.assert(
    fc.property(path, (text) => {
      const identifier = identifierOf(text);
      expect(identifier).toMatch(/^[A-Za-z0-9_]+$/);
      expect(pathOf(identifier)).toBe(text);
    }),
    { numRuns: 2000 },
  );
});

it.each([
  ["stem.conv", "stem__conv"],
  ["stages.3.2.conv_bn_2", "stages__3__2__conv_bn_2"],
  ["stages_3", "stages_3"],
  ["a_.b", "a_u005f__b"],
  ["a._b", "a___b"],
])("%s reads as %s", (text, identifier) => {
  expect(identifierOf(text)).toBe(identifier);
});
