import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { equalsRational, isIntegerRational, rationalToText } from "../../src/core/rational.ts";
import * as symbolic from "../../src/symbolic/index.ts";
import { contains } from "../../src/symbolic/interval.ts";
import { build, buildTest, point, tests, trees, truthOf, tryBuild, valueAt } from "./random-tree.ts";

const runs = Number(process.env.RIDGE_RUNS ?? "250");
const points = fc.array(point, { minLength: 6, maxLength: 6 });

describe("random formulas", () => {
  it("keep their value through simplification, at random legal points", () => {
    const law = fc.property(trees(), points, (tree, at) => {
      const e = tryBuild(() => build(tree));
      if (e === undefined) return;
      for (const p of at) {
        const wanted = valueAt(tree, p);
        if (wanted === undefined) continue;
        const found = symbolic.evaluate(e, p);
        expect(found && rationalToText(found), symbolic.toText(e)).toBe(rationalToText(wanted));
      }
    });
    fc.assert(law, { numRuns: runs });
  });

  it("lie within their bounds", () => {
    const law = fc.property(trees(), points, (tree, at) => {
      const e = tryBuild(() => build(tree));
      if (e === undefined) return;
      const bounds = symbolic.boundsOf(e);
      for (const p of at) {
        const value = symbolic.evaluate(e, p);
        if (value !== undefined) expect(contains(bounds, value), symbolic.toText(e)).toBe(true);
      }
    });
    fc.assert(law, { numRuns: runs });
  });

  it("are integers where that is proved, and never where the opposite is", () => {
    const law = fc.property(trees(), points, (tree, at) => {
      const e = tryBuild(() => build(tree));
      if (e === undefined) return;
      const verdict = symbolic.integrality(e);
      for (const p of at) {
        const value = symbolic.evaluate(e, p);
        if (value === undefined || verdict === "unknown") continue;
        expect(isIntegerRational(value), symbolic.toText(e)).toBe(verdict === "integer");
      }
    });
    fc.assert(law, { numRuns: runs });
  });

  it("keep their value when symbols are bound one by one", () => {
    const law = fc.property(trees(), point, (tree, at) => {
      const e = tryBuild(() => build(tree));
      const wanted = valueAt(tree, at);
      if (e === undefined || wanted === undefined) return;
      let bound: symbolic.Expr | undefined = e;
      for (const [name, value] of at) {
        const before: symbolic.Expr | undefined = bound;
        if (before === undefined) return;
        bound = tryBuild(() => symbolic.substitute(before, new Map([[name, symbolic.constant(value)]])));
      }
      const found = bound === undefined ? undefined : symbolic.asConstant(bound);
      if (bound !== undefined) expect(found && rationalToText(found)).toBe(rationalToText(wanted));
    });
    fc.assert(law, { numRuns: runs });
  });
});

describe("random conditions", () => {
  it("keep their truth, decided or not, and so do their negations and brackets", () => {
    const law = fc.property(tests(), points, (test, at) => {
      const condition = tryBuild(() => buildTest(test));
      if (condition === undefined) return;
      const opposite = symbolic.not(condition);
      const bracket = tryBuild(() => symbolic.iverson(condition));
      for (const p of at) {
        const wanted = truthOf(test, p);
        if (wanted === undefined) continue;
        const text = symbolic.conditionText(condition);
        expect(symbolic.evaluateCondition(condition, p), text).toBe(wanted);
        expect(symbolic.evaluateCondition(opposite, p), text).toBe(!wanted);
        const value = bracket === undefined ? undefined : symbolic.evaluate(bracket, p);
        if (bracket !== undefined) expect(value && rationalToText(value), text).toBe(wanted ? "1" : "0");
      }
    });
    fc.assert(law, { numRuns: runs });
  });

  it("are their own double negation", () => {
    const law = fc.property(tests(), (test) => {
      const condition = tryBuild(() => buildTest(test));
      if (condition === undefined) return;
      expect(symbolic.conditionKey(symbolic.not(symbolic.not(condition)))).toBe(symbolic.conditionKey(condition));
    });
    fc.assert(law, { numRuns: runs });
  });

  it("decide others only where both hold", () => {
    const law = fc.property(tests(), tests(), trees(), points, (known, asked, tree, at) => {
      const fact = tryBuild(() => buildTest(known));
      const question = tryBuild(() => buildTest(asked));
      const e = tryBuild(() => build(tree));
      if (fact === undefined || question === undefined || e === undefined) return;
      const facts = tryBuild(() => symbolic.assume(symbolic.noFacts, fact));
      if (facts === undefined) return;
      const answer = tryBuild(() => symbolic.decide(question, facts));
      const simple = tryBuild(() => symbolic.simplifyUnder(e, facts));
      for (const p of at) {
        if (truthOf(known, p) !== true) continue;
        if (answer !== undefined && truthOf(asked, p) !== undefined) expect(answer).toBe(truthOf(asked, p));
        const before = symbolic.evaluate(e, p);
        const after = simple === undefined ? undefined : symbolic.evaluate(simple, p);
        if (before !== undefined && after !== undefined) expect(equalsRational(before, after)).toBe(true);
      }
    });
    fc.assert(law, { numRuns: runs });
  });
});
