import { profileTrees } from "ridge:profiles";
import type { Diagnostic } from "../core/diagnostic.ts";
import type { Source } from "../core/source.ts";
import { readYaml, type Tree } from "./read-yaml.ts";
import { restoreYaml } from "./stored-yaml.ts";

/** The same as `readYaml`, but the trees of shipped texts, word for word, are known without the reader. */
export function treeOf(source: Source, diagnostics: Diagnostic[]): Tree | undefined {
  const stored = profileTrees.get(source.text);
  return stored === undefined ? readYaml(source, diagnostics) : restoreYaml(stored, source);
}
