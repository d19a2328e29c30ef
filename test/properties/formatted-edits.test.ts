import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ErrorList } from "../../grammar/error-list.ts";
import { format, parse } from "../../grammar/index.ts";
import { lex } from "../../grammar/lexer.ts";
import type { Source } from "../../src/core/index.ts";
import { treeText } from "../grammar/tree-text.ts";
import { edited, edits } from "./edited-text.ts";

const numRuns = Number(process.env.EDITED_NETWORKS ?? 200);

const root = new URL("../../", import.meta.url);
const files: readonly Source[] = ["grammar/std", "zoo", "test/cases"].flatMap((folder) =>
  readdirSync(new URL(`${folder}/`, root), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".arch"))
    .sort()
    .map((name) => {
      const path = `${folder}/${name.replaceAll("\\", "/")}`;
      return { name: path, text: readFileSync(new URL(path, root), "utf8") };
    }),
);

function isCorrect(source: Source): boolean {
  return parse(source).diagnostics.length === 0;
}

/** Every comment of a text, as the lexer finds them; in order of their words, since a table may move one to another line. */
function commentsOf(source: Source): string[] {
  const found = lex(source, new ErrorList(source))?.comments ?? [];
  return found.map((each) => each.image.trimEnd()).sort();
}

function expectLaws(source: Source): void {
  const once = format(source).value;
  if (once === undefined) throw new Error(`no layout for ${source.name}`);
  const printed = { name: source.name, text: once };
  expect(treeText(parse(printed).value)).toBe(treeText(parse(source).value));
  expect(format(printed).value).toBe(once);
  expect(commentsOf(printed)).toEqual(commentsOf(source));
}

describe("formatting keeps tree and comments, and done twice changes nothing", () => {
  const correct = files.filter(isCorrect);

  it("finds the files", () => {
    expect(files.length).toBeGreaterThan(50);
    expect(correct.length).toBeGreaterThan(20);
  });

  it.each(correct.map((each) => [each.name, each] as const))("%s", (_, source) => expectLaws(source));

  it(`edited files that are still correct`, () => {
    const gap = fc.constantFrom(" ", "\n", " # one\n", "\n # two\n # three\n", "\t", "\n\n\n");
    const gaps = fc.array(fc.tuple(fc.nat(1_000_000), gap), { maxLength: 4 });
    const change = fc.noBias(fc.tuple(fc.option(edits, { nil: [] }), gaps));
    let read = 0;
    const law = fc.property(fc.constantFrom(...correct), change, (source, [list, breaks]) => {
      const text = breaks.reduce(withGap, edited(source.text, list));
      if (!isCorrect({ ...source, text })) return;
      read++;
      expectLaws({ ...source, text });
    });
    fc.assert(law, { numRuns });
    expect(read).toBeGreaterThan(numRuns / 20);
  });
});

/** The text with the gap put at one of the places between two words. */
function withGap(text: string, [place, gap]: [number, string]): string {
  const places = [...text.matchAll(/[ \n]|(?<=[(,|{[)}\]])/g)].map((each) => each.index);
  const at = places[place % places.length] ?? 0;
  return `${text.slice(0, at)}${gap}${text.slice(at)}`;
}
