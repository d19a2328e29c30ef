import type { Diagnostic } from "../../core/diagnostic.ts";
import { lineColumn } from "../../core/line-column.ts";
import { messages } from "../../core/messages/index.ts";
import type { Span } from "../../core/source.ts";
import { type JsonValue, jsonText } from "../json-text.ts";
import { type CheckedFile, type ClaimRecord, findingText, isFailure, verdictTitle } from "./check-report.ts";

const rules: Readonly<Record<string, string>> = {
  "claim/refuted": "A claim is false: there is a counterexample.",
  "claim/not-as-printed": "A printed number is not what the measure gives at its digits.",
  "claim/undecided": "A statement is neither proved nor refuted.",
  "erratum/holds": "An erratum must fail, and this one holds.",
};

/**
 * SARIF 2.1.0: a result for each statement that fails or is undecided and for each diagnostic; every result has a location. Columns
 * count UTF-16 units.
 *
 * Source: OASIS, Static Analysis Results Interchange Format 2.1.0.
 */
export function renderCheckSarif(files: readonly CheckedFile[], version: string): string {
  const results = files.flatMap((file) => [
    ...file.records.filter((each) => !each.ok).map((each) => recordResult(file.name, each)),
    ...file.diagnostics.map((each) => diagnosticResult(file.name, each)),
  ]);
  const used = [...new Set(results.map((each) => each.ruleId))].sort();
  const document: JsonValue = {
    $schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "ridge", semanticVersion: version, rules: used.map(ruleJson) } },
        columnKind: "utf16CodeUnits",
        results: results.map((each) => ({ ...each, ruleIndex: used.indexOf(each.ruleId) })),
      },
    ],
  };
  return `${jsonText(document, 5)}\n`;
}

function ruleJson(id: string): JsonValue {
  return { id, shortDescription: { text: rules[id] ?? explanationOf(id) } };
}

function explanationOf(code: string): string {
  return Object.entries(messages).find(([known]) => known === code)?.[1].explanation ?? code;
}

interface Result {
  readonly ruleId: string;
  readonly level: string;
  readonly message: JsonValue;
  readonly locations: JsonValue;
}

function recordResult(file: string, record: ClaimRecord): Result & { readonly [key: string]: JsonValue } {
  const text = `${record.name}: ${verdictTitle(record)} ${record.statement}`;
  const finding = findingText(record);
  return {
    ruleId: ruleOf(record),
    level: isFailure(record) ? "error" : "warning",
    message: { text: finding === "" ? text : `${text}; ${finding}` },
    locations: [placeOf(file, record.wrong ?? record.span)],
  };
}

function ruleOf(record: ClaimRecord): string {
  if (record.verdict === "undecided") return "claim/undecided";
  if (record.role === "erratum") return "erratum/holds";
  return record.isPrinted ? "claim/not-as-printed" : "claim/refuted";
}

function diagnosticResult(file: string, each: Diagnostic): Result & { readonly [key: string]: JsonValue } {
  const hint = each.hint === undefined ? "" : `; hint: ${each.hint}`;
  return {
    ruleId: each.code,
    level: each.severity,
    message: { text: `${each.message}${hint}` },
    locations: [placeOf(each.span?.source.name ?? file, each.span)],
  };
}

/** A physical location; without a span the first line of the file, since code scanning wants one. */
function placeOf(file: string, span: Span | undefined): JsonValue {
  const artifactLocation = { uri: uriOf(file) };
  if (span === undefined) return { physicalLocation: { artifactLocation, region: { startLine: 1 } } };
  const [start, end] = [placeIn(span, span.start), placeIn(span, Math.max(span.end, span.start))];
  const region = { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column };
  return { physicalLocation: { artifactLocation, region } };
}

/** Line, and column in UTF-16 units, both from 1. */
function placeIn(span: Span, offset: number): { readonly line: number; readonly column: number } {
  const { line } = lineColumn({ ...span, start: offset });
  const { text } = span.source;
  let start = Math.min(offset, text.length);
  while (start > 0 && text[start - 1] !== "\n" && text[start - 1] !== "\r") start -= 1;
  return { line, column: Math.min(offset, text.length) - start + 1 };
}

/** A relative reference with its unsafe characters escaped. */
function uriOf(file: string): string {
  return encodeURI(file.replaceAll("\\", "/")).replace(/[?#]/g, (each) => encodeURIComponent(each));
}
