import type { Numbers, Precision, Sums } from "../precision.ts";

/** A matrix inside an array: where it starts, and the way from one row, and from one column, to the next. */
export interface Matrix {
  readonly data: Numbers;
  readonly at: number;
  readonly row: number;
  readonly column: number;
}

/** Rows of the left matrix, columns of the right one, and what is summed over. */
export interface ProductSize {
  readonly rows: number;
  readonly summed: number;
  readonly columns: number;
}

/**
 * Adds `left [rows, summed]` times `right [summed, columns]` to sums that lie row by row, `pitch` apart from `at` on. The columns of
 * the left matrix must be contiguous. Each sum runs over the summed index upwards. Returns the products formed.
 */
export function addProduct(
  into: { readonly sums: Sums; readonly at: number; readonly pitch: number },
  left: Omit<Matrix, "column">,
  right: Matrix,
  { rows, summed, columns }: ProductSize,
  precision: Precision,
): number {
  const taps = Int32Array.from({ length: summed }, (_, k) => k * right.row);
  let multiplications = 0;
  for (let row = 0; row < rows; row++) {
    multiplications += precision.run({
      sums: into.sums,
      at: into.at + row * into.pitch,
      every: 1,
      count: columns,
      factors: left.data,
      factorAt: left.at + row * left.row,
      taps,
      data: right.data,
      from: right.at,
      step: right.column,
    });
  }
  return multiplications;
}
