import type { AxisSight } from "../cost/index.ts";
import type { Shape } from "../ops/index.ts";
import { type Expr, toText } from "../symbolic/index.ts";
import { csvText } from "./csv-text.ts";
import { jsonCount, jsonRatio } from "./json-text.ts";
import type { Report } from "./report.ts";
import { boundOf, isLayerRow, kernelsOf, type LayerRow, type Row, type RowTiming, utilizationOf } from "./row.ts";

interface Field {
  /** The JSON field. */
  readonly name: string;
  /** The key of the column that asks for it; absent: printed only when no column is named. */
  readonly column?: string;
  readonly read: (row: Row) => string;
  /** Whether it says something of single layers or of groups alone. */
  readonly of?: "layer" | "group";
  readonly isTiming?: boolean;
  /** Printed only when its column is named. */
  readonly isExtra?: boolean;
}

function cycles(name: string, column: string, read: (timing: RowTiming) => number): Field {
  return { name, column, read: ({ timing }) => (timing === undefined ? "" : String(read(timing))), isExtra: true };
}

const allFields: readonly Field[] = [
  { name: "name", column: "layer", read: (row) => row.name },
  { name: "op", column: "op", read: (row) => row.op ?? "", of: "layer" },
  { name: "layers", column: "count", read: (row) => exact(row.count), of: "group" },
  { name: "inputs", column: "input", read: (row) => layerOf(row)?.inputs.map(shape).join(" ") ?? "", of: "layer" },
  { name: "output", column: "output", read: (row) => shape(row.output) },
  { name: "kernel", column: "kernel", read: (row) => list(layerOf(row)?.kernel), of: "layer" },
  { name: "stride", column: "stride", read: (row) => list(layerOf(row)?.stride), of: "layer" },
  { name: "groups", column: "groups", read: (row) => exact(layerOf(row)?.groups), of: "layer" },
  { name: "params", column: "params", read: (row) => exact(row.params) },
  { name: "macs", column: "macs", read: (row) => exact(row.macs) },
  { name: "flops", column: "flops", read: (row) => exact(row.flops) },
  { name: "inputBytes", read: (row) => exact(row.inputBytes) },
  { name: "weightBytes", column: "weights", read: (row) => exact(row.weightBytes) },
  { name: "outputBytes", read: (row) => exact(row.outputBytes) },
  { name: "bytes", column: "bytes", read: (row) => exact(row.compulsoryBytes) },
  { name: "intensity", column: "intensity", read: (row) => String(jsonRatio(row.intensity) ?? "") },
  { name: "receptiveField", column: "rf", read: (row) => axes(row, (axis) => axis.extent) },
  { name: "effectiveStride", column: "jump", read: (row) => axes(row, (axis) => axis.jump) },
  { name: "kernel", column: "loop", read: (row) => kernelsOf(row)[0] ?? "", isExtra: true },
  cycles("cycles", "cycles", (timing) => timing.cycles),
  cycles("computeCycles", "compute", (timing) => timing.computeCycles),
  cycles("l2Cycles", "l2", (timing) => timing.memoryCycles.l2),
  cycles("l3Cycles", "l3", (timing) => timing.memoryCycles.l3),
  cycles("vtcmCycles", "vtcm", (timing) => timing.memoryCycles.vtcm),
  cycles("dramCycles", "dram", (timing) => timing.memoryCycles.dram),
  cycles("overheadCycles", "overhead", (timing) => timing.overheadCycles),
  cycles("hiddenCycles", "hidden", (timing) => timing.hiddenCycles),
  { name: "utilization", column: "utilization", read: (row) => String(utilizationOf(row) ?? ""), isExtra: true },
  { name: "latencyMs", column: "ms", read: (row) => String(row.timing?.milliseconds ?? ""), isTiming: true },
  { name: "bound", column: "bound", read: (row) => boundOf(row) ?? "", isTiming: true },
];

/**
 * Rows in full digits under the names of the JSON fields; no total row, so that a column can be summed. The fields are those of
 * the named columns, or all that say something.
 */
export function renderCsv(report: Report, rows: readonly Row[], wanted: readonly string[] | undefined): string {
  const kind = rows.every((row) => layerOf(row) !== undefined) ? "layer" : "group";
  const fields =
    wanted === undefined
      ? allFields.filter(
          (each) =>
            each.isExtra !== true &&
            (each.of ?? kind) === kind &&
            (each.isTiming !== true || report.timing !== undefined),
        )
      : wanted.flatMap((key) => allFields.find((each) => each.column === key) ?? []);
  const lines = [fields.map(({ name }) => name), ...rows.map((row) => fields.map(({ read }) => read(row)))];
  return csvText(lines);
}

/** The row as that of a single layer. */
function layerOf(row: Row): LayerRow | undefined {
  return isLayerRow(row) ? row : undefined;
}

function exact(e: Expr | undefined): string {
  return e === undefined ? "" : String(jsonCount(e));
}

function shape(value: Shape | undefined): string {
  return list(value?.dims);
}

/** `31x31`, `allxall`; empty where an axis has none. */
function axes({ sight }: Row, read: (axis: AxisSight) => Expr | "all" | undefined): string {
  const [rows, columns] = [sight()?.rows, sight()?.columns].map((axis) => (axis === undefined ? axis : read(axis)));
  if (rows === undefined || columns === undefined) return "";
  return [rows, columns].map((each) => (each === "all" ? each : toText(each))).join("x");
}

function list(values: readonly Expr[] | undefined): string {
  return values === undefined ? "" : values.map(toText).join("x");
}
