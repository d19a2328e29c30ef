import { lcmInteger } from "../../core/rational.ts";
import type { Atom, Polynomial } from "../expression.ts";
import type { Interval } from "../interval.ts";
import type { Budget } from "./budget.ts";

/** A polynomial in numbered variables: integer coefficients in a dense table, the last variable running fastest. */
export interface Dense {
  readonly atoms: readonly Atom[];
  /** Degree in each variable, plus 1. */
  readonly extents: readonly number[];
  readonly coefficients: readonly bigint[];
}

const maxSize = 3000;

/** A positive multiple of p as a table; undefined when the table would be too large. */
export function denseOf(p: Polynomial): Dense | undefined {
  const degrees = new Map<string, number>();
  const atoms = new Map<string, Atom>();
  let scale = 1n;
  for (const { monomial, coefficient } of p.terms.values()) {
    scale = lcmInteger(scale, coefficient.den);
    for (const { atom, exponent } of monomial.factors) {
      atoms.set(atom.key, atom);
      degrees.set(atom.key, Math.max(degrees.get(atom.key) ?? 0, exponent));
    }
  }
  const keys = [...atoms.keys()];
  const extents = keys.map((key) => (degrees.get(key) ?? 0) + 1);
  const size = extents.reduce((product, extent) => product * extent, 1);
  if (size > maxSize) return undefined;
  const coefficients = new Array<bigint>(size).fill(0n);
  for (const { monomial, coefficient } of p.terms.values()) {
    const exponents = new Map(monomial.factors.map(({ atom, exponent }) => [atom.key, exponent]));
    const place = keys.reduce((index, key, axis) => index * (extents[axis] ?? 1) + (exponents.get(key) ?? 0), 0);
    coefficients[place] = coefficient.num * (scale / coefficient.den);
  }
  return { atoms: [...atoms.values()], extents, coefficients };
}

/** The signs that a polynomial is proved to have in a box: of all values, of values or 0, or nothing. */
export type Sign = "positive" | "at-least-zero" | "zero" | "at-most-zero" | "negative" | "unknown";

/**
 * The sign of p in a box by the signs of coefficients. Each variable is written as a map of t >= 0 onto its interval: low + t, high - t,
 * or (low + high*t)/(1 + t) (Bernstein's form, up to positive factors). When no coefficient is negative, p is not negative.
 */
export function signInBox(p: Dense, box: readonly Interval[], budget: Budget): Sign {
  let coefficients = [...p.coefficients];
  budget.spend(coefficients.length * (1 + p.extents.reduce((sum, extent) => sum + extent, 0)));
  for (let axis = 0; axis < p.extents.length; axis += 1) {
    const interval = box[axis] ?? {};
    if (interval.low === undefined && interval.high === undefined && (p.extents[axis] ?? 1) > 1) return "unknown";
    coefficients = alongAxis(coefficients, p.extents, axis, (line) => mapped(line, interval));
  }
  const hasPositive = coefficients.some((each) => each > 0n);
  const hasNegative = coefficients.some((each) => each < 0n);
  if (hasPositive && hasNegative) return "unknown";
  if (!hasPositive && !hasNegative) return "zero";
  const isStrict = staysAtCorners(coefficients, p.extents, box);
  if (hasPositive) return isStrict ? "positive" : "at-least-zero";
  return isStrict ? "negative" : "at-most-zero";
}

function alongAxis(
  table: readonly bigint[],
  extents: readonly number[],
  axis: number,
  change: (line: bigint[]) => bigint[],
): bigint[] {
  const extent = extents[axis] ?? 1;
  if (extent === 1) return [...table];
  const stride = extents.slice(axis + 1).reduce((product, each) => product * each, 1);
  const result = [...table];
  for (let start = 0; start < table.length; start += 1) {
    if (Math.floor(start / stride) % extent !== 0) continue;
    const line: bigint[] = [];
    for (let index = 0; index < extent; index += 1) line.push(table[start + index * stride] ?? 0n);
    change(line).forEach((each, index) => {
      result[start + index * stride] = each;
    });
  }
  return result;
}

/** The coefficients in t of a positive multiple of the polynomial with these coefficients in x. */
function mapped(line: bigint[], { low, high }: Interval): bigint[] {
  if (low !== undefined && high !== undefined) {
    const { num: a, den: b } = low.value;
    const shifted = shiftedBy(stretched(line, b), a);
    // Now in s with x = (a + s) / b; s runs up to b * (high - low).
    const width = { num: high.value.num * b - a * high.value.den, den: high.value.den };
    const unit = compressed(shifted, width.num, width.den);
    return shiftedBy(unit.reverse(), 1n).reverse();
  }
  if (low !== undefined) return shiftedBy(stretched(line, low.value.den), low.value.num);
  if (high !== undefined) {
    const shifted = shiftedBy(stretched(line, high.value.den), high.value.num);
    return shifted.map((each, index) => (index % 2 === 0 ? each : -each));
  }
  return line;
}

/** den^d * p(y / den). */
function stretched(line: readonly bigint[], den: bigint): bigint[] {
  if (den === 1n) return [...line];
  const result = [...line];
  let scale = 1n;
  for (let index = line.length - 1; index >= 0; index -= 1) {
    result[index] = (line[index] ?? 0n) * scale;
    scale *= den;
  }
  return result;
}

/** den^d * p(y * num / den). */
function compressed(line: readonly bigint[], num: bigint, den: bigint): bigint[] {
  const result = stretched(line, den);
  let scale = 1n;
  for (let index = 0; index < line.length; index += 1) {
    result[index] = (result[index] ?? 0n) * scale;
    scale *= num;
  }
  return result;
}

/** p(y + a), by Horner's rule. */
function shiftedBy(line: bigint[], a: bigint): bigint[] {
  if (a === 0n) return line;
  const result = [...line];
  for (let start = 0; start < line.length - 1; start += 1) {
    for (let index = line.length - 2; index >= start; index -= 1) {
      result[index] = (result[index] ?? 0n) + a * (result[index + 1] ?? 0n);
    }
  }
  return result;
}

/**
 * Whether a term stays at every corner that belongs to the box. There t is 0 (a closed low end) or infinite (the other closed end);
 * along an axis without closed ends it is neither, and every term stays.
 */
function staysAtCorners(table: readonly bigint[], extents: readonly number[], box: readonly Interval[]): boolean {
  const ends = extents.map((extent, axis) => cornersOf(extent, box[axis] ?? {}));
  const strides = extents.map((_, axis) => extents.slice(axis + 1).reduce((product, each) => product * each, 1));
  const chosen: (number | undefined)[] = [];
  const visit = (axis: number): boolean => {
    if (axis === extents.length) {
      return table.some(
        (each, place) =>
          each !== 0n &&
          chosen.every(
            (wanted, at) =>
              wanted === undefined || Math.floor(place / (strides[at] ?? 1)) % (extents[at] ?? 1) === wanted,
          ),
      );
    }
    return (ends[axis] ?? []).every((end) => {
      chosen[axis] = end;
      return visit(axis + 1);
    });
  };
  return visit(0);
}

/** The exponents that stay at the closed ends of an axis; [undefined] when it has none. */
function cornersOf(extent: number, { low, high }: Interval): readonly (number | undefined)[] {
  if (extent === 1) return [undefined];
  const corners: number[] = [];
  const isDescending = low === undefined;
  if (low?.closed) corners.push(0);
  if (high?.closed) corners.push(isDescending ? 0 : extent - 1);
  return corners.length === 0 ? [undefined] : corners;
}
