import { lcmInteger } from "../../core/rational.ts";
import { type AxisRule, type IndexRange, longestPeriod } from "../../ops/index.ts";
import {
  add,
  asInteger,
  type Condition,
  constant,
  divide,
  type Expr,
  equals,
  maxOf,
  minOf,
  multiply,
  one,
  piecewise,
  subtract,
  zero,
} from "../../symbolic/index.ts";

/** The hull of the network's input indices that one index depends on; holes that dilation leaves count as inside. */
export interface Hull {
  readonly low: Expr;
  readonly high: Expr;
}

/**
 * What the positions of a tensor depend on along one axis of the network's input, which has no ends here.
 * `window`: index `hulls.length * m + i` on the indices from `advance * m + low` to `advance * m + high` of hull i, or on none.
 * `all`: each index on every index of an earlier map. `none`: on no input. `unknown`: no pattern that repeats, or none that is followed.
 */
export type AxisField =
  | { readonly kind: "window"; readonly advance: Expr; readonly hulls: readonly (Hull | undefined)[] }
  | { readonly kind: "all"; readonly jump: Expr | undefined }
  | { readonly kind: "none" }
  | { readonly kind: "unknown" };

/** Each index of the input is itself. */
export const ownIndex: AxisField = { kind: "window", advance: one, hulls: [{ low: zero, high: zero }] };

const unknown: AxisField = { kind: "unknown" };

/** Input indices from one index of a tensor to the next; undefined where there is no step. */
export function jumpOf(field: AxisField): Expr | undefined {
  if (field.kind === "all") return field.jump;
  return field.kind === "window" ? divide(field.advance, constant(BigInt(field.hulls.length))) : undefined;
}

/** Indices that the widest hull spans; undefined without one. */
export function extentOf(field: AxisField): Expr | undefined {
  if (field.kind !== "window") return undefined;
  const extents = field.hulls.flatMap((hull) => (hull === undefined ? [] : add(subtract(hull.high, hull.low), one)));
  return extents.length === 0 ? zero : maxOf(extents);
}

/** The field of a tensor that reads, along one axis, a tensor with the given field. Exact. */
export function composed(field: AxisField, rule: AxisRule): AxisField {
  if (field.kind === "none" || rule === "same") return field;
  if (rule === "all") return { kind: "all", jump: undefined };
  if (field.kind === "unknown" || rule === "unknown") return unknown;
  const period = BigInt(rule.reads.length);
  if (field.kind === "all") {
    const step = field.jump === undefined ? undefined : divide(multiply(field.jump, rule.advance), constant(period));
    return { kind: "all", jump: step };
  }
  const [hull] = field.hulls;
  if (field.hulls.length > 1) return composedPattern(field.advance, field.hulls, rule.advance, rule.reads);
  const place = (index: Expr) => multiply(field.advance, index);
  const hulls = rule.reads.map((range): Hull | undefined =>
    range === undefined || hull === undefined
      ? undefined
      : { low: add(place(range.from), hull.low), high: add(place(range.to), hull.high) },
  );
  return { kind: "window", advance: place(rule.advance), hulls };
}

/** Taps that are visited at most when two patterns meet. */
const mostTaps = 1_000_000n;

/** The same where the positions of the input differ, so that every tap is looked at. */
function composedPattern(
  advance: Expr,
  hulls: readonly (Hull | undefined)[],
  step: Expr,
  reads: readonly (IndexRange | undefined)[],
): AxisField {
  const size = BigInt(hulls.length);
  const move = asInteger(step);
  const ranges = reads.map((each) => (each === undefined ? undefined : integersOf(each)));
  if (move === undefined || ranges.includes("symbolic")) return unknown;
  const turns = lcmInteger(size, move) / move;
  const taps = ranges.reduce((total, each) => total + (typeof each === "object" ? BigInt(each.length) : 0n), 0n);
  if (turns * BigInt(reads.length) > longestPeriod || turns * taps > mostTaps) return unknown;
  const made = Array.from({ length: Number(turns) }, (_, turn) =>
    ranges.map((indices): Hull | undefined => {
      if (typeof indices !== "object") return undefined;
      const met = indices.flatMap((index) => hullAt(advance, hulls, move * BigInt(turn) + index) ?? []);
      return met.length === 0 ? undefined : around(met);
    }),
  );
  return { kind: "window", advance: multiply(advance, constant((move * turns) / size)), hulls: made.flat() };
}

