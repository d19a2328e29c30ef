import fc from "fast-check";
import type { Rational } from "../../src/core/rational.ts";
import {
  absRational,
  addRational,
  ceilRational,
  compareRational,
  divideRational,
  floorRational,
  multiplyRational,
  rational,
  subtractRational,
} from "../../src/core/rational.ts";
import type { ComparisonOperator, Condition, Expr, SymbolDomain } from "../../src/symbolic/index.ts";
import * as symbolic from "../../src/symbolic/index.ts";

/** A formula as typed, before any simplification; its value is found by an evaluator that knows nothing of the engine. */
export type Tree =
  | { readonly kind: "number"; readonly value: Rational }
  | { readonly kind: "symbol"; readonly name: string }
  | { readonly kind: "binary"; readonly operator: "+" | "-" | "*" | "/"; readonly left: Tree; readonly right: Tree }
  | { readonly kind: "unary"; readonly name: "floor" | "ceil" | "round" | "abs"; readonly argument: Tree }
  | { readonly kind: "extremum"; readonly name: "max" | "min"; readonly args: readonly Tree[] }
  | { readonly kind: "power"; readonly base: Tree; readonly exponent: number }
  | { readonly kind: "call"; readonly argument: Tree }
  | { readonly kind: "if"; readonly test: TestTree; readonly yes: Tree; readonly no: Tree };

export type TestTree =
  | { readonly kind: "compare"; readonly operator: ComparisonOperator; readonly left: Tree; readonly right: Tree }
  | { readonly kind: "and" | "or"; readonly left: TestTree; readonly right: TestTree }
  | { readonly kind: "not"; readonly inner: TestTree };

const bound = (num: number, den = 1, closed = true) => ({ value: rational(num, den), closed });

export const domains: Readonly<Record<string, SymbolDomain>> = {
  n: { kind: "int", low: bound(1) },
  m: { kind: "int", low: bound(-3), high: bound(6) },
  res: { kind: "int", low: bound(32), high: bound(512), step: rational(32) },
  odd: { kind: "int", low: bound(1), high: bound(21), step: rational(4) },
  alpha: { kind: "real", low: bound(0, 1, false), high: bound(7, 5) },
  beta: { kind: "real", low: bound(-3), high: bound(3, 1, false) },
  width: { kind: "real", values: [rational(1, 2), rational(3, 4), rational(1)] },
};

export const symbols: ReadonlyMap<string, Expr> = new Map(
  Object.entries(domains).map(([name, domain]) => [name, symbolic.symbol(name, domain)]),
);

/** A random legal point. */
export const point: fc.Arbitrary<ReadonlyMap<string, Rational>> = fc
  .record({
    n: fc.integer({ min: 1, max: 40 }).map((value) => rational(value)),
    m: fc.integer({ min: -3, max: 6 }).map((value) => rational(value)),
    res: fc.integer({ min: 1, max: 16 }).map((value) => rational(32 * value)),
    odd: fc.integer({ min: 0, max: 5 }).map((value) => rational(1 + 4 * value)),
    alpha: fc.oneof(
      fc.integer({ min: 1, max: 140 }).map((value) => rational(value, 100)),
      fc.integer({ min: 1, max: 22 }).map((value) => rational(value, 16)),
    ),
    beta: fc.integer({ min: -36, max: 35 }).map((value) => rational(value, 12)),
    width: fc.constantFrom(rational(1, 2), rational(3, 4), rational(1)),
  })
  .map((values) => new Map(Object.entries(values)));

const numbers = fc
  .tuple(fc.integer({ min: -9, max: 9 }), fc.constantFrom(1, 1, 1, 2, 3, 4, 8))
  .map(([num, den]): Tree => ({ kind: "number", value: rational(num, den) }));

function leaves(names: readonly string[]): fc.Arbitrary<Tree> {
  return fc.oneof(
    { weight: 2, arbitrary: fc.constantFrom(...names).map((name): Tree => ({ kind: "symbol", name })) },
    { weight: 1, arbitrary: numbers },
  );
}

const operators: readonly ComparisonOperator[] = ["==", "!=", "<", "<=", ">", ">="];

