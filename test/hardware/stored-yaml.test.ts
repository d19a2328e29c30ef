import { profileTrees } from "ridge:profiles";
import { describe, expect, it } from "vitest";
import type { Diagnostic } from "../../src/core/diagnostic.ts";
import { treeOf } from "../../src/hardware/known-yaml.ts";
import { readYaml } from "../../src/hardware/read-yaml.ts";
import { restoreYaml, storeYaml } from "../../src/hardware/stored-yaml.ts";
import { shippedProfiles } from "./shipped-profiles.ts";

const shipped = Object.entries(shippedProfiles);

describe("profiles known without the YAML reader", () => {
  it("are all that are shipped", () => {
    expect(shipped.filter(([, text]) => !profileTrees.has(text)).map(([path]) => path)).toEqual([]);
    expect(shipped.length).toBeGreaterThan(40);
  });

  it.each(shipped)("%s has the tree that the reader builds", (name, text) => {
    const source = { name, text };
    const said: Diagnostic[] = [];
    expect(treeOf(source, said)).toStrictEqual(readYaml(source, said));
    expect(said).toEqual([]);
  });

  it("gives spans in the source at hand, and reads other texts", () => {
    const [[, text] = ["", ""]] = shipped;
    const copy = { name: "copy.yaml", text };
    expect(treeOf(copy, [])?.span.source).toBe(copy);
    const own = { name: "own.yaml", text: `${text}\nmore: 1\n` };
    const tree = treeOf(own, []);
    expect(tree?.kind === "map" && tree.items.has("more")).toBe(true);
  });
});

it.each([
  "a: 1\nb: { c: 'two words', d: \"tab\\t\", e: null, f: [1, 2] }\n",
  "text: |\n  of two\n  lines\nfalse: true\n",
  "- 1\n- 2\n",
  "just words\n",
  "''\n",
])("restores what was stored: %j", (text) => {
  const source = { name: "test.yaml", text };
  const tree = readYaml(source, []);
  if (tree === undefined) throw new Error("no tree");
  expect(restoreYaml(storeYaml(tree), source)).toStrictEqual(tree);
});
