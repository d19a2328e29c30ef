import { expect, it } from "vitest";
import { type ListingColumn, type ListingFormat, renderListing } from "../../src/report/index.ts";

interface Fruit {
  readonly name: string;
  readonly grams: bigint;
  readonly note: string;
}

const fruits: readonly Fruit[] = [
  { name: "fig", grams: 51n, note: "soft, sweet" },
  { name: "melon", grams: 9007199254740993n, note: "a|b" },
];

const columns: readonly ListingColumn<Fruit>[] = [
  { key: "name", title: "fruit", align: "left", cell: (each) => each.name },
  { key: "mass", title: "mass", align: "right", cell: (each) => `${each.grams % 100n} g`, exact: (each) => each.grams },
  { key: "note", title: "note", align: "left", cell: (each) => each.note },
];

const listing = (format: ListingFormat, width: number) =>
  renderListing(fruits, {
    format,
    width,
    columns,
    dropOrder: ["mass"],
    document: (rows) => ({ schema: "fruits/1", fruits: rows }),
  });

it("draws a table", async () => {
  expect(await listing("table", 80)).toBe(
    [
      "┌───────┬──────┬─────────────┐",
      "│ fruit │ mass │ note        │",
      "├───────┼──────┼─────────────┤",
      "│ fig   │ 51 g │ soft, sweet │",
      "│ melon │ 93 g │ a|b         │",
      "└───────┴──────┴─────────────┘",
      "",
    ].join("\n"),
  );
});

it("drops columns in the stated order, then cuts the last one", async () => {
  const [top = "", ...lines] = (await listing("table", 20)).trimEnd().split("\n");
  expect([...top].length).toBe(20);
  expect(lines.filter((each) => each.startsWith("│"))).toEqual([
    "│ fruit │ note     │",
    "│ fig   │ sof…weet │",
    "│ melon │ a|b      │",
  ]);
});

it("leaves out a last column that has no room for its title, and cuts no other", async () => {
  for (const width of [3, 15]) {
    const lines = (await listing("table", width)).split("\n").filter((each) => each.startsWith("│"));
    expect(lines).toEqual(["│ fruit │", "│ fig   │", "│ melon │"]);
  }
});

it("quotes what Markdown and CSV would read as a separator; exact numbers keep their digits", async () => {
  expect(await listing("md", 80)).toBe(
    "| fruit | mass | note |\n| --- | ---: | --- |\n| fig | 51 g | soft, sweet |\n| melon | 93 g | a\\|b |\n",
  );
  expect(await listing("csv", 80)).toBe('name,mass,note\nfig,51,"soft, sweet"\nmelon,9007199254740993,a|b\n');
  expect(await listing("json", 80)).toContain('{ "name": "melon", "mass": 9007199254740993, "note": "a|b" }');
});
