import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import * as grammar from "../../grammar/index.ts";

const source = new URL("../../src/", import.meta.url);

it("every function that the module offers is used by another module", () => {
  const imported = new Set<string>();
  for (const name of readdirSync(source, { recursive: true, encoding: "utf8" })) {
    if (!name.endsWith(".ts")) continue;
    const text = readFileSync(new URL(name.replaceAll("\\", "/"), source), "utf8");
    for (const [, names = ""] of text.matchAll(/\{([^{}]*)\}(?: from |[^{}]*import\()"[./]*\/grammar\/index\.ts"/g))
      for (const each of names.split(",")) imported.add(each.trim().replace(/ as .*/s, ""));
  }
  expect(Object.keys(grammar).filter((name) => !imported.has(name))).toEqual([]);
});
