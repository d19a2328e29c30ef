import { describe, expect, it } from "vitest";
import { rational } from "../../src/core/rational.ts";
import type { Condition, Expr } from "../../src/symbolic/index.ts";
import * as symbolic from "../../src/symbolic/index.ts";
import { makeDivisible } from "./random-tree.ts";

const {
  add,
  and,
  assume,
  compare,
  constant: c,
  decide,
  equalUnder,
  multiply,
  noFacts,
  not,
  or,
  simplifyUnder,
  toText,
} = symbolic;
const bound = (num: number, den = 1, closed = true) => ({ value: rational(num, den), closed });
const int = (name: string): Expr => symbolic.symbol(name, { kind: "int", low: bound(1) });
const [s, n, m, k] = [int("s"), int("n"), int("m"), int("k")];
const alpha = symbolic.symbol("alpha", { kind: "real", low: bound(0, 1, false), high: bound(7, 5) });
const md = (channels: number): Expr => makeDivisible(multiply(c(channels), alpha));
const eq = (a: Expr, b: Expr): Condition => compare("==", a, b);

describe("facts", () => {
  it("rewrite the larger of two calls into the smaller", () => {
    const facts = assume(noFacts, eq(md(32), md(16)));
    expect(toText(simplifyUnder(add(md(32), md(16)), facts))).toBe("2*make_divisible(16*alpha)");
    expect(equalUnder(md(16), md(32), facts)).toBe(true);
    expect(equalUnder(md(16), md(24), facts)).toBe(false);
  });

  it("decide their own condition and its negation later", () => {
    const differ = not(eq(md(96), md(16)));
    const facts = assume(noFacts, differ);
    expect(decide(differ, facts)).toBe(true);
    expect(decide(eq(md(96), md(16)), facts)).toBe(false);
    expect(decide(eq(md(96), md(24)), facts)).toBeUndefined();
  });

  it.each<[string, Condition, Condition, boolean | undefined]>([
    ["s == 2 decides s != 1", eq(s, c(2)), not(eq(s, c(1))), true],
    ["2*s == n solves for one of them", eq(multiply(c(2), s), n), eq(multiply(c(6), s), multiply(c(3), n)), true],
    ["n == m and m == k give n == k", and([eq(n, m), eq(m, k)]), eq(n, k), true],
    [
      "and inside functions",
      and([eq(n, m), eq(m, k)]),
      eq(symbolic.floor(symbolic.divide(n, c(2))), symbolic.floor(symbolic.divide(k, c(2)))),
      true,
    ],
    ["n >= 3 decides n >= 2", compare(">=", n, c(3)), compare(">=", n, c(2)), true],
    ["n >= 3 decides n == 2", compare(">=", n, c(3)), eq(n, c(2)), false],
    ["n >= 3 leaves n == 4 open", compare(">=", n, c(3)), eq(n, c(4)), undefined],
    ["alpha <= 1 narrows max(1, alpha)", compare("<=", alpha, c(1)), eq(symbolic.maxOf([c(1), alpha]), c(1)), true],
    ["n <= 7 narrows n^2", compare("<=", n, c(7)), compare("<", multiply(n, n), c(50)), true],
    [
      "a conjunction decides its parts",
      and([compare(">=", n, c(3)), compare(">=", m, c(3))]),
      compare(">=", m, c(3)),
      true,
    ],
    ["a disjunction decides itself", or([eq(n, c(3)), eq(m, c(3))]), or([eq(m, c(3)), eq(n, c(3))]), true],
    ["and its negation", or([eq(n, c(3)), eq(m, c(3))]), and([not(eq(n, c(3))), not(eq(m, c(3)))]), false],
  ])("%s", (_, fact, question, wanted) => {
    expect(decide(question, assume(noFacts, fact))).toBe(wanted);
  });

  it("turn decided brackets into numbers", () => {
    const cost = add(n, multiply(m, symbolic.iverson(compare("<=", n, c(4)))));
    expect(toText(simplifyUnder(cost, assume(noFacts, compare("<=", n, c(3)))))).toBe("m + n");
    expect(toText(simplifyUnder(cost, assume(noFacts, compare(">", n, c(4)))))).toBe("n");
  });

  it("know when they contradict each other", () => {
    expect(assume(assume(noFacts, eq(n, c(2))), eq(n, c(3))).isContradictory).toBe(true);
    expect(assume(assume(noFacts, compare("<", n, c(3))), compare(">", n, c(5))).isContradictory).toBe(true);
    expect(assume(assume(noFacts, compare("<", n, c(3))), compare(">", m, c(5))).isContradictory).toBe(false);
  });

  it("give integrality", () => {
    const facts = assume(noFacts, eq(n, multiply(c(2), m)));
    expect(symbolic.integrality(symbolic.divide(n, c(2)))).toBe("unknown");
    expect(symbolic.integrality(symbolic.divide(n, c(2)), facts)).toBe("integer");
  });
});
