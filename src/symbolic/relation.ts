import type { ComparisonOperator } from "./expression.ts";

type Table = Readonly<Record<ComparisonOperator, ComparisonOperator>>;

/** The operator of the statement that holds exactly where `a operator b` does not. */
export const negated = {
  "==": "!=",
  "!=": "==",
  "<": ">=",
  "<=": ">",
  ">": "<=",
  ">=": "<",
} as const satisfies Table;

/** The operator with which `b mirrored a` says the same as `a operator b`. */
export const mirrored = {
  "==": "==",
  "!=": "!=",
  "<": ">",
  "<=": ">=",
  ">": "<",
  ">=": "<=",
} as const satisfies Table;
