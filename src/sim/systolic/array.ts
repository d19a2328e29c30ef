import { add, ceil, constant, divide, type Expr, multiply, one, subtract } from "../../symbolic/index.ts";

/** A grid of multiply-accumulate elements: operands move right and down by one element per cycle. */
export interface SystolicArray {
  readonly rows: bigint;
  readonly columns: bigint;
}

/** What stays in the elements while the other operands move: outputs, weights or inputs. */
export type Dataflow = "os" | "ws" | "is";

export const dataflows = ["os", "ws", "is"] as const satisfies readonly Dataflow[];

/** A matrix product [pixels, summed] x [summed, filters]: output pixels P, filters N, products per output K. */
export interface Product {
  readonly pixels: Expr;
  readonly filters: Expr;
  readonly summed: Expr;
}

/** How a product lies on an array: two of its extents over rows and columns, the third one in time. */
export interface Placement {
  readonly rows: Expr;
  readonly columns: Expr;
  /** Cycles for which each element has work. */
  readonly time: Expr;
}

/** Which extent of a product goes where. */
export function place({ pixels, filters, summed }: Product, dataflow: Dataflow): Placement {
  switch (dataflow) {
    case "os":
      return { rows: pixels, columns: filters, time: summed };
    case "ws":
      return { rows: summed, columns: filters, time: pixels };
    case "is":
      return { rows: summed, columns: pixels, time: filters };
  }
}

/** Pieces of a product that each fit the array, and run one after another. */
export function foldsOf(product: Product, array: SystolicArray, dataflow: Dataflow): Expr {
  const { rows, columns } = place(product, dataflow);
  return multiply(ceil(divide(rows, constant(array.rows))), ceil(divide(columns, constant(array.columns))));
}

/**
 * Cycles of one product. A fold takes its time, and the last element starts R + C - 2 cycles after the first one; weights or inputs that
 * stay are first pushed in from above, R cycles. The next fold starts when the last one has drained. The last cycle of the product is not
 * counted, as in SCALE-Sim.
 *
 * Units: cycles; exact, a formula where an extent is one.
 *   os  ceil(P/R) * ceil(N/C) * (K + R + C - 2) - 1
 *   ws  ceil(K/R) * ceil(N/C) * (P + 2*R + C - 2) - 1
 *   is  ceil(K/R) * ceil(P/C) * (N + 2*R + C - 2) - 1
 * Operands are always there: no stalls, no memory. Edge folds take as long as full ones.
 * Source: Samajdar et al. 2020, SCALE-Sim, doi 10.1109/ISPASS48437.2020.00016; demand matrices of SCALE-Sim v3.
 */
export function productCycles(product: Product, array: SystolicArray, dataflow: Dataflow): Expr {
  const { rows, columns } = array;
  const fill = dataflow === "os" ? rows + columns - 2n : 2n * rows + columns - 2n;
  const perFold = add(place(product, dataflow).time, constant(fill));
  return subtract(multiply(foldsOf(product, array, dataflow), perFold), one);
}
