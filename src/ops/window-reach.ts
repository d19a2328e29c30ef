import {
  asInteger,
  constant,
  divide,
  type Expr,
  floor,
  maxOf,
  multiply,
  negate,
  one,
  subtract,
  sum,
  zero,
} from "../symbolic/index.ts";
import type { Attributes } from "./attributes.ts";
import { type AxisReach, type AxisRule, type IndexRange, longestPeriod, type Reach, unknownReach } from "./reach.ts";
import type { Shape } from "./shape.ts";
import { type AxisPadding, type WindowAxis, windowAxes } from "./window.ts";

/** The reach of an operator whose attributes describe a window, such as a convolution. */
export function slidingReach([ifmap]: readonly Shape[], _outputs: readonly Shape[], attributes: Attributes): Reach {
  if (ifmap === undefined) return unknownReach;
  const [rows, columns] = windowAxes(ifmap, attributes);
  return [windowReach(rows, attributes), windowReach(columns, attributes)];
}

/** Output index i reads the taps i s - p + d t, t below k, of a sliding window. */
function windowReach(axis: WindowAxis, attributes: Attributes): AxisReach {
  const span = multiply(axis.dilation, subtract(axis.kernel, one));
  const from = negate(marginBefore(axis, span, attributes));
  return { advance: axis.stride, reads: [{ from, to: sum([from, span]), step: axis.dilation }] };
}

/**
 * Zeros before the first cell: `same` puts half of d (k - 1) there, `tf` half of what the last window needs, both rounded down.
 * Source of `tf`: TensorFlow, padding SAME.
 */
function marginBefore({ padding, extent, stride }: WindowAxis, span: Expr, attributes: Attributes): Expr {
  if (padding !== "same") return padding.before;
  if (attributes.get("pad") !== "tf") return floor(divide(span, constant(2n)));
  const windows = floor(divide(subtract(sum([extent, stride]), one), stride));
  const needed = subtract(sum([multiply(subtract(windows, one), stride), span, one]), extent);
  return floor(divide(maxOf([zero, needed]), constant(2n)));
}

/** A transposed window: output index o gets what the taps o = i s - p + d t of input index i write; t below k. */
export function transposedReach(kernel: Expr, stride: Expr, dilation: Expr, padding: AxisPadding): AxisRule {
  const before = padding === "same" ? zero : padding.before;
  const [k, s, d, p] = [kernel, stride, dilation, before].map(asInteger);
  if (s === 1n) {
    const to = before;
    return {
      advance: one,
      reads: [{ from: subtract(to, multiply(dilation, subtract(kernel, one))), to, step: dilation }],
    };
  }
  if (k === undefined || s === undefined || d === undefined || p === undefined) return "unknown";
  if (s > longestPeriod || k > longestPeriod) return "unknown";
  const reads = Array.from({ length: Number(s) }, (_, phase): IndexRange | undefined => {
    const written: bigint[] = [];
    for (let tap = 0n; tap < k; tap++) {
      const cell = BigInt(phase) + p - d * tap;
      if (cell % s === 0n) written.push(cell / s);
    }
    return rangeOf(written.reverse());
  });
  return { advance: one, reads };
}

/** Ascending indices with equal distances as a range. */
function rangeOf(indices: readonly bigint[]): IndexRange | undefined {
  const [from, second] = indices;
  const to = indices.at(-1);
  if (from === undefined || to === undefined) return undefined;
  return { from: constant(from), to: constant(to), step: constant(second === undefined ? 1n : second - from) };
}

/** Every index reads its whole stretch of `size` indices; stretches begin at multiples of `size`, moved by `offset`. */
export function blockReach(size: Expr, offset: Expr): AxisRule {
  const [length, moved] = [asInteger(size), asInteger(offset)];
  if (length === undefined || moved === undefined || length > longestPeriod) return "unknown";
  const reads = Array.from({ length: Number(length) }, (_, phase): IndexRange => {
    const index = BigInt(phase);
    const inside = (((index - moved) % length) + length) % length;
    const from = index - inside;
    return { from: constant(from), to: constant(from + length - 1n), step: one };
  });
  return { advance: size, reads };
}
