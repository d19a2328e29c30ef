import type { Expr } from "../symbolic/index.ts";
import type { Report } from "./report.ts";
import type { Row } from "./row.ts";

/** What a cell depends on beside its row. */
export interface CellContext {
  readonly report: Report;
  /** MACs of the largest row, which has the longest bar; undefined in a total row and where there are formulas. */
  readonly largest: Expr | undefined;
  /** Milliseconds of the slowest row; undefined in a total row and without a device. */
  readonly slowest?: number | undefined;
  /** Characters of the longest formula that a cell holds. */
  readonly longest: number;
}

/** One column of the tables for people. */
export interface Column {
  readonly key: string;
  readonly title: string;
  readonly align: "left" | "right";
  readonly cell: (row: Row, context: CellContext) => string;
  /** The exact value behind the cell, where it is one that may be a formula. */
  readonly value?: (row: Row) => Expr | undefined;
  /** For the help text. */
  readonly doc: string;
}
