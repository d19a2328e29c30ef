import {
  addRational,
  compareRational,
  floorRational,
  type Rational,
  rational,
  rationalToText,
} from "../../core/rational.ts";
import { domainInterval, latticeOf } from "../domain.ts";
import type { SymbolDomain } from "../expression.ts";
import { contains } from "../interval.ts";

/** Whether a value is legal. */
export function isLegal(value: Rational, domain: SymbolDomain): boolean {
  if (domain.values !== undefined) return domain.values.some((each) => compareRational(each, value) === 0);
  if (!contains(domainInterval(domain), value)) return false;
  if (domain.kind === "int" && value.den !== 1n) return false;
  const lattice = latticeOf(domain);
  if (lattice === undefined) return true;
  const index = addRational(value, { num: -lattice.origin.num, den: lattice.origin.den });
  return rational(index.num * lattice.step.den, index.den * lattice.step.num).den === 1n;
}

/** Numbers with small numerators and denominators. */
const simple: readonly Rational[] = simpleNumbers();

function simpleNumbers(): readonly Rational[] {
  const found = new Map<string, Rational>();
  for (let den = 1; den <= 6; den += 1) {
    for (let num = -8; num <= 8; num += 1) {
      const value = rational(num, den);
      found.set(rationalToText(value), value);
    }
  }
  return [...found.values()];
}

/** Smaller is simpler: few digits first, then positive before negative, then integers. */
export function compareSimplicity(a: Rational, b: Rational): number {
  const heightA = heightOf(a);
  const heightB = heightOf(b);
  if (heightA !== heightB) return heightA < heightB ? -1 : 1;
  if (a.num < 0n !== b.num < 0n) return a.num < 0n ? 1 : -1;
  return a.den === b.den ? 0 : a.den < b.den ? -1 : 1;
}

function heightOf({ num, den }: Rational): bigint {
  return (num < 0n ? -num : num) + den;
}

const nearEnds = [1, 2, 3, 4];

const cache = new WeakMap<SymbolDomain, readonly Rational[]>();

/** How many values of one domain are tried, without the hints. */
const maxCandidates = 24;

/** Legal values to try, the simplest first: small numbers, the ends of the domain and its middle; last the hints. */
export function candidatesOf(domain: SymbolDomain, hints: readonly Rational[] = []): readonly Rational[] {
  const known = cache.get(domain) ?? simplestOf(domain);
  cache.set(domain, known);
  if (hints.length === 0) return known;
  const names = new Set(known.map(rationalToText));
  return [...known, ...hints.filter((hint) => isLegal(hint, domain) && !names.has(rationalToText(hint)))];
}

function simplestOf(domain: SymbolDomain): readonly Rational[] {
  const found = new Map<string, Rational>();
  const offered = domain.values ?? [...simple, ...edgeValues(domain)];
  for (const value of offered) if (isLegal(value, domain)) found.set(rationalToText(value), value);
  const sorted = [...found.values()].sort(compareSimplicity);
  return sorted.length <= maxCandidates ? sorted : [...sorted.slice(0, maxCandidates - 2), ...sorted.slice(-2)];
}

function edgeValues(domain: SymbolDomain): readonly Rational[] {
  const { low, high } = domainInterval(domain);
  const lattice = latticeOf(domain);
  const step = lattice?.step ?? rational(1, 8);
  const values: Rational[] = [];
  for (const count of [0, ...nearEnds]) {
    const offset = rational(step.num * BigInt(count), step.den);
    if (low !== undefined) values.push(addRational(low.value, offset));
    if (high !== undefined) values.push(addRational(high.value, { num: -offset.num, den: offset.den }));
  }
  if (lattice !== undefined) return [...values, ...aroundMiddle(domain), ...farValues(domain)];
  if (low !== undefined && high !== undefined) {
    for (const [num, den] of [
      [1, 2],
      [1, 4],
      [3, 4],
      [1, 16],
      [15, 16],
      [1, 64],
      [63, 64],
    ] as const) {
      const a = rational(low.value.num * BigInt(den - num), low.value.den * BigInt(den));
      values.push(addRational(a, rational(high.value.num * BigInt(num), high.value.den * BigInt(den))));
    }
  }
  return [...values, ...farValues(domain)];
}

function aroundMiddle(domain: SymbolDomain): readonly Rational[] {
  const { low, high } = domainInterval(domain);
  const lattice = latticeOf(domain);
  if (low === undefined || high === undefined || lattice === undefined) return [];
  const { step } = lattice;
  const width = addRational(high.value, { num: -low.value.num, den: low.value.den });
  const half = floorRational(rational(width.num * step.den, width.den * step.num * 2n));
  return [addRational(low.value, rational(step.num * half, step.den))];
}

/** Large values where the domain has no end; a violation is often far out. */
function farValues(domain: SymbolDomain): readonly Rational[] {
  const { low, high } = domainInterval(domain);
  const values: Rational[] = [];
  const lattice = latticeOf(domain);
  const place = (size: number): Rational => {
    if (lattice === undefined) return rational(size);
    return addRational(lattice.origin, rational(lattice.step.num * BigInt(size), lattice.step.den));
  };
  for (const size of [10, 12, 16, 20, 30, 100, 1000]) {
    if (high === undefined) values.push(place(size));
    if (low === undefined) values.push(place(-size));
  }
  return values;
}
