import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareRational, type Rational, rationalToText } from "../../../src/core/rational.ts";
import * as symbolic from "../../../src/symbolic/index.ts";
import { build, type Tree, tryBuild, valueAt } from "../random-tree.ts";
import { lawDomains, laws } from "./laws.ts";
import { lawPoint, material, mutated, rationalTree, scrambled } from "./material.ts";

const seed = Number(process.env.RIDGE_SEED ?? "20240607");
const count = Number(process.env.RIDGE_RUNS ?? "600");
const bindings = new Map(
  Object.entries(lawDomains).map(([name, domain]) => [name, symbolic.symbol(name, domain)] as const),
);

interface Identity {
  readonly law: string;
  readonly left: Tree;
  readonly right: Tree;
}

const lawNames = Object.keys(laws);

const identity: fc.Arbitrary<Identity> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.tuple(fc.constantFrom(...lawNames), material).map(([law, of]) => {
      const [left = symbol, right = symbol] = laws[law]?.(of) ?? [];
      return { law, left, right };
    }),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(rationalTree, fc.array(fc.nat(9), { minLength: 5, maxLength: 9 })).map(([left, choices]) => ({
      law: "rational functions",
      left,
      right: scrambled(left, choices),
    })),
  },
);
const symbol: Tree = { kind: "symbol", name: "x" };

/** Divisors of the formulas as written, which may cancel, are assumed not to be 0. */
function verdictOf(left: Tree, right: Tree): symbolic.Verdict | undefined {
  return tryBuild(() => {
    const statement = { left: build(left, bindings), operator: "==" as const, right: build(right, bindings) };
    const divisors = [...divisorsOf(left), ...divisorsOf(right)].map((each) => build(each, bindings));
    const assuming = divisors.map((each) => symbolic.compare("!=", each, symbolic.zero));
    return symbolic.decideStatement(statement, { symbols: symbolic.symbolsOf(everything), assuming });
  });
}

const everything = symbolic.sum([...bindings.values()]);

function divisorsOf(tree: Tree): readonly Tree[] {
  switch (tree.kind) {
    case "binary": {
      const inner = [...divisorsOf(tree.left), ...divisorsOf(tree.right)];
      return tree.operator === "/" && tree.right.kind !== "number" ? [...inner, tree.right] : inner;
    }
    case "unary":
      return divisorsOf(tree.argument);
    case "extremum":
      return tree.args.flatMap(divisorsOf);
    case "power":
      return divisorsOf(tree.base);
    default:
      return [];
  }
}

type Point = ReadonlyMap<string, Rational>;

/** Whether the sides differ at a point, by schoolbook arithmetic; undefined where one has no value. */
function differAt(left: Tree, right: Tree, point: Point): boolean | undefined {
  const a = valueAt(left, point);
  const b = valueAt(right, point);
  return a === undefined || b === undefined ? undefined : compareRational(a, b) !== 0;
}

const identities = fc.sample(identity, { numRuns: count, seed });
const points = fc.sample(lawPoint, { numRuns: 40, seed });

describe(`${count} random identities`, { timeout: 120_000 }, () => {
  it("are proved", () => {
    const open = new Map<string, number>();
    let proved = 0;
    for (const { law, left, right } of identities) {
      const verdict = verdictOf(left, right);
      if (verdict === undefined) continue;
      expect(verdict.kind, law).not.toBe("refuted");
      if (verdict.kind === "proved") proved += 1;
      else if (!(verdict.kind === "undecided" && verdict.reason.includes("exclude each other")))
        open.set(law, (open.get(law) ?? 0) + 1);
    }
    expect(Object.fromEntries(open)).toEqual({});
    // The others divide by something identically 0.
    expect(proved).toBeGreaterThan(0.95 * count);
  });

  it("with one token changed are refuted by a point, or proved and then equal at all points tried", () => {
    const found = { proved: 0, refuted: 0, undecided: 0 };
    identities.forEach(({ law, left, right }, index) => {
      const wrong = mutated(right, index);
      const verdict = verdictOf(left, wrong);
      if (verdict === undefined) return;
      found[verdict.kind] += 1;
      if (verdict.kind === "proved") {
        for (const point of points) expect(differAt(left, wrong, point), law).not.toBe(true);
      } else if (verdict.kind === "refuted") {
        const { at } = verdict.counterexample;
        const text = [...at].map(([name, value]) => `${name}=${rationalToText(value)}`).join();
        expect(differAt(left, wrong, at), `${law} at ${text}`).toBe(true);
      }
    });
    expect(found.refuted).toBeGreaterThan(0.6 * count);
    expect(found.undecided).toBeLessThanOrEqual(count / 200);
  });
});
