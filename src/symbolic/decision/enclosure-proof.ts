import { compareRational } from "../../core/rational.ts";
import { sizeOf } from "../atom.ts";
import type { Expr } from "../expression.ts";
import { isAboveZero, isAtLeastZero } from "../interval.ts";
import type { Budget } from "./budget.ts";
import { enclose } from "./enclosure.ts";
import { type Axis, isEmptyInterval } from "./region.ts";
import { halvesOf } from "./subdivision.ts";

/** The axes of the symbols by name. */
type Box = ReadonlyMap<string, Axis>;

const maxParts = 3000;
const maxHalvings = 40;
const bits = 48;

/**
 * Proves e > 0 or e >= 0 by halving the box until interval arithmetic with outward rounding shows it in every part. The other forms have
 * the values of e too; what one form loses another may keep.
 */
export function isAboveByEnclosure(
  forms: readonly Expr[],
  isStrict: boolean,
  start: Box,
  budget: Budget,
): string | undefined {
  const cost = 4 * forms.reduce((total, form) => total + sizeOf(form), 0);
  const stack: { readonly box: Box; readonly depth: number }[] = [{ box: start, depth: 0 }];
  let parts = 0;
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    const { box, depth } = top;
    parts += 1;
    budget.spend(cost);
    const intervals = new Map([...box].map(([name, axis]) => [name, axis.interval]));
    const isPlain = forms.some((form) => {
      const value = enclose(form, intervals, bits);
      return isStrict ? isAboveZero(value) : isAtLeastZero(value);
    });
    if (isPlain) continue;
    const name = nameToSplit(box, depth);
    if (parts > maxParts || depth >= maxHalvings * box.size || name === undefined) return undefined;
    for (const half of halvesOf(box.get(name) as Axis)) {
      if (!isEmptyInterval(half.interval)) stack.push({ box: new Map(box).set(name, half), depth: depth + 1 });
    }
  }
  return parts === 1 ? "bounds of the difference" : `interval arithmetic in ${parts} parts of the domain`;
}

function nameToSplit(box: Box, depth: number): string | undefined {
  const names = [...box.keys()];
  for (let count = 0; count < names.length; count += 1) {
    const name = names[(depth + count) % names.length] as string;
    const { low, high } = (box.get(name) as Axis).interval;
    if (low === undefined || high === undefined || compareRational(low.value, high.value) !== 0) return name;
  }
  return undefined;
}
