import { CST, Lexer } from "yaml";
import { type Diagnostic, diagnostic } from "../core/diagnostic.ts";
import type { Source } from "../core/source.ts";

/** What a profile text may take: the YAML reader works on trees and would run out of stack or time beyond. */
export const profileLimits = {
  /** UTF-16 units of the text. */
  length: 1024 * 1024,
  /** Lexical units: names, values, brackets, blanks, line ends. */
  tokens: 50_000,
  /** Brackets inside each other. */
  depth: 32,
  /** Column in which a field or list item may start; what stands deeper is nested in as many levels at most. */
  column: 128,
};

const unplain: Readonly<Record<string, string>> = {
  anchor: "an anchor",
  alias: "an alias",
  tag: "a tag",
  "directive-line": "a directive",
};

const starters = new Set(["seq-item-ind", "explicit-key-ind", "map-value-ind"]);

/**
 * The first thing that keeps a text from the YAML reader: its size, its nesting, or what is no plain data. The lexer that
 * finds it keeps no stack, so that no text can exhaust it; the work is linear in the text.
 */
export function boundsFault(source: Source): Diagnostic | undefined {
  const { length } = source.text;
  if (length > profileLimits.length) {
    return diagnostic("hardware/too-large", { found: `${length} characters`, limit: profileLimits.length }, undefined);
  }
  let offset = 0;
  let lineStart = 0;
  let depth = 0;
  let tokens = 0;
  let isScalarText = false;
  for (const token of new Lexer().lex(source.text)) {
    const type: string | null = isScalarText ? "scalar-text" : CST.tokenType(token);
    isScalarText = type === "scalar";
    if (type === "scalar" || type === "doc-mode") continue;
    if (type === "flow-error-end") {
      depth = 0;
      continue;
    }
    const span = { source, start: offset, end: Math.min(offset + token.length, length) };
    tokens += 1;
    if (tokens > profileLimits.tokens) {
      return diagnostic("hardware/too-large", { found: "more words and signs", limit: profileLimits.tokens }, span);
    }
    const plainly = unplain[type ?? ""];
    if (plainly !== undefined) return diagnostic("hardware/not-plain", { what: plainly }, span);
    if (type === "flow-map-start" || type === "flow-seq-start") depth += 1;
    if (type === "flow-map-end" || type === "flow-seq-end") depth = Math.max(depth - 1, 0);
    const isDeep = depth === 0 && starters.has(type ?? "") && offset - lineStart > profileLimits.column;
    if (depth > profileLimits.depth || isDeep) {
      return diagnostic("hardware/too-deep", { depth: profileLimits.depth, column: profileLimits.column }, span);
    }
    const lineEnd = token.lastIndexOf("\n");
    if (lineEnd >= 0) lineStart = offset + lineEnd + 1;
    offset += token.length;
  }
  return undefined;
}
