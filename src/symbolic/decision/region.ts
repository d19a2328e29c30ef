import { compareRational, divideRational, type Rational, rational } from "../../core/rational.ts";
import { atomBounds } from "../bounds.ts";
import { closedHigh, closedLow, domainInterval, type Lattice, latticeOf } from "../domain.ts";
import type { Atom, Bound, Condition, Polynomial, SymbolDomain } from "../expression.ts";
import { atomGranularity } from "../granularity.ts";
import { type Interval, intersect, interval } from "../interval.ts";
import { isOnePolynomial, negatePolynomial } from "../polynomial.ts";
import { addConstant } from "./factor.ts";

/** `polynomial operator 0` holds throughout a region. */
export interface Known {
  readonly polynomial: Polynomial;
  readonly operator: ">" | ">=" | "==" | "!=";
}

/** The values of one indeterminate. */
export interface Axis {
  readonly interval: Interval;
  readonly lattice: Lattice | undefined;
}

/** All points at which every indeterminate lies on its axis and everything known holds. */
export interface Region {
  readonly known: readonly Known[];
  /** Axes that are narrower than the indeterminate's own domain. */
  readonly narrowed: ReadonlyMap<string, Axis>;
}

export function axisOf(atom: Atom, region: Region): Axis {
  return region.narrowed.get(atom.key) ?? ownAxis(atom);
}

function ownAxis(atom: Atom): Axis {
  if (atom.kind === "symbol") return axisOfDomain(atom.domain);
  const step = atomGranularity(atom);
  const lattice = step === undefined || step.num === 0n ? undefined : { origin: rational(0), step };
  return { interval: tightened(atomBounds(atom), lattice), lattice };
}

/** The axis of a symbol; that of a finite set holds all between its ends. */
export function axisOfDomain(domain: SymbolDomain): Axis {
  const lattice = domain.values === undefined ? latticeOf(domain) : undefined;
  return { interval: domainInterval(domain), lattice };
}

/** The smallest interval with the same points of the lattice. */
export function tightened(a: Interval, lattice: Lattice | undefined): Interval {
  if (lattice === undefined) return a;
  return interval(a.low && closedLow(a.low, lattice), a.high && closedHigh(a.high, lattice));
}

/** The axis as the domain of a symbol that takes at least its values. */
export function domainOfAxis({ interval: { low, high }, lattice }: Axis): SymbolDomain {
  const ends = { ...(low && { low }), ...(high && { high }) };
  if (lattice === undefined) return { kind: "real", ...ends };
  // A step counts from the low end, which is a point of the lattice here, or from 0.
  if (low === undefined && compareRational(lattice.origin, rational(0)) !== 0) return { kind: "real", ...ends };
  return { kind: "real", ...ends, step: lattice.step };
}

/** The region in which the conditions hold; conditions that no polynomial states are left out, which makes it larger. */
export function regionOf(conditions: readonly Condition[], extra: readonly Known[] = []): Region {
  const known = [...conditions.flatMap(knownOf), ...extra];
  const narrowed = new Map<string, Axis>();
  const region: Region = { known, narrowed };
  for (const each of known) {
    const bound = boundIn(each.polynomial);
    if (bound === undefined) continue;
    const { atom, value, isLower } = bound;
    const axis = axisOf(atom, region);
    const open = { value, closed: false };
    const end = { value, closed: true };
    const limit: Record<Known["operator"], Interval> = {
      ">": isLower ? { low: open } : { high: open },
      ">=": isLower ? { low: end } : { high: end },
      "==": { low: end, high: end },
      // Only an end can be left out of an interval.
      "!=": isSame(axis.interval.low, value) ? { low: open } : isSame(axis.interval.high, value) ? { high: open } : {},
    };
    narrowed.set(atom.key, {
      ...axis,
      interval: tightened(intersect(axis.interval, limit[each.operator]), axis.lattice),
    });
  }
  return region;
}

function isSame(end: Bound | undefined, value: Rational): boolean {
  return end !== undefined && compareRational(end.value, value) === 0;
}

function knownOf(condition: Condition): readonly Known[] {
  if (condition.kind === "and") return condition.conditions.flatMap(knownOf);
  if (condition.kind !== "comparison" || condition.subject.kind === "constant") return [];
  const { subject, operator, threshold } = condition;
  if (!isOnePolynomial(subject.denominator)) return [];
  const above = addConstant(subject.numerator, { num: -threshold.num, den: threshold.den });
  switch (operator) {
    case "<":
      return [{ polynomial: negatePolynomial(above), operator: ">" }];
    case "<=":
      return [{ polynomial: negatePolynomial(above), operator: ">=" }];
    default:
      return [{ polynomial: above, operator }];
  }
}

/** For c*x + d: the end of x at which it is 0, and whether it is positive above. */
function boundIn(p: Polynomial): { atom: Atom; value: Rational; isLower: boolean } | undefined {
  const varying = [...p.terms.values()].filter(({ monomial }) => monomial.key !== "");
  const [term] = varying;
  const factor = term?.monomial.factors[0];
  if (term === undefined || factor === undefined || varying.length > 1) return undefined;
  if (term.monomial.factors.length > 1 || factor.exponent > 1) return undefined;
  const rest = p.terms.get("")?.coefficient ?? rational(0);
  const value = divideRational({ num: -rest.num, den: rest.den }, term.coefficient);
  return { atom: factor.atom, value, isLower: term.coefficient.num > 0n };
}

/** Whether an axis has no values at all: what is known contradicts itself. */
export function isEmptyRegion(region: Region): boolean {
  return [...region.narrowed.values()].some((axis) => isEmptyInterval(axis.interval));
}

export function isEmptyInterval({ low, high }: Interval): boolean {
  if (low === undefined || high === undefined) return false;
  const order = compareRational(low.value, high.value);
  return order > 0 || (order === 0 && !(low.closed && high.closed));
}
