import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareRational, type Rational, rational } from "../../../src/core/rational.ts";
import { enclose } from "../../../src/symbolic/decision/enclosure.ts";
import type { Bound } from "../../../src/symbolic/expression.ts";
import { pointInterval } from "../../../src/symbolic/interval.ts";
import { readFormula } from "./read.ts";

const bits = 48;
const formula = readFormula(
  "x, y: real",
  "(exp(x)*exp(y/3) - x*exp(-y))^3 + exp(x*y)/(1 + exp(x)^2) - y*sqrt(2 + x^2)",
);

/** Rationals with long denominators. */
const coordinate: fc.Arbitrary<Rational> = fc
  .tuple(fc.bigInt({ min: -(2n ** 90n), max: 2n ** 90n }), fc.bigInt({ min: 2n ** 88n, max: 2n ** 90n }))
  .map(([num, den]) => rational(num, den));

function lengthOf(end: Bound | undefined): number {
  return end === undefined ? Number.POSITIVE_INFINITY : end.value.den.toString(2).length;
}

describe("enclosures", () => {
  it("have short ends around the values found with more digits", () => {
    const property = fc.property(coordinate, coordinate, (x, y) => {
      const box = new Map([
        ["x", pointInterval(x)],
        ["y", pointInterval(y)],
      ]);
      const wide = enclose(formula, box, bits);
      const narrow = enclose(formula, box, 4 * bits);
      expect(lengthOf(wide.low)).toBeLessThan(4 * bits);
      expect(lengthOf(wide.high)).toBeLessThan(4 * bits);
      const [low, high] = [narrow.low?.value ?? rational(0), narrow.high?.value ?? rational(0)];
      expect(compareRational(wide.low?.value ?? high, low)).toBeLessThanOrEqual(0);
      expect(compareRational(wide.high?.value ?? low, high)).toBeGreaterThanOrEqual(0);
    });
    fc.assert(property, { numRuns: 25 });
  });

  it("keep an end that is attained and has few digits", () => {
    const end = rational(1n, 2n ** 300n);
    const box = new Map([["x", { low: { value: end, closed: true } }]]);
    expect(enclose(readFormula("x: real in [0, inf)", "3*x"), box, bits).low).toEqual({
      value: rational(3n, 2n ** 300n),
      closed: true,
    });
  });
});
