import { isMap, isScalar, isSeq, parseDocument, type YAMLParseError } from "yaml";
import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import type { Source, Span } from "../core/source.ts";
import { boundsFault } from "./yaml-bounds.ts";

/** YAML as far as profiles use it: mappings, lists and scalars, each with its place in the text. */
export type Tree =
  | { readonly kind: "map"; readonly items: ReadonlyMap<string, MapItem>; readonly span: Span }
  | { readonly kind: "list"; readonly span: Span }
  | { readonly kind: "scalar"; readonly value: unknown; readonly span: Span };

export interface MapItem {
  readonly key: Span;
  readonly value: Tree;
}

/** Errors of the YAML reader that are shown; one slip often breaks many lines. */
const mostErrors = 5;

/** The tree of a YAML text; undefined after reporting why there is none. Keys are unique. */
export function readYaml(source: Source, diagnostics: Diagnostic[]): Tree | undefined {
  const fault = boundsFault(source);
  if (fault !== undefined) {
    diagnostics.push(fault);
    return undefined;
  }
  // The reader compares every key with every other; `treeOf` finds double ones in one pass.
  const document = parseDocument(source.text, { prettyErrors: false, uniqueKeys: false, logLevel: "error" });
  for (const error of document.errors.slice(0, mostErrors)) {
    const span = { source, start: error.pos[0], end: Math.min(error.pos[1], source.text.length) };
    diagnostics.push(diagnostic("hardware/yaml", { detail: yamlWords(error) }, span));
  }
  if (document.errors.length > 0) return undefined;
  const start: Span = { source, start: 0, end: Math.min(1, source.text.length) };
  return treeOf(document.contents, source, start, diagnostics);
}

/** The reader's sentence as a statement: small first letter, no full stop. */
function yamlWords({ code, message }: YAMLParseError): string {
  if (code === "MULTIPLE_DOCS") return "there is more than one document";
  const [line = ""] = message.split("\n");
  return `${line.charAt(0).toLowerCase()}${line.slice(1)}`.replace(/\.$/, "");
}

function treeOf(node: unknown, source: Source, around: Span, diagnostics: Diagnostic[]): Tree {
  if (isScalar(node)) return { kind: "scalar", value: node.value, span: spanOf(node.range, source) ?? around };
  if (isSeq(node)) return { kind: "list", span: spanOf(node.range, source) ?? around };
  if (!isMap(node)) return { kind: "scalar", value: null, span: around };
  const items = new Map<string, MapItem>();
  for (const pair of node.items) {
    const key = isScalar(pair.key) ? spanOf(pair.key.range, source) : undefined;
    if (!isScalar(pair.key) || key === undefined || key.start === key.end) {
      const found = "a list or a mapping, or nothing";
      diagnostics.push(diagnostic("hardware/type", { field: "name of a field", wanted: "a text", found }, around));
      continue;
    }
    const name = String(pair.key.value);
    const first = items.get(name);
    if (first === undefined) items.set(name, { key, value: treeOf(pair.value, source, key, diagnostics) });
    else {
      const related = [{ span: first.key, label: "first given here" }];
      diagnostics.push(diagnostic("hardware/duplicate-field", { field: name }, key, { related }));
    }
  }
  return { kind: "map", items, span: spanOf(node.range, source) ?? around };
}

function spanOf(range: readonly number[] | null | undefined, source: Source): Span | undefined {
  const [start, end] = range ?? [];
  return start === undefined || end === undefined ? undefined : { source, start, end };
}

/** What stands there, in words. */
export function treeWords(tree: Tree): string {
  if (tree.kind === "map") return "a mapping";
  if (tree.kind === "list") return "a list";
  const { value } = tree;
  if (value === null || value === undefined) return "nothing";
  if (typeof value === "string") return "a text";
  return typeof value === "number" || typeof value === "bigint" ? `the number ${value}` : `\`${String(value)}\``;
}
