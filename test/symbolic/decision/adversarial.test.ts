import { describe, expect, it } from "vitest";
import { rationalToText } from "../../../src/core/rational.ts";
import { decideStatement, type Verdict } from "../../../src/symbolic/index.ts";
import { readStatement } from "./read.ts";

/** `proved`, `refuted at x = 1/2` or `undecided`. */
function outcome(text: string): string {
  const verdict: Verdict = decideStatement(readStatement(text));
  if (verdict.kind !== "refuted") return verdict.kind;
  const at = [...verdict.counterexample.at].map(([name, value]) => `${name} = ${rationalToText(value)}`);
  return `refuted at ${at.join(", ")}`;
}

/** Statement and outcome; where it is refuted, at the simplest point at which it fails. */
type Row = readonly [statement: string, outcome: string];

const domains: readonly Row[] = [
  ["n: int | n^2 >= n", "proved"],
  ["x: real | x^2 >= x", "refuted at x = 1/2"],
  ["x: real in (0, 1) | x < 1", "proved"],
  ["x: real in (0, 1] | x < 1", "refuted at x = 1"],
  ["x: real in (0, 1] | x > 0", "proved"],
  ["x: real in [0, 1] | x > 0", "refuted at x = 0"],
  ["x: real in [0, 1) | x^2 <= x", "proved"],
  ["x: real in (0, 1) | x^2 < x", "proved"],
  ["x: real in (0, 1] | x^2 < x", "refuted at x = 1"],
  ["x: real in (1/3, 1/2) | (3*x - 1)*(2*x - 1) < 0", "proved"],
  ["x: real in [1/3, 1/2) | (3*x - 1)*(2*x - 1) < 0", "refuted at x = 1/3"],
  ["n: int in (0, 3) | (n - 1)*(n - 2) == 0", "proved"],
  ["n: int in (0, 3] | (n - 1)*(n - 2) == 0", "refuted at n = 3"],
  ["res: int in [32, 512] step 32 | floor(res/32) == res/32", "proved"],
  ["res: int in [32, 512] step 32 | ceil(res/64) == res/64", "refuted at res = 32"],
  ["x: real in {1/2, 3/4, 1} | (2*x - 1)*(4*x - 3)*(x - 1) == 0", "proved"],
  ["x: real in [1/2, 1] | (2*x - 1)*(4*x - 3)*(x - 1) == 0", "refuted at x = 2/3"],
  ["n: int in [1, inf) | n*(n + 1)/2 == floor(n*(n + 1)/2)", "proved"],
  ["x: real in [1, inf) | x*(x + 1)/2 == floor(x*(x + 1)/2)", "refuted at x = 3/2"],
  ["x: real in [3, 3] | x^2 == 9", "proved"],
  // The violation is a short interval between simple numbers.
  ["x: real | (x - 501/1000)*(x - 503/1000) >= 0", "refuted at x = 84/167"],
  ["n: int | (n - 1001)*(n - 1003) >= 0", "refuted at n = 1002"],
];

const poles: readonly Row[] = [
  ["x: real in (0, 1] | 1/x >= 1", "proved"],
  ["x: real in [0, 1] | 1/x >= 1", "proved"],
  ["x: real in [-1, 0) | 1/x <= -1", "proved"],
  ["x: real | 1/x > 0", "refuted at x = -1"],
  ["x: real | 1/x != 0", "proved"],
  ["x: real | x^2/x == x", "proved"],
  ["n: int | 1/(n + 1) <= 1", "proved"],
  ["x: real | 1/(x + 1) <= 1", "refuted at x = -1/2"],
  ["x: real in (-inf, 0) | (x + 1)/x < 1", "proved"],
  ["x: real | (x + 1)/x < 1", "refuted at x = 1"],
  ["x, y: real in (-inf, 0) | x/y > 0", "proved"],
  ["x: real | x/(x - 1) >= 1", "refuted at x = 0"],
  ["x: real in (1, inf) | x/(x - 1) > 1", "proved"],
  ["x: real in [1, inf) | x/(x - 1) > 1", "proved"],
  ["x, y: real | (x^2 + y^2)/(x^2 + y^2) == 1", "proved"],
  ["x, y: real | 1/(x - y) + 1/(y - x) == 0", "proved"],
  ["x, y: real | x/y >= y/x", "refuted at x = 1, y = 2"],
];

const powers: readonly Row[] = [
  ["x: real | x^0 == 1", "proved"],
  ["0^0 == 1", "proved"],
  ["x: real | x^3 >= 0", "refuted at x = -1"],
  ["x: real | x^4 >= 0", "proved"],
  ["x: real | x^2 == (-x)^2", "proved"],
  ["x: real | x^3 == (-x)^3", "refuted at x = 1"],
  ["x: real in (1, inf) | x^3 > x^2", "proved"],
  ["x: real | x^3 > x^2", "refuted at x = 0"],
  ["x, y: real | (x + y)^4 >= 8*x*y*(x^2 + y^2)", "proved"],
  ["x, y: real | (x + y)^3 >= 8*x*y*(x + y)/2", "refuted at x = 0, y = -1"],
  ["x: real | sqrt(x^2) == x", "refuted at x = -1"],
  ["x: real in [0, inf) | sqrt(x^2) == x", "proved"],
  ["x: real | sqrt(x)^2 == x", "proved"],
  ["x: real in [0, inf) | sqrt(x) <= x", "refuted at x = 1/2"],
  ["n: int in [0, inf) | sqrt(n) <= n", "proved"],
  ["n: int in {2} | sqrt(n)*sqrt(n + 1) < 2.5", "proved"],
  ["n: int in {2} | sqrt(n) + sqrt(n + 1) > 3.15", "refuted at n = 2"],
];

