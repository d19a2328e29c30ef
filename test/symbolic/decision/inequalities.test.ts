import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  addRational,
  compareRational,
  multiplyRational,
  powerRational,
  type Rational,
  rational,
  subtractRational,
} from "../../../src/core/rational.ts";
import type { Bound, Expr, Relation, SymbolDomain } from "../../../src/symbolic/index.ts";
import * as symbolic from "../../../src/symbolic/index.ts";

const seed = Number(process.env.RIDGE_SEED ?? "20240607");
const count = Number(process.env.RIDGE_RUNS ?? "400");
const { constant: c, multiply, product, subtract, sum, power } = symbolic;

const relations: fc.Arbitrary<Relation> = fc.constantFrom("<", "<=", ">", ">=", "!=");

function holds(relation: Relation, sign: number): boolean {
  return { "<": sign < 0, "<=": sign <= 0, ">": sign > 0, ">=": sign >= 0, "!=": sign !== 0, "==": sign === 0 }[
    relation
  ];
}

const roots = fc.array(
  fc.tuple(
    fc.integer({ min: -16, max: 16 }).map((num) => rational(num, 2)),
    fc.integer({ min: 1, max: 3 }),
  ),
  {
    minLength: 1,
    maxLength: 4,
  },
);
const end = fc.option(
  fc.tuple(
    fc.integer({ min: -20, max: 20 }).map((num) => rational(num, 3)),
    fc.boolean(),
  ),
  { freq: 3 },
);

interface Product {
  readonly scale: number;
  readonly roots: readonly (readonly [Rational, number])[];
  readonly domain: SymbolDomain;
  readonly relation: Relation;
}

const products: fc.Arbitrary<Product> = fc
  .record({
    scale: fc.constantFrom(1, -1, 2, -3),
    roots,
    kind: fc.constantFrom("int" as const, "real" as const),
    ends: fc.tuple(end, end),
    relation: relations,
  })
  .map(({ ends: [first, second], kind, ...rest }) => {
    const swap = first !== null && second !== null && compareRational(first[0], second[0]) > 0;
    const [low, high] = swap ? [second, first] : [first, second];
    const bound = (value: readonly [Rational, boolean] | null): Bound | undefined =>
      value === null ? undefined : { value: value[0], closed: value[1] };
    const domain: SymbolDomain = { kind, ...both(bound(low), bound(high)) };
    return { ...rest, domain };
  });

function both(low: Bound | undefined, high: Bound | undefined) {
  return { ...(low === undefined ? {} : { low }), ...(high === undefined ? {} : { high }) };
}

function signAt({ scale, roots }: Product, x: Rational): number {
  return roots.reduce((sign, [root, exponent]) => sign * compareRational(x, root) ** exponent, Math.sign(scale));
}

function inDomain({ kind, low, high }: SymbolDomain, x: Rational): boolean {
  if (kind === "int" && x.den !== 1n) return false;
  const above = low === undefined ? 1 : compareRational(x, low.value);
  const below = high === undefined ? -1 : compareRational(x, high.value);
  return (above > 0 || (above === 0 && low?.closed === true)) && (below < 0 || (below === 0 && high?.closed === true));
}

/** Points of all parts that roots and ends cut the line into; or all integers that matter. */
function witnesses({ roots, domain }: Product): readonly Rational[] {
  if (domain.kind === "int") return Array.from({ length: 101 }, (_, index) => rational(index - 50));
  const cuts = [
    ...roots.map(([root]) => root),
    ...[domain.low, domain.high].flatMap((each) => (each ? [each.value] : [])),
  ];
  const sorted = [...cuts, rational(-60), rational(60)].sort(compareRational);
  const middles = sorted.slice(1).map((each, index) => {
    const total = addRational(each, sorted[index] as Rational);
    return rational(total.num, total.den * 2n);
  });
  return [...sorted, ...middles];
}

describe(`${count} products of linear factors with known roots`, { timeout: 60_000 }, () => {
  it("are decided on real and integer domains as the signs between the roots say", () => {
    const found = { true: 0, false: 0 };
    for (const each of fc.sample(products, { numRuns: count, seed })) {
      const legal = witnesses(each).filter((point) => inDomain(each.domain, point));
      const truth = legal.every((point) => holds(each.relation, signAt(each, point)));
      const x = symbolic.symbol("x", each.domain);
      const factors = each.roots.map(([root, exponent]) => power(subtract(x, c(root)), BigInt(exponent)));
      const verdict = symbolic.decideStatement({
        left: product([c(each.scale), ...factors]),
        operator: each.relation,
        right: c(0),
      });
      if (legal.length === 0) {
        expect(verdict).toMatchObject({ kind: "undecided", reason: "no value of `x` is legal" });
        continue;
      }
      found[`${truth}`] += 1;
      expect(
        verdict.kind,
        JSON.stringify(each, (_, value) => (typeof value === "bigint" ? Number(value) : value)),
      ).toBe(truth ? "proved" : "refuted");
      if (verdict.kind !== "refuted") continue;
      const at = verdict.counterexample.at.get("x") ?? rational(0);
      expect(inDomain(each.domain, at)).toBe(true);
      expect(holds(each.relation, signAt(each, at))).toBe(false);
    }
    expect(Math.min(found.true, found.false)).toBeGreaterThan(count / 8);
  });
});

