import { describe, expect, it } from "vitest";
import { rational } from "../../src/core/rational.ts";
import {
  barText,
  bytesText,
  cellText,
  columnCell,
  countText,
  fillLines,
  groupedText,
  shapeCell,
  shorten,
} from "../../src/report/index.ts";
import { add, constant, multiply, symbol } from "../../src/symbolic/index.ts";

const n = symbol("n", { kind: "int" });

describe("countText", () => {
  it.each<[value: bigint, text: string]>([
    [0n, "0"],
    [99n, "99"],
    [100n, "0.1 k"],
    [864n, "0.9 k"],
    [999_949n, "999.9 k"],
    [999_950n, "1.00 M"],
    [10_838_016n, "10.84 M"],
    [999_994_999n, "999.99 M"],
    [999_995_000n, "1.00 G"],
    [4_089_184_256n, "4.09 G"],
    [123_456_789_012_345_678n, "123456.79 T"],
    [-864n, "-0.9 k"],
  ])("%s is %s", (value, text) => {
    expect(countText(rational(value))).toBe(text);
  });

  it("keeps two digits of a small fraction", () => {
    expect(countText(rational(7n, 2n))).toBe("3.50");
  });
});

it.each<[value: bigint, text: string]>([
  [7n, "7"],
  [1000n, "1,000"],
  [300_774_272n, "300,774,272"],
  [-1234n, "-1,234"],
])("groups the digits of %s", (value, text) => {
  expect(groupedText(rational(value))).toBe(text);
});

describe("cells", () => {
  it("hold short formulas, and point below the table for long ones", () => {
    expect(cellText(multiply(constant(8n), n))).toBe("8*n");
    const long = multiply(add(n, constant(123_456n)), add(n, constant(654_321n)));
    expect(cellText(long)).toBe("(formula)");
    expect(cellText(undefined)).toBe("-");
  });

  it("write square images with a square", () => {
    const shape = (layout: "image" | "vector" | "tokens", ...dims: readonly bigint[]) => ({
      layout,
      dims: dims.map((each) => constant(each)),
    });
    expect(shapeCell(shape("image", 32n, 112n, 112n))).toBe("32×112²");
    expect(shapeCell(shape("image", 96n, 20n, 10n))).toBe("96×20×10");
    expect(shapeCell(shape("tokens", 4n, 196n, 196n))).toBe("4×196×196");
    expect(shapeCell(shape("vector", 1280n))).toBe("1280");
    expect(shapeCell({ layout: "image", dims: [n, add(n, constant(1n)), add(n, constant(1n))] })).toBe("n×(n + 1)²");
  });
});

// four cells for the largest, in halves: an eighth of it is one half, below a sixteenth is nothing
it.each<[part: bigint, largest: bigint, bar: string]>([
  [0n, 100n, ""],
  [6n, 100n, ""],
  [7n, 100n, "▌"],
  [18n, 100n, "▌"],
  [25n, 100n, "█"],
  [37n, 100n, "█▌"],
  [100n, 100n, "████"],
])("the bar of %s beside %s", (part, largest, bar) => {
  expect(barText(constant(part), constant(largest))).toBe(bar);
});

it.each<[part: bigint, total: bigint, text: string]>([
  [256n, 999n, "256"],
  [928n, 3_504_872n, "0.9 k"],
  [256n, 1000n, "0.3 k"],
])("a cell of %s in a column of %s is %s: exact where the whole column is small", (part, total, text) => {
  expect(columnCell(constant(part), constant(total))).toBe(text);
});

it.each<[value: bigint, text: string]>([
  [352n, "352 B"],
  [999n, "999 B"],
  [1000n, "1.0 kB"],
  [14_019_488n, "14.02 MB"],
])("%s bytes are %s", (value, text) => {
  expect(bytesText(rational(value))).toBe(text);
});

describe("lines", () => {
  it("are cut in the middle, wide characters counted twice", () => {
    expect(shorten("stages.3.2.expand.conv", 10)).toBe("stag….conv");
    expect(shorten("short", 10)).toBe("short");
    expect(shorten("卷积层", 5)).toBe("卷…层");
  });

  it("break at their separator only", () => {
    expect(fillLines("aa bb cc", / /, 5)).toEqual(["aa bb", "cc"]);
    expect(fillLines("unbreakable", / /, 5)).toEqual(["unbreakable"]);
  });
});
