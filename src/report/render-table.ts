import Table from "cli-table3";
import { type Column, columns, drawnColumns, dropOrder, largestMacs } from "./column.ts";
import { formulaLines } from "./formulas.ts";
import { mergeRows } from "./group.ts";
import { headingLines, totalsLines } from "./heading.ts";
import { type Paint, plain } from "./paint.ts";
import { shortFormula } from "./quantity.ts";
import type { Report } from "./report.ts";
import type { Row } from "./row.ts";
import { shorten, textWidth } from "./text-width.ts";
import { slowestTime } from "./timing-columns.ts";

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
  const wanted = columnsNamed(options.columns);
  const { fitted, longest } = fitTable(wanted, rows, report, options.width);
  const lines = [
    ...paintHeading(headingLines(report, options.width), paint),
    drawTable(fitted, paint),
    ...totalsLines(report, options.width),
  ];
  const shown = { wanted, visible: fitted.map((each) => each.column), longest };
  const formulas =
    report.isSymbolic || options.formulas === true
      ? formulaLines(report, rows, options.width, options.formulas === true ? undefined : shown)
      : [];
  if (formulas.length > 0) lines.push("", ...formulas);
  return `${lines.join("\n")}\n`;
}

/** The table alone, of numbers. */
export function tableOf(report: Report, rows: readonly Row[], options: TableOptions): string {
  const { fitted } = fitTable(columnsNamed(options.columns), rows, report, options.width);
  return drawTable(fitted, options.paint ?? plain);
}

/** The first line stands out. */
export function paintHeading([first = "", ...others]: readonly string[], paint: Paint): string[] {
  return [paint("title", first), ...others.map((each) => paint("quiet", each))];
}

function columnsNamed(keys: readonly string[]): readonly Column[] {
  return keys.flatMap((key) => columns.find((each) => each.key === key) ?? []);
}

interface FittedColumn {
  readonly column: Column;
  readonly cells: readonly string[];
  readonly width: number;
}

interface FittedTable {
  readonly fitted: readonly FittedColumn[];
  /** Characters of the longest formula in a cell. */
  readonly longest: number;
}

/** How long a formula in a cell may be, from the most generous on. */
const formulaRoom: readonly number[] = [72, 56, 44, 34, 26, 20];

/** Gives formulas the most room with which every column fits; where even short ones do not, columns go. */
function fitTable(wanted: readonly Column[], rows: readonly Row[], report: Report, width: number): FittedTable {
  for (const longest of report.isSymbolic ? formulaRoom : []) {
    const fitted = layOut(wanted, rows, report, longest);
    if (tableWidth(fitted) <= width) return { fitted, longest };
  }
  return { fitted: fitColumns(layOut(wanted, rows, report, shortFormula), width), longest: shortFormula };
}

/** The columns that are not empty, with a total row at the end. */
function layOut(wanted: readonly Column[], rows: readonly Row[], report: Report, longest: number): FittedColumn[] {
  const total = mergeRows("total", rows, false);
  const largest = largestMacs(rows);
  const slowest = slowestTime(rows);
  return wanted
    .map((column): FittedColumn => {
      const cells = rows.map((row) => column.cell(row, { report, longest, largest, slowest }));
      cells.push(column.cell(total, { report, longest, largest: undefined }));
      return { column, cells, width: Math.max(textWidth(column.title), ...cells.map(textWidth)) };
    })
    .filter((each) => each.width > 0);
}

/** Cells that a cut name keeps. */
const shortestName = 8;

/** Drops columns in the stated order until the rows fit, then cuts names in the middle; the parameters go when that is not enough. */
function fitColumns(laidOut: readonly FittedColumn[], width: number): readonly FittedColumn[] {
  let fitted = laidOut;
  for (const key of dropOrder) {
    if (tableWidth(fitted) <= width) return fitted;
    if (fitted.length > 1) fitted = fitted.filter((each) => each.column.key !== key);
  }
  const cutNames = fitted.map((each) => (each.column.key === "layer" ? { ...each, width: shortestName } : each));
  if (tableWidth(cutNames) > width) fitted = fitted.filter((each) => each.column.key !== "params");
  const surplus = tableWidth(fitted) - width;
  if (surplus <= 0) return fitted;
  return fitted.map((each) => {
    if (each.column.key !== "layer") return each;
    const room = Math.max(each.width - surplus, shortestName);
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
        return drawnColumns.includes(column.key) ? paint("bar", cell) : cell;
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
