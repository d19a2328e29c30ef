import { type Expr, one } from "../symbolic/index.ts";
import type { LoopNest } from "./operator.ts";

/** The loop nest of a matrix product [rows, summed] x [summed, columns], for each of `sets` and of `groups`. */
export function matmulNest(extents: {
  readonly sets?: Expr;
  readonly groups?: Expr;
  readonly rows: Expr;
  readonly summed: Expr;
  readonly columns: Expr;
}): LoopNest {
  const { sets = one, groups = one, rows, summed, columns } = extents;
  return { N: sets, G: groups, K: columns, C: summed, P: rows, Q: one, R: one, S: one };
}