const roundings: readonly Row[] = [
  ["x: real | floor(ceil(x)) == ceil(x)", "proved"],
  ["x: real | ceil(floor(x) + 1/2) == floor(x) + 1", "proved"],
  ["x: real | ceil(x) - floor(x) <= 1", "proved"],
  ["x: real | ceil(x) - floor(x) == 1", "refuted at x = 0"],
  ["x: real | floor(-x) == -floor(x)", "refuted at x = 1/2"],
  ["n: int | floor(-n) == -floor(n)", "proved"],
  ["n: int | floor(-n/2) == -floor(n/2)", "refuted at n = 1"],
  ["n: int | floor(-n/2) == -ceil(n/2)", "proved"],
  ["n: int | 2*floor(n/2) == n", "refuted at n = 1"],
  ["n: int | round(n + 1/2) == n + 1", "proved"],
  ["n: int | round(n - 1/2) == n - 1", "refuted at n = 0"],
  ["x: real | round(x) == -round(-x)", "refuted at x = 1/2"],
  ["n: int | round(n/2) >= n/2", "proved"],
  ["x: real | round(x) > x - 1/2", "proved"],
  ["x: real | round(x) <= x + 1/2", "proved"],
  ["x: real | round(x) < x + 1/2", "refuted at x = 1/2"],
  ["x: real | floor(floor(x)/2) == floor(x/2)", "proved"],
  ["x: real | ceil(floor(x)/2) == ceil(x/2)", "refuted at x = 1/2"],
  ["x: real | floor(2*floor(x/2)) == floor(x)", "refuted at x = 1"],
  ["x: real | floor(x)^2 <= x^2", "refuted at x = -1/2"],
  ["x: real in [0, inf) | floor(x)^2 <= x^2", "proved"],
  ["x, y: real | floor(x + y) == floor(x) + floor(y)", "refuted at x = 1/2, y = 1/2"],
  ["x, y: real | floor(x + y) <= floor(x) + floor(y) + 1", "proved"],
  ["x, y: real | floor(x + y) <= floor(x) + floor(y)", "refuted at x = 1/2, y = 1/2"],
  ["n, s: int in [1, inf) | ceil(n/s)*s < n + s", "proved"],
  ["n, s: int in [1, inf) | floor((n - 1)/s) + 1 == ceil(n/s)", "proved"],
  ["n, s: int | floor((n - 1)/s) + 1 == ceil(n/s)", "refuted at n = 0, s = -1"],
  ["x: real; a: int | floor(floor(x)/a) == floor(x/a)", "refuted at x = 1/2, a = -1"],
  ["n, p, k, s: int in [1, inf) | floor((n + 2*p - k)/s) + 1 == floor((n + 2*p - k + s)/s)", "proved"],
];

const functions: readonly Row[] = [
  ["x: real | abs(x) > 0", "refuted at x = 0"],
  ["x, y: real | abs(x*y) == abs(x)*abs(y)", "proved"],
  ["x, y: real | abs(x + y) == abs(x) + abs(y)", "refuted at x = 1, y = -1"],
  ["x, y: real | abs(abs(x) - abs(y)) <= abs(x - y)", "proved"],
  ["x, y, z: real | max(x, max(y, z)) >= min(x, y)", "proved"],
  ["x, y: real | max(x, y) > min(x, y)", "refuted at x = 0, y = 0"],
  ["x, y: real | max(x, y)^2 == max(x^2, y^2)", "refuted at x = 0, y = -1"],
  ["x: real | min(max(x, 0), 6) == max(min(x, 6), 0)", "proved"],
  ["x: real | exp(2*x) == exp(x)^2", "proved"],
  ["x, y: real | exp(x + y) == exp(x)*exp(y)", "proved"],
  ["x: real | exp(x)*exp(-x) == 1", "proved"],
  ["x: real | exp(x) >= 1 + x", "proved"],
  ["x: real | exp(x) > 1 + x", "refuted at x = 0"],
  ["x: real | exp(x) >= 1 + 2*x", "refuted at x = 1"],
  ["x, y: real in (0, inf) | log2(x*y) == log2(x) + log2(y)", "proved"],
  ["x, y: real in (0, inf) | log2(x + y) == log2(x) + log2(y)", "refuted at x = 1, y = 1"],
  ["x: real | 1/(1 + exp(-x)) + 1/(1 + exp(x)) == 1", "proved"],
  ["x: real | 1/(1 + exp(-x)) > 0", "proved"],
  ["x: real | (1/(1 + exp(-x)))*(1 - 1/(1 + exp(-x))) <= 1/4", "proved"],
  ["n: int in [4, inf) | log2(n) <= n/2", "proved"],
  ["x: real | abs(x*min(max(x + 3, 0), 6)/6 - x/(1 + exp(-x))) <= 0.1423", "proved"],
  ["x: real | abs(x*min(max(x + 3, 0), 6)/6 - x/(1 + exp(-x))) <= 0.1422", "refuted at x = 3"],
];

describe.each([
  ["domains and their ends", domains],
  ["poles and negative divisors", poles],
  ["powers and roots", powers],
  ["roundings", roundings],
  ["other functions", functions],
])("%s", (_, rows) => {
  it.each(rows)("%s: %s", (statement, wanted) => {
    expect(outcome(statement)).toBe(wanted);
  });
});
