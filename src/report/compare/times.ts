import { causeNames } from "../cause-names.ts";
import { boundOf } from "../row.ts";
import type { ComparedRow, Comparison } from "./comparison.ts";
import { labelOf } from "./label.ts";
import type { SheetCell, SheetColumn } from "./sheet.ts";

/** A column of predicted times, for a row and for the totals. */
interface TimeColumn extends SheetColumn {
  readonly cell: (row: ComparedRow) => SheetCell;
  readonly total: SheetCell;
}

/** Milliseconds of each network, and how much more than the first one's the others take. */
export interface Times {
  readonly values: readonly number[];
  readonly changes: readonly number[];
}

/** The times of a row, 0 where a network has no such row; undefined where no device was asked for. */
export function timesIn({ reports }: Comparison, row: ComparedRow): Times | undefined {
  if (!reports.every((each) => each.timing !== undefined)) return undefined;
  return timesFrom(reports.map((_, network) => row[network]?.timing?.milliseconds ?? 0));
}

/** The times of whole networks; undefined where no device was asked for. */
export function timesOf({ reports }: Comparison): Times | undefined {
  const values = reports.flatMap((each) => each.timing?.milliseconds ?? []);
  return values.length === reports.length ? timesFrom(values) : undefined;
}

function timesFrom(values: readonly number[]): Times {
  const [first = 0, ...others] = values;
  return { values, changes: others.map((each) => each - first) };
}

/** Ranks of columns of a pair: the second time stays longest, then the bounds, which stay longer than changes. */
const secondOfPair = 0.5;
const boundsOfPair = 0.6;
/** Of more networks, bounds stay longer than the ratios to the first one. */
const boundsOfMany = 50;

/**
 * Both times and the change in percent of two networks; of more, the time of each; of layers also what limits them. Narrow tables lose them
 * after the counts' shares.
 */
export function timeColumns(comparison: Comparison): readonly TimeColumn[] {
  const total = timesOf(comparison);
  if (total === undefined) return [];
  const column = (
    title: string,
    rank: number,
    write: (times: Times, isThere: (network: number) => boolean) => SheetCell,
  ) => ({
    title,
    align: "right" as const,
    rank,
    cell: (row: ComparedRow) => {
      const times = timesIn(comparison, row);
      return times === undefined ? { text: "" } : write(times, (network) => row[network] !== undefined);
    },
    total: write(total, () => true),
  });
  const isPair = total.values.length === 2;
  const values = total.values.map((_, network) =>
    column(`ms ${labelOf(network)}`, isPair ? secondOfPair * network : network, ({ values: own }, isThere) => ({
      text: isThere(network) ? (own[network] ?? 0).toFixed(3) : "",
    })),
  );
  const bounds = comparison.by === "layer" ? boundColumns(comparison) : values.map(() => []);
  const both = values.flatMap((each, network) => [each, ...(bounds[network] ?? [])]);
  return isPair ? [...both, column("% ms", 1, changeInPercent)] : both;
}

/** What limits each network's layer; the last network's goes first. */
function boundColumns({ reports }: Comparison): readonly (readonly TimeColumn[])[] {
  const isPair = reports.length === 2;
  return reports.map((_, network) => [
    {
      title: `bound ${labelOf(network)}`,
      align: "left",
      rank: isPair ? boundsOfPair + network / 10 : boundsOfMany + network,
      cell: (row) => {
        const own = row[network];
        const bound = own === undefined ? undefined : boundOf(own);
        return { text: bound === undefined ? "" : causeNames[bound] };
      },
      total: { text: "" },
    },
  ]);
}

function changeInPercent({ values: [first = 0], changes: [change = 0] }: Times): SheetCell {
  if (change === 0) return { text: "0 %" };
  if (first === 0) return { text: "new" };
  const percent = `${Math.abs((100 * change) / first).toFixed(1)} %`;
  return change > 0 ? { text: `+${percent}`, role: "more" } : { text: `-${percent}`, role: "less" };
}

/** The row of the times among the totals of two networks. */
export function pairTimes(comparison: Comparison): readonly SheetCell[] | undefined {
  const times = timesOf(comparison);
  if (times === undefined) return undefined;
  const [change = 0] = times.changes;
  const size = Math.abs(change).toFixed(3);
  return [
    { text: "ms" },
    ...times.values.map((each) => ({ text: each.toFixed(3) })),
    change === 0 ? { text: "0" } : change > 0 ? { text: `+${size}`, role: "more" } : { text: `-${size}`, role: "less" },
    changeInPercent(times),
  ];
}
