import { type Diagnostic, hasErrors } from "../core/diagnostic.ts";
import { lineEnd, lineNumber, lineStart } from "../core/line-column.ts";
import type { CheckedFile, Correction } from "../report/index.ts";
import { rewrite } from "./rewrite.ts";

export interface Fixed {
  /** What changed, as a diff without context. */
  readonly diff: string;
  readonly diagnostics: readonly Diagnostic[];
}

/** Writes the proved corrections of refuted claims into their files; errata and everything else stay byte for byte. */
export function fixFiles(files: readonly CheckedFile[]): Fixed {
  let diff = "";
  const diagnostics: Diagnostic[] = [];
  for (const { name, records } of files) {
    const corrections = records
      .flatMap(({ role, corrected }) => (role === "claim" && corrected !== undefined ? [corrected] : []))
      .filter((each) => each.span.source.name === name)
      .sort((a, b) => a.span.start - b.span.start);
    const [first] = corrections;
    if (first === undefined) continue;
    const { text } = first.span.source;
    const faults = rewrite(name, replaced(text, 0, text.length, corrections));
    diagnostics.push(...faults);
    if (!hasErrors(faults)) diff += `--- ${name}\n+++ ${name}\n${hunks(text, corrections)}`;
  }
  return { diff, diagnostics };
}

/** The part of a text between two offsets with the corrections that lie in it. */
function replaced(text: string, from: number, to: number, corrections: readonly Correction[]): string {
  let result = "";
  let at = from;
  for (const { span, replacement } of corrections) {
    if (span.start < at || span.end > to) continue;
    result += text.slice(at, span.start) + replacement;
    at = span.end;
  }
  return result + text.slice(at, to);
}

/** A hunk for each run of lines that corrections touch. */
function hunks(text: string, corrections: readonly Correction[]): string {
  let result = "";
  let shift = 0;
  let at = 0;
  while (at < corrections.length) {
    const start = lineStart(text, corrections[at]?.span.start ?? 0);
    let end = lineEnd(text, corrections[at]?.span.end ?? 0);
    let next = at + 1;
    while (next < corrections.length && (corrections[next]?.span.start ?? 0) <= end) {
      end = Math.max(end, lineEnd(text, corrections[next]?.span.end ?? 0));
      next += 1;
    }
    const old = text.slice(start, end).split(/\r\n|\n|\r/);
    const fresh = replaced(text, start, end, corrections.slice(at, next)).split(/\r\n|\n|\r/);
    const line = lineNumber(text, start);
    result += `@@ -${line},${old.length} +${line + shift},${fresh.length} @@\n`;
    result += old.map((each) => `-${each}\n`).join("") + fresh.map((each) => `+${each}\n`).join("");
    shift += fresh.length - old.length;
    at = next;
  }
  return result;
}
