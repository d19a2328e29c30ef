import { type Expr, isConstant, isZero } from "../../symbolic/index.ts";
import { type Measure, measures, type RowMeasure } from "../measure.ts";
import { type CellStyle, changeCell, percentCell, ratioCell, rounded, shareCell, valueCell } from "./cells.ts";
import {
  type ComparedRow,
  type Comparison,
  changeIn,
  changeOf,
  partOf,
  rowName,
  totalOf,
  valueIn,
} from "./comparison.ts";
import { labelOf } from "./label.ts";
import type { Sheet, SheetCell, SheetColumn } from "./sheet.ts";
import { pairTimes, timeColumns, timesOf } from "./times.ts";

/** A column of the table of rows, for a row and for the totals. */
interface RowColumn extends SheetColumn {
  readonly cell: (row: ComparedRow) => SheetCell;
  readonly total: SheetCell;
}

/**
 * The table of rows. Of two networks each measure has both values, the change, the change in percent and its share of the whole change; of
 * more than two, each network has its values and their ratio to the first network's. Parts that are formulas have no column. A formula
 * of more than `longest` characters is left out of its cell.
 */
export function rowSheet(comparison: Comparison, shown: readonly RowMeasure[], longest: number): Sheet {
  const isPair = comparison.reports.length === 2;
  const style: CellStyle = { write: rounded, longest };
  const columns: readonly RowColumn[] = [
    { title: "layer", align: "left", rank: 0, cell: (row) => ({ text: rowName(row) }), total: { text: "total" } },
    ...shown.flatMap((measure, at) =>
      isPair ? pairColumns(comparison, measure, at, style) : manyColumns(comparison, measure, at, style),
    ),
    ...timeColumns(comparison),
  ];
  const rows = comparison.rows.map((row) => columns.map(({ cell }) => cell(row)));
  return { columns, rows: [...rows, columns.map(({ total }) => total)], hasTotal: true };
}

/** A column of a pair, with its rank under the first measure and under a later one. */
interface PairColumn extends Pick<RowColumn, "title" | "cell" | "total"> {
  readonly ranks: readonly [first: number, later: number];
}

/** Ranks of the columns of a pair: of the first measure the share goes first, and of the others the share, %, A, B, then the change. */
function pairColumns(comparison: Comparison, measure: RowMeasure, at: number, style: CellStyle): readonly RowColumn[] {
  const columns = [...countColumns(comparison, measure, style), ...partColumns(comparison, measure, style)];
  return columns.map(({ ranks: [first, later], ...column }) => ({
    ...column,
    align: "right",
    rank: at === 0 ? first : later + 10 * at,
  }));
}

/** Both values and the change. */
function countColumns(comparison: Comparison, measure: RowMeasure, style: CellStyle): readonly PairColumn[] {
  const value = (network: number, later: number): PairColumn => ({
    title: `${measure.title} ${labelOf(network)}`,
    ranks: [0, later],
    cell: (row) => presentCell(row, measure, network, style),
    total: valueCell(totalOf(comparison, measure, network), measure, style),
  });
  const change: PairColumn = {
    title: `Δ ${measure.title}`,
    ranks: [1, 1],
    cell: (row) => changeCell(changeIn(row, measure, 1), measure, style),
    total: changeCell(changeOf(comparison, measure, 1), measure, style),
  };
  return [value(0, 3), value(1, 2), change];
}

/** The change in percent and its share of the whole change; of formulas none. */
function partColumns(comparison: Comparison, measure: RowMeasure, style: CellStyle): readonly PairColumn[] {
  if (!areNumbers(comparison, measure)) return [];
  const whole = changeOf(comparison, measure, 1);
  return [
    {
      title: "%",
      ranks: [2, 4],
      cell: (row) => growthCell(row, measure, 1, style),
      total: percentCell(partOf(whole, totalOf(comparison, measure, 0)), style),
    },
    {
      title: "share",
      ranks: [3, 5],
      cell: (row) => shareCell(partOf(changeIn(row, measure, 1), whole), style),
      total: shareCell(partOf(whole, whole), style),
    },
  ];
}

/** Ranks of columns that go before those of networks. */
const ratios = 100;
const otherMeasures = 1000;

