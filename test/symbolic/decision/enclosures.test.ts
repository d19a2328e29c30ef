import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  addRational,
  compareRational,
  parseDecimal,
  type Rational,
  rational,
  rationalToNumber,
  subtractRational,
} from "../../../src/core/rational.ts";
import { Budget } from "../../../src/symbolic/decision/budget.ts";
import { denseOf, signInBox } from "../../../src/symbolic/decision/corner.ts";
import { enclose } from "../../../src/symbolic/decision/enclosure.ts";
import { factorsOf } from "../../../src/symbolic/decision/factor.ts";
import { factoredText } from "../../../src/symbolic/decision/factored-text.ts";
import type { Expr } from "../../../src/symbolic/index.ts";
import * as symbolic from "../../../src/symbolic/index.ts";
import { contains, type Interval } from "../../../src/symbolic/interval.ts";
import { numeratorOf } from "../../../src/symbolic/rational-function.ts";
import { encloseExp, encloseLog2, encloseRoot } from "../../../src/symbolic/transcendental.ts";
import { build, point, trees, tryBuild } from "../random-tree.ts";
import { readFormula } from "./read.ts";

const decimal = (text: string): Rational => parseDecimal(text) ?? rational(0);
const width = ({ low, high }: { low: Rational; high: Rational }): number =>
  rationalToNumber(subtractRational(high, low));

describe("enclosures of irrational numbers", () => {
  // Digits of e, 1/e^3, log2(3), log2(10) and sqrt(2) as published (OEIS A001113, A020862, A020857, A002193; e^-3 = 0.04978706836786394297...).
  it.each([
    ["exp(1)", encloseExp(rational(1), 60), "2.718281828459045235", "2.718281828459045236"],
    ["exp(-3)", encloseExp(rational(-3), 60), "0.049787068367863942", "0.049787068367863943"],
    ["log2(3)", encloseLog2(rational(3), 60), "1.584962500721156181", "1.584962500721156182"],
    ["log2(10)", encloseLog2(rational(10), 60), "3.321928094887362347", "3.321928094887362348"],
    ["log2(1/10)+4", shifted(encloseLog2(rational(1, 10), 60), 4), "0.678071905112637652", "0.678071905112637653"],
    ["sqrt(2)", encloseRoot(rational(2), 60), "1.414213562373095048", "1.414213562373095049"],
  ])("%s", (_, found, below, above) => {
    expect(found).toBeDefined();
    if (found === undefined) return;
    // The published digits and the enclosure hold the same number, so that they overlap; both are narrow.
    expect(compareRational(found.low, decimal(above))).toBe(-1);
    expect(compareRational(decimal(below), found.high)).toBe(-1);
    expect(width(found)).toBeLessThan(1e-16);
  });

  it("hold the double results, at any argument", () => {
    const law = fc.property(fc.integer({ min: -4000, max: 4000 }), fc.integer({ min: 1, max: 300 }), (num, den) => {
      const x = rational(num, den);
      const near = encloseExp(x, 40);
      const wanted = Math.exp(num / den);
      if (near !== undefined && Number.isFinite(wanted) && wanted > 1e-300)
        expect(Math.abs(rationalToNumber(near.low) / wanted - 1)).toBeLessThan(1e-11);
      if (near !== undefined) expect(compareRational(near.low, near.high)).toBe(-1);
      if (num > 0) {
        const log = encloseLog2(x, 40);
        expect(rationalToNumber(log.low)).toBeLessThanOrEqual(Math.log2(num / den) + 1e-12);
        expect(rationalToNumber(log.high)).toBeGreaterThanOrEqual(Math.log2(num / den) - 1e-12);
      }
    });
    fc.assert(law, { numRuns: 300 });
  });
});

function shifted(a: { low: Rational; high: Rational }, by: number): { low: Rational; high: Rational } {
  return { low: addRational(a.low, rational(by)), high: addRational(a.high, rational(by)) };
}

describe("enclose", () => {
  it("holds the value at every point of a box", () => {
    const law = fc.property(trees(), point, point, point, (tree, a, b, at) => {
      const e = tryBuild(() => build(tree));
      if (e === undefined) return;
      const box = new Map<string, Interval>();
      for (const [name, value] of a) {
        const ends = [value, b.get(name) ?? value, at.get(name) ?? value].sort(compareRational);
        const [low, , high] = ends as [Rational, Rational, Rational];
        box.set(name, { low: { value: low, closed: true }, high: { value: high, closed: true } });
      }
      const value = symbolic.evaluate(e, at);
      if (value !== undefined) expect(contains(enclose(e, box, 40), value), symbolic.toText(e)).toBe(true);
    });
    fc.assert(law, { numRuns: 600 });
  });

  it.each([
    ["x: real in [3, inf)", "x*exp(-x)", 0, 0.15],
    ["x: real in (-inf, -3]", "x*exp(x)", -0.15, 0],
    ["x: real in [2, inf)", "x^2*exp(-x)", 0, 0.542],
    ["x: real in [1, 2]", "x*exp(-2*x)", 0.0366, 0.1354],
  ])("bounds a decaying product where %s: %s", (domains, text, low, high) => {
    const found = enclose(readFormula(domains, text), new Map(), 40);
    expect(found.low && rationalToNumber(found.low.value)).toBeGreaterThanOrEqual(low - 1e-9);
    expect(found.high && rationalToNumber(found.high.value)).toBeLessThanOrEqual(high);
  });
});

