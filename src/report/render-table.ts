import Table from "cli-table3";
import { type Column, columns, dropOrder } from "./column.ts";
import { formulaLines } from "./formulas.ts";
import { mergeRows } from "./group.ts";
import { headingLines, totalsLines } from "./heading.ts";
import { type Paint, plain } from "./paint.ts";
import type { Report } from "./report.ts";
import type { Row } from "./row.ts";
import { shorten, textWidth } from "./text-width.ts";

export interface TableOptions {
  readonly columns: readonly string[];
  /** Terminal cells per line. */
  readonly width: number;
  readonly paint?: Paint;
  /** Print formulas even when no parameter is free. */
  readonly formulas?: boolean;
}

/** The report for a terminal: heading, table with a total row, exact totals, and formulas when a parameter is free. */
export function renderTable(report: Report, rows: readonly Row[], options: TableOptions): string {
  const paint = options.paint ?? plain;
  const body = [...rows, mergeRows("total", rows, false)];
  const wanted = options.columns.flatMap((key) => columns.find((each) => each.key === key) ?? []);
  const fitted = fitColumns(wanted, body, report, options.width);
  const [first, ...others] = headingLines(report, options.width);
  const lines = [
    paint("title", first ?? ""),
    ...others.map((each) => paint("quiet", each)),
    drawTable(fitted, paint),
    ...totalsLines(report, options.width),
  ];
  if (report.isSymbolic || options.formulas === true) lines.push("", ...formulaLines(report, rows, options.width));
  return `${lines.join("\n")}\n`;
}

interface FittedColumn {
  readonly column: Column;
  readonly cells: readonly string[];
  readonly width: number;
}

/** Leaves out empty columns, drops others in the stated order until the rows fit, then cuts names in the middle. */
function fitColumns(wanted: readonly Column[], rows: readonly Row[], report: Report, width: number): FittedColumn[] {
  let fitted = wanted.map((column): FittedColumn => {
    const cells = rows.map((row) => column.cell(row, report));
    return { column, cells, width: Math.max(textWidth(column.title), ...cells.map(textWidth)) };
  });
  fitted = fitted.filter((each) => each.width > 0);
  for (const key of dropOrder) {
    if (tableWidth(fitted) <= width) return fitted;
    if (fitted.length > 1) fitted = fitted.filter((each) => each.column.key !== key);
  }
  const surplus = tableWidth(fitted) - width;
  if (surplus <= 0) return fitted;
  return fitted.map((each) => {
    if (each.column.key !== "layer") return each;
    const room = Math.max(each.width - surplus, 8);
    return { ...each, width: room, cells: each.cells.map((cell) => shorten(cell, room)) };
  });
}

/** Each column has a border and a blank on both sides; one more border closes the row. */
function tableWidth(fitted: readonly FittedColumn[]): number {
  return fitted.reduce((sum, each) => sum + each.width + 3, 1);
}

function drawTable(fitted: readonly FittedColumn[], paint: Paint): string {
  const [first] = fitted;
  if (first === undefined) return "";
  const table = new Table({
    head: fitted.map(({ column }) => paint("header", column.title)),
    colAligns: fitted.map(({ column }) => column.align),
    style: { head: [], border: [] },
    chars: { mid: "", "left-mid": "", "mid-mid": "", "right-mid": "" },
  });
  const last = first.cells.length - 1;
  for (const index of first.cells.keys()) {
    table.push(
      fitted.map(({ column, cells }) => {
        const cell = cells[index] ?? "";
        if (index === last) return paint("total", cell);
        return column.key === "bar" ? paint("bar", cell) : cell;
      }),
    );
  }
  return withRules(table.toString());
}

/** Without rules between rows cli-table3 also leaves out those around the body: below the head, above the total. */
function withRules(drawn: string): string {
  const lines = drawn.split("\n");
  const rule = (lines[0] ?? "").replace("┌", "├").replace("┐", "┤").replaceAll("┬", "┼");
  return [...lines.slice(0, 2), rule, ...lines.slice(2, -2), rule, ...lines.slice(-2)].join("\n");
}
