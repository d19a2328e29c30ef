import type { Rational } from "../core/rational.ts";
import { sizeOf } from "./atom.ts";
import { enumerateDomain } from "./domain.ts";
import { evaluate } from "./evaluate.ts";
import type { ComparisonOperator, Expr, SymbolDomain } from "./expression.ts";
import { ExpressionTooLarge } from "./limits.ts";

/** Points at which an undecided question may be tried. */
const maxPoints = 1000;
/** Points times terms, which bounds the time of one question. */
const maxWork = 20_000;

type Axis = readonly [string, readonly Rational[]];

/**
 * Asks a question of the value of e at every legal point. True or false when all answers agree; undefined when they differ, when the
 * domains are infinite or have too many points, or when e has no rational value somewhere.
 */
export function decideByExhaustion(
  symbols: ReadonlyMap<string, SymbolDomain>,
  e: Expr,
  question: (value: Rational) => boolean,
): boolean | undefined {
  const axes = axesOf(symbols, Math.min(maxPoints, Math.floor(maxWork / sizeOf(e))));
  if (axes === undefined) return undefined;
  let agreed: boolean | undefined;
  const point = new Map<string, Rational>();
  const visit = (depth: number): boolean => {
    const axis = axes[depth];
    if (axis === undefined) {
      const value = valueAt(e, point);
      if (value === undefined) return false;
      const answer = question(value);
      if (agreed !== undefined && agreed !== answer) return false;
      agreed = answer;
      return true;
    }
    return axis[1].every((value) => {
      point.set(axis[0], value);
      return visit(depth + 1);
    });
  };
  return visit(0) ? agreed : undefined;
}

function axesOf(symbols: ReadonlyMap<string, SymbolDomain>, limit: number): readonly Axis[] | undefined {
  const axes: Axis[] = [];
  let points = 1;
  for (const [name, domain] of symbols) {
    const values = enumerateDomain(domain, limit);
    if (values === undefined) return undefined;
    points *= values.length;
    if (points > limit) return undefined;
    axes.push([name, values]);
  }
  return axes;
}

function valueAt(e: Expr, point: ReadonlyMap<string, Rational>): Rational | undefined {
  try {
    return evaluate(e, point);
  } catch (error) {
    if (error instanceof ExpressionTooLarge) return undefined;
    throw error;
  }
}

/** A truth over the ascending values of a symbol, said of the symbol itself. */
export interface TruthPattern {
  readonly operator: ComparisonOperator;
  readonly threshold: Rational;
}

/** More values than this are not tried for a simpler condition. */
const maxPatternValues = 64;

/**
 * The values of one symbol for which the question about e is answered by yes: all, none, or those that are equal to, different from, up to
 * or from one value on. Undefined for other patterns, and where e has no value somewhere.
 */
export function truthPattern(
  name: string,
  values: readonly Rational[],
  e: Expr,
  question: (value: Rational) => boolean,
): TruthPattern | boolean | undefined {
  if (values.length > maxPatternValues || values.length * sizeOf(e) > maxWork) return undefined;
  const truths: boolean[] = [];
  for (const value of values) {
    const found = valueAt(e, new Map([[name, value]]));
    if (found === undefined) return undefined;
    truths.push(question(found));
  }
  const count = truths.filter((truth) => truth).length;
  if (count === 0 || count === truths.length) return count > 0;
  const at = (operator: ComparisonOperator, index: number): TruthPattern | undefined => {
    const threshold = values[index];
    return threshold === undefined ? undefined : { operator, threshold };
  };
  if (count === 1) return at("==", truths.indexOf(true));
  if (count === truths.length - 1) return at("!=", truths.indexOf(false));
  if (truths.lastIndexOf(true) === count - 1) return at("<=", count - 1);
  return truths.indexOf(true) === truths.length - count ? at(">=", truths.length - count) : undefined;
}
