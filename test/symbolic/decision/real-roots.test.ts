import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareRational, type Rational, rational, rationalToText } from "../../../src/core/rational.ts";
import { Budget } from "../../../src/symbolic/decision/budget.ts";
import {
  type IntegerPolynomial,
  multiplyInteger,
  signAt,
  squareFree,
} from "../../../src/symbolic/decision/integer-polynomial.ts";
import { isRational, realRoots, refined, simplestBetween } from "../../../src/symbolic/decision/real-roots.ts";

const budget = () => new Budget(10_000_000);
const fractions = fc
  .tuple(fc.integer({ min: -40, max: 40 }), fc.integer({ min: 1, max: 9 }))
  .map(([p, q]) => rational(p, q));

function productOf(factors: readonly IntegerPolynomial[]): IntegerPolynomial {
  return factors.reduce(multiplyInteger, [1n]);
}

/** q*x - p. */
const lineThrough = ({ num, den }: Rational): IntegerPolynomial => [-num, den];

describe("realRoots", () => {
  it("finds rational roots exactly, each once and in order, beside factors without real roots", () => {
    const law = fc.property(
      fc.array(fractions, { minLength: 1, maxLength: 6 }),
      fc.constantFrom<IntegerPolynomial>([1n], [1n, 0n, 1n], [3n, 1n, 2n], [-1n]),
      (roots, rest) => {
        const a = squareFree(productOf([...roots.map(lineThrough), rest]), budget());
        const wanted = [...new Map(roots.map((root) => [rationalToText(root), root])).values()].sort(compareRational);
        const found = realRoots(a, budget());
        expect(found.every(isRational)).toBe(true);
        expect(found.map(({ low }) => rationalToText(low))).toEqual(wanted.map(rationalToText));
      },
    );
    fc.assert(law, { numRuns: 200 });
  });

  it("isolates irrational roots, which lie between the squares' roots that enclose them", () => {
    // x^2 - 2 and x^2 - 3, with the rational root 3/2 between them.
    const a = productOf([
      [-2n, 0n, 1n],
      [-3n, 0n, 1n],
      [-3n, 2n],
    ]);
    const found = realRoots(a, budget());
    expect(found.map(isRational)).toEqual([false, false, false, true, false]);
    let third = found[2] ?? { low: rational(0), high: rational(0) };
    for (let count = 0; count < 30; count += 1) third = refined(a, third, budget());
    // sqrt(2) = 1.41421356...
    expect(compareRational(third.low, rational(141421357, 100000000))).toBeLessThanOrEqual(0);
    expect(compareRational(third.high, rational(141421356, 100000000))).toBeGreaterThanOrEqual(0);
    expect(signAt([-2n, 0n, 1n], third.low) * signAt([-2n, 0n, 1n], third.high)).toBe(-1);
  });

  it("finds the 20 roots of Wilkinson's polynomial", () => {
    const a = productOf(Array.from({ length: 20 }, (_, index) => [BigInt(-index - 1), 1n]));
    expect(realRoots(a, budget()).map(({ low }) => rationalToText(low))).toEqual(
      Array.from({ length: 20 }, (_, index) => `${index + 1}`),
    );
  });
});

describe("simplestBetween", () => {
  it("has the smallest denominator of all numbers strictly between two others", () => {
    const law = fc.property(fractions, fractions, (a, b) => {
      const order = compareRational(a, b);
      if (order === 0) return;
      const [low, high] = order < 0 ? [a, b] : [b, a];
      const found = simplestBetween(low, high);
      expect(compareRational(low, found)).toBe(-1);
      expect(compareRational(found, high)).toBe(-1);
      for (let den = 1n; den < found.den; den += 1n) {
        // The first multiple of 1/den above low is not below high.
        const next = rational((low.num * den) / low.den - (low.num < 0n ? 1n : 0n), den);
        const above = [0n, 1n, 2n].map((step) => rational(next.num * (den / next.den) + step, den));
        const first = above.find((each) => compareRational(each, low) > 0) ?? high;
        expect(compareRational(first, high)).toBeGreaterThanOrEqual(0);
      }
    });
    fc.assert(law, { numRuns: 300 });
  });
});
