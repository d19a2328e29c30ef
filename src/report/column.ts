import type { AxisSight } from "../cost/index.ts";
import { compare, type Expr, isConstant, isTrue, toText, zero } from "../symbolic/index.ts";
import { barText, columnCell, exactCell, formulaMark, ratioCell, shapeCell } from "./quantity.ts";
import type { LayerRow, Row } from "./row.ts";
import type { Column } from "./table-column.ts";
import { timingColumnList } from "./timing-columns.ts";

export type { CellContext, Column } from "./table-column.ts";

function listText(values: readonly Expr[] | undefined): string {
  if (values === undefined) return "";
  const texts = values.map(toText);
  return texts.every((each) => each === texts[0]) ? (texts[0] ?? "") : texts.join("×");
}

/** The geometry of a single layer; groups of layers have none. */
function geometry(row: Row): Partial<Pick<LayerRow, "kernel" | "stride" | "groups" | "inputs">> {
  return "kernel" in row ? (row as LayerRow) : {};
}

/** A column of exact counts that add up. */
function countColumn(key: string, title: string, read: (counts: CountsOfColumns) => Expr, doc: string): Column {
  const cell: Column["cell"] = (row, { report, longest }) => columnCell(read(row), read(report.totals), longest);
  return { key, title, align: "right", cell, value: read, doc };
}

/** A column of what the output's rows and columns see; one number where both see the same. */
function sightColumn(
  key: string,
  title: string,
  read: (axis: AxisSight) => Expr | "all" | undefined,
  doc: string,
): Column {
  const cell: Column["cell"] = (row, { longest }) => {
    const sight = row.sight();
    const texts = sight === undefined ? [] : [sight.rows, sight.columns].map((axis) => sightText(read(axis), longest));
    return texts.every((each) => each === texts[0]) ? (texts[0] ?? "") : texts.join("×");
  };
  const value = (row: Row) => {
    const sight = row.sight();
    const rows = sight === undefined ? undefined : read(sight.rows);
    return rows === "all" ? undefined : rows;
  };
  return { key, title, align: "right", cell, value, doc };
}

function sightText(value: Expr | "all" | undefined, longest: number): string {
  if (value === undefined) return "-";
  if (value === "all") return value;
  const text = toText(value);
  return isConstant(value) || text.length <= longest ? text : formulaMark;
}

type CountsOfColumns = Pick<Row, "macs" | "flops" | "params" | "weightBytes" | "compulsoryBytes">;

export const columns: readonly Column[] = [
  {
    key: "layer",
    title: "layer",
    align: "left",
    cell: (row) => row.name,
    doc: "path of the layer, or name of the group",
  },
  { key: "op", title: "op", align: "left", cell: (row) => row.op ?? "", doc: "operator" },
  {
    key: "count",
    title: "×",
    align: "right",
    cell: (row, { longest }) => exactCell(row.count, longest),
    value: (row) => row.count,
    doc: "layers of a block or operator, blocks of a stage",
  },
  {
    key: "input",
    title: "input",
    align: "left",
    cell: (row, { longest }) => shapeCell(geometry(row).inputs?.[0], longest),
    doc: "shape of the first input",
  },
  {
    key: "output",
    title: "output",
    align: "left",
    cell: (row, { longest }) => shapeCell(row.output, longest),
    doc: "shape of the output, channels first; 56² is 56×56",
  },
  { key: "kernel", title: "kernel", align: "right", cell: (row) => listText(geometry(row).kernel), doc: "kernel size" },
  { key: "stride", title: "stride", align: "right", cell: (row) => listText(geometry(row).stride), doc: "stride" },
  { key: "groups", title: "groups", align: "right", cell: (row) => groupsText(row), doc: "groups of a convolution" },
  sightColumn(
    "rf",
    "rf",
    (axis) => axis.extent,
    "receptive field: input pixels, those past the edge too; `all`: the whole map",
  ),
  sightColumn(
    "jump",
    "jump",
    (axis) => axis.jump,
    "effective stride: input pixels from one output position to the next",
  ),
  countColumn("macs", "MACs", (counts) => counts.macs, "multiply-accumulates"),
  {
    key: "bar",
    title: "",
    align: "left",
    cell: (row, { largest }) => (largest === undefined || row.isRest === true ? "" : barText(row.macs, largest)),
    doc: "MACs beside those of the largest row",
  },
  countColumn("flops", "FLOPs", (counts) => counts.flops, "2 x MACs and element operations"),
  countColumn("params", "params", (counts) => counts.params, "learned values"),
  countColumn("weights", "weights B", (counts) => counts.weightBytes, "bytes of the weights"),
  countColumn(
    "bytes",
    "bytes",
    (counts) => counts.compulsoryBytes,
    "bytes moved, each tensor once; batch norm, in-place activations and views are fused and move none",
  ),
  {
    key: "intensity",
    title: "MAC/byte",
    align: "right",
    cell: (row, { longest }) => ratioCell(row.intensity, longest),
    value: (row) => row.intensity,
    doc: "MACs / bytes",
  },
  ...timingColumnList,
];

function groupsText(row: Row): string {
  const { groups } = geometry(row);
  return groups === undefined ? "" : toText(groups);
}

/** The row with the most MACs among those that are no remainder of others; undefined where a count is a formula. */
export function largestMacs(rows: readonly Row[]): Expr | undefined {
  const values = rows.flatMap((each) => (each.isRest === true ? [] : [each.macs]));
  if (!values.every(isConstant)) return undefined;
  return values.reduce((most, each) => (isTrue(compare(">", each, most)) ? each : most), zero);
}

/** What a table shows unless columns are named. */
export const defaultColumns: readonly string[] = ["layer", "count", "output", "macs", "bar", "params", "intensity"];
export const defaultLayerColumns: readonly string[] = ["layer", "op", "output", "macs", "bar", "params", "intensity"];

/** Columns that are bars: for terminals alone. */
export const drawnColumns: readonly string[] = ["bar", "slice"];

/** What a predicted time adds to them. */
export const timingColumns: readonly string[] = ["ms", "bound"];

/** Columns that a narrow terminal loses, first to last; the name, the MACs and the parameters stay. */
export const dropOrder: readonly string[] = [
  "bar",
  "hidden",
  "loop",
  "intensity",
  "count",
  "input",
  "stride",
  "kernel",
  "groups",
  "jump",
  "rf",
  "weights",
  "bytes",
  "flops",
  "output",
  "op",
  "slice",
  "overhead",
  "bound",
  "l3",
  "vtcm",
  "utilization",
  "compute",
  "l2",
  "dram",
];
