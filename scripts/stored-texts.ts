import { parse, parseExpression } from "../grammar/parser.ts";
import { storeTree } from "../grammar/stored-tree.ts";
import type { Diagnostic } from "../src/core/diagnostic.ts";
import type { PhaseResult, Source } from "../src/core/index.ts";
import { renderDiagnostics } from "../src/core/render-diagnostic.ts";
import { readYaml } from "../src/hardware/read-yaml.ts";
import { storeYaml } from "../src/hardware/stored-yaml.ts";

/** The stored tree of a shipped file. A shipped text with a mistake ends the build. */
export function storedModule(name: string, text: string): string {
  return stored({ name, text }, parse);
}

/** The stored tree of an expression that fixes a parameter of a shipped network. */
export function storedExpression(text: string): string {
  return stored({ name: "zoo/index.json", text }, parseExpression);
}

/** The stored tree of a shipped profile. */
export function storedProfile(name: string, text: string): string {
  const diagnostics: Diagnostic[] = [];
  const tree = readYaml({ name, text }, diagnostics);
  if (tree === undefined || diagnostics.length > 0) throw new Error(renderDiagnostics(diagnostics));
  return storeYaml(tree);
}

function stored(source: Source, read: (source: Source) => PhaseResult<unknown>): string {
  const { value, diagnostics } = read(source);
  if (value === undefined || diagnostics.length > 0) throw new Error(renderDiagnostics(diagnostics));
  return storeTree(value);
}
