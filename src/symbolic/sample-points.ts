import type { Rational } from "../core/rational.ts";
import { compareRational, rational } from "../core/rational.ts";
import { domainInterval, latticeOf, sampleLattice } from "./domain.ts";
import type { SymbolDomain } from "./expression.ts";
import { contains } from "./interval.ts";

/** Values tried of one symbol. */
const valuesPerSymbol = 16;

/** Legal points, those with small values first: all symbols at their simplest value, then one of them changed, then all combinations. */
export function* pointsOf(symbols: ReadonlyMap<string, SymbolDomain>): Generator<ReadonlyMap<string, Rational>> {
  const axes = [...symbols].map(([name, domain]): [string, readonly Rational[]] => [name, simplestValues(domain)]);
  if (axes.some(([, values]) => values.length === 0)) return;
  for (let level = 0; level <= axes.length * (valuesPerSymbol - 1); level += 1) yield* pointsAtLevel(axes, level);
}

/** Points whose places in the lists of values add up to `level`. */
function* pointsAtLevel(
  axes: readonly [string, readonly Rational[]][],
  level: number,
): Generator<ReadonlyMap<string, Rational>> {
  const [first, ...rest] = axes;
  if (first === undefined) {
    if (level === 0) yield new Map();
    return;
  }
  const [name, values] = first;
  for (let place = 0; place < values.length && place <= level; place += 1) {
    const value = values[place];
    if (value === undefined) return;
    for (const point of pointsAtLevel(rest, level - place)) yield new Map([[name, value], ...point]);
  }
}

/** The legal values with the fewest digits. */
function simplestValues(domain: SymbolDomain): readonly Rational[] {
  if (latticeOf(domain) !== undefined || domain.values !== undefined) {
    return [...(sampleLattice(domain, valuesPerSymbol) ?? [])].slice(0, valuesPerSymbol);
  }
  const range = domainInterval(domain);
  const ends = [range.low, range.high].flatMap((end) => (end === undefined ? [] : [end.value]));
  const shifted = ends.flatMap(({ num, den }) => [
    rational(2n * num + den, 2n * den),
    rational(2n * num - den, 2n * den),
  ]);
  const first = [rational(1), rational(1, 2), rational(2), rational(0), rational(-1)];
  const fractions = [2, 3, 4, 5].map((each) => rational(1n, 2n ** BigInt(each)));
  const others = [rational(3), rational(3, 4), rational(3, 2), rational(-1, 2), rational(-2), rational(4)];
  const legal = [...first, ...ends, ...fractions, ...shifted, ...others].filter((each) => contains(range, each));
  const distinct = legal.filter(
    (each, index) => legal.findIndex((other) => compareRational(each, other) === 0) === index,
  );
  return distinct.slice(0, valuesPerSymbol);
}
