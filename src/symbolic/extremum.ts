import { compareRational, divideRational, gcdRational, type Rational, rational } from "../core/rational.ts";
import { extremumAtom, scaledExtremum, unaryAtom } from "./atom.ts";
import { boundsOf } from "./bounds.ts";
import { compare } from "./condition.ts";
import type { Expr } from "./expression.ts";
import { isAtLeastZero, isAtMostZero } from "./interval.ts";
import { contentOf, signedContentOf } from "./polynomial.ts";
import {
  asConstant,
  constant,
  isConstant,
  keyOf,
  multiply,
  negate,
  numeratorOf,
  one,
  zero,
} from "./rational-function.ts";

/** The largest of the expressions; 0 for an empty list, which callers reject. */
export function maxOf(list: readonly Expr[]): Expr {
  return extremum("max", list);
}

/** The smallest of the expressions; 0 for an empty list, which callers reject. */
export function minOf(list: readonly Expr[]): Expr {
  return extremum("min", list);
}

/** Beyond this many arguments only equal ones and constants are dropped. */
const maxCompared = 24;

function extremum(kind: "max" | "min", list: readonly Expr[]): Expr {
  const flat = new Map<string, Expr>();
  for (const e of list) {
    for (const part of flattened(kind, e)) flat.set(keyOf(part), part);
  }
  const kept = withoutDominated(kind, foldConstants(kind, [...flat.values()]));
  const [first] = kept;
  if (first === undefined) return zero;
  if (kept.length === 1) return first;
  const content = kept.reduce((common, e) => gcdRational(common, contentOf(numeratorOf(e))), rational(0));
  const inverse = constant(divideRational(rational(1), content));
  const args = kept.map((e) => multiply(e, inverse)).sort(compareArguments);
  return multiply(constant(content), extremumAtom(kind, args));
}

/** Keeps one constant at most: the extreme one. */
function foldConstants(kind: "max" | "min", list: readonly Expr[]): readonly Expr[] {
  let best: Rational | undefined;
  const rest: Expr[] = [];
  for (const e of list) {
    const value = asConstant(e);
    if (value === undefined) rest.push(e);
    else if (best === undefined || compareRational(value, best) === (kind === "max" ? 1 : -1)) best = value;
  }
  return best === undefined ? rest : [constant(best), ...rest];
}

/** max(2*max(a, b), c) = max(2*a, 2*b, c), and -min(a, b) = max(-a, -b). */
function flattened(kind: "max" | "min", e: Expr): readonly Expr[] {
  const scaled = scaledExtremum(e);
  if (scaled === undefined || (scaled.atom.kind === kind) !== scaled.scale.num > 0n) return [e];
  return scaled.atom.args.map((arg) => multiply(arg, constant(scaled.scale)));
}

/** Drops every argument that another one is proved to reach. */
function withoutDominated(kind: "max" | "min", list: readonly Expr[]): readonly Expr[] {
  if (list.length > maxCompared) return list;
  const kept: Expr[] = [];
  for (const candidate of list) {
    if (kept.some((other) => dominates(kind, other, candidate))) continue;
    const survivors = kept.filter((other) => !dominates(kind, candidate, other));
    kept.length = 0;
    kept.push(...survivors, candidate);
  }
  return kept;
}

function dominates(kind: "max" | "min", a: Expr, b: Expr): boolean {
  return compare(kind === "max" ? ">=" : "<=", a, b).kind === "true";
}

/** Constants first, then by text. */
function compareArguments(a: Expr, b: Expr): number {
  if (isConstant(a) !== isConstant(b)) return isConstant(a) ? -1 : 1;
  const left = keyOf(a);
  const right = keyOf(b);
  return left < right ? -1 : left > right ? 1 : 0;
}

/** |e|: e or -e where the sign is proved; |c*x| = |c|*|x| for numbers c. */
export function abs(e: Expr): Expr {
  const bounds = boundsOf(e);
  if (isAtLeastZero(bounds)) return e;
  if (isAtMostZero(bounds)) return negate(e);
  const content = signedContentOf(numeratorOf(e));
  const size = constant(content.num < 0n ? { num: -content.num, den: content.den } : content);
  const argument = multiply(e, constant(divideRational(rational(1), content)));
  return multiply(size, isConstant(argument) ? one : unaryAtom("abs", argument));
}
