import { expect, it } from "vitest";
import { rational } from "../../src/core/rational.ts";
import { jsonNumber, jsonText } from "../../src/report/index.ts";

it("prints exact counts as their digits, beyond what a double holds", () => {
  expect(jsonText({ macs: 123456789012345678901234567890n }, 0)).toBe('{ "macs": 123456789012345678901234567890 }');
});

it.each([
  [rational(3n), 3n],
  [rational(3n, 4n), 0.75],
  [rational(7n, 5n), 1.4],
  [rational(1n, 3n), "1/3"],
  [rational(-1n, 8192n), -0.0001220703125],
  // doubles that lie near are 123456789012345680 and 0.1
  [rational(246913578024691357n, 2n), "246913578024691357/2"],
  [rational(10n ** 19n + 1n, 10n ** 20n), `${10n ** 19n + 1n}/${10n ** 20n}`],
])("a number that is not whole is a decimal when that is exact", (value, expected) => {
  expect(jsonNumber(value)).toBe(expected);
});

it("is read back by JSON.parse", () => {
  const value = {
    text: 'a "quoted"\nline',
    list: [1, [2, 3], {}],
    nothing: null,
    flag: true,
    ratio: 0.1,
    not: Number.NaN,
  };
  expect(JSON.parse(jsonText({ ...value, left: undefined }, 2))).toEqual({ ...value, not: null });
});

it("breaks the outer levels over lines", () => {
  expect(jsonText({ a: [1, [2, 3]], b: {} }, 2)).toBe('{\n  "a": [\n    1,\n    [2, 3]\n  ],\n  "b": {}\n}');
});
