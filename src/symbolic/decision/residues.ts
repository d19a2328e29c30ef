import {
  addRational,
  ceilRational,
  divideRational,
  floorRational,
  gcdRational,
  lcmInteger,
  multiplyRational,
  type Rational,
  rational,
  subtractRational,
} from "../../core/rational.ts";
import { symbol, visitAtoms } from "../atom.ts";
import { atomBounds } from "../bounds.ts";
import { compare } from "../condition.ts";
import { domainInterval, type Lattice, latticeOf } from "../domain.ts";
import type { Atom, Condition, Expr, SymbolAtom, SymbolDomain, Term, UnaryAtom } from "../expression.ts";
import { latticeOfExpression } from "../granularity.ts";
import type { Interval } from "../interval.ts";
import { atomsOfPolynomial, isOnePolynomial } from "../polynomial.ts";
import { add, constant, fromPolynomial, multiply, numeratorOf, subtract } from "../rational-function.ts";
import { ceil, floor } from "../rounding.ts";
import type { Replacement } from "../substitute.ts";
import { coefficientsOf } from "./factor.ts";

/** Some of the values of a symbol. */
export interface Part {
  /** Replaces the symbol, and the roundings that are settled for these values. */
  readonly replacement: Replacement;
  /** What holds for these values. */
  readonly conditions: readonly Condition[];
}

const maxParts = 64;

/**
 * Splits the values of one symbol so that innermost roundings of linear forms in it dissolve: an integer symbol into residue classes
 * modulo the common denominator, a real one into lattice points and the open cells between them. Undefined where nothing would dissolve.
 * `depth` keeps the names of new symbols apart.
 */
export function partsOf(expressions: readonly Expr[], depth: number): readonly Part[] | undefined {
  const roundings = innermostRoundings(expressions);
  const tried = new Set<string>();
  for (const { argument } of roundings) {
    if (argument.kind === "constant") continue;
    for (const atom of atomsOfPolynomial(argument.numerator).values()) {
      if (atom.kind !== "symbol" || tried.has(atom.key)) continue;
      tried.add(atom.key);
      const own = roundings.filter((rounding) => holdsAtom(rounding.argument, atom));
      const parts = partsOfSymbol(atom, own, depth);
      if (parts !== undefined) return parts;
    }
  }
  return partsOfRounding(expressions, depth) ?? partsOfFewValues(expressions);
}

/** A rounding of few values, by its bounds, is each of them in turn. */
function partsOfFewValues(expressions: readonly Expr[]): readonly Part[] | undefined {
  for (const atom of roundingsIn(expressions)) {
    const { low, high } = atomBounds(atom);
    if (low === undefined || high === undefined) continue;
    const count = high.value.num - low.value.num + 1n;
    if (count > maxValues) continue;
    return Array.from({ length: Number(count) }, (_, index) =>
      withValue(atom, constant(low.value.num + BigInt(index))),
    );
  }
  return undefined;
}

const maxValues = 6n;

/** The rounding has this value. */
function withValue(atom: UnaryAtom, value: Expr): Part {
  const { argument, kind, key } = atom;
  const conditions =
    kind === "floor"
      ? [compare(">=", argument, value), compare("<", argument, add(value, constant(1)))]
      : [compare("<=", argument, value), compare(">", argument, subtract(value, constant(1)))];
  return { replacement: (other) => (other.key === key ? value : undefined), conditions };
}

/** A rounding inside another one is an integer: it is split into residue classes, and its argument lies beside it. */
function partsOfRounding(expressions: readonly Expr[], depth: number): readonly Part[] | undefined {
  for (const outer of roundingsIn(expressions).filter(isOfPolynomial)) {
    for (const { monomial, coefficient } of termsOf(outer.argument)) {
      const [factor] = monomial.factors;
      const inner = factor?.atom;
      if (monomial.factors.length !== 1 || factor?.exponent !== 1 || coefficient.den === 1n) continue;
      if (inner?.kind !== "floor" && inner?.kind !== "ceil") continue;
      if (coefficient.den <= BigInt(maxParts)) return classesOfRounding(inner, coefficient.den, depth);
    }
  }
  return undefined;
}

