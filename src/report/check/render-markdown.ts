import { lineColumn } from "../../core/line-column.ts";
import {
  type CheckedFile,
  type ClaimRecord,
  errorCount,
  findingText,
  summaryOf,
  verdictTitle,
} from "./check-report.ts";
import { summaryText, symbolOf } from "./words.ts";

/** A step summary of GitHub holds this many bytes. Source: GitHub documentation, job summaries. */
const summaryLimit = 1024 * 1024;
const utf8 = new TextEncoder();

/** The verdicts as a Markdown document: what is wrong first, then the table of all statements. */
export function renderCheckMarkdown(files: readonly CheckedFile[]): string {
  return markdownOf(files, Number.POSITIVE_INFINITY);
}

/** The same within the size that GitHub takes for a step summary; rows that do not fit are counted instead. */
export function renderCheckStepSummary(files: readonly CheckedFile[]): string {
  return markdownOf(files, summaryLimit - 1024);
}

function markdownOf(files: readonly CheckedFile[], limit: number): string {
  const rows = files.flatMap(({ name, records }) => records.map((each) => ({ name, record: each })));
  const [wrong, right] = [rows.filter((each) => !each.record.ok), rows.filter((each) => each.record.ok)];
  const errors = files.flatMap(({ name, diagnostics }) => diagnostics.map((each) => ({ name, ...each })));
  let text = `**${summaryText(summaryOf(files), errorCount(files))}**\n`;
  let left = limit - bytes(text);
  let dropped = 0;
  const add = (line: string, counts: boolean) => {
    const size = bytes(line);
    if (size > left || dropped > 0) {
      if (counts) dropped += 1;
      return;
    }
    left -= size;
    text += line;
  };
  if (errors.length > 0) add("\n", false);
  for (const { name, severity, code, message, span } of errors) {
    const line = span === undefined ? name : `${span.source.name}:${lineColumn(span).line}`;
    add(`- ${severity} \`${code}\` ${cell(line)}: ${cell(message)}\n`, true);
  }
  if (rows.length > 0) add("\n| | verdict | claim | statement | source |\n| --- | --- | --- | --- | --- |\n", false);
  for (const { name, record } of [...wrong, ...right]) add(rowText(name, record), true);
  return dropped === 0 ? text : `${text}\n${dropped} more rows do not fit here.\n`;
}

function rowText(file: string, record: ClaimRecord): string {
  const finding = record.ok ? "" : findingText(record);
  const place = `${file}:${lineColumn(record.span).line}`;
  const statement = `${code(record.statement)}${finding === "" ? "" : `<br>${cell(finding)}`}`;
  const source = [record.source === undefined ? "" : cell(record.source), cell(place)].filter((each) => each !== "");
  const title = record.role === "erratum" && record.ok ? `${verdictTitle(record)} (erratum)` : verdictTitle(record);
  return `| ${symbolOf(record)} | ${title} | ${cell(record.name)} | ${statement} | ${source.join("<br>")} |\n`;
}

function bytes(text: string): number {
  return utf8.encode(text).length;
}

/** Text in a table cell: no markup, no line end, no bar. */
function cell(text: string): string {
  return text
    .replace(/\s+/g, " ")
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/[\\`*_{}[\]|~]/g, "\\$&");
}

/** Code in a table cell; a bar is escaped even there, and a backtick takes a longer fence. */
function code(text: string): string {
  const plain = text.replace(/\s+/g, " ").replace(/\|/g, "\\|");
  const longest = Math.max(0, ...[...plain.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  const pad = longest > 0 ? " " : "";
  return `${fence}${pad}${plain}${pad}${fence}`;
}
