import { causeNames } from "../cause-names.ts";
import type { Report } from "../report.ts";
import type { TextColumn, TextTable } from "../text-table.ts";
import { sharePercent } from "./kind-text.ts";
import { type KindShare, kindShares } from "./kinds.ts";
import { labelOf } from "./label.ts";

/** A narrow table cuts the inner loop, then loses it, the use of the peak rate and the cause. */
const columns: readonly TextColumn[] = [
  { title: "" },
  { title: "kind" },
  { title: "MACs", align: "right" },
  { title: "time", align: "right" },
  { title: "util", align: "right", dropLate: 2 },
  { title: "main cause", align: "right", dropLate: 1 },
  { title: "inner loop", isCut: true, dropLate: 3 },
];

export const kindTitle = "MACs and time by kind of layer";

/**
 * A row per kind of layer of every timed network: its shares of MACs and time, its MACs over what the cores could do in the time, what the
 * time mostly is, and the inner loop with most of that.
 */
export function kindTable(reports: readonly Report[]): TextTable {
  const rows = reports.flatMap((report, network) => {
    const shares = report.timing === undefined ? [] : kindShares(report, report.timing);
    return shares.map((each) => [labelOf(network), ...cells(each)]);
  });
  const hasLoops = rows.some((row) => row.at(-1) !== "");
  return hasLoops ? { columns, rows } : { columns: columns.slice(0, -1), rows };
}

function cells({ kind, macsShare, timeShare, utilization, cause, causeShare, kernel }: KindShare): readonly string[] {
  return [
    kind,
    sharePercent(macsShare),
    sharePercent(timeShare),
    utilization === undefined ? "" : sharePercent(utilization),
    cause === undefined ? "" : `${sharePercent(causeShare)} ${causeNames[cause]}`,
    kernel ?? "",
  ];
}
