import fc from "fast-check";
import { all, create } from "mathjs";
import { describe, expect, it } from "vitest";
import { rational } from "../../src/core/rational.ts";
import type { Expr } from "../../src/symbolic/index.ts";
import * as symbolic from "../../src/symbolic/index.ts";
import { build, trees, tryBuild } from "./random-tree.ts";

const runs = Number(process.env.RIDGE_RUNS ?? "200");
const {
  add,
  constant: c,
  divide,
  equals,
  isZero,
  keyOf,
  multiply,
  negate,
  one,
  power,
  subtract,
  sum,
  toText,
  zero,
} = symbolic;
const names = ["n", "m", "alpha"];
const real = (name: string): Expr => symbolic.symbol(name, { kind: "real" });
const [x, y, z] = [real("x"), real("y"), real("z")];

/** Polynomials of random trees without division, so that all field laws apply. */
const triples = fc.tuple(trees(names, false), trees(names, false), trees(names, false));

function law(check: (a: Expr, b: Expr, d: Expr) => void): void {
  const property = fc.property(triples, (found) => {
    tryBuild(() => {
      const [a, b, d] = found.map((each) => build(each)) as [Expr, Expr, Expr];
      check(a, b, d);
    });
  });
  fc.assert(property, { numRuns: runs });
}

const same = (a: Expr, b: Expr): void => expect(keyOf(a)).toBe(keyOf(b));

describe("field laws", () => {
  it("a + b = b + a, (a + b) + d = a + (b + d)", () => {
    law((a, b, d) => {
      same(add(a, b), add(b, a));
      same(add(add(a, b), d), add(a, add(b, d)));
      same(add(add(a, b), d), sum([d, b, a]));
    });
  });

  it("a*b = b*a, (a*b)*d = a*(b*d), a*(b + d) = a*b + a*d", () => {
    law((a, b, d) => {
      same(multiply(a, b), multiply(b, a));
      same(multiply(multiply(a, b), d), multiply(a, multiply(b, d)));
      same(multiply(a, add(b, d)), add(multiply(a, b), multiply(a, d)));
    });
  });

  it("a - a = 0, a + 0 = a, a*1 = a, a*0 = 0, -(-a) = a", () => {
    law((a) => {
      expect(isZero(subtract(a, a))).toBe(true);
      same(add(a, zero), a);
      same(multiply(a, one), a);
      same(multiply(a, zero), zero);
      same(negate(negate(a)), a);
    });
  });

  it("fractions: a/b * b = a, a/b + d/b = (a + d)/b, a/b / (d/b) = a/d", () => {
    law((a, b, d) => {
      if (isZero(b) || isZero(d)) return;
      if ([a, b, d].some((e) => toText(e).includes("["))) return;
      expect(equals(multiply(divide(a, b), b), a)).toBe(true);
      expect(equals(add(divide(a, b), divide(d, b)), divide(add(a, d), b))).toBe(true);
      expect(equals(divide(divide(a, b), divide(d, b)), divide(a, d))).toBe(true);
    });
  });
});

describe("lowest terms", () => {
  const [p, q] = [add(x, y), subtract(x, y)];
  it.each<[string, Expr, string]>([
    ["(x^2 - y^2)/(x - y)", divide(multiply(p, q), q), "x + y"],
    ["(x + y)^3/(x + y)", divide(power(p, 3n), p), "x^2 + 2*x*y + y^2"],
    ["(x^2 - y^2)/(x + y)^2", divide(multiply(p, q), power(p, 2n)), "(x - y)/(x + y)"],
    ["a common factor of three symbols", divide(multiply(add(x, z), p), multiply(add(x, z), q)), "(x + y)/(x - y)"],
    ["1/(x - y) + 1/(y - x)", add(divide(one, q), divide(one, negate(q))), "0"],
    ["1/(x + y) + 1/(x - y)", add(divide(one, p), divide(one, q)), "2*x/(x^2 - y^2)"],
    ["the sign is carried above", divide(one, negate(x)), "-1/x"],
    ["numbers are cleared below", divide(x, add(divide(y, c(2)), c(rational(1, 3)))), "6*x/(3*y + 2)"],
    ["x^-2", power(x, -2n), "1/x^2"],
    ["0^0", power(zero, 0n), "1"],
  ])("%s", (_, e, wanted) => {
    expect(toText(e)).toBe(wanted);
  });

  it("reduces products with a known common factor", () => {
    law((a, b, d) => {
      if (isZero(b) || isZero(d)) return;
      if ([a, b, d].some((e) => /\[/.test(toText(e)))) return;
      same(divide(multiply(a, d), multiply(b, d)), divide(a, b));
    });
  });
});

describe("brackets", () => {
  const half = symbolic.iverson(symbolic.compare("==", x, c(rational(1, 2))));
  const whole = symbolic.iverson(symbolic.compare("==", x, one));
  const atMost = symbolic.iverson(symbolic.compare("<=", x, c(3)));
  it.each<[string, Expr, string]>([
    ["[c]^2 = [c]", multiply(half, half), "[x == 1/2]"],
    ["[x == 1/2][x == 1] = 0", multiply(half, whole), "0"],
    ["[c](1 - [c]) = 0", multiply(half, subtract(one, half)), "0"],
    ["[x == 1][x <= 3] = [x == 1]", multiply(whole, atMost), "[x == 1]"],
    ["[x <= 3][x <= 2] = [x <= 2]", multiply(atMost, symbolic.iverson(symbolic.compare("<=", x, c(2)))), "[x <= 2]"],
    ["[x == 1/2] x^2 = 1/4 [x == 1/2]", multiply(half, power(x, 2n)), "[x == 1/2]/4"],
    ["[x > 3] = 1 - [x <= 3]", symbolic.iverson(symbolic.compare(">", x, c(3))), "1 - [x <= 3]"],
    ["piecewise of equal branches", symbolic.piecewise(symbolic.compare("<", x, y), z, z), "z"],
  ])("%s", (_, e, wanted) => {
    expect(toText(e)).toBe(wanted);
  });
});

describe("mathjs, as a witness with fractions", () => {
  const math = create(all ?? {}, { number: "Fraction" });
  it("agrees on random rational formulas", () => {
    const rationalNames = ["m", "odd", "alpha"];
    const property = fc.property(trees(rationalNames, false), (tree) => {
      const e = tryBuild(() => build(tree));
      if (e === undefined || /[[a-z]+\(|\[/.test(toText(e)) || toText(e).length > 300) return;
      const at = { m: rational(5), odd: rational(9), alpha: rational(3, 4) };
      const value = symbolic.evaluate(e, new Map(Object.entries(at)));
      const scope = { m: math.fraction(5), odd: math.fraction(9), alpha: math.fraction(3, 4) };
      const found = math.evaluate(toText(e), scope) as { n: bigint; d: bigint; s: bigint };
      expect(value && { num: value.num, den: value.den }).toEqual({
        num: BigInt(found.s) * BigInt(found.n),
        den: BigInt(found.d),
      });
    });
    fc.assert(property, { numRuns: runs });
  });
});
