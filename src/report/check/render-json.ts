import { lineColumn } from "../../core/line-column.ts";
import { diagnosticsToJson } from "../../core/render-diagnostic.ts";
import type { Span } from "../../core/source.ts";
import { type JsonValue, jsonText } from "../json-text.ts";
import { type CheckedFile, type ClaimRecord, summaryOf } from "./check-report.ts";

/** The document `ridge.check/1`: one record per asserted statement, in the order of the files. */
export function renderCheckJson(files: readonly CheckedFile[]): string {
  const claims = files.flatMap(({ name, records }) => records.map((each) => claimJson(name, each)));
  const errors = diagnosticsToJson(files.flatMap((each) => each.diagnostics)) as unknown as readonly JsonValue[];
  const document: JsonValue = {
    schema: "ridge.check/1",
    claims,
    summary: { ...summaryOf(files) },
    ...(errors.length === 0 ? {} : { diagnostics: errors }),
  };
  return `${jsonText(document, 3)}\n`;
}

function claimJson(file: string, record: ClaimRecord): JsonValue {
  const { counterexample, corrected, difference, wrong, tried } = record;
  return {
    name: record.name,
    file,
    ...lineColumn(record.span),
    kind: record.role,
    source: record.source,
    tags: record.tags,
    verdict: record.verdict,
    ok: record.ok,
    statement: record.statement,
    domains: record.domains,
    left: record.left,
    right: record.right,
    counterexample: counterexample === undefined ? undefined : Object.fromEntries(counterexample.at),
    leftAt: counterexample?.left,
    rightAt: counterexample?.right,
    difference,
    wrong: wrong === undefined ? undefined : { start: placeOf(wrong, wrong.start), end: placeOf(wrong, wrong.end) },
    corrected: corrected?.text,
    method: record.method,
    reason: record.reason ?? record.note,
    note: record.note,
    tried: tried.length === 0 ? undefined : tried,
    assumptions: record.assumptions,
  };
}

function placeOf(span: Span, offset: number): JsonValue {
  return { offset, ...lineColumn({ ...span, start: offset }) };
}
