import { describe, expect, it } from "vitest";
import { rational } from "../../../src/core/rational.ts";
import type { Expr, Statement } from "../../../src/symbolic/index.ts";
import * as symbolic from "../../../src/symbolic/index.ts";
import { readStatement } from "./read.ts";

const { constant: c, decideStatement: decide, multiply, power, product, subtract, sum } = symbolic;
const real = (name: string): Expr => symbolic.symbol(name, { kind: "real" });
const names = ["p", "q", "r", "s", "t", "u", "v", "w"];

/** A pseudo-random integer from 1 to `size`, the same on every run. */
function pick(seed: number, size: number): number {
  return ((Math.imul(seed + 1, 2654435761) >>> 8) % size) + 1;
}

function longSum(terms: number): Expr {
  const symbols = names.map(real);
  return sum(
    Array.from({ length: terms }, (_, index) =>
      product([
        c(pick(index, 97) - 48),
        ...symbols.map((each, place) => power(each, BigInt(pick(index * 8 + place, 5) - 1))),
      ]),
    ),
  );
}

describe("effort is bounded", { timeout: 60_000 }, () => {
  it.each([300, 3000, 15_000])("for a sum of %i terms that has both signs", (terms) => {
    expect(decide({ left: longSum(terms), operator: ">=", right: c(0) }).kind).not.toBe("proved");
  });

  it("for a sum of many squares, which is true and long", () => {
    const lines = Array.from({ length: 12 }, (_, index) =>
      sum(names.map((name, place) => multiply(c(pick(index * 8 + place, 9) - 4), real(name)))),
    );
    const left = sum(lines.map((line) => multiply(line, line)));
    expect(decide({ left, operator: ">=", right: c(0) }).kind).not.toBe("refuted");
  });

  it.each<[string, string, boolean]>([
    ["a high power", "x: real | x^64 - x^63 + x^2 >= 0", true],
    ["a high power of a sum", "x, y: real | (x + y)^24 >= 0", true],
    ["the same, not a square", "x, y: real | (x + y)^24 + x*y^21 - y >= -5", false],
    ["a large modulus", "n: int | floor(n/9973) <= n/9973", true],
    ["many residues", "n, m: int | floor(n/7) + floor(m/11) + floor((n + m)/13) <= (n + m)/2 + abs(n) + abs(m)", true],
    [
      "many cases",
      "p, q, r, s, t, u: real | max(p, q, r, s, t, u) + min(p, q, r, s, t, u) <= max(p + q, r + s, t + u) + abs(p)",
      true,
    ],
    ["nested extrema", "x, y: real | max(min(x, y), min(y, max(x, min(x + 1, y - 1)))) <= max(x, y)", true],
    ["a touching minimum that is irrational", "x: real | (x^2 - 2)^2*(x^4 + x + 1) >= 0", true],
    ["roots close together", "x: real | (1000000*x^2 - 2000000*x + 999999)*(x - 1)^2 >= -1", true],
    ["no simple proof", "x, y, z: real | x^4*y^2 + x^2*y^4 + z^6 >= 3*x^2*y^2*z^2", true],
    ["towers of exponentials", "x: real | exp(exp(exp(x))) > exp(x)", true],
    ["a huge argument", "n: int in [1, inf) | exp(10^30*n) > n", true],
    ["large numbers", "n: int | (10^39*n + 1)*(10^38*n - 1) != 0", true],
    [
      "an equality of nested roundings that fails far out",
      "n: int | floor(n/997) + floor(n/991) == floor((n + 3)/997) + floor(n/991)",
      false,
    ],
  ])("for %s", (_, text, truth) => {
    expect(decide(readStatement(text)).kind).not.toBe(truth ? "refuted" : "proved");
  });

  it("gives the reason and what was tried when the steps do not suffice", () => {
    const statement = readStatement("x, y, z: real | x^4*y^2 + x^2*y^4 + z^6 >= 3*x^2*y^2*z^2");
    const verdict = decide(statement, { steps: 200 });
    expect(verdict).toMatchObject({ kind: "undecided" });
    expect(verdict.kind === "undecided" && verdict.tried.length).toBeGreaterThan(0);
  });

  it("is the same on every run", () => {
    const statement = readStatement("x, y: real | (x + y)^4 + x*y^3 - y >= -5");
    expect(decide(statement)).toEqual(decide(statement));
  });
});

describe("statements that say nothing", () => {
  const x = symbolic.symbol("x", { kind: "real", low: { value: rational(1), closed: true } });
  const empty = symbolic.symbol("n", {
    kind: "int",
    low: { value: rational(1, 3), closed: true },
    high: { value: rational(2, 3), closed: true },
  });
  const other = symbolic.symbol("x", { kind: "int" });

  it.each<[string, Statement, symbolic.DecisionOptions, string]>([
    ["an empty domain", { left: empty, operator: ">", right: c(0) }, {}, "no value of `n` is legal"],
    ["two domains", { left: x, operator: ">=", right: other }, {}, "`x` has two different domains"],
    [
      "contradictory assumptions",
      { left: x, operator: ">", right: c(2) },
      { assuming: [symbolic.compare(">", x, c(3)), symbolic.compare("<", x, c(2))] },
      "the assumptions exclude each other",
    ],
    [
      "a side without a value",
      { left: symbolic.log2(subtract(c(-1), multiply(x, x))), operator: "<", right: x },
      {},
      "the left side has no value anywhere in the domain",
    ],
    [
      "sides that have values at different points",
      { left: symbolic.squareRoot(subtract(x, c(5))), operator: "==", right: symbolic.squareRoot(subtract(c(4), x)) },
      {},
      "the sides have no value at the same points",
    ],
  ])("%s", (_, statement, options, reason) => {
    expect(decide(statement, options)).toEqual({ kind: "undecided", reason, tried: [] });
  });
});

describe("assumptions", () => {
  const n = symbolic.symbol("n", { kind: "int" });

  it("are the conditions under which both sides have a value", () => {
    expect(decide(readStatement("n: int | 1/(n*(n + 1)) == 1/n - 1/(n + 1)"))).toMatchObject({
      kind: "proved",
      assumptions: ["n != 0", "n != -1"],
    });
    expect(decide(readStatement("x: real | sqrt(x)^2 == x"))).toMatchObject({
      kind: "proved",
      assumptions: ["x >= 0"],
    });
  });

  it("that are handed in help a proof and restrict counterexamples", () => {
    const statement: Statement = { left: multiply(n, n), operator: ">", right: multiply(c(3), n) };
    expect(decide(statement, { assuming: [symbolic.compare(">", n, c(3))] }).kind).toBe("proved");
    expect(decide(statement, { assuming: [symbolic.compare(">", n, c(2))] })).toMatchObject({
      kind: "refuted",
      counterexample: { at: new Map([["n", rational(3)]]) },
    });
  });

  it("and symbols that cancelled have values in a counterexample", () => {
    const m = symbolic.symbol("m", { kind: "int", low: { value: rational(1), closed: true } });
    const verdict = decide({ left: n, operator: "==", right: c(0) }, { symbols: symbolic.symbolsOf(multiply(m, n)) });
    expect(verdict).toMatchObject({
      counterexample: {
        at: new Map([
          ["m", rational(1)],
          ["n", rational(1)],
        ]),
      },
    });
  });
});
