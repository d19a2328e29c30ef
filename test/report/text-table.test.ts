import { describe, expect, it } from "vitest";
import { displayWidth } from "../../src/core/display-width.ts";
import { plain } from "../../src/report/index.ts";
import { drawTextTable, markdownTextTable, type TextTable } from "../../src/report/text-table.ts";

const table: TextTable = {
  columns: [
    { title: "name", isCut: true },
    { title: "first", drop: 2 },
    { title: "second", drop: 1 },
    { title: "last", dropLate: 1 },
    { title: "value", align: "right" },
  ],
  rows: [["a name of thirty characters ...", "1", "2", "3", "4"]],
};
const head = (width: number) =>
  drawTextTable(table, width, plain)
    .split("\n")[1]
    ?.split("│")
    .map((each) => each.trim())
    .filter(Boolean);

describe("drawTextTable", () => {
  // Columns take 31 + 5 + 6 + 4 + 5 cells, three more each, and one.
  it.each([
    [67, ["name", "first", "second", "last", "value"], false],
    [66, ["name", "second", "last", "value"], false],
    [59, ["name", "second", "last", "value"], false],
    [58, ["name", "last", "value"], false],
    [49, ["name", "last", "value"], true],
    // 10 + 4 + 5 + 9 + 1
    [29, ["name", "last", "value"], true],
    [28, ["name", "value"], true],
  ])("in %d cells", (width, titles, isCut) => {
    const text = drawTextTable(table, width, plain);
    expect(head(width)).toEqual(titles);
    expect(Math.max(...text.split("\n").map(displayWidth))).toBeLessThanOrEqual(width);
    expect(text.includes("…")).toBe(isCut);
  });
});

it("Markdown has every column, and bars in cells are escaped", () => {
  expect(markdownTextTable({ columns: [{ title: "a" }, { title: "b", align: "right" }], rows: [["x|y", "1"]] })).toBe(
    "| a | b |\n| --- | ---: |\n| x\\|y | 1 |",
  );
});
