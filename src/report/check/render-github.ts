import { lineColumn } from "../../core/line-column.ts";
import type { Span } from "../../core/source.ts";
import { type CheckedFile, findingText, isFailure, verdictTitle } from "./check-report.ts";

/** GitHub keeps this many annotations of each kind per step. Source: GitHub documentation, workflow commands and limits. */
const annotationsPerKind = 10;

type Kind = "error" | "warning";

interface Annotation {
  readonly kind: Kind;
  readonly file: string;
  readonly span: Span | undefined;
  readonly title: string;
  readonly text: string;
}

/**
 * Workflow commands that mark lines of a pull request: errors for diagnostics, refuted claims and errata that hold, warnings for undecided
 * ones. Of each kind ten at most, most severe first, since GitHub drops the rest; the last one then says how many are missing.
 */
export function renderCheckGithub(files: readonly CheckedFile[]): string {
  const all = files.flatMap(annotationsOf);
  return (["error", "warning"] as const).flatMap((kind) => ofKind(all, kind)).join("");
}

function ofKind(all: readonly Annotation[], kind: Kind): readonly string[] {
  const found = all.filter((each) => each.kind === kind);
  const kept = found.length <= annotationsPerKind ? found : found.slice(0, annotationsPerKind);
  const missing = found.length - kept.length;
  return kept.map((each, index) => {
    const more = missing > 0 && index === kept.length - 1 ? `; and ${missing} more, see the step summary` : "";
    return commandText({ ...each, text: each.text + more });
  });
}

/** Diagnostics first: they keep claims from being checked at all. */
function annotationsOf({ name, records, diagnostics }: CheckedFile): readonly Annotation[] {
  return [
    ...diagnostics.map(
      ({ severity, code, message, span, hint }): Annotation => ({
        kind: severity,
        file: span?.source.name ?? name,
        span,
        title: code,
        text: hint === undefined ? message : `${message}\nhint: ${hint}`,
      }),
    ),
    ...records
      .filter((each) => !each.ok)
      .map(
        (record): Annotation => ({
          kind: isFailure(record) ? "error" : "warning",
          file: name,
          span: record.wrong ?? record.span,
          title: `${verdictTitle(record)}: ${record.name}`,
          text: [record.statement, findingText(record)].filter((each) => each !== "").join("\n"),
        }),
      ),
  ];
}

function commandText({ kind, file, span, title, text }: Annotation): string {
  const properties = [`file=${property(file)}`];
  if (span !== undefined) {
    const [start, end] = [lineColumn(span), lineColumn({ ...span, start: span.end })];
    properties.push(`line=${start.line}`, `endLine=${end.line}`);
    if (start.line === end.line)
      properties.push(`col=${start.column}`, `endColumn=${Math.max(end.column, start.column)}`);
  }
  properties.push(`title=${property(title)}`);
  return `::${kind} ${properties.join(",")}::${data(text)}\n`;
}

function data(text: string): string {
  return text.replace(/%/g, "%25").replace(/\r/g, "%0D").replace(/\n/g, "%0A");
}

function property(text: string): string {
  return data(text).replace(/:/g, "%3A").replace(/,/g, "%2C");
}
