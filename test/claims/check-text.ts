import { checkFile } from "../../src/claims/index.ts";
import type { CheckedFile, ClaimRecord } from "../../src/report/index.ts";
import { loaderOf } from "../model/elaborate-text.ts";

/** Checks a text. */
export function checkText(text: string, filter?: string, files: Readonly<Record<string, string>> = {}): CheckedFile {
  return checkFile({ source: { name: "test.arch", text }, loader: loaderOf(files), filter });
}

/** The only record of a claim with one statement and the lines in front of it. */
export function checkStatement(statement: string, ...before: readonly string[]): ClaimRecord {
  const { records, diagnostics } = checkText(`claim "c" {\n  ${[...before, statement].join("\n  ")}\n}`);
  const [record] = records;
  if (record === undefined) throw new Error(diagnostics.map((each) => `${each.code}: ${each.message}`).join("\n"));
  return record;
}

/** The text that a span covers. */
export function markedText(record: ClaimRecord): string {
  const { wrong } = record;
  return wrong === undefined ? "" : wrong.source.text.slice(wrong.start, wrong.end);
}
