import { describe, expect, it } from "vitest";
import { rational } from "../../src/core/rational.ts";
import type { Expr, SymbolDomain } from "../../src/symbolic/index.ts";
import * as symbolic from "../../src/symbolic/index.ts";
import { makeDivisible } from "./random-tree.ts";

const { add, ceil, constant: c, divide, floor, maxOf, minOf, multiply, negate, round, subtract, toText } = symbolic;
const bound = (num: number, den = 1, closed = true) => ({ value: rational(num, den), closed });
const name = (text: string, domain: SymbolDomain): Expr => symbolic.symbol(text, domain);

const n = name("n", { kind: "int", low: bound(1) });
const m = name("m", { kind: "int" });
const res = name("res", { kind: "int", low: bound(32), high: bound(512), step: rational(32) });
const odd = name("odd", { kind: "int", low: bound(1), high: bound(99), step: rational(2) });
const x = name("x", { kind: "real" });
const alpha = name("alpha", { kind: "real", low: bound(0, 1, false), high: bound(7, 5) });
const channels = makeDivisible(multiply(c(24), alpha));
const over = (e: Expr, by: number): Expr => divide(e, c(by));
const plus = (e: Expr, by: number, den = 1): Expr => add(e, c(rational(by, den)));

describe("rounding", () => {
  it.each<[string, Expr, string]>([
    ["floor(n) = n for an integer n", floor(n), "n"],
    ["ceil of an integer polynomial is itself", ceil(over(multiply(n, plus(n, 1)), 2)), "n^2/2 + n/2"],
    ["floor(x + 3) = floor(x) + 3", floor(plus(x, 3)), "floor(x) + 3"],
    ["floor(x + n) = floor(x) + n", floor(add(x, n)), "n + floor(x)"],
    ["ceil(x + 7/2) = ceil(x - 1/2) + 4", ceil(plus(x, 7, 2)), "ceil(x - 1/2) + 4"],
    ["floor(7/2*n) = 3*n + floor(n/2)", floor(multiply(c(rational(7, 2)), n)), "3*n + floor(n/2)"],
    ["floor(-x) = -ceil(x)", floor(negate(x)), "-ceil(x)"],
    ["ceil(-n/3) = -floor(n/3)", ceil(over(negate(n), 3)), "-floor(n/3)"],
    ["floor(floor(x)/3) = floor(x/3)", floor(over(floor(x), 3)), "floor(x/3)"],
    ["floor((floor(x) + 5)/3) = floor((x + 2)/3) + 1", floor(over(plus(floor(x), 5), 3)), "floor((x + 2)/3) + 1"],
    ["ceil(ceil(x)/3) = ceil(x/3)", ceil(over(ceil(x), 3)), "ceil(x/3)"],
    ["ceil(floor(x)/3) stays, x being no integer", ceil(over(floor(x), 3)), "ceil(floor(x)/3)"],
    ["floor((n + 1)/2) = ceil(n/2)", floor(over(plus(n, 1), 2)), "ceil(n/2)"],
    ["floor((n + 2)/3) = ceil(n/3)", floor(over(plus(n, 2), 3)), "ceil(n/3)"],
    ["floor((n + 1)/3) stays", floor(over(plus(n, 1), 3)), "floor((n + 1)/3)"],
    [
      "floor((n - 1)/2) + 1 = ceil(n/2), a 3x3 stride 2 pad 1 window",
      plus(floor(over(plus(n, -1), 2)), 1),
      "ceil(n/2)",
    ],
    ["ceil(ceil(n/2)/2) = ceil(n/4)", ceil(over(ceil(over(n, 2)), 2)), "ceil(n/4)"],
    ["floor(ceil(n/2)/2) = floor((n + 1)/4)", floor(over(ceil(over(n, 2)), 2)), "floor((n + 1)/4)"],
    ["floor((res + 1)/2) = res/2", floor(over(plus(res, 1), 2)), "res/2"],
    ["ceil(res/64) stays", ceil(over(res, 64)), "ceil(res/64)"],
    ["floor(odd/2) = (odd - 1)/2", floor(over(odd, 2)), "odd/2 - 1/2"],
    ["round(x) = floor(x + 1/2)", round(x), "floor(x + 1/2)"],
    ["round(n) = n", round(n), "n"],
    ["floor(alpha/2) = 0 for alpha <= 7/5", floor(over(alpha, 2)), "0"],
    ["ceil(alpha/2) = 1 for 0 < alpha", ceil(over(alpha, 2)), "1"],
    ["floor(channels/8) with multiples of 8", floor(over(channels, 8)), "make_divisible(24*alpha)/8"],
    ["floor(channels/4 + 1/2) = channels/4", floor(plus(over(channels, 4), 1, 2)), "make_divisible(24*alpha)/4"],
    ["floor(n/n)", floor(divide(n, n)), "1"],
    ["floor((m + n)/n) = floor(m/n) + 1", floor(divide(add(m, n), n)), "floor(m/n) + 1"],
    [
      "floor((m - n + 1)/n) + 1 = floor((m + 1)/n)",
      plus(floor(divide(plus(subtract(m, n), 1), n)), 1),
      "floor((m + 1)/n)",
    ],
    ["floor(floor(x)/n) = floor(x/n)", floor(divide(floor(x), n)), "floor(x/n)"],
  ])("%s", (_, found, wanted) => {
    expect(toText(found)).toBe(wanted);
  });

  it("takes res to res/32 through five halvings", () => {
    let size = res;
    for (let count = 0; count < 5; count += 1) size = ceil(over(size, 2));
    expect(toText(size)).toBe("res/32");
    expect(symbolic.integrality(size)).toBe("integer");
  });
});

