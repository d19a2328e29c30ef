import { asConstant, type Expr, toText } from "../symbolic/index.ts";
import { barText, cellText, shapeCell } from "./quantity.ts";
import type { Report } from "./report.ts";
import type { LayerRow, Row } from "./row.ts";

/** One column of the tables for people. */
export interface Column {
  readonly key: string;
  readonly title: string;
  readonly align: "left" | "right";
  readonly cell: (row: Row, report: Report) => string;
  /** For the error message and the help text. */
  readonly doc: string;
}

function listText(values: readonly Expr[] | undefined): string {
  if (values === undefined) return "";
  const texts = values.map(toText);
  return texts.every((each) => each === texts[0]) ? (texts[0] ?? "") : texts.join("×");
}

/** The geometry of a single layer; groups of layers have none. */
function geometry(row: Row): Partial<Pick<LayerRow, "kernel" | "stride" | "groups" | "inputs">> {
  return "kernel" in row ? (row as LayerRow) : {};
}

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
    cell: (row) => String(row.count),
    doc: "layers of a block, blocks of a stage",
  },
  {
    key: "input",
    title: "input",
    align: "left",
    cell: (row) => shapeCell(geometry(row).inputs?.[0]),
    doc: "shape of the first input",
  },
  { key: "output", title: "output", align: "left", cell: (row) => shapeCell(row.output), doc: "shape of the output" },
  { key: "kernel", title: "kernel", align: "right", cell: (row) => listText(geometry(row).kernel), doc: "kernel size" },
  { key: "stride", title: "stride", align: "right", cell: (row) => listText(geometry(row).stride), doc: "stride" },
  { key: "groups", title: "groups", align: "right", cell: (row) => groupsText(row), doc: "groups of a convolution" },
  { key: "macs", title: "MACs", align: "right", cell: (row) => cellText(row.macs), doc: "multiply-accumulates" },
  {
    key: "bar",
    title: "",
    align: "left",
    cell: (row, report) => barText(row.macs, report.totals.macs),
    doc: "share of all MACs",
  },
  {
    key: "flops",
    title: "FLOPs",
    align: "right",
    cell: (row) => cellText(row.flops),
    doc: "2 x MACs and element operations",
  },
  { key: "params", title: "params", align: "right", cell: (row) => cellText(row.params), doc: "learned values" },
  {
    key: "weights",
    title: "weights B",
    align: "right",
    cell: (row) => cellText(row.weightBytes),
    doc: "bytes of the weights",
  },
  {
    key: "bytes",
    title: "bytes",
    align: "right",
    cell: (row) => cellText(row.movedBytes),
    doc: "bytes moved, each tensor once, BN and activations fused",
  },
  {
    key: "intensity",
    title: "MAC/byte",
    align: "right",
    cell: (row) => cellText(row.intensity, 2),
    doc: "MACs per byte moved",
  },
  {
    key: "ms",
    title: "ms",
    align: "right",
    cell: (row) => (row.timing === undefined ? "" : row.timing.milliseconds.toFixed(3)),
    doc: "predicted milliseconds, with --on",
  },
  { key: "bound", title: "bound", align: "left", cell: boundText, doc: "which roof binds, with --on" },
];

/** `compute`, or `compute, 40 % dram` where a part of the time has the other cause. */
function boundText({ timing }: Row): string {
  if (timing === undefined || timing.milliseconds === 0) return "";
  const [first, second] = [...timing.byBound].filter(([, time]) => time > 0).sort((a, b) => b[1] - a[1]);
  if (first === undefined) return "";
  const share = second === undefined ? 0 : Math.round((100 * second[1]) / timing.milliseconds);
  return second === undefined || share === 0 ? first[0] : `${first[0]}, ${share} % ${second[0]}`;
}

function groupsText(row: Row): string {
  const { groups } = geometry(row);
  return groups === undefined || asConstant(groups)?.num === 1n ? "" : toText(groups);
}

/** What a table shows unless columns are named. */
export const defaultColumns: readonly string[] = ["layer", "count", "output", "macs", "bar", "params", "intensity"];
export const defaultLayerColumns: readonly string[] = ["layer", "op", "output", "macs", "bar", "params", "intensity"];

/** What a predicted time adds to them. */
export const timingColumns: readonly string[] = ["ms", "bound"];

/** Columns that a narrow terminal loses, first to last; the name, the MACs and the parameters stay. */
export const dropOrder: readonly string[] = [
  "bar",
  "intensity",
  "count",
  "input",
  "stride",
  "kernel",
  "groups",
  "weights",
  "bytes",
  "flops",
  "output",
  "op",
  "bound",
];