interface Squares {
  readonly rows: readonly (readonly number[])[];
  readonly zero: readonly number[];
  readonly rest: number;
  readonly strict: boolean;
  readonly kind: "int" | "real";
}

const squares: fc.Arbitrary<Squares> = fc.record({
  rows: fc.array(fc.array(fc.integer({ min: -2, max: 3 }), { minLength: 3, maxLength: 3 }), {
    minLength: 1,
    maxLength: 3,
  }),
  zero: fc.array(fc.integer({ min: -2, max: 2 }), { minLength: 3, maxLength: 3 }),
  rest: fc.constantFrom(-1, 0, 0, 1),
  strict: fc.boolean(),
  kind: fc.constantFrom("int" as const, "real" as const),
});

/** The sum of the squares of the rows applied to v - zero, plus the rest. */
function sumOfSquares({ rows, zero, rest, kind }: Squares): Expr {
  const shifted = ["u", "v", "w"].map((name, index) => subtract(symbolic.symbol(name, { kind }), c(zero[index] ?? 0)));
  const lines = rows.map((row) => sum(row.map((each, index) => multiply(c(each), shifted[index] ?? c(0)))));
  return sum([...lines.map((line) => multiply(line, line)), c(rest)]);
}

describe(`${count} sums of squares that vanish at a known point`, { timeout: 60_000 }, () => {
  it("are at least their constant, and not above it", () => {
    let undecided = 0;
    for (const each of fc.sample(squares, { numRuns: count, seed })) {
      const truth = each.strict ? each.rest > 0 : each.rest >= 0;
      const verdict = symbolic.decideStatement({
        left: sumOfSquares(each),
        operator: each.strict ? ">" : ">=",
        right: c(0),
      });
      if (verdict.kind === "undecided") undecided += 1;
      else expect(verdict.kind, JSON.stringify(each)).toBe(truth ? "proved" : "refuted");
    }
    expect(undecided).toBe(0);
  });
});

const positive: SymbolDomain = { kind: "real", low: { value: rational(0), closed: false } };
const natural: SymbolDomain = { kind: "real", low: { value: rational(0), closed: true } };

describe("means of two numbers", () => {
  const x = symbolic.symbol("x", positive);
  const y = symbolic.symbol("y", positive);
  const ratio = sum([symbolic.divide(x, y), symbolic.divide(y, x)]);

  it.each<[string, Relation, Expr, Expr, string]>([
    ["x/y + y/x >= 2", ">=", ratio, c(2), "proved"],
    ["x/y + y/x > 2, which fails at x = y", ">", ratio, c(2), "refuted"],
    ["x/y + y/x > 19/10", ">", ratio, c(rational(19, 10)), "proved"],
    ["x/y + y/x >= 21/10", ">=", ratio, c(rational(21, 10)), "refuted"],
    ["(x + y)^2 >= 4*x*y", ">=", power(sum([x, y]), 2n), product([c(4), x, y]), "proved"],
    ["(x + y)^2 != 3*x*y", "!=", power(sum([x, y]), 2n), product([c(3), x, y]), "proved"],
    ["2/(1/x + 1/y) <= (x + y)/2", "<=", harmonic(x, y), mean(x, y), "proved"],
    ["2/(1/x + 1/y) < (x + y)/2", "<", harmonic(x, y), mean(x, y), "refuted"],
    ["2/(1/x + 1/y) <= sqrt(x*y)", "<=", harmonic(x, y), symbolic.squareRoot(multiply(x, y)), "proved"],
  ])("%s", (_, operator, left, right, wanted) => {
    expect(symbolic.decideStatement({ left, operator, right }).kind).toBe(wanted);
  });

  it("sqrt(x*y) <= (x + y)/2 from 0 on, and not below it for x = y", () => {
    const a = symbolic.symbol("a", natural);
    const b = symbolic.symbol("b", natural);
    const root = symbolic.squareRoot(multiply(a, b));
    expect(symbolic.decideStatement({ left: root, operator: "<=", right: mean(a, b) }).kind).toBe("proved");
    expect(symbolic.decideStatement({ left: root, operator: "<", right: mean(a, b) }).kind).toBe("refuted");
  });
});

function mean(x: Expr, y: Expr): Expr {
  return symbolic.divide(sum([x, y]), c(2));
}

function harmonic(x: Expr, y: Expr): Expr {
  return symbolic.divide(c(2), sum([symbolic.divide(c(1), x), symbolic.divide(c(1), y)]));
}

describe("quadratics", () => {
  it("are positive everywhere exactly when their discriminant is negative", () => {
    const x = symbolic.symbol("x", { kind: "real" });
    const law = fc.property(fc.integer({ min: -6, max: 6 }), fc.integer({ min: -9, max: 9 }), (b, d) => {
      const left = sum([multiply(x, x), multiply(c(b), x), c(d)]);
      const discriminant = subtractRational(powerRational(rational(b), 2n), multiplyRational(rational(4), rational(d)));
      const verdict = symbolic.decideStatement({ left, operator: ">", right: c(0) });
      if (discriminant.num < 0n) expect(verdict.kind).toBe("proved");
      else if (discriminant.num > 0n) expect(verdict.kind).toBe("refuted");
      // With one double root, x = -b/2, it fails there alone.
      else
        expect(verdict).toMatchObject({ kind: "refuted", counterexample: { at: new Map([["x", rational(-b, 2)]]) } });
    });
    fc.assert(law, { numRuns: 150, seed });
  });
});
