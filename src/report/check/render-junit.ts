import { lineColumn } from "../../core/line-column.ts";
import {
  type CheckedFile,
  type ClaimRecord,
  errorCount,
  findingText,
  isFailure,
  verdictTitle,
} from "./check-report.ts";

/**
 * JUnit XML as CI servers read it: a suite per file, a case per statement. A refuted claim and an erratum that holds are failures,
 * an undecided statement is skipped with its reason, a diagnostic is an error.
 *
 * Elements and attributes are those that Jenkins' schema (xunit-plugin, junit-10.xsd) allows: it has no `skipped` for all suites together, and
 * no `file` and `line` of a case, so that a failure's text says where it is.
 */
export function renderCheckJunit(files: readonly CheckedFile[]): string {
  const lines = ['<?xml version="1.0" encoding="UTF-8"?>', `<testsuites ${countsOf(files, false)}>`];
  for (const file of files) {
    lines.push(`  <testsuite name="${xml(file.name)}" file="${xml(file.name)}" ${countsOf([file], true)}>`);
    const names = caseNames(file.records);
    file.records.forEach((record, index) => {
      lines.push(...caseLines(file.name, names[index] ?? record.name, record));
    });
    for (const { severity, code, message, span } of file.diagnostics) {
      if (severity !== "error") continue;
      const place = span === undefined ? "" : ` at ${span.source.name}:${placeText(span)}`;
      lines.push(
        `    <testcase classname="${xml(file.name)}" name="${xml(code)}${xml(place)}">`,
        `      <error type="${xml(code)}" message="${xml(message)}"/>`,
        "    </testcase>",
      );
    }
    lines.push("  </testsuite>");
  }
  return `${[...lines, "</testsuites>"].join("\n")}\n`;
}

function countsOf(files: readonly CheckedFile[], withSkipped: boolean): string {
  const records = files.flatMap((each) => each.records);
  const errors = errorCount(files);
  const failures = records.filter(isFailure).length;
  const skipped = records.filter((each) => each.verdict === "undecided").length;
  const counts = `tests="${records.length + errors}" failures="${failures}" errors="${errors}"`;
  return withSkipped ? `${counts} skipped="${skipped}"` : counts;
}

/** Claims of several statements are told apart by a number. */
function caseNames(records: readonly ClaimRecord[]): readonly string[] {
  const counts = new Map<string, number>();
  return records.map(({ name }) => {
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    return count === 1 ? name : `${name} (${count})`;
  });
}

function caseLines(file: string, name: string, record: ClaimRecord): readonly string[] {
  const open = `    <testcase classname="${xml(file)}" name="${xml(name)}"`;
  const place = `${file}:${placeText(record.wrong ?? record.span)}`;
  const detail = xml([place, `${verdictTitle(record)} ${record.statement}`, findingText(record)].join("\n"));
  const message = xml(findingText(record) || record.statement);
  if (record.verdict === "undecided") {
    return [`${open}>`, `      <skipped message="${xml(`undecided: ${record.reason ?? ""}`)}"/>`, "    </testcase>"];
  }
  if (!isFailure(record)) return [`${open}/>`];
  const type = record.role === "erratum" ? "erratum/holds" : "claim/refuted";
  return [`${open}>`, `      <failure type="${type}" message="${message}">${detail}</failure>`, "    </testcase>"];
}

function placeText(span: Parameters<typeof lineColumn>[0]): string {
  const { line, column } = lineColumn(span);
  return `${line}:${column}`;
}

/** Text of an element or attribute: markup escaped, line ends as references, characters that XML 1.0 forbids left out. */
function xml(text: string): string {
  return [...text]
    .filter((each) => isXmlCharacter(each.codePointAt(0) ?? 0))
    .join("")
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;")
    .replace(/"/g, "&quot;")
    .replace(/\r/g, "&#13;")
    .replace(/\n/g, "&#10;")
    .replace(/\t/g, "&#9;");
}

function isXmlCharacter(code: number): boolean {
  if (code < 0x20) return code === 0x09 || code === 0x0a || code === 0x0d;
  return (code < 0xd800 || code > 0xdfff) && code !== 0xfffe && code !== 0xffff;
}
