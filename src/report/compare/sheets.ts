import { type Expr, isZero } from "../../symbolic/index.ts";
import { type Measure, measures, type RowMeasure } from "../measure.ts";
import { changeCell, exactValue, percentCell, ratioText, shareCell, valueCell } from "./cells.ts";
import { type ComparedRow, type Comparison, changeIn, changeOf, partOf, rowName, valueIn } from "./comparison.ts";
import { labelOf } from "./label.ts";
import type { Sheet, SheetCell, SheetColumn } from "./sheet.ts";

/** A column of the table of rows, for a row and for the totals. */
interface RowColumn extends SheetColumn {
  readonly cell: (row: ComparedRow) => SheetCell;
  readonly total: SheetCell;
}

/**
 * The table of rows. Of two networks each measure has both values, the change, the change in percent and its share of the whole change; of
 * more than two, each network has its values and their ratio to the first network's.
 */
export function rowSheet(comparison: Comparison, shown: readonly RowMeasure[]): Sheet {
  const isPair = comparison.reports.length === 2;
  const columns: readonly RowColumn[] = [
    { title: "layer", align: "left", rank: 0, cell: (row) => ({ text: rowName(row) }), total: { text: "total" } },
    ...shown.flatMap((measure, at) =>
      isPair ? pairColumns(comparison, measure, at) : manyColumns(comparison, measure, at),
    ),
  ];
  const rows = comparison.rows.map((row) => columns.map(({ cell }) => cell(row)));
  return { columns, rows: [...rows, columns.map(({ total }) => total)], hasTotal: true };
}

/** The first measure keeps its columns longest, and of the others the change; then shares go, and percentages. */
function pairColumns(comparison: Comparison, measure: RowMeasure, at: number): readonly RowColumn[] {
  const { title } = measure;
  const whole = changeOf(comparison, measure, 1);
  const rank = (first: number, other: number) => (at === 0 ? first : other + 10 * at);
  const column = (name: string, order: number, cell: RowColumn["cell"], total: SheetCell): RowColumn => ({
    title: name,
    align: "right",
    rank: order,
    cell,
    total,
  });
  const before = totalOf(comparison, measure, 0);
  return [
    column(`${title} A`, rank(0, 3), (row) => ({ text: presentCell(row, measure, 0) }), {
      text: valueCell(before, measure),
    }),
    column(`${title} B`, rank(0, 2), (row) => ({ text: presentCell(row, measure, 1) }), {
      text: valueCell(totalOf(comparison, measure, 1), measure),
    }),
    column(
      `Δ ${title}`,
      rank(1, 1),
      (row) => changeCell(changeIn(row, measure, 1), measure),
      changeCell(whole, measure),
    ),
    column("%", rank(2, 4), (row) => growthCell(row, measure, 1), percentCell(partOf(whole, before))),
    column(
      "share",
      rank(3, 5),
      (row) => shareCell(partOf(changeIn(row, measure, 1), whole)),
      shareCell(partOf(whole, whole)),
    ),
  ];
}

function manyColumns(comparison: Comparison, measure: RowMeasure, at: number): readonly RowColumn[] {
  const { title } = measure;
  return comparison.reports.flatMap((_, network): RowColumn[] => {
    const label = labelOf(network);
    const total = totalOf(comparison, measure, network);
    const value: RowColumn = {
      title: `${title} ${label}`,
      align: "right",
      rank: at === 0 && network === 0 ? 0 : 100 * at + 2 * network,
      cell: (row) => ({ text: presentCell(row, measure, network) }),
      total: { text: valueCell(total, measure) },
    };
    if (network === 0) return [value];
    const ratio = (part: Expr, whole: Expr) => ({ text: ratioText(partOf(part, whole)) });
    return [
      value,
      {
        title: `${label}/A`,
        align: "right",
        rank: 100 * at + 2 * network + 1,
        cell: (row) => ratio(valueIn(row, measure, network), valueIn(row, measure, 0)),
        total: ratio(total, totalOf(comparison, measure, 0)),
      },
    ];
  });
}

function presentCell(row: ComparedRow, measure: RowMeasure, network: number): string {
  return row[network] === undefined ? "" : valueCell(valueIn(row, measure, network), measure);
}

/** The change in percent, or that one network alone has the row. */
function growthCell(row: ComparedRow, measure: RowMeasure, network: number): SheetCell {
  if (row[0] === undefined) return { text: "new" };
  if (row[network] === undefined) return { text: "gone" };
  const change = changeIn(row, measure, network);
  return isZero(change) ? { text: "0 %" } : percentCell(partOf(change, valueIn(row, measure, 0)));
}

function totalOf({ reports }: Comparison, { ofTotals }: Measure, network: number): Expr {
  const [report] = reports.slice(network);
  if (report === undefined) throw new RangeError(`no network ${network}`);
  return ofTotals(report.totals);
}

/** All totals: of two networks a row per measure, of more than two a row per network. */
export function totalsSheet(comparison: Comparison): Sheet {
  return comparison.reports.length === 2 ? pairTotals(comparison) : manyTotals(comparison);
}

function pairTotals(comparison: Comparison): Sheet {
  const columns: readonly SheetColumn[] = [
    { title: "total", align: "left", rank: 0 },
    { title: "A", align: "right", rank: 0 },
    { title: "B", align: "right", rank: 0 },
    { title: "B - A", align: "right", rank: 2 },
    { title: "%", align: "right", rank: 1 },
  ];
  const rows = measures.map((measure) => {
    const [before, after] = [0, 1].map((network) => totalOf(comparison, measure, network));
    const change = changeOf(comparison, measure, 1);
    return [
      { text: measure.title },
      ...[before, after].map((each) => ({ text: each === undefined ? "" : exactValue(each, measure) })),
      changeCell(change, measure, exactValue),
      percentCell(before === undefined ? undefined : partOf(change, before)),
    ];
  });
  return { columns, rows, hasTotal: false };
}

/** Measures that a narrow table keeps longest come first. */
const keptOrder = ["macs", "params", "peak", "flops", "weights", "bytes", "layers"];

function manyTotals(comparison: Comparison): Sheet {
  const rank = ({ name }: Measure) => 2 * keptOrder.indexOf(name);
  const columns = [
    { title: "", align: "left", rank: 0 } as const,
    ...measures.flatMap((measure): SheetColumn[] => [
      { title: measure.title, align: "right", rank: rank(measure) },
      { title: "/A", align: "right", rank: rank(measure) + 1 },
    ]),
  ];
  const rows = comparison.reports.map((_, network) => [
    { text: labelOf(network) },
    ...measures.flatMap((measure): SheetCell[] => {
      const [value, first] = [network, 0].map((each) => totalOf(comparison, measure, each)) as [Expr, Expr];
      return [{ text: exactValue(value, measure) }, { text: ratioText(partOf(value, first)) }];
    }),
  ]);
  return { columns, rows, hasTotal: false };
}
