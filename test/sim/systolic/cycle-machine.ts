/** A matrix of small whole numbers, row by row. */
export type Matrix = readonly (readonly number[])[];

export interface Ran {
  readonly output: Matrix;
  readonly cycles: number;
}

type Grid<T> = T[][];

function grid<T>(rows: number, columns: number, value: T): Grid<T> {
  return Array.from({ length: rows }, () => Array.from({ length: columns }, () => value));
}

/** What an element hands on: a value, or nothing as long as no operand has come by. */
type Operand = number | undefined;

const nextLeft = (operands: Grid<Operand>, row: number, column: number) => operands[row]?.[column - 1];
const nextAbove = (operands: Grid<Operand>, row: number, column: number) => operands[row - 1]?.[column];

/**
 * One fold of left [rows, time] x above [time, columns], output stationary, cycle by cycle: row r of the left operand enters r cycles late,
 * column c of the upper one c cycles late. It ends with the last operand in the last element. Both matrices fill the array.
 */
export function outputStationary(left: Matrix, above: Matrix): Ran {
  const [rows, time, columns] = [left.length, above.length, above[0]?.length ?? 0];
  const output = grid(rows, columns, 0);
  let [fromLeft, fromAbove] = [grid<Operand>(rows, columns, undefined), grid<Operand>(rows, columns, undefined)];
  const multiplied = grid(rows, columns, 0);
  let cycle = 0;
  for (; (multiplied.at(-1)?.at(-1) ?? 0) < time; cycle++) {
    const [movedRight, movedDown] = [grid<Operand>(rows, columns, undefined), grid<Operand>(rows, columns, undefined)];
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        const a = column === 0 ? left[row]?.[cycle - row] : nextLeft(fromLeft, row, column);
        const b = row === 0 ? above[cycle - column]?.[column] : nextAbove(fromAbove, row, column);
        put(movedRight, row, column, a);
        put(movedDown, row, column, b);
        if (a === undefined || b === undefined) continue;
        put(output, row, column, (output[row]?.[column] ?? 0) + a * b);
        put(multiplied, row, column, (multiplied[row]?.[column] ?? 0) + 1);
      }
    }
    [fromLeft, fromAbove] = [movedRight, movedDown];
  }
  return { output, cycles: cycle };
}

/**
 * One fold of stream [time, rows] x held [rows, columns] where `held` stays: it is pushed in from above, a row per cycle; then the stream
 * enters from the left, row r of the array r cycles late, and sums move down. It ends with the last sum out of the last column.
 */
export function operandStationary(stream: Matrix, held: Matrix): Ran {
  const [time, rows, columns] = [stream.length, held.length, held[0]?.length ?? 0];
  const output = grid(time, columns, 0);
  let elements = grid(rows, columns, 0);
  let cycle = 0;
  for (; cycle < rows; cycle++) elements = [[...(held[rows - 1 - cycle] ?? [])], ...elements.slice(0, -1)];
  const start = cycle;
  let [moving, sums] = [grid<Operand>(rows, columns, undefined), grid<Operand>(rows, columns, undefined)];
  let done = 0;
  for (; done < time * columns; cycle++) {
    const [movedRight, movedDown] = [grid<Operand>(rows, columns, undefined), grid<Operand>(rows, columns, undefined)];
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        const x = column === 0 ? stream[cycle - start - row]?.[row] : nextLeft(moving, row, column);
        put(movedRight, row, column, x);
        if (x === undefined) continue;
        const sum = (row === 0 ? 0 : (nextAbove(sums, row, column) ?? Number.NaN)) + x * (elements[row]?.[column] ?? 0);
        put(movedDown, row, column, sum);
        if (row < rows - 1) continue;
        put(output, cycle - start - (rows - 1) - column, column, sum);
        done += 1;
      }
    }
    [moving, sums] = [movedRight, movedDown];
  }
  return { output, cycles: cycle };
}

function put<T>(into: Grid<T>, row: number, column: number, value: T): void {
  const line = into[row];
  if (line === undefined) throw new RangeError(`no row ${row}`);
  line[column] = value;
}
