import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Expression } from "../../grammar/index.ts";
import { parseExpression } from "../../grammar/index.ts";
import { rational } from "../../src/core/rational.ts";
import type { ComparisonOperator, Condition, Expr } from "../../src/symbolic/index.ts";
import * as symbolic from "../../src/symbolic/index.ts";
import { build, buildTest, makeDivisible, point, symbols, tests, trees, tryBuild } from "./random-tree.ts";

const runs = Number(process.env.RIDGE_RUNS ?? "300");
const {
  add,
  compare,
  constant: c,
  divide,
  iverson,
  multiply,
  negate,
  not,
  power,
  product,
  subtract,
  sum,
  toText,
} = symbolic;
const points = fc.array(point, { minLength: 12, maxLength: 12 });
const bound = (num: number, den = 1, closed = true) => ({ value: rational(num, den), closed });
const int = (text: string): Expr => symbolic.symbol(text, { kind: "int", low: bound(1) });
const real = (text: string): Expr => symbolic.symbol(text, { kind: "real", low: bound(0, 1, false), high: bound(1) });

const [M, N, Dk, Df] = [int("M"), int("N"), int("Dk"), int("Df")];
const [alpha, rho] = [real("α"), real("ρ")];
const a = real("alpha");
const md = (channels: number): Expr => makeDivisible(multiply(c(channels), a));

describe("toText", () => {
  const separable = add(product([Dk, Dk, M, Df, Df]), product([M, N, Df, Df]));
  const standard = product([Dk, Dk, M, N, Df, Df]);
  const size = product([rho, Df, rho, Df]);
  const scaled = add(product([Dk, Dk, alpha, M, size]), product([alpha, M, alpha, N, size]));
  it.each<[string, Expr, string]>([
    ["a ratio over one term is a sum of fractions", divide(separable, standard), "1/N + 1/Dk^2"],
    ["Greek names", divide(scaled, standard), "α*ρ^2/N + α^2*ρ^2/Dk^2"],
    ["highest degree first, the constant last", sum([c(3), N, product([N, N, c(5)])]), "5*N^2 + N + 3"],
    ["rational coefficients", sum([multiply(c(rational(17, 4)), power(N, 2n)), divide(N, c(2))]), "17/4*N^2 + N/2"],
    ["a positive term leads", subtract(c(1), a), "1 - alpha"],
    ["nothing but negative terms", negate(add(N, c(2))), "-N - 2"],
    ["a sum below", divide(N, add(N, M)), "N/(M + N)"],
    ["sums above and below", divide(add(N, c(1)), add(N, M)), "(N + 1)/(M + N)"],
    ["a product below", divide(c(3), product([c(2), N, M])), "3/(2*M*N)"],
    [
      "calls, small numbers first",
      sum([md(160), md(16), md(24)]),
      "make_divisible(16*alpha) + make_divisible(24*alpha) + make_divisible(160*alpha)",
    ],
    ["roundings", symbolic.ceil(divide(add(N, c(3)), c(8))), "floor((N + 2)/8) + 1"],
    [
      "an equality of two sides",
      iverson(compare("==", md(16), md(32))),
      "[make_divisible(16*alpha) == make_divisible(32*alpha)]",
    ],
    ["an equality with a number", iverson(compare("==", a, c(rational(1, 2)))), "[alpha == 1/2]"],
    ["a difference", iverson(compare("!=", M, N)), "1 - [M == N]"],
    ["zero", symbolic.zero, "0"],
    ["a negative fraction", c(rational(-7, 2)), "-7/2"],
  ])("%s", (_, e, wanted) => {
    expect(toText(e)).toBe(wanted);
  });

  it.each<[Condition, string]>([
    [compare("<", a, c(rational(1, 2))), "alpha < 1/2"],
    [compare(">", c(rational(1, 2)), a), "alpha < 1/2"],
    [compare(">", N, c(3)), "N >= 4"],
    [compare("<=", M, N), "M <= N"],
    [compare("<", add(M, c(2)), N), "M + 3 <= N"],
    [not(compare("==", md(16), md(32))), "make_divisible(16*alpha) != make_divisible(32*alpha)"],
    [symbolic.and([compare("==", M, N), compare("==", Dk, c(3))]), "Dk == 3 and M == N"],
    [symbolic.or([compare("==", M, N), compare("==", Dk, c(3))]), "Dk == 3 or M == N"],
  ])("conditions: %#", (condition, wanted) => {
    expect(symbolic.conditionText(condition)).toBe(wanted);
  });

  // What is read back may come out simpler: a condition that was open while the formula was built is decided as a whole.
  it("is what the language reads back", () => {
    const law = fc.property(trees(), points, (tree, at) => {
      const e = tryBuild(() => build(tree));
      if (e === undefined || toText(e).length > 2000) return;
      const again = tryBuild(() => read(toText(e)));
      if (again === undefined || symbolic.keyOf(again) === symbolic.keyOf(e)) return;
      for (const each of at) {
        const value = symbolic.evaluate(e, each);
        if (value !== undefined) expect(symbolic.evaluate(again, each), toText(e)).toEqual(value);
      }
      expect(toText(again).length).toBeLessThanOrEqual(toText(e).length);
    });
    fc.assert(law, { numRuns: runs });
  });

  it("decides a comparison the same way whether typed as a quotient or as a product", () => {
    const [m, odd, width] = ["m", "odd", "width"].map((name) => symbols.get(name) ?? symbolic.zero);
    if (m === undefined || odd === undefined || width === undefined) throw new Error("symbols missing");
    const quotient = compare("==", divide(width, m), makeDivisible(odd));
    const product = compare("==", multiply(m, makeDivisible(odd)), width);
    expect(symbolic.conditionKey(quotient)).toBe(symbolic.conditionKey(product));
  });

  it("is what the language reads back, for conditions", () => {
    const law = fc.property(tests(), points, (test, at) => {
      const condition = tryBuild(() => buildTest(test));
      if (condition === undefined || symbolic.isTrue(condition) || symbolic.isFalse(condition)) return;
      const text = symbolic.conditionText(condition);
      const again = text.length > 2000 ? undefined : tryBuild(() => readCondition(parsed(text)));
      if (again === undefined || symbolic.conditionKey(again) === symbolic.conditionKey(condition)) return;
      for (const each of at) {
        const value = symbolic.evaluateCondition(condition, each);
        if (value !== undefined) expect(symbolic.evaluateCondition(again, each), text).toBe(value);
      }
      expect(symbolic.conditionText(again).length).toBeLessThanOrEqual(text.length);
    });
    fc.assert(law, { numRuns: runs });
  });

  it("does not depend on the order of operands", () => {
    const law = fc.property(fc.array(trees(undefined, false), { minLength: 2, maxLength: 4 }), (parts) => {
      const list = tryBuild(() => parts.map((part) => build(part)));
      if (list === undefined) return;
      const reversed = [...list].reverse();
      const texts = tryBuild(() => [toText(sum(list)), toText(sum(reversed))]);
      if (texts !== undefined) expect(texts[1]).toBe(texts[0]);
      const products = tryBuild(() => [toText(product(list)), toText(product(reversed))]);
      if (products !== undefined) expect(products[1]).toBe(products[0]);
    });
    fc.assert(law, { numRuns: runs });
  });
});