/** Random trees over the named symbols; `withDivision` allows `/` by an expression. */
export function trees(names: readonly string[] = Object.keys(domains), withDivision = true): fc.Arbitrary<Tree> {
  const { tree } = fc.letrec<{ tree: Tree; test: TestTree }>((tie) => ({
    tree: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      leaves(names),
      fc.record({
        kind: fc.constant("binary" as const),
        operator: withDivision ? fc.constantFrom("+", "-", "*", "+", "-", "*", "/") : fc.constantFrom("+", "-", "*"),
        left: tie("tree"),
        right: tie("tree"),
      }),
      fc.record({
        kind: fc.constant("binary" as const),
        operator: fc.constant("/" as const),
        left: tie("tree"),
        right: fc.constantFrom(2, 3, 4, 8, 32, -2).map((value): Tree => ({ kind: "number", value: rational(value) })),
      }),
      fc.record({
        kind: fc.constant("unary" as const),
        name: fc.constantFrom("floor", "ceil", "floor", "ceil", "round", "abs"),
        argument: tie("tree"),
      }),
      fc.record({
        kind: fc.constant("extremum" as const),
        name: fc.constantFrom("max", "min"),
        args: fc.array(tie("tree"), { minLength: 1, maxLength: 3 }),
      }),
      fc.record({ kind: fc.constant("power" as const), base: tie("tree"), exponent: fc.integer({ min: 0, max: 3 }) }),
      fc.record({ kind: fc.constant("call" as const), argument: tie("tree") }),
      fc.tuple(tie("test"), tie("tree"), tie("tree")).map(([test, yes, no]): Tree => ({ kind: "if", test, yes, no })),
    ),
    test: fc.oneof(
      { depthSize: "small" },
      fc.record({
        kind: fc.constant("compare" as const),
        operator: fc.constantFrom(...operators),
        left: tie("tree"),
        right: tie("tree"),
      }),
      fc.record({ kind: fc.constantFrom("and" as const, "or" as const), left: tie("test"), right: tie("test") }),
      fc.record({ kind: fc.constant("not" as const), inner: tie("test") }),
    ),
  }));
  return tree;
}

export function tests(names: readonly string[] = Object.keys(domains)): fc.Arbitrary<TestTree> {
  return fc.record({
    kind: fc.constant("compare" as const),
    operator: fc.constantFrom(...operators),
    left: trees(names, false),
    right: trees(names, false),
  });
}

type Point = ReadonlyMap<string, Rational>;

/** The value by schoolbook arithmetic; undefined when something divides by zero. */
export function valueAt(tree: Tree, at: Point): Rational | undefined {
  switch (tree.kind) {
    case "number":
      return tree.value;
    case "symbol":
      return at.get(tree.name);
    case "binary":
      return binaryValue(tree.operator, valueAt(tree.left, at), valueAt(tree.right, at));
    case "unary": {
      const value = valueAt(tree.argument, at);
      return value === undefined ? undefined : unaryValue(tree.name, value);
    }
    case "extremum":
      return extremumValue(
        tree.name,
        tree.args.map((arg) => valueAt(arg, at)),
      );
    case "power": {
      const base = valueAt(tree.base, at);
      let value = rational(1);
      for (let count = 0; base !== undefined && count < tree.exponent; count += 1)
        value = multiplyRational(value, base);
      return base === undefined ? undefined : value;
    }
    case "call": {
      const value = valueAt(tree.argument, at);
      return value === undefined ? undefined : divisibleValue(value);
    }
    case "if": {
      const truth = truthOf(tree.test, at);
      const yes = valueAt(tree.yes, at);
      const no = valueAt(tree.no, at);
      if (truth === undefined || yes === undefined || no === undefined) return undefined;
      return truth ? yes : no;
    }
  }
}

function binaryValue(operator: string, a: Rational | undefined, b: Rational | undefined): Rational | undefined {
  if (a === undefined || b === undefined) return undefined;
  if (operator === "+") return addRational(a, b);
  if (operator === "-") return subtractRational(a, b);
  if (operator === "*") return multiplyRational(a, b);
  return b.num === 0n ? undefined : divideRational(a, b);
}

function unaryValue(name: string, value: Rational): Rational {
  if (name === "floor") return rational(floorRational(value));
  if (name === "ceil") return rational(ceilRational(value));
  if (name === "round") return rational(floorRational(addRational(value, rational(1, 2))));
  return absRational(value);
}

function extremumValue(name: string, values: readonly (Rational | undefined)[]): Rational | undefined {
  let best: Rational | undefined;
  for (const value of values) {
    if (value === undefined) return undefined;
    if (best === undefined || compareRational(value, best) === (name === "max" ? 1 : -1)) best = value;
  }
  return best;
}