function classesOfRounding(atom: UnaryAtom, modulus: bigint, depth: number): readonly Part[] {
  return Array.from({ length: Number(modulus) }, (_, residue) => {
    const index = symbol(`~${depth}.${residue}`, { kind: "int" });
    return withValue(atom, add(multiply(constant(modulus), index), constant(residue)));
  });
}

function roundingsIn(expressions: readonly Expr[]): readonly UnaryAtom[] {
  const found: UnaryAtom[] = [];
  for (const e of expressions) {
    visitAtoms(e, (atom) => {
      if (atom.kind === "floor" || atom.kind === "ceil") found.push(atom);
    });
  }
  return found;
}

function isOfPolynomial({ argument }: UnaryAtom): boolean {
  return argument.kind !== "constant" && isOnePolynomial(argument.denominator);
}

/** The roundings without roundings inside, of polynomials in symbols. */
function innermostRoundings(expressions: readonly Expr[]): readonly UnaryAtom[] {
  const found = new Map<string, UnaryAtom>();
  for (const atom of roundingsIn(expressions).filter(isOfPolynomial)) {
    const inside = [...atomsOfPolynomial(numeratorOf(atom.argument)).values()];
    if (inside.every((each) => each.kind === "symbol")) found.set(atom.key, atom);
  }
  return [...found.values()];
}

function holdsAtom(e: Expr, atom: Atom): boolean {
  return e.kind !== "constant" && atomsOfPolynomial(e.numerator).has(atom.key);
}

function partsOfSymbol(atom: SymbolAtom, roundings: readonly UnaryAtom[], depth: number): readonly Part[] | undefined {
  const { values } = atom.domain;
  if (values !== undefined) {
    if (values.length > maxParts) return undefined;
    return values.map((value) => bySymbol(atom, constant(value)));
  }
  const lattice = latticeOf(atom.domain);
  return lattice === undefined ? cellsOf(atom, roundings, depth) : residueClasses(atom, lattice, roundings, depth);
}

function bySymbol(atom: SymbolAtom, value: Expr): Part {
  return { replacement: (other) => (other.key === atom.key ? value : undefined), conditions: [] };
}

/** origin + step*(modulus*k + r) for r = 0 ... modulus - 1. */
function residueClasses(
  atom: SymbolAtom,
  lattice: Lattice,
  roundings: readonly UnaryAtom[],
  depth: number,
): readonly Part[] | undefined {
  let modulus = 1n;
  for (const { argument } of roundings) {
    for (const { monomial, coefficient } of termsOf(argument)) {
      if (!monomial.factors.some((factor) => factor.atom.key === atom.key)) continue;
      modulus = lcmInteger(modulus, multiplyRational(coefficient, lattice.step).den);
    }
  }
  if (modulus === 1n || modulus > BigInt(maxParts)) return undefined;
  const period = multiplyRational(lattice.step, rational(modulus));
  const parts: Part[] = [];
  for (let residue = 0n; residue < modulus; residue += 1n) {
    const origin = addRational(lattice.origin, multiplyRational(lattice.step, rational(residue)));
    const domain = indices(domainInterval(atom.domain), { origin, step: period });
    if (domain === undefined) continue;
    const index = symbol(`${atom.name}~${depth}.${residue}`, domain);
    parts.push(bySymbol(atom, add(constant(origin), multiply(constant(period), index))));
  }
  return parts;
}

function termsOf(e: Expr): readonly Term[] {
  return e.kind === "constant" ? [] : [...e.numerator.terms.values()];
}

/** The k for which origin + step*k lies in an interval with closed ends; undefined when there is none. */
function indices({ low, high }: Interval, { origin, step }: Lattice): SymbolDomain | undefined {
  const place = (value: Rational): Rational => divideRational(subtractRational(value, origin), step);
  const first = low && ceilRational(place(low.value));
  const last = high && floorRational(place(high.value));
  return first !== undefined && last !== undefined && first > last ? undefined : between(first, last);
}

