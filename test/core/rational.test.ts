import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Rational } from "../../src/core/rational.ts";
import {
  addRational,
  ceilRational,
  compareRational,
  divideRational,
  floorRational,
  gcdInteger,
  gcdRational,
  isIntegerRational,
  lcmInteger,
  multiplyRational,
  parseDecimal,
  powerRational,
  rational,
  rationalToDecimal,
  rationalToNumber,
  rationalToText,
  subtractRational,
} from "../../src/core/rational.ts";

const values = fc
  .tuple(fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n }), fc.bigInt({ min: 1n, max: 10n ** 20n }))
  .map(([num, den]) => rational(num, den));

describe("rational", () => {
  it.each<[bigint | number, bigint | number, string]>([
    [14, 4, "7/2"],
    [-14, 4, "-7/2"],
    [14, -4, "-7/2"],
    [0, 5, "0"],
    [6n, 3n, "2"],
  ])("%s over %s is %s", (num, den, text) => {
    expect(rationalToText(rational(num, den))).toBe(text);
  });

  it("rejects fractions of numbers and zero denominators", () => {
    expect(() => rational(0.5)).toThrow(RangeError);
    expect(() => rational(1, 0)).toThrow(RangeError);
    expect(() => divideRational(rational(1), rational(0))).toThrow(RangeError);
    expect(() => powerRational(rational(0), -1n)).toThrow(RangeError);
  });

  it("stays reduced with a positive denominator", () => {
    const law = fc.property(values, values, (a, b) => {
      const results = [addRational(a, b), subtractRational(a, b), multiplyRational(a, b), gcdRational(a, b)];
      if (b.num !== 0n) results.push(divideRational(a, b));
      for (const { num, den } of results) {
        expect(den > 0n).toBe(true);
        expect(gcdInteger(num, den)).toBe(1n);
      }
    });
    fc.assert(law);
  });

  it("obeys the field laws", () => {
    const same = (a: Rational, b: Rational) => expect(compareRational(a, b)).toBe(0);
    const law = fc.property(values, values, values, (a, b, c) => {
      same(multiplyRational(a, addRational(b, c)), addRational(multiplyRational(a, b), multiplyRational(a, c)));
      same(subtractRational(addRational(a, b), b), a);
      if (b.num !== 0n) same(divideRational(multiplyRational(a, b), b), a);
    });
    fc.assert(law);
  });

  it.each<[bigint, bigint, bigint, bigint]>([
    [12n, 18n, 6n, 36n],
    [-12n, 18n, 6n, 36n],
    [0n, 5n, 5n, 0n],
    [0n, 0n, 0n, 0n],
    [2n ** 80n, 2n ** 70n * 3n, 2n ** 70n, 2n ** 80n * 3n],
  ])("gcd and lcm of %s and %s", (a, b, gcd, lcm) => {
    expect([gcdInteger(a, b), lcmInteger(a, b)]).toEqual([gcd, lcm]);
  });

  it("gcd of rationals divides both", () => {
    expect(rationalToText(gcdRational(rational(1, 2), rational(1, 3)))).toBe("1/6");
    expect(rationalToText(gcdRational(rational(3, 4), rational(9, 2)))).toBe("3/4");
    const law = fc.property(values, values, (a, b) => {
      const common = gcdRational(a, b);
      if (common.num === 0n) return;
      expect(isIntegerRational(divideRational(a, common))).toBe(true);
      expect(isIntegerRational(divideRational(b, common))).toBe(true);
    });
    fc.assert(law);
  });

  it.each<[Rational, bigint, bigint]>([
    [rational(7, 2), 3n, 4n],
    [rational(-7, 2), -4n, -3n],
    [rational(4), 4n, 4n],
    [rational(-1, 3), -1n, 0n],
  ])("floor and ceil: %#", (a, floor, ceil) => {
    expect([floorRational(a), ceilRational(a)]).toEqual([floor, ceil]);
  });

  it.each<[Rational, bigint, string]>([
    [rational(2, 3), 3n, "8/27"],
    [rational(2, 3), -3n, "27/8"],
    [rational(-2, 3), -1n, "-3/2"],
    [rational(0), 0n, "1"],
  ])("powers: %#", (a, exponent, text) => {
    expect(rationalToText(powerRational(a, exponent))).toBe(text);
  });
});

describe("decimal text", () => {
  it.each<[string, string | undefined]>([
    ["1.4", "7/5"],
    ["2e9", "2000000000"],
    [".5", "1/2"],
    ["5.", "5"],
    ["1.5e-3", "3/2000"],
    ["0007", "7"],
    ["1E+2", "100"],
    ["", undefined],
    [".", undefined],
    ["1.2.3", undefined],
    ["-1", undefined],
    ["1e", undefined],
    ["1e999999999", undefined],
    ["0x10", undefined],
  ])("parses %s as %s", (text, wanted) => {
    const value = parseDecimal(text);
    expect(value && rationalToText(value)).toBe(wanted);
  });

  it.each<[Rational, number, string]>([
    [rational(7, 2), 2, "3.50"],
    [rational(1, 3), 3, "0.333"],
    [rational(2, 3), 3, "0.667"],
    [rational(1, 2), 0, "1"],
    [rational(-1, 2), 0, "-1"],
    [rational(-1, 1000), 2, "0.00"],
    [rational(1999, 1000), 2, "2.00"],
    [rational(5), 0, "5"],
  ])("prints %o with %d digits as %s", (a, digits, wanted) => {
    expect(rationalToDecimal(a, digits)).toBe(wanted);
  });
});

describe("rationalToNumber", () => {
  it("is the nearest double of a decimal", () => {
    const law = fc.property(fc.double({ noNaN: true, noDefaultInfinity: true, min: 1e-200, max: 1.7e308 }), (value) => {
      const parsed = parseDecimal(value.toString());
      expect(parsed && rationalToNumber(parsed)).toBe(value);
    });
    fc.assert(law);
  });

  it.each<[Rational, number]>([
    [rational(1, 3), 1 / 3],
    [rational(-(2n ** 60n) - 1n), -(2 ** 60)],
    [rational(10n ** 400n), Number.POSITIVE_INFINITY],
    [rational((2n ** 53n - 1n) * 2n ** 971n), Number.MAX_VALUE],
    [rational(3n * (2n ** 53n - 1n) * 2n ** 971n + 1n, 3n), Number.MAX_VALUE],
    [rational(1n, 10n ** 400n), 0],
    [rational(10n ** 400n, 10n ** 399n * 3n), 10 / 3],
  ])("%#", (a, wanted) => {
    expect(rationalToNumber(a)).toBe(wanted);
  });
});
