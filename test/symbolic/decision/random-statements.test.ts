import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Rational, rationalToText } from "../../../src/core/rational.ts";
import * as symbolic from "../../../src/symbolic/index.ts";
import { build, domains, point, type TestTree, type Tree, trees, truthOf, tryBuild, valueAt } from "../random-tree.ts";

const runs = Number(process.env.RIDGE_RUNS ?? "250");
const operators = ["==", "!=", "<", "<=", ">", ">="] as const;

/** The domains of the symbols once more, for numbers that are exact in binary or near enough. */
const legal: Readonly<Record<string, (value: number) => boolean>> = {
  n: (value) => Number.isInteger(value) && value >= 1,
  m: (value) => Number.isInteger(value) && value >= -3 && value <= 6,
  res: (value) => value >= 32 && value <= 512 && value % 32 === 0,
  odd: (value) => [1, 5, 9, 13, 17, 21].includes(value),
  alpha: (value) => value > 0 && value <= 1.4,
  beta: (value) => value >= -3 && value < 3,
  width: (value) => [0.5, 0.75, 1].includes(value),
};

const numberOf = (value: Rational | undefined): number =>
  value === undefined ? Number.NaN : Number(value.num) / Number(value.den);

/** Statements between related formulas, so that a good part is true. */
const statement: fc.Arbitrary<Extract<TestTree, { kind: "compare" }>> = fc
  .tuple(trees(), trees(), fc.nat(5), fc.constantFrom(...operators))
  .map(([a, b, variant, operator]) => {
    const right = relative(a, b, variant);
    return { kind: "compare", operator, left: a, right };
  });

function relative(a: Tree, b: Tree, variant: number): Tree {
  const one: Tree = { kind: "number", value: { num: 1n, den: 1n } };
  switch (variant) {
    case 0:
      return { kind: "unary", name: "floor", argument: a };
    case 1:
      return { kind: "extremum", name: "max", args: [b, a] };
    case 2:
      return { kind: "binary", operator: "+", left: { kind: "unary", name: "abs", argument: b }, right: a };
    case 3:
      return { kind: "binary", operator: "-", left: { kind: "unary", name: "ceil", argument: a }, right: one };
    case 4:
      return { kind: "power", base: a, exponent: 2 };
    default:
      return b;
  }
}

/** The divisors that a formula has as written. */
function divisorsOf(tree: Tree): readonly Tree[] {
  switch (tree.kind) {
    case "binary":
      return [...divisorsOf(tree.left), ...divisorsOf(tree.right), ...(tree.operator === "/" ? [tree.right] : [])];
    case "unary":
    case "call":
      return divisorsOf(tree.argument);
    case "extremum":
      return tree.args.flatMap(divisorsOf);
    case "power":
      return divisorsOf(tree.base);
    case "if":
      return [...divisorsOf(tree.yes), ...divisorsOf(tree.no), ...divisorsInTest(tree.test)];
    default:
      return [];
  }
}

function divisorsInTest(test: TestTree): readonly Tree[] {
  if (test.kind === "not") return divisorsInTest(test.inner);
  const parts = test.kind === "compare" ? [] : [test.left, test.right].flatMap(divisorsInTest);
  return test.kind === "compare" ? [...divisorsOf(test.left), ...divisorsOf(test.right)] : parts;
}

const all = symbolic.sum(Object.entries(domains).map(([name, domain]) => symbolic.symbol(name, domain)));

function verdictOf(test: Extract<TestTree, { kind: "compare" }>): symbolic.Verdict | undefined {
  return tryBuild(() => {
    const divisors = [...divisorsOf(test.left), ...divisorsOf(test.right)].map((each) => build(each));
    return symbolic.decideStatement(
      { left: build(test.left), operator: test.operator, right: build(test.right) },
      {
        steps: 60_000,
        symbols: symbolic.symbolsOf(all),
        assuming: divisors.map((each) => symbolic.compare("!=", each, symbolic.zero)),
      },
    );
  });
}

describe("random statements", { timeout: 60_000 + 200 * runs }, () => {
  it("are right at random points when proved, and fail at their counterexample when refuted", () => {
    const found = { proved: 0, refuted: 0, undecided: 0 };
    const law = fc.property(statement, fc.array(point, { minLength: 12, maxLength: 12 }), (test, points) => {
      const verdict = verdictOf(test);
      if (verdict === undefined) return;
      found[verdict.kind] += 1;
      if (verdict.kind === "proved") {
        for (const at of points) expect(truthOf(test, at)).not.toBe(false);
      } else if (verdict.kind === "refuted") {
        const { at, left, right } = verdict.counterexample;
        for (const [name, isLegal] of Object.entries(legal)) expect(isLegal(numberOf(at.get(name)))).toBe(true);
        expect(truthOf(test, at)).toBe(false);
        const text = (value: Rational | undefined): string => (value === undefined ? "none" : rationalToText(value));
        expect(symbolic.toText(left)).toBe(text(valueAt(test.left, at)));
        expect(symbolic.toText(right)).toBe(text(valueAt(test.right, at)));
      }
    });
    fc.assert(law, { numRuns: runs });
    expect(found.proved).toBeGreaterThan(runs / 10);
    expect(found.refuted).toBeGreaterThan(runs / 4);
    expect(found.undecided).toBeLessThan(runs / 10);
  });
});
