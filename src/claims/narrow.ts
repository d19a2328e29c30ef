import { compareRational, type Rational, rationalToText } from "../core/rational.ts";
import type { NumberValue } from "../model/index.ts";
import {
  asConstant,
  type Bound,
  type Expr,
  enumerateDomain,
  equals,
  type SymbolDomain,
  substitute,
  symbol,
  symbolsOf,
} from "../symbolic/index.ts";
import type { Assertion } from "./assertion.ts";

export interface Narrowed {
  /** `N >= 72`: where the part that was left out fails. */
  readonly condition: string;
  /** The other parts on the values that are left; none when there are no such values. */
  readonly parts: readonly Assertion[];
}

/** The other parts restricted to where a bound on one symbol fails; undefined where the part is no such bound. */
export function whereItFails(part: Assertion, others: readonly Assertion[]): Narrowed | undefined {
  if (part.kind !== "comparison") return undefined;
  const threshold = asConstant(part.claimed.expr);
  const [only, ...more] = symbolsOf(part.derived.expr);
  if (threshold === undefined || only === undefined || more.length > 0) return undefined;
  const [name, domain] = only;
  if (!equals(part.derived.expr, symbol(name, domain))) return undefined;
  const bound = failing[part.operator];
  if (bound === undefined) return undefined;
  const narrowed = restrict(domain, bound.end, { value: threshold, closed: bound.closed });
  const condition = `${name} ${bound.text} ${rationalToText(threshold)}`;
  if (isEmpty(narrowed)) return { condition, parts: [] };
  const bindings = new Map([[name, symbol(name, narrowed)]]);
  return { condition, parts: others.map((each) => substituted(each, bindings)) };
}

/** What is known of a symbol where `symbol operator number` fails. */
const failing: Readonly<
  Record<string, { readonly end: "low" | "high"; readonly closed: boolean; readonly text: string }>
> = {
  "<": { end: "low", closed: true, text: ">=" },
  "<=": { end: "low", closed: false, text: ">" },
  ">": { end: "high", closed: true, text: "<=" },
  ">=": { end: "high", closed: false, text: "<" },
};

function restrict(domain: SymbolDomain, end: "low" | "high", bound: Bound): SymbolDomain {
  const allows = (value: Rational) => {
    const order = compareRational(value, bound.value);
    return order === 0 ? bound.closed : end === "low" ? order > 0 : order < 0;
  };
  if (domain.values !== undefined) return { kind: domain.kind, values: domain.values.filter(allows) };
  // A step counts from the low end, which therefore must stay where it is.
  if (end === "low" && domain.step !== undefined) return domain;
  return { ...domain, [end]: tighter(domain[end], bound, end) };
}

function tighter(old: Bound | undefined, bound: Bound, end: "low" | "high"): Bound {
  if (old === undefined) return bound;
  const order = compareRational(old.value, bound.value);
  if (order === 0) return { value: bound.value, closed: old.closed && bound.closed };
  return order > 0 === (end === "low") ? old : bound;
}

function isEmpty(domain: SymbolDomain): boolean {
  const { low, high, values } = domain;
  if (values !== undefined) return values.length === 0;
  if (low === undefined || high === undefined) return false;
  const order = compareRational(low.value, high.value);
  return order > 0 || (order === 0 && !(low.closed && high.closed)) || enumerateDomain(domain, 1)?.length === 0;
}

function substituted(assertion: Assertion, bindings: ReadonlyMap<string, Expr>): Assertion {
  const inValue = (value: NumberValue): NumberValue => ({ ...value, expr: substitute(value.expr, bindings) });
  switch (assertion.kind) {
    case "comparison":
      return { ...assertion, derived: inValue(assertion.derived), claimed: inValue(assertion.claimed) };
    case "within":
      return {
        ...assertion,
        derived: inValue(assertion.derived),
        claimed: inValue(assertion.claimed),
        tolerance: substitute(assertion.tolerance, bindings),
      };
    case "printed":
      return { ...assertion, derived: inValue(assertion.derived) };
    case "all":
    case "any":
      return { ...assertion, parts: assertion.parts.map((each) => substituted(each, bindings)) };
    default:
      return assertion;
  }
}
