import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { expect, it } from "vitest";
import { parse } from "../../grammar/index.ts";
import { hasErrors, messages, renderDiagnostics } from "../../src/core/index.ts";
import { treeText } from "./tree-text.ts";

/*
 * Each `name.arch` under test/cases/syntax has a `name.out`: the diagnostics of a wrong text, the tree of a right one.
 * `UPDATE=1 npx vitest run test/grammar/syntax-cases` rewrites them; read the difference before keeping it.
 */

const folder = new URL("../cases/syntax/", import.meta.url);
const names = readdirSync(folder)
  .filter((name) => name.endsWith(".arch"))
  .sort();

function outputOf(name: string): { codes: string[]; text: string } {
  const source = { name, text: readFileSync(new URL(name, folder), "utf8") };
  const { value, diagnostics } = parse(source);
  const text = hasErrors(diagnostics) ? renderDiagnostics(diagnostics) : treeText(value);
  return { codes: diagnostics.map((each) => each.code), text: `${text}\n` };
}

it.each(names)("%s gives its .out", (name) => {
  const file = new URL(name.replace(/\.arch$/, ".out"), folder);
  const { text } = outputOf(name);
  if (process.env.UPDATE !== undefined) writeFileSync(file, text);
  expect(existsSync(file), `${name} has no .out; run with UPDATE=1`).toBe(true);
  expect(text).toBe(readFileSync(file, "utf8"));
});

/** Their texts would be megabytes long: test/grammar/hostile.test.ts makes them. */
const elsewhere = ["syntax/too-large", "syntax/too-many-tokens", "syntax/too-deep"];

it("every syntax message has a case", () => {
  const shown = new Set([...names.flatMap((name) => outputOf(name).codes), ...elsewhere]);
  const known = Object.keys(messages).filter((code) => code.startsWith("syntax/"));
  expect(known.filter((code) => !shown.has(code))).toEqual([]);
});
