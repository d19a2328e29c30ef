import { compareRational, multiplyRational, type Rational, rational } from "../../core/rational.ts";
import { symbol, symbolsOf, visitAtoms } from "../atom.ts";
import { exp, log2, squareRoot } from "../elementary.ts";
import { evaluate, evaluateUnary, evaluateWith, type Point } from "../evaluate.ts";
import type { Atom, Expr, ExtremumAtom, Term, UnaryName } from "../expression.ts";
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

/** An expression that differs from another one in one place. Its value is cheap, and building it is not. */
export interface Edit {
  valueAt(point: Point): Rational | undefined;
  build(): Expr;
}

/** All edits of e: of a number, an exponent, a symbol, or the kind or argument of a function. */
export function* editsOf(e: Expr): Generator<Edit> {
  const atoms: Atom[] = [];
  visitAtoms(e, (atom) => {
    if (atom.kind !== "symbol") atoms.push(atom);
  });
  for (const atom of atoms) {
    for (const edit of editsOfAtom(atom, e)) {
      yield {
        valueAt: (point) => {
          const value = edit.valueAt(point);
          return value && evaluateWith(e, point, atom.key, value);
        },
        build: () => new Rewriter((other) => (other.key === atom.key ? edit.build() : undefined)).rewrite(e),
      };
    }
  }
  for (const edited of editsOfTerms(e, e)) yield plain(edited);
}

function plain(e: Expr): Edit {
  return { valueAt: (point) => evaluate(e, point), build: () => e };
}

const builders = { floor, ceil, abs, sqrt: squareRoot, log2, exp } as const;

function* editsOfAtom(atom: Atom, whole: Expr): Generator<Edit> {
  switch (atom.kind) {
    case "symbol":
    case "call":
    case "bracket":
      return;
    case "max":
    case "min":
      yield* editsOfExtremum(atom, whole);
      return;
    default: {
      if (atom.kind === "floor" || atom.kind === "ceil") {
        yield ofFunction(atom.kind === "floor" ? "ceil" : "floor", atom.argument);
      }
      for (const edited of editsOfTerms(atom.argument, whole)) yield ofFunction(atom.kind, edited);
    }
  }
}

function ofFunction(kind: UnaryName, argument: Expr): Edit {
  return {
    valueAt: (point) => {
      const value = evaluate(argument, point);
      return value && evaluateUnary(kind, value);
    },
    build: () => builders[kind](argument),
  };
}

function* editsOfExtremum({ kind, args }: ExtremumAtom, whole: Expr): Generator<Edit> {
  yield ofExtremum(kind === "max" ? "min" : "max", args);
  for (const [index, arg] of args.entries()) {
    for (const edited of editsOfTerms(arg, whole)) yield ofExtremum(kind, args.with(index, edited));
  }
}

function ofExtremum(kind: "max" | "min", args: readonly Expr[]): Edit {
  return {
    valueAt: (point) => {
      const values = args.map((arg) => evaluate(arg, point));
      if (values.includes(undefined)) return undefined;
      return (values as Rational[]).reduce((best, each) =>
        compareRational(each, best) === (kind === "max" ? 1 : -1) ? each : best,
      );
    },
    build: () => (kind === "max" ? maxOf : minOf)(args),
  };
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
