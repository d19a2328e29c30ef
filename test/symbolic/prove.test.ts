import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rational } from "../../src/core/rational.ts";
import type { ComparisonOperator, Expr } from "../../src/symbolic/index.ts";
import * as symbolic from "../../src/symbolic/index.ts";
import { build, makeDivisible, point, trees, truthOf, tryBuild } from "./random-tree.ts";

const runs = Number(process.env.RIDGE_RUNS ?? "200");
const {
  abs,
  add,
  ceil,
  compare,
  constant: c,
  divide,
  floor,
  iverson,
  maxOf,
  minOf,
  multiply,
  product,
  prove,
  subtract,
} = symbolic;
const bound = (num: number, den = 1, closed = true) => ({ value: rational(num, den), closed });
const n = symbolic.symbol("n", { kind: "int", low: bound(1) });
const m = symbolic.symbol("m", { kind: "int", low: bound(1) });
const x = symbolic.symbol("x", { kind: "real" });
const y = symbolic.symbol("y", { kind: "real" });
const alpha = symbolic.symbol("alpha", { kind: "real", low: bound(0, 1, false), high: bound(7, 5) });
const md = (channels: number): Expr => makeDivisible(multiply(c(channels), alpha));
const over = (e: Expr, by: number): Expr => divide(e, c(by));
const isLess = compare("<", x, y);

describe("prove", () => {
  it.each<[string, ComparisonOperator, Expr, Expr]>([
    ["max + min = sum", "==", add(maxOf([x, y]), minOf([x, y])), add(x, y)],
    ["|x| = max(x, -x)", "==", abs(x), maxOf([x, symbolic.negate(x)])],
    ["|x|^2 = x^2", "==", multiply(abs(x), abs(x)), multiply(x, x)],
    ["the two halves of n", "==", add(floor(over(n, 2)), ceil(over(n, 2))), n],
    ["sqrt(n)^2 = n", "==", multiply(symbolic.squareRoot(n), symbolic.squareRoot(n)), n],
    [
      "a bracket meets its own equality",
      "==",
      multiply(iverson(compare("==", x, y)), x),
      multiply(iverson(compare("==", x, y)), y),
    ],
    ["a max is its piecewise form", "==", maxOf([x, y]), symbolic.piecewise(isLess, y, x)],
    [
      "a call is its definition",
      "==",
      symbolic.call("at_least_one", [alpha], maxOf([c(1), alpha])),
      maxOf([alpha, c(1)]),
    ],
    ["ceil(n/2) <= n", "<=", ceil(over(n, 2)), n],
    ["floor(x) > x - 1", ">", floor(x), subtract(x, c(1))],
    ["max(x, y) >= x", ">=", maxOf([x, y]), x],
    ["min(x, y) <= max(x, y)", "<=", minOf([x, y]), maxOf([x, y])],
    ["|x| >= -x", ">=", abs(x), symbolic.negate(x)],
    ["n^2 >= n", ">=", product([n, n]), n],
    ["n*m + 1 > m", ">", add(product([n, m]), c(1)), m],
    ["make_divisible(v) > v - 4", ">=", md(24), subtract(multiply(c(24), alpha), c(4))],
  ])("proves %s", (_, operator, a, b) => {
    expect(symbolic.conditionText(prove(operator, a, b))).toBe("true");
  });

  it.each<[string, ComparisonOperator, Expr, Expr]>([
    ["n < ceil(n/2)", "<", n, ceil(over(n, 2))],
    ["max(x, y) < x", "<", maxOf([x, y]), x],
    ["n != n", "!=", n, n],
  ])("refutes %s", (_, operator, a, b) => {
    expect(symbolic.conditionText(prove(operator, a, b))).toBe("false");
  });

  it.each<[string, ComparisonOperator, Expr, Expr]>([
    ["what holds for some values only", "==", md(16), md(32)],
    ["what holds for nearly all", ">", multiply(x, x), c(0)],
    ["more than the engine can see", "==", symbolic.exp(multiply(c(2), n)), multiply(symbolic.exp(n), symbolic.exp(n))],
  ])("leaves open %s", (_, operator, a, b) => {
    expect(prove(operator, a, b).kind).toBe("comparison");
  });

  it("is right at random points whenever it decides", () => {
    const names = ["n", "m", "alpha", "beta"];
    const operators: readonly ComparisonOperator[] = ["==", "!=", "<", "<=", ">", ">="];
    const law = fc.property(
      trees(names, false),
      trees(names, false),
      fc.constantFrom(...operators),
      fc.array(point, { minLength: 5, maxLength: 5 }),
      (left, right, operator, at) => {
        const condition = tryBuild(() => prove(operator, build(left), build(right)));
        if (condition === undefined || condition.kind === "comparison") return;
        for (const p of at) {
          const wanted = truthOf({ kind: "compare", operator, left, right }, p);
          expect(symbolic.evaluateCondition(condition, p)).toBe(wanted);
        }
      },
    );
    fc.assert(law, { numRuns: runs });
  });
});
