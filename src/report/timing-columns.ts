import { rational } from "../core/rational.ts";
import { barCells, countText } from "./quantity.ts";
import { kernelsOf, type Row, type RowTiming, utilizationOf } from "./row.ts";
import type { Column } from "./table-column.ts";

/** A column of whole cycles. */
function cycleColumn(key: string, title: string, read: (timing: RowTiming) => number, doc: string): Column {
  const cell = ({ timing }: Row) => (timing === undefined ? "" : countText(rational(BigInt(Math.round(read(timing))))));
  return { key, title, align: "right", cell, doc };
}

/** The columns of predicted times. */
export const timingColumnList: readonly Column[] = [
  {
    key: "loop",
    title: "inner loop",
    align: "left",
    cell: kernelText,
    doc: "inner loop with the most cycles, and how many others there are",
  },
  cycleColumn("cycles", "cycles", (timing) => timing.cycles, "cycles on the device's cores"),
  cycleColumn("compute", "compute", (timing) => timing.computeCycles, "cycles with all data in the level-1 cache"),
  cycleColumn("l2", "L2", (timing) => timing.memoryCycles.l2, "cycles that wait for the level-2 cache"),
  cycleColumn("l3", "L3", (timing) => timing.memoryCycles.l3, "cycles that wait for the level-3 cache"),
  cycleColumn("vtcm", "VTCM", (timing) => timing.memoryCycles.vtcm, "cycles that wait for the VTCM"),
  cycleColumn("dram", "DRAM", (timing) => timing.memoryCycles.dram, "cycles that wait for DRAM"),
  cycleColumn("overhead", "overhead", (timing) => timing.overheadCycles, "cycles of starting operators and threads"),
  cycleColumn("hidden", "hidden", (timing) => timing.hiddenCycles, "cycles of memory behind computing, or the reverse"),
  {
    key: "utilization",
    title: "util",
    align: "right",
    cell: (row) => {
      const share = utilizationOf(row);
      return share === undefined ? "" : `${Math.round(100 * share)} %`;
    },
    doc: "MACs over what the cores could do in the cycles",
  },
  {
    key: "ms",
    title: "ms",
    align: "right",
    cell: (row) => (row.timing === undefined ? "" : row.timing.milliseconds.toFixed(3)),
    doc: "milliseconds on the device, at least so many on the roofline",
  },
  {
    key: "slice",
    title: "",
    align: "left",
    cell: ({ timing, isRest }, { slowest }) =>
      timing === undefined || slowest === undefined || isRest === true
        ? ""
        : barCells(slowest === 0 ? 0 : timing.milliseconds / slowest),
    doc: "time beside that of the slowest row",
  },
  {
    key: "bound",
    title: "bound",
    align: "left",
    cell: boundText,
    doc: "what limits the time: compute, l2, dram, overhead; `compute, 4 % dram`: 4 % of the time is limited by dram",
  },
];

/** Keys of columns that say nothing without a device. */
export const timedColumns: readonly string[] = timingColumnList.map((each) => each.key);

/** `f32_gemm_6x8`, `f32_gemm_6x8 +2` where two others take less. */
function kernelText(row: Row): string {
  const [first, ...others] = kernelsOf(row);
  if (first === undefined) return "";
  return others.length === 0 ? first : `${first} +${others.length}`;
}

/** `compute`, or `compute, 40 % dram` where a part of the time has the other cause. */
function boundText({ timing }: Row): string {
  if (timing === undefined || timing.milliseconds === 0) return "";
  const [first, second] = [...timing.byBound].filter(([, time]) => time > 0).sort((a, b) => b[1] - a[1]);
  if (first === undefined) return "";
  const share = second === undefined ? 0 : Math.round((100 * second[1]) / timing.milliseconds);
  return second === undefined || share === 0 ? first[0] : `${first[0]}, ${share} % ${second[0]}`;
}

/** Milliseconds of the slowest row among those that are no remainder of others. */
export function slowestTime(rows: readonly Row[]): number | undefined {
  const times = rows.flatMap(({ timing, isRest }) =>
    timing === undefined || isRest === true ? [] : timing.milliseconds,
  );
  return times.length === 0 ? undefined : Math.max(...times);
}
