import { offsetIn, stridesOf } from "./constant.ts";
import type { Folding } from "./fold-rule.ts";

/** The dimensions of two tensors spread over each other. */
export function spreadDims(a: readonly number[], b: readonly number[], folding: Folding): readonly number[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, index) => {
    const [left, right] = [a[index - rank + a.length] ?? 1, b[index - rank + b.length] ?? 1];
    if (left !== right && left !== 1 && right !== 1) folding.mismatch(`${a.join("x")} and ${b.join("x")} do not fit`);
    return left === 1 ? right : left;
  });
}

/** Where an element of a spread tensor comes from. */
export function spreadOffset(own: readonly number[], dims: readonly number[]): (index: number) => number {
  const strides = stridesOf(own);
  const missing = dims.length - own.length;
  const steps = dims.map((_, axis) =>
    axis < missing || own[axis - missing] === 1 ? 0 : (strides[axis - missing] ?? 0),
  );
  return offsetIn(dims, steps);
}
