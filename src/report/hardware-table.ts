import type { Listing, ListingRow, ListingSection } from "../hardware/index.ts";
import { drawGrid, gridWidth } from "./grid.ts";
import { type Paint, plain } from "./paint.ts";
import { shorten, textWidth } from "./text-width.ts";

/** Space that the listing needs; below it the table is as wide as this. */
const narrowest = 50;

const sectionWords = {
  device: "device",
  soc: "SoC",
  core: "core",
  dsp: "DSP",
  runtime: "runtime",
  "dsp-runtime": "runtime",
} as const;

/** What gives way where a table is too wide: values, then names, to a width that is still easy to read, then further. */
const narrowing = [
  [1, 24],
  [0, 24],
  [1, 10],
  [0, 10],
] as const;

const head = ["field", "value", "kind", "source"] as const;

/**
 * A profile for a terminal: one table per text that gives values, device before SoC before cores. Sources are numbered in
 * the table and stand below it, broken over lines, so that none is cut; values that do not fit go on in the next row, names that do not fit are cut in the middle.
 */
export function hardwareTable(listing: Listing, width: number, paint: Paint = plain): string {
  const room = Math.max(width, narrowest);
  const sources = [
    ...new Set(listing.sections.flatMap((each) => each.rows.flatMap((row) => row.origin?.source ?? []))),
  ];
  const tables = listing.sections.flatMap(tablesOf);
  const bodies = tables.map((each) => each.rows.map((row) => cells(row, sources)));
  const widths = columnWidths(bodies.flat(), room);
  const columns = head.map((title, index) => ({ title, width: widths[index] ?? 0 }));
  const lines = [
    paint("title", shorten(`${listing.name}${listing.title === undefined ? "" : ` · ${listing.title}`}`, room)),
  ];
  for (const line of breakLines(countsText(listing), room)) lines.push(paint("quiet", line));
  for (const [index, { title }] of tables.entries()) {
    const rows = (bodies[index] ?? []).flatMap((each) => brokenRow(each, widths[1] ?? 0));
    lines.push("", paint("title", shorten(title, room)), drawGrid(columns, rows, paint));
  }
  lines.push("", paint("title", "sources"));
  for (const [index, source] of sources.entries()) lines.push(...sourceLines(index + 1, source, sources.length, room));
  return `${lines.join("\n")}\n`;
}

function cells({ field, text, origin }: ListingRow, sources: readonly string[]): readonly string[] {
  if (origin === undefined) return [field, text, "", ""];
  return [field, text, origin.kind, `[${sources.indexOf(origin.source) + 1}]`];
}

interface ProfileTable {
  readonly title: string;
  readonly rows: readonly ListingRow[];
}

/** Fields that share such a start have a table of their own, without it. */
const ownTables = /^(?:pipeline\.(instructions)|loops\.([a-z0-9-]+))\./;

function tablesOf({ kind, name, rows }: ListingSection): readonly ProfileTable[] {
  const title = `${sectionWords[kind]} ${name}`;
  const tables = new Map<string, ListingRow[]>([[title, []]]);
  for (const row of rows) {
    const [start = "", instructions, loops] = ownTables.exec(row.field) ?? [];
    const words = instructions ?? (loops === undefined ? undefined : `${loops} loops`);
    const place = words === undefined ? title : `${words} of ${title}`;
    const table = tables.get(place) ?? [];
    table.push({ ...row, field: row.field.slice(start.length) });
    tables.set(place, table);
  }
  return [...tables].map(([each, lines]) => ({ title: each, rows: lines })).filter((each) => each.rows.length > 0);
}

/** A value that is too wide goes on in rows of its own. */
function brokenRow(
  [field = "", value = "", ...others]: readonly string[],
  width: number,
): readonly (readonly string[])[] {
  return breakLines(value, width).map((line, at) => (at === 0 ? [field, line, ...others] : ["", line]));
}

/** `28 values: 17 datasheet, 4 measured, 7 assumed`. */
function countsText({ counts }: Listing): string {
  const total = [...counts.values()].reduce((sum, each) => sum + each, 0);
  const parts = [...counts].flatMap(([kind, count]) => (count === 0 ? [] : [`${count} ${kind}`]));
  return `${total} values: ${parts.join(", ")}`;
}

/** The columns as wide as their widest cell; what is too wide is taken from the value, then from the field. */
function columnWidths(rows: readonly (readonly string[])[], room: number): readonly number[] {
  const widths = head.map((title, column) =>
    Math.max(textWidth(title), ...rows.map((row) => textWidth(row[column] ?? ""))),
  );
  for (const [column, least] of narrowing) {
    const width = widths[column] ?? 0;
    const surplus = gridWidth(widths) - room;
    if (surplus > 0) widths[column] = Math.min(width, Math.max(width - surplus, least));
  }
  return widths;
}

function sourceLines(number: number, source: string, count: number, room: number): readonly string[] {
  const margin = String(count).length + 3;
  return breakLines(source, room - margin).map((line, index) =>
    index === 0 ? `${`[${number}]`.padEnd(margin)}${line}` : `${" ".repeat(margin)}${line}`,
  );
}

/** Lines of at most `width` cells, broken at blanks; a word that is longer than a line goes on in the next. */
function breakLines(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    let rest = word;
    if (line !== "" && textWidth(line) + 1 + textWidth(rest) <= width) {
      line = `${line} ${rest}`;
      continue;
    }
    if (line !== "") lines.push(line);
    while (textWidth(rest) > width) {
      const piece = firstCells(rest, width);
      lines.push(piece);
      rest = rest.slice(piece.length);
    }
    line = rest;
  }
  return [...lines, line];
}

/** The longest start of a text that takes at most `width` cells; at least one character. */
function firstCells(text: string, width: number): string {
  let start = "";
  for (const character of text) {
    if (start !== "" && textWidth(start + character) > width) break;
    start += character;
  }
  return start;
}