/** The integers from `first` to `last`. */
function between(first: bigint | undefined, last: bigint | undefined): SymbolDomain {
  return {
    kind: "int",
    ...(first === undefined ? {} : { low: { value: rational(first), closed: true } }),
    ...(last === undefined ? {} : { high: { value: rational(last), closed: true } }),
  };
}

/** Roundings a*x + rest of a real x jump only at multiples of 1/parts: x is k/parts, or k/parts + u with 0 < u < 1/parts. */
function cellsOf(atom: SymbolAtom, roundings: readonly UnaryAtom[], depth: number): readonly Part[] | undefined {
  let parts = 1n;
  const slopes = new Map<string, Slope>();
  for (const rounding of roundings) {
    const slope = slopeIn(rounding, atom);
    if (slope === undefined) return undefined;
    slopes.set(rounding.key, slope);
    parts = lcmInteger(parts, divideRational(slope.jump, slope.factor).den);
  }
  if (parts > largestDivisor) return undefined;
  const step = rational(1n, parts);
  const { low, high } = domainInterval(atom.domain);
  const size = rational(parts);
  const below = low && floorRational(multiplyRational(low.value, size));
  const last = high && floorRational(multiplyRational(high.value, size));
  const corner = multiply(constant(step), symbol(`${atom.name}~${depth}.k`, between(below, last)));
  const offset = symbol(`${atom.name}~${depth}.u`, {
    kind: "real",
    low: { value: rational(0), closed: false },
    high: { value: step, closed: false },
  });
  const inside: Replacement = (other) => {
    if (other.key === atom.key) return add(corner, offset);
    const slope = slopes.get(other.key);
    return slope === undefined ? undefined : roundedInCell(slope, corner);
  };
  return [
    { ...bySymbol(atom, corner), conditions: withinDomain(corner, atom.domain) },
    { replacement: inside, conditions: withinDomain(add(corner, offset), atom.domain) },
  ];
}

const largestDivisor = 4096n;

/** What remains of the ends of a domain for a value in it. */
function withinDomain(value: Expr, { low, high }: SymbolDomain): readonly Condition[] {
  return [
    ...(low === undefined ? [] : [compare(low.closed ? ">=" : ">", value, constant(low.value))]),
    ...(high === undefined ? [] : [compare(high.closed ? "<=" : "<", value, constant(high.value))]),
  ];
}

interface Slope {
  readonly kind: "floor" | "ceil";
  readonly factor: Rational;
  readonly rest: Expr;
  /** All values of `rest` and all integers are multiples of this. */
  readonly jump: Rational;
}

/** A rounding of factor*x + rest, where rest lies on a lattice; undefined for other forms. */
function slopeIn(rounding: UnaryAtom, atom: SymbolAtom): Slope | undefined {
  if (rounding.argument.kind === "constant" || (rounding.kind !== "floor" && rounding.kind !== "ceil"))
    return undefined;
  const [rest, factor, more] = coefficientsOf(rounding.argument.numerator, atom);
  const number = factor?.terms.size === 1 ? factor.terms.get("")?.coefficient : undefined;
  if (rest === undefined || number === undefined || more !== undefined) return undefined;
  const others = fromPolynomial(rest);
  let jump: Rational = rational(1);
  if (others.kind === "constant") jump = gcdRational(jump, others);
  else {
    const lattice = latticeOfExpression(others);
    if (lattice === undefined) return undefined;
    jump = gcdRational(gcdRational(jump, lattice.origin), lattice.step);
  }
  return { kind: rounding.kind, factor: number, rest: others, jump };
}

/** The rounding just above a corner of its cell: floor does not move where the argument rises, and ceil where it falls. */
function roundedInCell({ kind, factor, rest }: Slope, corner: Expr): Expr {
  const argument = add(multiply(constant(factor), corner), rest);
  const rises = factor.num > 0n;
  if (kind === "floor") return rises ? floor(argument) : subtract(ceil(argument), constant(1));
  return rises ? add(floor(argument), constant(1)) : ceil(argument);
}