describe("max, min and abs", () => {
  it.each<[string, Expr, string]>([
    ["max(a) = a", maxOf([x]), "x"],
    ["provable order drops an argument", maxOf([n, plus(n, 1), c(0)]), "n + 1"],
    ["bounds drop an argument", maxOf([c(8), channels]), "make_divisible(24*alpha)"],
    ["a constant outside the range wins", minOf([alpha, c(2)]), "alpha"],
    ["undecided arguments stay, constants first", maxOf([alpha, c(1)]), "max(1, alpha)"],
    ["nested ones are flattened", maxOf([maxOf([c(1), alpha]), x]), "max(1, alpha, x)"],
    ["equal arguments count once", maxOf([x, alpha, x]), "max(alpha, x)"],
    ["numbers move out", maxOf([multiply(c(8), x), c(8)]), "8*max(1, x)"],
    ["abs(n) = n", symbolic.abs(n), "n"],
    ["abs(-n - 1) = n + 1", symbolic.abs(negate(plus(n, 1))), "n + 1"],
    ["abs(-2*x) = 2*abs(x)", symbolic.abs(multiply(c(-2), x)), "2*abs(x)"],
  ])("%s", (_, found, wanted) => {
    expect(toText(found)).toBe(wanted);
  });
});

describe("sqrt, log2 and exp", () => {
  it.each<[string, Expr, string]>([
    ["sqrt(9/4)", symbolic.squareRoot(c(rational(9, 4))), "3/2"],
    ["sqrt(2) stays", symbolic.squareRoot(c(2)), "sqrt(2)"],
    ["sqrt(4*n) = 2*sqrt(n)", symbolic.squareRoot(multiply(c(4), n)), "2*sqrt(n)"],
    ["log2(1/8)", symbolic.log2(c(rational(1, 8))), "-3"],
    ["log2(3) stays", symbolic.log2(c(3)), "log2(3)"],
    ["log2(8*n) = 3 + log2(n)", symbolic.log2(multiply(c(8), n)), "log2(n) + 3"],
    ["exp(0)", symbolic.exp(c(0)), "1"],
    ["exp(n) stays", symbolic.exp(n), "exp(n)"],
  ])("%s", (_, found, wanted) => {
    expect(toText(found)).toBe(wanted);
  });
});

describe("integrality", () => {
  const isHalf = symbolic.compare("==", alpha, c(rational(1, 2)));
  const isOne = symbolic.compare("==", alpha, c(1));
  it.each<[string, Expr, symbolic.Integrality]>([
    ["7", c(7), "integer"],
    ["7/2", c(rational(7, 2)), "not-integer"],
    ["an int symbol", n, "integer"],
    ["a real symbol", alpha, "unknown"],
    ["32*alpha", multiply(c(32), alpha), "unknown"],
    ["n/2", over(n, 2), "unknown"],
    ["n + 1/2", plus(n, 1, 2), "not-integer"],
    ["n(n + 1)/2", over(multiply(n, plus(n, 1)), 2), "integer"],
    ["n(n + 1)(n + 2)/6", over(symbolic.product([n, plus(n, 1), plus(n, 2)]), 6), "integer"],
    ["(odd - 1)/2", over(plus(odd, -1), 2), "integer"],
    ["(odd^2 - 1)/8", over(plus(multiply(odd, odd), -1), 8), "integer"],
    ["odd/2", over(odd, 2), "not-integer"],
    ["res/32", over(res, 32), "integer"],
    ["res^2/1024", over(multiply(res, res), 1024), "integer"],
    ["res/64", over(res, 64), "unknown"],
    ["make_divisible(24*alpha)/8", over(channels, 8), "integer"],
    ["make_divisible(24*alpha)/16", over(channels, 16), "unknown"],
    [
      "24*[alpha == 1/2] + 58*[alpha == 1]",
      symbolic.piecewise(isHalf, c(24), symbolic.piecewise(isOne, c(58), c(0))),
      "integer",
    ],
  ])("%s", (_, e, wanted) => {
    expect(symbolic.integrality(e)).toBe(wanted);
  });

  it("is found by trying every value of a finite symbol", () => {
    const width = name("w", { kind: "real", values: [rational(1, 4), rational(1, 2), rational(1)] });
    expect(symbolic.integrality(divide(c(1), width))).toBe("integer");
    expect(symbolic.integrality(multiply(c(2), width))).toBe("unknown");
  });
});
