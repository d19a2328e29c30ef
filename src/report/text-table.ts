import { drawGrid, gridWidth } from "./grid.ts";
import type { Paint } from "./paint.ts";
import { textWidth } from "./text-width.ts";

export interface TextColumn {
  readonly title: string;
  /** Left unless given. */
  readonly align?: "left" | "right";
  /** A narrow table loses the columns with the highest number first; those without one stay. */
  readonly drop?: number;
  /** The same once its cells are cut as far as they may be. */
  readonly dropLate?: number;
  /** Whether its cells may be cut once nothing more is dropped, down to `narrowest` cells. */
  readonly isCut?: boolean;
}

/** A table of finished cells. */
export interface TextTable {
  readonly columns: readonly TextColumn[];
  readonly rows: readonly (readonly string[])[];
}

/** Cells that a column is cut to, at least. */
const narrowest = 10;

/** The table with borders in `width` cells: columns are dropped, then cells cut in the middle, then the last columns dropped. */
export function drawTextTable({ columns, rows }: TextTable, width: number, paint: Paint): string {
  const natural = columns.map((column, at) => ({
    column,
    at,
    room: rows.reduce((most, row) => Math.max(most, textWidth(row[at] ?? "")), textWidth(column.title)),
  }));
  const cuttable = (each: Sized) => (each.column.isCut === true ? Math.min(each.room, narrowest) : each.room);
  const some = dropped(
    natural,
    width,
    ({ column }) => column.drop,
    ({ room }) => room,
  );
  const shown = cut(
    dropped(some, width, ({ column }) => column.dropLate, cuttable),
    width,
  );
  return drawGrid(
    shown.map(({ column, room }) => ({ title: column.title, align: column.align ?? "left", width: room })),
    rows.map((row) => shown.map(({ at }) => row[at] ?? "")),
    paint,
  );
}

interface Sized {
  readonly column: TextColumn;
  /** Its place among all columns. */
  readonly at: number;
  readonly room: number;
}

/** Leaves out columns, the highest number first, while the others do not fit at the widths that `roomOf` gives. */
function dropped(
  columns: readonly Sized[],
  width: number,
  orderOf: (each: Sized) => number | undefined,
  roomOf: (each: Sized) => number,
): readonly Sized[] {
  const order = [...columns].filter((each) => orderOf(each) !== undefined);
  order.sort((a, b) => (orderOf(b) ?? 0) - (orderOf(a) ?? 0));
  let left = columns;
  for (const each of order) if (gridWidth(left.map(roomOf)) > width) left = left.filter((other) => other !== each);
  return left;
}

/** Takes cells off the widest columns that may be cut until all fit. */
function cut(columns: readonly Sized[], width: number): readonly Sized[] {
  const sized = columns.map((each) => ({ ...each }));
  for (let over = gridWidth(sized.map((each) => each.room)) - width; over > 0; over--) {
    const able = sized.filter(({ column, room }) => column.isCut === true && room > narrowest);
    const [widest] = able.sort((a, b) => b.room - a.room);
    if (widest !== undefined) widest.room -= 1;
  }
  return sized;
}

/** The whole table in Markdown. */
export function markdownTextTable({ columns, rows }: TextTable): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [
    line(columns.map((each) => each.title)),
    line(columns.map((each) => (each.align === "right" ? "---:" : "---"))),
    ...rows.map(line),
  ].join("\n");
}
