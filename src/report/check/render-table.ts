import { lineColumn } from "../../core/line-column.ts";
import { excerpt } from "../../core/render-diagnostic.ts";
import type { Paint } from "../paint.ts";
import { plain } from "../paint.ts";
import { cutEnd, fillLines, shorten, textWidth } from "../text-width.ts";
import {
  type CheckedFile,
  type ClaimRecord,
  errorCount,
  isFailure,
  pointText,
  summaryOf,
  verdictTitle,
} from "./check-report.ts";
import { domainsText, summaryText, symbolOf } from "./words.ts";

/** The verdict column holds the longest usual word; `NOT AS PRINTED` pushes its row. */
const verdictWidth = 12;
const labelWidth = 17;

interface TableOptions {
  readonly width: number;
  readonly paint?: Paint | undefined;
  readonly quiet?: boolean;
}

/**
 * The verdicts for a terminal, a line each; what is refuted shows the place, a point where it fails, the difference of the sides and the
 * correction. No line is wider than `width`: what a line says beside the claim's name is dropped, texts are cut.
 */
export function renderCheckTable(
  files: readonly CheckedFile[],
  { width, paint = plain, quiet = false }: TableOptions,
): string {
  const isShown = (record: ClaimRecord) => !quiet || !record.ok;
  const shown = files.filter((each) => each.records.some(isShown));
  const lines: string[] = [];
  for (const { name, records } of shown) {
    if (shown.length > 1) lines.push(paint("title", shorten(name, width)));
    const counts = new Map<string, number>();
    for (const each of records) counts.set(each.name, (counts.get(each.name) ?? 0) + 1);
    for (const each of records.filter(isShown))
      lines.push(...recordLines(each, (counts.get(each.name) ?? 0) > 1, width, paint));
  }
  const summary = fillLines(summaryText(summaryOf(files), errorCount(files)), / /, width).map((each) =>
    paint("total", each),
  );
  return [...lines, ...(lines.length === 0 ? [] : [""]), ...summary, ""].join("\n");
}

function recordLines(record: ClaimRecord, isOneOfSeveral: boolean, width: number, paint: Paint): readonly string[] {
  const head = headLine(record, isOneOfSeveral, width, paint);
  if (record.verdict === "undecided") {
    const tried = record.tried.length === 0 ? "" : ` (tried: ${record.tried.join(", ")})`;
    return [head, ...detail("reason", `${record.reason ?? ""}${tried}`, width)];
  }
  if (record.verdict !== "refuted") return head === "" ? [] : [head, ...assumptionLines(record, width)];
  return [head, ...findingLines(record, width, paint), ...assumptionLines(record, width)];
}

function headLine(record: ClaimRecord, isOneOfSeveral: boolean, width: number, paint: Paint): string {
  const title = verdictTitle(record);
  const start = ` ${symbolOf(record)} ${`${title}  `.padEnd(verdictWidth)}`;
  const room = width - textWidth(start);
  const role = record.role === "erratum" ? "erratum: " : "";
  const label = `${role}${isOneOfSeveral ? record.statement : record.name}`;
  const shown = cutEnd(label, room);
  const beside = [isOneOfSeveral ? record.name : "", besideText(record)].filter((each) => each !== "").join(" · ");
  const gap = Math.max(2, Math.min(54, room - textWidth(beside)) - textWidth(shown));
  const fits = beside !== "" && textWidth(shown) + gap + textWidth(beside) <= room;
  return `${paint(record.ok ? "bar" : "header", start)}${shown}${fits ? " ".repeat(gap) + paint("quiet", beside) : ""}`;
}

/** What stands behind the name: the symbols and the method of a proof, else where the claim is from. */
function besideText(record: ClaimRecord): string {
  const { domains, method, source } = record;
  if (record.verdict === "proved" && !isFailure(record)) {
    return [domainsText(domains), method ?? ""].filter((each) => each !== "").join(" · ");
  }
  if (record.verdict === "as-printed") return record.printed ?? "";
  return source ?? "";
}

function findingLines(record: ClaimRecord, width: number, paint: Paint): readonly string[] {
  const { counterexample, difference, corrected, reason, note } = record;
  const sides = counterexample === undefined ? "" : `left ${counterexample.left}   right ${counterexample.right}`;
  const point = counterexample === undefined || counterexample.at.length === 0 ? "" : pointText(counterexample.at);
  return [
    ...placeLines(record, width, paint),
    ...(point === "" ? [] : detail("counterexample", `${point}:   ${sides}`, width)),
    ...(point === "" && reason === undefined && sides !== "" ? detail("values", sides, width) : []),
    ...(difference === undefined ? [] : detail("left − right", difference, width)),
    ...(reason === undefined ? [] : detail("value", reason, width)),
    ...(corrected === undefined
      ? []
      : detail("corrected", `${corrected.text}   ${record.isPrinted ? "AS PRINTED" : "PROVED"}`, width)),
    ...(note === undefined ? [] : detail("reason", note, width)),
  ];
}

function assumptionLines({ assumptions }: ClaimRecord, width: number): readonly string[] {
  return assumptions.length === 0 ? [] : detail("assuming", assumptions.join("; "), width);
}

/** The statement with the wrong part underlined. */
function placeLines(record: ClaimRecord, width: number, paint: Paint): readonly string[] {
  const span = record.wrong ?? record.span;
  const { line, column } = lineColumn(span);
  const number = String(line);
  const shown = excerpt(span, Math.max(20, width - number.length - 7));
  const margin = " ".repeat(number.length);
  return [
    shorten(`   ${span.source.name}:${line}:${column}`, width),
    `   ${paint("quiet", `${number} │`)} ${shown.shown}`,
    `   ${paint("quiet", `${margin} │`)} ${" ".repeat(shown.before)}${paint("header", underline(shown.markWidth))}`,
  ];
}

/** `──┬──`: a line with its middle marked. */
function underline(marks: number): string {
  const size = Math.max(1, marks);
  if (size === 1) return "┬";
  const before = (size - 1) >> 1;
  return `${"─".repeat(before)}┬${"─".repeat(size - before - 1)}`;
}

/** A label and a text, broken at blanks where it does not fit. */
function detail(label: string, text: string, width: number): readonly string[] {
  const room = Math.max(10, width - labelWidth - 3);
  return fillLines(text, / /, room).map((each, index) =>
    `   ${(index === 0 ? label : "").padEnd(labelWidth)}${shorten(each, room)}`.trimEnd(),
  );
}