function parsed(text: string): Expression {
  const { value, diagnostics } = parseExpression({ name: "text", text });
  if (value === undefined || diagnostics.length > 0) throw new Error(`not an expression: ${text}`);
  return value;
}

function read(text: string): Expr {
  return readTree(parsed(text));
}

/** Rebuilds the expressions that `toText` prints. */
function readTree(tree: Expression): Expr {
  switch (tree.kind) {
    case "number":
      return tree.value === "inf" ? symbolic.zero : c(tree.value);
    case "identifier":
      return symbols.get(tree.name) ?? symbolic.zero;
    case "group":
      return readTree(tree.inner);
    case "negate":
      return negate(readTree(tree.operand));
    case "power":
      return power(readTree(tree.base), symbolic.asInteger(readTree(tree.exponent)) ?? 0n);
    case "sum":
      return tree.terms.reduce<Expr>(
        (total, { operator, operand }) => (operator === "+" ? add : subtract)(total, readTree(operand)),
        symbolic.zero,
      );
    case "product":
      return tree.factors.reduce<Expr>(
        (total, { operator, operand }) => (operator === "*" ? multiply : divide)(total, readTree(operand)),
        symbolic.one,
      );
    case "list":
      return iverson(readCondition(tree.items[0] ?? tree));
    case "call":
      return readCall(tree);
    default:
      throw new Error(`not printed by toText: ${tree.kind}`);
  }
}

function readCall(tree: Extract<Expression, { kind: "call" }>): Expr {
  const args = tree.arguments.map((argument) => readTree(argument.value));
  const [first = symbolic.zero] = args;
  switch (tree.callee.kind === "identifier" ? tree.callee.name : "") {
    case "floor":
      return symbolic.floor(first);
    case "ceil":
      return symbolic.ceil(first);
    case "abs":
      return symbolic.abs(first);
    case "max":
      return symbolic.maxOf(args);
    case "min":
      return symbolic.minOf(args);
    default:
      return makeDivisible(first);
  }
}

function readCondition(tree: Expression): Condition {
  if (tree.kind === "group") return readCondition(tree.inner);
  if (tree.kind === "logic") {
    const parts = tree.operands.map(readCondition);
    return tree.operator === "and" ? symbolic.and(parts) : symbolic.or(parts);
  }
  if (tree.kind !== "comparison") throw new Error(`not a condition: ${tree.kind}`);
  return compare(tree.operator as ComparisonOperator, readTree(tree.left), readTree(tree.right));
}
