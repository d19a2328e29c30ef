import { type Expr, one } from "../symbolic/index.ts";
import type { Shape } from "./shape.ts";

/** Input indices `from`, `from + step`, ... `to` along one axis. */
export interface IndexRange {
  readonly from: Expr;
  readonly to: Expr;
  readonly step: Expr;
}

/**
 * What one output position reads along one axis, on an axis without ends: the output index `reads.length * m + i` reads the input
 * indices `advance * m + reads[i]`; undefined where it reads none.
 */
export interface AxisReach {
  readonly advance: Expr;
  readonly reads: readonly (IndexRange | undefined)[];
}

/** `same`: the same index. `all`: every index. `unknown`: no rule that repeats along the axis. */
export type AxisRule = AxisReach | "same" | "all" | "unknown";

/** Rules of the rows and of the columns; a position is taken with all its features. */
export type Reach = readonly [rows: AxisRule, columns: AxisRule];

/** Each position reads the same position of every input: element-wise work, and mixing of features. */
export const pointwise: Reach = ["same", "same"];

/** Each position reads all positions of every input. */
export const everywhere: Reach = ["all", "all"];

/** Positions that are put together otherwise. */
export const unknownReach: Reach = ["unknown", "unknown"];

/** Of an image and of tokens each position reads itself; a vector has no positions. */
export function alongFeatures(inputs: readonly Shape[]): Reach {
  return inputs.some((each) => each.layout === "vector") ? everywhere : pointwise;
}

function single(index: Expr): IndexRange {
  return { from: index, to: index, step: one };
}

/** Output index i reads input index i + `offset`: a margin of zeros is a negative one. */
export function shifted(offset: Expr): AxisReach {
  return { advance: one, reads: [single(offset)] };
}

/** Output index i reads input index `from` + i * `step`. */
export function everyNth(from: Expr, step: Expr): AxisReach {
  return { advance: step, reads: [single(from)] };
}

/** Longest pattern of positions that is followed. */
export const longestPeriod = 4096n;
