import { type Rational, rational } from "../../../src/core/rational.ts";
import type { SymbolDomain } from "../../../src/symbolic/index.ts";
import type { Tree } from "../random-tree.ts";

const bound = (num: number, den = 1, closed = true) => ({ value: rational(num, den), closed });

/** The symbols of the laws. */
export const lawDomains: Readonly<Record<string, SymbolDomain>> = {
  i: { kind: "int" },
  j: { kind: "int", low: bound(-4), high: bound(9) },
  n: { kind: "int", low: bound(1) },
  m: { kind: "int", low: bound(1) },
  x: { kind: "real" },
  y: { kind: "real", low: bound(-2), high: bound(5, 2, false) },
  a: { kind: "real", low: bound(0, 1, false), high: bound(1) },
};

export const number = (value: number, den = 1): Tree => ({ kind: "number", value: rational(value, den) });
export const named = (name: string): Tree => ({ kind: "symbol", name });
const binary = (operator: "+" | "-" | "*" | "/", left: Tree, right: Tree): Tree => ({
  kind: "binary",
  operator,
  left,
  right,
});
export const plus = (left: Tree, right: Tree): Tree => binary("+", left, right);
export const minus = (left: Tree, right: Tree): Tree => binary("-", left, right);
export const times = (left: Tree, right: Tree): Tree => binary("*", left, right);
export const over = (left: Tree, right: Tree): Tree => binary("/", left, right);
const unary = (name: "floor" | "ceil" | "round" | "abs", argument: Tree): Tree => ({ kind: "unary", name, argument });
const floor = (argument: Tree): Tree => unary("floor", argument);
const ceil = (argument: Tree): Tree => unary("ceil", argument);
const abs = (argument: Tree): Tree => unary("abs", argument);
const max = (...args: readonly Tree[]): Tree => ({ kind: "extremum", name: "max", args });
const min = (...args: readonly Tree[]): Tree => ({ kind: "extremum", name: "min", args });
const squared = (base: Tree): Tree => ({ kind: "power", base, exponent: 2 });
const one = number(1);
const half = number(1, 2);
const negative = (tree: Tree): Tree => minus(number(0), tree);

/** What a law is stated of: integer-valued and real-valued formulas, a positive integer symbol, small positive integers. */
export interface Material {
  readonly whole: Tree;
  readonly otherWhole: Tree;
  /** Linear with a rational slope. */
  readonly line: Tree;
  readonly otherLine: Tree;
  readonly thirdLine: Tree;
  readonly size: Tree;
  readonly otherSize: Tree;
  readonly k: number;
  readonly l: number;
}

type Law = (of: Material) => readonly [Tree, Tree];

function sumOf(count: number, term: (index: number) => Tree): Tree {
  let total = term(0);
  for (let index = 1; index < count; index += 1) total = plus(total, term(index));
  return total;
}

