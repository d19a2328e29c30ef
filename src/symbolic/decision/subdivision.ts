import { addRational, compareRational, type Rational, rational, rationalToText } from "../../core/rational.ts";
import type { Polynomial } from "../expression.ts";
import { type Interval, interval } from "../interval.ts";
import type { Budget } from "./budget.ts";
import { type Dense, denseOf, type Sign, signInBox } from "./corner.ts";
import { middleOf } from "./real-roots.ts";
import { type Axis, axisOf, isEmptyInterval, type Region, tightened } from "./region.ts";

type Box = readonly Axis[];

const maxParts = 4000;

/**
 * Proves p > 0 or p >= 0 by halving the region until the sign of every part is plain from coefficients. Parts where something known fails
 * do not count.
 */
export function isAboveInParts(p: Polynomial, isStrict: boolean, region: Region, budget: Budget): string | undefined {
  const dense = denseOf(p);
  if (dense === undefined || dense.atoms.length === 0) return undefined;
  const names = new Set(dense.atoms.map((atom) => atom.key));
  const known = region.known.flatMap(({ polynomial, operator }) => {
    const table = denseOf(polynomial);
    if (operator === "!=" || table === undefined || !table.atoms.every((atom) => names.has(atom.key))) return [];
    const axes = table.atoms.map((atom) => dense.atoms.findIndex((each) => each.key === atom.key));
    return [{ table, axes, operator }];
  });
  const stack: { readonly box: Box; readonly depth: number }[] = [
    { box: dense.atoms.map((atom) => axisOf(atom, region)), depth: 0 },
  ];
  let parts = 0;
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    const { box, depth } = top;
    parts += 1;
    if (parts > maxParts) return undefined;
    const sign = signOf(dense, box, budget);
    if (sign === "positive" || (!isStrict && (sign === "at-least-zero" || sign === "zero"))) continue;
    const isExcluded = known.some(({ table, axes, operator }) =>
      contradicts(
        signOf(
          table,
          axes.map((axis) => box[axis] as Axis),
          budget,
        ),
        operator,
      ),
    );
    if (isExcluded) continue;
    if (sign !== "unknown" && known.length === 0) return undefined;
    const axis = axisToSplit(dense, box, depth);
    if (axis === undefined) return undefined;
    for (const half of halvesOf(box[axis] as Axis)) {
      if (isEmptyInterval(half.interval)) continue;
      stack.push({ box: box.map((each, index) => (index === axis ? half : each)), depth: depth + 1 });
    }
  }
  return `coefficient signs in ${parts} parts of the domain`;
}

function signOf(table: Dense, box: Box, budget: Budget): Sign {
  return signInBox(
    table,
    box.map((axis) => axis.interval),
    budget,
  );
}

/** Whether a sign excludes what is known. */
function contradicts(sign: Sign, operator: ">" | ">=" | "=="): boolean {
  if (sign === "negative") return true;
  if (operator === ">") return sign === "at-most-zero" || sign === "zero";
  return operator === "==" && sign === "positive";
}

/** Axes without ends first, then the others in turn; undefined when every axis is one point or halved often enough. */
function axisToSplit(p: Dense, box: Box, depth: number): number | undefined {
  const open = box.findIndex(({ interval: { low, high } }, axis) => {
    return low === undefined && high === undefined && (p.extents[axis] ?? 1) > 1;
  });
  if (open >= 0) return open;
  for (let count = 0; count < box.length; count += 1) {
    const axis = (depth + count) % box.length;
    if ((p.extents[axis] ?? 1) > 1 && !isPoint((box[axis] as Axis).interval)) return axis;
  }
  return undefined;
}

function isPoint({ low, high }: Interval): boolean {
  return low !== undefined && high !== undefined && compareRational(low.value, high.value) === 0;
}

/** Two parts that cover an axis. An infinite one is cut at twice its end. */
export function halvesOf({ interval: whole, lattice }: Axis): readonly Axis[] {
  const cut = cutOf(whole);
  const below = interval(whole.low, { value: cut, closed: true });
  // On a lattice no point belongs to both parts.
  const above = interval({ value: cut, closed: lattice === undefined }, whole.high);
  return [
    { interval: tightened(below, lattice), lattice },
    { interval: tightened(above, lattice), lattice },
  ];
}

function cutOf({ low, high }: Interval): Rational {
  if (low !== undefined && high !== undefined) return middleOf(low.value, high.value);
  if (low !== undefined) return low.value.num < 0n ? rational(0) : doubled(low.value, 1);
  if (high !== undefined) return high.value.num > 0n ? rational(0) : doubled(high.value, -1);
  return rational(0);
}

function doubled(value: Rational, more: number): Rational {
  return addRational(addRational(value, value), rational(more));
}

/** `(0, 1]`. */
export function intervalText({ low, high }: Interval): string {
  const left = low === undefined ? "(-inf" : `${low.closed ? "[" : "("}${rationalToText(low.value)}`;
  const right = high === undefined ? "inf)" : `${rationalToText(high.value)}${high.closed ? "]" : ")"}`;
  return `${left}, ${right}`;
}
