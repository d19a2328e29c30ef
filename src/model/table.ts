import type { TableDeclaration } from "../../grammar/index.ts";
import type { Frame, Machine } from "./machine.ts";
import { errorValue, type RowValue, type Value } from "./value.ts";

/** The value of a table: its rows as cells by column name. Every row has one cell per column. */
export function tableOf(machine: Machine, frame: Frame, table: TableDeclaration): Value {
  const name = table.name.name;
  const columns = table.columns.map((each) => each.name);
  let sound = true;
  for (const [index, column] of table.columns.entries()) {
    if (columns.indexOf(column.name) === index) continue;
    machine.report("table/column-twice", { column: column.name }, column.span);
    sound = false;
  }
  const rows: RowValue[] = [];
  for (const [index, row] of table.rows.entries()) {
    machine.step(row.span);
    if (row.cells.length !== columns.length) {
      machine.report("table/row-width", { table: name, wanted: columns.length, found: row.cells.length }, row.span);
      sound = false;
      continue;
    }
    const cells = new Map<string, Value>();
    for (const [place, cell] of row.cells.entries()) {
      const value = machine.evaluator.evaluate(machine, frame, cell);
      if (value.kind === "error") sound = false;
      cells.set(columns[place] ?? "", value);
    }
    rows.push({ kind: "row", table: name, index, cells });
  }
  return sound ? { kind: "table", name, columns, rows } : errorValue;
}