/** make_divisible(v) with a divisor of 8, as in the MobileNet code. */
function divisibleValue(v: Rational): Rational {
  const rounded = rational(8n * floorRational(divideRational(addRational(v, rational(4)), rational(8))));
  const q = rounded.num > 8n ? rounded : rational(8);
  return compareRational(q, multiplyRational(rational(9, 10), v)) < 0 ? addRational(q, rational(8)) : q;
}

export function truthOf(test: TestTree, at: Point): boolean | undefined {
  if (test.kind === "not") {
    const inner = truthOf(test.inner, at);
    return inner === undefined ? undefined : !inner;
  }
  if (test.kind === "compare") {
    const left = valueAt(test.left, at);
    const right = valueAt(test.right, at);
    if (left === undefined || right === undefined) return undefined;
    const sign = compareRational(left, right);
    const answers = {
      "==": sign === 0,
      "!=": sign !== 0,
      "<": sign < 0,
      "<=": sign <= 0,
      ">": sign > 0,
      ">=": sign >= 0,
    };
    return answers[test.operator];
  }
  const left = truthOf(test.left, at);
  const right = truthOf(test.right, at);
  if (left === undefined || right === undefined) return undefined;
  return test.kind === "and" ? left && right : left || right;
}

/** Thrown by `build` where the formula divides by something that is identically zero. */
export class DividesByZero extends Error {}

export function makeDivisible(v: Expr): Expr {
  const { constant: c } = symbolic;
  const steps = symbolic.floor(symbolic.divide(symbolic.add(v, c(4)), c(8)));
  const q = symbolic.maxOf([c(8), symbolic.multiply(steps, c(8))]);
  const isSmall = symbolic.compare("<", q, symbolic.multiply(c(rational(9, 10)), v));
  return symbolic.call("make_divisible", [v], symbolic.piecewise(isSmall, symbolic.add(q, c(8)), q));
}

const roundings = { floor: symbolic.floor, ceil: symbolic.ceil, round: symbolic.round, abs: symbolic.abs };

type Bindings = ReadonlyMap<string, Expr>;

/** The same formula through the engine. */
export function build(tree: Tree, bindings: Bindings = symbols): Expr {
  const inside = (part: Tree): Expr => build(part, bindings);
  switch (tree.kind) {
    case "number":
      return symbolic.constant(tree.value);
    case "symbol":
      return bindings.get(tree.name) ?? symbolic.zero;
    case "binary":
      return buildBinary(tree.operator, inside(tree.left), inside(tree.right));
    case "unary":
      return roundings[tree.name](inside(tree.argument));
    case "extremum":
      return tree.name === "max" ? symbolic.maxOf(tree.args.map(inside)) : symbolic.minOf(tree.args.map(inside));
    case "power":
      return symbolic.power(inside(tree.base), BigInt(tree.exponent));
    case "call":
      return makeDivisible(inside(tree.argument));
    case "if":
      return symbolic.piecewise(buildTest(tree.test, bindings), inside(tree.yes), inside(tree.no));
  }
}

function buildBinary(operator: "+" | "-" | "*" | "/", a: Expr, b: Expr): Expr {
  if (operator === "+") return symbolic.add(a, b);
  if (operator === "-") return symbolic.subtract(a, b);
  if (operator === "*") return symbolic.multiply(a, b);
  if (symbolic.isZero(b)) throw new DividesByZero();
  return symbolic.divide(a, b);
}

export function buildTest(test: TestTree, bindings: Bindings = symbols): Condition {
  if (test.kind === "compare")
    return symbolic.compare(test.operator, build(test.left, bindings), build(test.right, bindings));
  if (test.kind === "not") return symbolic.not(buildTest(test.inner, bindings));
  const parts = [buildTest(test.left, bindings), buildTest(test.right, bindings)];
  return test.kind === "and" ? symbolic.and(parts) : symbolic.or(parts);
}

/** The built formula, or undefined where it has none: too large, or a division by something identically zero. */
export function tryBuild<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch (error) {
    if (error instanceof DividesByZero || error instanceof symbolic.ExpressionTooLarge) return undefined;
    if (error instanceof RangeError && error.message === "division by zero") return undefined;
    throw error;
  }
}