/** A measure beyond the first one goes as a whole; of the first one the ratios go, then the last networks. */
function manyColumns(comparison: Comparison, measure: RowMeasure, at: number, style: CellStyle): readonly RowColumn[] {
  const hasRatios = areNumbers(comparison, measure);
  return comparison.reports.flatMap((_, network): RowColumn[] => {
    const label = labelOf(network);
    const total = totalOf(comparison, measure, network);
    const value: RowColumn = {
      title: `${measure.title} ${label}`,
      align: "right",
      rank: at === 0 ? network : otherMeasures * at,
      cell: (row) => presentCell(row, measure, network, style),
      total: valueCell(total, measure, style),
    };
    if (network === 0 || !hasRatios) return [value];
    const ratio = (part: Expr, whole: Expr) => ratioCell(partOf(part, whole), style);
    return [
      value,
      {
        title: `${label}/A`,
        align: "right",
        rank: at === 0 ? ratios + network : otherMeasures * at,
        cell: (row) => ratio(valueIn(row, measure, network), valueIn(row, measure, 0)),
        total: ratio(total, totalOf(comparison, measure, 0)),
      },
    ];
  });
}

/** Whether no free parameter is in any value of the measure. */
function areNumbers({ reports, rows }: Comparison, measure: RowMeasure): boolean {
  return (
    reports.every((each) => isConstant(measure.ofTotals(each.totals))) &&
    rows.every((row) => reports.every((_, network) => isConstant(valueIn(row, measure, network))))
  );
}

function presentCell(row: ComparedRow, measure: RowMeasure, network: number, style: CellStyle): SheetCell {
  return row[network] === undefined ? { text: "" } : valueCell(valueIn(row, measure, network), measure, style);
}

/** The change in percent, or that one network alone has the row. */
function growthCell(row: ComparedRow, measure: RowMeasure, network: number, style: CellStyle): SheetCell {
  if (row[0] === undefined) return { text: "new" };
  if (row[network] === undefined) return { text: "gone" };
  const change = changeIn(row, measure, network);
  return isZero(change) ? { text: "0 %" } : percentCell(partOf(change, valueIn(row, measure, 0)), style);
}

/** All totals: of two networks a row per measure, of more than two a row per network. */
export function totalsSheet(comparison: Comparison, style: CellStyle): Sheet {
  return comparison.reports.length === 2 ? pairTotals(comparison, style) : manyTotals(comparison, style);
}

function pairTotals(comparison: Comparison, style: CellStyle): Sheet {
  const columns: readonly SheetColumn[] = [
    { title: "total", align: "left", rank: 0 },
    { title: "A", align: "right", rank: 0 },
    { title: "B", align: "right", rank: 0 },
    { title: "B - A", align: "right", rank: 1 },
    { title: "%", align: "right", rank: 2 },
  ];
  const rows = measures.map((measure) => {
    const before = totalOf(comparison, measure, 0);
    const change = changeOf(comparison, measure, 1);
    return [
      { text: measure.title },
      valueCell(before, measure, style),
      valueCell(totalOf(comparison, measure, 1), measure, style),
      changeCell(change, measure, style),
      percentCell(isZero(change) ? change : partOf(change, before), style),
    ];
  });
  const times = pairTimes(comparison);
  return { columns, rows: times === undefined ? rows : [...rows, times], hasTotal: false };
}

/** Measures that a narrow table keeps longest come first. */
const keptOrder = ["macs", "params", "peak", "flops", "weights", "bytes", "layers"];

function manyTotals(comparison: Comparison, style: CellStyle): Sheet {
  const times = timesOf(comparison);
  const rank = ({ name }: Measure) => 2 * keptOrder.indexOf(name);
  const columns = [
    { title: "", align: "left", rank: 0 } as const,
    ...measures.flatMap((measure): SheetColumn[] => [
      { title: measure.title, align: "right", rank: rank(measure) },
      { title: "/A", align: "right", rank: rank(measure) + 1 },
    ]),
    ...(times === undefined ? [] : [{ title: "ms", align: "right", rank: 0 } as const]),
  ];
  const rows = comparison.reports.map((_, network) => [
    { text: labelOf(network) },
    ...measures.flatMap((measure): SheetCell[] => {
      const value = totalOf(comparison, measure, network);
      const ratio = partOf(value, totalOf(comparison, measure, 0));
      return [valueCell(value, measure, style), ratioCell(ratio, style)];
    }),
    ...(times === undefined ? [] : [{ text: (times.values[network] ?? 0).toFixed(3) }]),
  ]);
  return { columns, rows, hasTotal: false };
}
