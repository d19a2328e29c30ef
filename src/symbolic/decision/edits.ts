import { multiplyRational, type Rational, rational } from "../../core/rational.ts";
import { symbol, symbolsOf, visitAtoms } from "../atom.ts";
import { exp, log2, squareRoot } from "../elementary.ts";
import type { Atom, Expr, ExtremumAtom, Term } from "../expression.ts";
import { abs, maxOf, minOf } from "../extremum.ts";
import {
  add,
  constant,
  denominatorOf,
  divide,
  fromAtom,
  fromPolynomial,
  isZero,
  multiply,
  numeratorOf,
  power,
  subtract,
  zero,
} from "../rational-function.ts";
import { ceil, floor } from "../rounding.ts";
import { Rewriter } from "../substitute.ts";

/** The expressions that differ from e in one place: a number, an exponent, a symbol, or the kind or argument of a function. */
export function* editsOf(e: Expr): Generator<Expr> {
  const atoms: Atom[] = [];
  visitAtoms(e, (atom) => {
    if (atom.kind !== "symbol") atoms.push(atom);
  });
  for (const atom of atoms) {
    for (const value of editsOfAtom(atom, e))
      yield new Rewriter((other) => (other.key === atom.key ? value : undefined)).rewrite(e);
  }
  yield* editsOfTerms(e, e);
}

function* editsOfAtom(atom: Atom, whole: Expr): Generator<Expr> {
  switch (atom.kind) {
    case "floor":
    case "ceil":
      yield atom.kind === "floor" ? ceil(atom.argument) : floor(atom.argument);
      yield* rebuilt(atom.argument, atom.kind === "floor" ? floor : ceil, whole);
      return;
    case "abs":
      yield* rebuilt(atom.argument, abs, whole);
      return;
    case "sqrt":
      yield* rebuilt(atom.argument, squareRoot, whole);
      return;
    case "exp":
      yield* rebuilt(atom.argument, exp, whole);
      return;
    case "log2":
      yield* rebuilt(atom.argument, log2, whole);
      return;
    case "max":
    case "min":
      yield* editsOfExtremum(atom, whole);
      return;
    default:
      return;
  }
}

function* rebuilt(argument: Expr, make: (e: Expr) => Expr, whole: Expr): Generator<Expr> {
  for (const edited of editsOfTerms(argument, whole)) yield make(edited);
}

function* editsOfExtremum({ kind, args }: ExtremumAtom, whole: Expr): Generator<Expr> {
  const make = kind === "max" ? maxOf : minOf;
  yield (kind === "max" ? minOf : maxOf)(args);
  for (const [index, arg] of args.entries()) {
    for (const edited of editsOfTerms(arg, whole)) yield make(args.with(index, edited));
  }
}

const shifts: readonly Rational[] = [rational(1), rational(-1), rational(1, 2), rational(-1, 2)];

/** Edits of the terms above the fraction line, and one term more. */
function* editsOfTerms(e: Expr, whole: Expr): Generator<Expr> {
  const below = fromPolynomial(denominatorOf(e));
  const symbols = [...symbolsOf(whole)].map(([name, domain]) => symbol(name, domain));
  for (const shift of shifts) yield add(e, divide(constant(shift), below));
  for (const each of symbols) {
    yield add(e, divide(each, below));
    yield subtract(e, divide(each, below));
  }
  for (const term of numeratorOf(e).terms.values()) {
    const own = fromPolynomial({ terms: new Map([[term.monomial.key, term]]) });
    const others = subtract(e, divide(own, below));
    for (const value of editsOfTerm(term, symbols)) yield add(others, divide(value, below));
  }
}

const scales: readonly Rational[] = [rational(-1), rational(2), rational(1, 2), rational(3), rational(1, 3)];

function* editsOfTerm({ monomial, coefficient }: Term, symbols: readonly Expr[]): Generator<Expr> {
  const product = (value: Rational): Expr =>
    monomial.factors.reduce<Expr>(
      (total, { atom, exponent }) => multiply(total, power(fromAtom(atom), BigInt(exponent))),
      constant(value),
    );
  yield zero;
  for (const scale of scales) yield product(multiplyRational(coefficient, scale));
  for (const shift of [1n, -1n]) yield product(rational(coefficient.num + shift * coefficient.den, coefficient.den));
  const own = product(coefficient);
  for (const { atom } of monomial.factors) {
    if (atom.kind !== "symbol") continue;
    const base = fromAtom(atom);
    yield multiply(own, base);
    yield divide(own, base);
    for (const each of symbols) if (!isZero(subtract(each, base))) yield divide(multiply(own, each), base);
  }
  for (const each of symbols) yield multiply(own, each);
}