describe("signInBox", () => {
  const symbols = ["x", "y"].map((name) => symbolic.symbol(name, { kind: "real" }));
  const end = fc.option(
    fc.tuple(
      fc.integer({ min: -6, max: 6 }).map((num) => rational(num, 2)),
      fc.boolean(),
    ),
    { freq: 3 },
  );
  const axis: fc.Arbitrary<Interval> = fc.tuple(end, end).map(([a, b]) => {
    const swap = a !== null && b !== null && compareRational(a[0], b[0]) >= 0;
    const low = swap ? { value: b[0], closed: true } : a === null ? undefined : { value: a[0], closed: a[1] };
    const high = swap ? { value: a[0], closed: true } : b === null ? undefined : { value: b[0], closed: b[1] };
    return { ...(low && { low }), ...(high && { high }) };
  });
  const terms = fc.array(fc.tuple(fc.integer({ min: -4, max: 4 }), fc.nat(3), fc.nat(2)), {
    minLength: 1,
    maxLength: 5,
  });
  const values = Array.from({ length: 49 }, (_, index) => rational(index - 24, 4)).concat([
    rational(100),
    rational(-100),
  ]);

  it("is never contradicted by a value in the box", () => {
    const law = fc.property(terms, axis, axis, (list, first, second) => {
      const e = symbolic.sum(
        list.map(([scale, a, b]) =>
          symbolic.product([
            symbolic.constant(scale),
            symbolic.power(symbols[0] as Expr, BigInt(a)),
            symbolic.power(symbols[1] as Expr, BigInt(b)),
          ]),
        ),
      );
      const dense = denseOf(numeratorOf(e));
      if (dense === undefined) return;
      const box = dense.atoms.map((atom) => (atom.key === "x" ? first : second));
      const sign = signInBox(dense, box, new Budget(1_000_000));
      if (sign === "unknown") return;
      for (const x of values.filter((each) => contains(first, each))) {
        for (const y of values.filter((each) => contains(second, each))) {
          const value = symbolic.evaluate(
            e,
            new Map([
              ["x", x],
              ["y", y],
            ]),
          );
          const order = compareRational(value ?? rational(0), rational(0));
          const allowed = {
            positive: [1],
            "at-least-zero": [0, 1],
            zero: [0],
            "at-most-zero": [-1, 0],
            negative: [-1],
          }[sign];
          expect(allowed, `${symbolic.toText(e)} is ${sign}`).toContain(order);
        }
      }
    });
    fc.assert(law, { numRuns: 300 });
  });

  const closed = (low: number, high: number): Interval => ({
    low: { value: rational(low), closed: true },
    high: { value: rational(high), closed: true },
  });
  const openAbove: Interval = { low: { value: rational(0), closed: false } };
  it.each<[text: string, interval: Interval, sign: string]>([
    ["x + 1", closed(0, 2), "positive"],
    ["x", openAbove, "positive"],
    ["x", closed(0, 2), "at-least-zero"],
    ["x - 2", closed(0, 2), "at-most-zero"],
    ["x - 3", closed(0, 2), "negative"],
    ["x - 1", closed(0, 2), "unknown"],
  ])("%s is signed by its coefficients", (text, interval, sign) => {
    const dense = denseOf(numeratorOf(readFormula("x: real", text)));
    if (dense === undefined) throw new Error(text);
    expect(signInBox(dense, [interval], new Budget(1000))).toBe(sign);
  });

  it("is zero of what cancels", () => {
    const dense = denseOf(numeratorOf(symbolic.constant(0n)));
    expect(dense && signInBox(dense, [], new Budget(1000))).toBe("zero");
  });
});

describe("factorsOf", () => {
  const factor = fc.constantFrom(
    "x",
    "y",
    "x - 1",
    "x + y",
    "2*x - 3*y",
    "x^2 + 1",
    "x*y - 2",
    "x^2 + x*y + y^2",
    "3*x + 1",
    "x^2 - 2",
  );

  it("multiplies back to the formula", () => {
    const law = fc.property(
      fc.array(factor, { minLength: 1, maxLength: 4 }),
      fc.array(factor, { maxLength: 2 }),
      (above, below) => {
        const text = `${above.map((each) => `(${each})`).join("*")}${below.map((each) => `/(${each})`).join("")}`;
        const e = readFormula("x, y: real", text);
        const { scale, factors } = factorsOf(e);
        const product = symbolic.product([
          symbolic.constant(scale),
          ...factors.map(({ base, exponent }) => symbolic.power(base, BigInt(exponent))),
        ]);
        expect(symbolic.equals(product, e), text).toBe(true);
      },
    );
    fc.assert(law, { numRuns: 150 });
  });

  it.each([
    ["x^2 - y^2", "(x - y)*(x + y)"],
    ["x^2*y - x*y", "x*y*(x - 1)"],
    ["x^2 - 2*x*y + y^2", "(x - y)^2"],
    ["x^3 - 6*x^2 + 11*x - 6", "(x - 1)*(x - 2)*(x - 3)"],
    ["(4*x^2 - 1)/(6*y)", "(2*x - 1)*(2*x + 1)/(6*y)"],
    ["x^2 - 2", "x^2 - 2"],
    ["-x^2 - 2*x - 1", "-(x + 1)^2"],
    ["x*y + x + y + 1", "(x + 1)*(y + 1)"],
  ])("%s = %s", (text, wanted) => {
    const sorted = (product: string): readonly string[] => product.split(/(?<=\))(?:\*(?=\()|(?=\/))/).sort();
    expect(sorted(factoredText(readFormula("x, y: real", text)))).toEqual(sorted(wanted));
  });
});
