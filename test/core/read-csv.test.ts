import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CsvTable, readCsv } from "../../src/core/read-csv.ts";
import { csvText } from "../../src/report/csv-text.ts";
import { expectFault } from "./expect-fault.ts";

const read = (text: string) => readCsv({ name: "t.csv", text }, 1000);
const texts = (table: CsvTable | undefined) =>
  table && [table.header, ...table.rows].map((row) => row.map((each) => each.text));

describe("readCsv", () => {
  it.each<[what: string, text: string, rows: string[][]]>([
    [
      "lines of Unix",
      "a,b\n1,2\n3,4\n",
      [
        ["a", "b"],
        ["1", "2"],
        ["3", "4"],
      ],
    ],
    [
      "lines of Windows",
      "a,b\r\n1,2\r\n",
      [
        ["a", "b"],
        ["1", "2"],
      ],
    ],
    [
      "lines of old machines",
      "a,b\r1,2\r",
      [
        ["a", "b"],
        ["1", "2"],
      ],
    ],
    [
      "no line end at the end",
      "a,b\n1,2",
      [
        ["a", "b"],
        ["1", "2"],
      ],
    ],
    [
      "a byte order mark",
      "\ufeffa,b\n1,2\n",
      [
        ["a", "b"],
        ["1", "2"],
      ],
    ],
    [
      "quotes",
      'a,b\n"1,5","say ""hi"""\n',
      [
        ["a", "b"],
        ["1,5", 'say "hi"'],
      ],
    ],
    [
      "a line end inside of quotes",
      'a,b\n"1\r\n2",3\n',
      [
        ["a", "b"],
        ["1\r\n2", "3"],
      ],
    ],
    [
      "empty cells",
      'a,b,c\n,"",\n',
      [
        ["a", "b", "c"],
        ["", "", ""],
      ],
    ],
    [
      "blanks around cells, kept inside of quotes",
      'a , b\n 1\t, " 2 " \n',
      [
        ["a", "b"],
        ["1", " 2 "],
      ],
    ],
    [
      "blank lines",
      "\n\na,b\n\n1,2\n\n",
      [
        ["a", "b"],
        ["1", "2"],
      ],
    ],
    [
      "a quote that opens nothing",
      'a,b\n5" phone,2\n',
      [
        ["a", "b"],
        ['5" phone', "2"],
      ],
    ],
    ["an empty quoted cell alone, which is no blank line", 'a\n""\n', [["a"], [""]]],
  ])("reads %s", (_what, text, rows) => {
    expect(texts(read(text).value)).toEqual(rows);
  });

  it("keeps the place of each cell, quotes included", () => {
    const text = 'a,b\n x ,"y,""z"\n';
    const [row = []] = read(text).value?.rows ?? [];
    expect(row.map(({ start, end }) => text.slice(start, end))).toEqual(["x", '"y,""z"']);
  });

  it("reads back what is written", () => {
    const cell = fc.string({ unit: fc.constantFrom("a", "é", '"', ",", "\n", "\r", " ") }).map((each) => each.trim());
    const table = fc
      .integer({ min: 2, max: 4 })
      .chain((width) =>
        fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 5 }),
      );
    fc.assert(
      fc.property(table, (rows) => {
        const header = (rows[0] ?? []).map((_, at) => `column ${at}`);
        expect(texts(read(csvText([header, ...rows])).value)).toEqual([header, ...rows]);
      }),
      { seed: 11, numRuns: 300 },
    );
  });

  it.each<[code: string, marked: string]>([
    ["csv/empty", "~~~~"],
    ["csv/empty", "~~~a,b~~~\n"],
    ["csv/empty", "\n \n~~~~"],
    ["csv/quote", 'a,b\n1,~~~"~~~2\n3,4\n'],
    ["csv/quote", 'a,b\n"1" ~~~x~~~,2\n'],
    ["csv/separator", "device~~~;~~~core\n1;2\n"],
    ["csv/separator", "device~~~\t~~~core\n1\t2\n"],
    ["csv/duplicate-column", "a,b,~~~a~~~\n1,2,3\n"],
    ["csv/cells", "a,b\n~~~1~~~\n"],
    ["csv/cells", "a,b\n1,2,~~~3,4~~~\n"],
    ["csv/cells", "a,b\n1,2,~~~~~~\n"],
  ])("%s: %j", (code, marked) => {
    expectFault(read, code, marked);
  });

  it("shows faults of twenty rows at most, and stops at the longest table", () => {
    expect(read(`a,b\n${"1\n".repeat(50)}`).diagnostics.map((each) => each.code)).toEqual(
      new Array(20).fill("csv/cells"),
    );
    const long = readCsv({ name: "t.csv", text: `a\n${"1\n".repeat(4)}` }, 3);
    expect(long.diagnostics.map(({ code, span }) => [code, span?.start])).toEqual([["csv/too-long", 8]]);
    expect(readCsv({ name: "t.csv", text: `a\n${"1\n".repeat(3)}` }, 3).value?.rows.length).toBe(3);
  });
});
