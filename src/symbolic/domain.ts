import type { Rational } from "../core/rational.ts";
import {
  addRational,
  ceilRational,
  divideRational,
  floorRational,
  gcdRational,
  multiplyRational,
  negateRational,
  rational,
  subtractRational,
} from "../core/rational.ts";
import type { Bound, SymbolDomain } from "./expression.ts";
import type { Interval } from "./interval.ts";
import { contains, interval } from "./interval.ts";

/** An arithmetic progression origin + n*step. */
export interface Lattice {
  readonly origin: Rational;
  readonly step: Rational;
}

/** The progression that a domain lies on; undefined for a continuum. The `values` of a finite set are not considered. */
export function latticeOf(domain: SymbolDomain): Lattice | undefined {
  if (domain.step !== undefined && domain.step.num > 0n) {
    return { origin: domain.low?.value ?? rational(0), step: domain.step };
  }
  return domain.kind === "int" ? { origin: rational(0), step: rational(1) } : undefined;
}

function latticeCeil(value: Rational, { origin, step }: Lattice): Rational {
  const index = ceilRational(divideRational(subtractRational(value, origin), step));
  return addRational(origin, multiplyRational(step, rational(index)));
}

function latticeFloor(value: Rational, { origin, step }: Lattice): Rational {
  const index = floorRational(divideRational(subtractRational(value, origin), step));
  return addRational(origin, multiplyRational(step, rational(index)));
}

/** The smallest point of a progression at or above a lower bound. */
export function closedLow(low: Bound, lattice: Lattice): Bound {
  const start = latticeCeil(low.value, lattice);
  const isEnd = start.num === low.value.num && start.den === low.value.den;
  return { value: isEnd && !low.closed ? addRational(start, lattice.step) : start, closed: true };
}

/** The largest point of a progression at or below an upper bound. */
export function closedHigh(high: Bound, lattice: Lattice): Bound {
  const end = latticeFloor(high.value, lattice);
  const isEnd = end.num === high.value.num && end.den === high.value.den;
  return { value: isEnd && !high.closed ? subtractRational(end, lattice.step) : end, closed: true };
}

/** The smallest interval around the legal values. */
export function domainInterval(domain: SymbolDomain): Interval {
  const values = domain.values;
  const first = values?.[0];
  const last = values?.[values.length - 1];
  if (first !== undefined && last !== undefined) {
    return { low: { value: first, closed: true }, high: { value: last, closed: true } };
  }
  const lattice = latticeOf(domain);
  if (lattice === undefined) return interval(domain.low, domain.high);
  return interval(
    domain.low === undefined ? undefined : closedLow(domain.low, lattice),
    domain.high === undefined ? undefined : closedHigh(domain.high, lattice),
  );
}

/** The largest g such that every legal value is an integer multiple of g; undefined for a continuum, 0 when only 0 is legal. */
export function domainGranularity(domain: SymbolDomain): Rational | undefined {
  if (domain.values !== undefined) return domain.values.reduce(gcdRational, rational(0));
  const lattice = latticeOf(domain);
  return lattice === undefined ? undefined : gcdRational(lattice.origin, lattice.step);
}

/** All legal values, ascending, when there are at most `limit` of them. */
export function enumerateDomain(domain: SymbolDomain, limit: number): readonly Rational[] | undefined {
  if (domain.values !== undefined) return domain.values.length <= limit ? domain.values : undefined;
  const lattice = latticeOf(domain);
  const { low, high } = domainInterval(domain);
  if (lattice === undefined || low === undefined || high === undefined) return undefined;
  const count = floorRational(divideRational(subtractRational(high.value, low.value), lattice.step)) + 1n;
  if (count > BigInt(limit)) return undefined;
  const values: Rational[] = [];
  for (let index = 0n; index < count; index += 1n) {
    values.push(addRational(low.value, multiplyRational(lattice.step, rational(index))));
  }
  return values;
}

/** Up to `count` legal values from the start of the progression, or around 0 when it has no start. */
export function sampleLattice(domain: SymbolDomain, count: number): readonly Rational[] | undefined {
  if (domain.values !== undefined) return domain.values;
  const lattice = latticeOf(domain);
  if (lattice === undefined) return undefined;
  const { low, high } = domainInterval(domain);
  const backwards = low === undefined && high !== undefined;
  const start = low?.value ?? high?.value ?? lattice.origin;
  const values: Rational[] = [];
  for (let index = 0; index < count; index += 1) {
    const offset = multiplyRational(lattice.step, rational(index));
    const value = addRational(start, backwards ? negateRational(offset) : offset);
    if (!contains({ ...(low && { low }), ...(high && { high }) }, value)) break;
    values.push(value);
  }
  return values;
}