function integersOf({ from, to, step }: IndexRange): readonly bigint[] | "symbolic" {
  const [first, last, distance] = [from, to, step].map(asInteger);
  if (first === undefined || last === undefined || distance === undefined) return "symbolic";
  if ((last - first) / distance >= mostTaps) return "symbolic";
  return Array.from({ length: Number((last - first) / distance) + 1 }, (_, tap) => first + BigInt(tap) * distance);
}

/** The hull of one index of a pattern. */
function hullAt(advance: Expr, hulls: readonly (Hull | undefined)[], index: bigint): Hull | undefined {
  const size = BigInt(hulls.length);
  const inside = ((index % size) + size) % size;
  const hull = hulls[Number(inside)];
  if (hull === undefined) return undefined;
  const place = multiply(advance, constant((index - inside) / size));
  return { low: add(place, hull.low), high: add(place, hull.high) };
}

function around(hulls: readonly Hull[]): Hull {
  const [first] = hulls;
  if (first !== undefined && hulls.every((each) => equals(each.low, first.low) && equals(each.high, first.high)))
    return first;
  return { low: minOf(hulls.map((each) => each.low)), high: maxOf(hulls.map((each) => each.high)) };
}

/** The field of a tensor that reads two at the same index. Windows that move at different steps have no common pattern. */
export function joined(a: AxisField, b: AxisField): AxisField {
  if (a.kind === "none") return b;
  if (b.kind === "none") return a;
  if (a.kind === "all" || b.kind === "all") {
    const jumps = [jumpOf(a), jumpOf(b)].flatMap((each) => each ?? []);
    const [first, second] = jumps;
    const agrees = first !== undefined && (second === undefined || equals(first, second));
    return { kind: "all", jump: agrees ? first : undefined };
  }
  if (a.kind === "unknown" || b.kind === "unknown") return unknown;
  const [jump, other] = [jumpOf(a), jumpOf(b)];
  const period = lcmInteger(BigInt(a.hulls.length), BigInt(b.hulls.length));
  if (jump === undefined || other === undefined || !equals(jump, other) || period > longestPeriod) return unknown;
  const hulls = Array.from({ length: Number(period) }, (_, index): Hull | undefined => {
    const both = [a, b].flatMap((each) => hullAt(each.advance, each.hulls, BigInt(index)) ?? []);
    return both.length === 0 ? undefined : around(both);
  });
  return { kind: "window", advance: multiply(jump, constant(period)), hulls };
}

/** The field of a tensor that is one of two, by a condition on free symbols. */
export function chosen(condition: Condition, then: AxisField, otherwise: AxisField): AxisField {
  if (then.kind === "none" || then.kind === "unknown" || otherwise.kind !== then.kind) {
    return then.kind === otherwise.kind ? then : unknown;
  }
  const pick = (a: Expr, b: Expr) => (equals(a, b) ? a : piecewise(condition, a, b));
  if (then.kind === "all" && otherwise.kind === "all") {
    const known = then.jump !== undefined && otherwise.jump !== undefined;
    return { kind: "all", jump: known ? pick(then.jump, otherwise.jump) : undefined };
  }
  if (then.kind !== "window" || otherwise.kind !== "window") return unknown;
  const [[first], [second]] = [then.hulls, otherwise.hulls];
  const isPlain = then.hulls.length === 1 && otherwise.hulls.length === 1;
  if (!isPlain || first === undefined || second === undefined) return unknown;
  const hull = { low: pick(first.low, second.low), high: pick(first.high, second.high) };
  return { kind: "window", advance: pick(then.advance, otherwise.advance), hulls: [hull] };
}