/** Laws of roundings, extrema and absolute values, as text books state them; true for all values of their material. */
export const laws: Readonly<Record<string, Law>> = {
  "ceil(x/n) = floor((x + n - 1)/n)": ({ whole, size }) => [
    ceil(over(whole, size)),
    floor(over(minus(plus(whole, size), one), size)),
  ],
  "ceil(x/k) = floor((x + k - 1)/k)": ({ whole, k }) => [
    ceil(over(whole, number(k))),
    floor(over(plus(whole, number(k - 1)), number(k))),
  ],
  "floor(x/n) = ceil((x - n + 1)/n)": ({ whole, size }) => [
    floor(over(whole, size)),
    ceil(over(plus(minus(whole, size), one), size)),
  ],
  "floor(x + i) = floor(x) + i": ({ line, whole }) => [floor(plus(line, whole)), plus(floor(line), whole)],
  "ceil(x - i) = ceil(x) - i": ({ line, whole }) => [ceil(minus(line, whole)), minus(ceil(line), whole)],
  "ceil(x) = -floor(-x)": ({ line }) => [ceil(line), negative(floor(negative(line)))],
  "round(x) = floor(x + 1/2)": ({ line }) => [unary("round", line), floor(plus(line, half))],
  "round(x) = floor(2x) - floor(x)": ({ line }) => [
    unary("round", line),
    minus(floor(times(number(2), line)), floor(line)),
  ],
  "floor(kx) = sum of floor(x + r/k)": ({ line, k }) => [
    floor(times(number(k), line)),
    sumOf(k, (index) => floor(plus(line, number(index, k)))),
  ],
  "ceil(kx) = sum of ceil(x - r/k)": ({ line, k }) => [
    ceil(times(number(k), line)),
    sumOf(k, (index) => ceil(minus(line, number(index, k)))),
  ],
  "i = sum of floor((i + r)/k)": ({ whole, k }) => [
    whole,
    sumOf(k, (index) => floor(over(plus(whole, number(index)), number(k)))),
  ],
  "floor(i/2) + ceil(i/2) = i": ({ whole }) => [
    plus(floor(over(whole, number(2))), ceil(over(whole, number(2)))),
    whole,
  ],
  "floor(floor(x/n)/m) = floor(x/(n*m))": ({ line, size, otherSize }) => [
    floor(over(floor(over(line, size)), otherSize)),
    floor(over(line, times(size, otherSize))),
  ],
  "ceil(ceil(x/n)/m) = ceil(x/(n*m))": ({ line, size, otherSize }) => [
    ceil(over(ceil(over(line, size)), otherSize)),
    ceil(over(line, times(size, otherSize))),
  ],
  "floor((floor(x) + i)/k) = floor((x + i)/k)": ({ line, whole, k }) => [
    floor(over(plus(floor(line), whole), number(k))),
    floor(over(plus(line, whole), number(k))),
  ],
  "two windows in a row": ({ whole, k, l, size }) => [
    floor(over(plus(floor(over(minus(whole, size), number(k))), number(l)), number(l))),
    plus(floor(over(minus(whole, size), number(k * l))), one),
  ],
  "three halvings": ({ whole }) => [
    ceil(over(ceil(over(ceil(over(whole, number(2))), number(2))), number(2))),
    floor(over(plus(whole, number(7)), number(8))),
  ],
  "remainders of remainders": ({ whole, k, l }) => [
    minus(remainder(whole, k * l), times(number(k), floor(over(remainder(whole, k * l), number(k))))),
    remainder(whole, k),
  ],
  "max + min = sum": ({ line, otherLine }) => [plus(max(line, otherLine), min(line, otherLine)), plus(line, otherLine)],
  "max by the absolute value": ({ line, otherLine }) => [
    max(line, otherLine),
    over(plus(plus(line, otherLine), abs(minus(line, otherLine))), number(2)),
  ],
  "min = -max of negatives": ({ line, otherLine }) => [
    min(line, otherLine),
    negative(max(negative(line), negative(otherLine))),
  ],
  "|x| = max(x, -x)": ({ line }) => [abs(line), max(line, negative(line))],
  "|x|*|y| = |x*y|": ({ line, otherLine }) => [times(abs(line), abs(otherLine)), abs(times(line, otherLine))],
  "|x|^2 = x^2": ({ line }) => [squared(abs(line)), times(line, line)],
  "max*min = product": ({ line, otherLine }) => [
    times(max(line, otherLine), min(line, otherLine)),
    times(line, otherLine),
  ],
  "min distributes over max": ({ line, otherLine, thirdLine }) => [
    min(line, max(otherLine, thirdLine)),
    max(min(line, otherLine), min(line, thirdLine)),
  ],
  "a sum distributes over max": ({ line, otherLine, thirdLine }) => [
    plus(line, max(otherLine, thirdLine)),
    max(plus(line, otherLine), plus(line, thirdLine)),
  ],
  "floor(max) = max(floor)": ({ line, whole }) => [
    floor(max(line, plus(whole, half))),
    max(floor(line), floor(plus(whole, half))),
  ],
  "make_divisible by halves": ({ whole, k }) => [
    times(number(2 * k), floor(over(plus(whole, number(k)), number(2 * k)))),
    times(number(2 * k), unary("round", over(whole, number(2 * k)))),
  ],
};

function remainder(tree: Tree, modulus: number): Tree {
  return minus(tree, times(number(modulus), floor(over(tree, number(modulus)))));
}

export type LawPoint = ReadonlyMap<string, Rational>;
