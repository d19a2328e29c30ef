import { describe, expect, it } from "vitest";
import { rationalToText } from "../../../src/core/rational.ts";
import { decideStatement, toText, type Verdict } from "../../../src/symbolic/index.ts";
import { readFormula, readStatement } from "./read.ts";

const verdictOf = (text: string): Verdict => decideStatement(readStatement(text));

function counterexampleOf(verdict: Verdict): string {
  if (verdict.kind !== "refuted") return verdict.kind;
  const { at, left, right } = verdict.counterexample;
  const point = [...at].map(([name, value]) => `${name} = ${rationalToText(value)}`).sort();
  return `${point.join(", ")}: ${toText(left)} and ${toText(right)}`;
}

const costs = "(Dk*Dk*α*M*ρ*Df*ρ*Df + α*M*α*N*ρ*Df*ρ*Df)/(Dk*Dk*M*N*Df*Df)";
const sizes = "M, N, Dk, Df: int in [1, inf); α, ρ: real in (0, 1]";

describe("the ratio of separable to standard convolution", () => {
  it("is 1/N + 1/Dk^2", () => {
    const text = "M, N, Dk, Df: int in [1, inf) | (Dk*Dk*M*Df*Df + M*N*Df*Df)/(Dk*Dk*M*N*Df*Df) == 1/N + 1/Dk^2";
    expect(verdictOf(text)).toEqual({ kind: "proved", method: "difference normalises to 0", assumptions: [] });
  });

  it("has a factor ρ^2 in both terms, with multipliers", () => {
    const verdict = verdictOf(`${sizes} | ${costs} == α*ρ/N + α^2*ρ^2/Dk^2`);
    // 1 * 1/4 / 1 + 1 * 1/4 / 1 on the left, 1/2 + 1/4 on the right; at ρ = 1 both sides are equal.
    expect(counterexampleOf(verdict)).toBe("Dk = 1, N = 1, α = 1, ρ = 1/2: 1/2 and 3/4");
    expect(verdict).toMatchObject({ difference: "α*ρ*(ρ - 1)/N" });
    expect(verdict.kind === "refuted" && verdict.corrected && toText(verdict.corrected)).toBe("α*ρ^2/N + α^2*ρ^2/Dk^2");
  });
});

describe("true statements", () => {
  it.each([
    "x: real | floor(2*x) == floor(x) + floor(x + 1/2)",
    "x: real | floor(3*x) == floor(x) + floor(x + 1/3) + floor(x + 2/3)",
    "x: int; n: int in [1, inf) | ceil(x/n) == floor((x + n - 1)/n)",
    "x: real; a, b: int in [1, inf) | floor(floor(x/a)/b) == floor(x/(a*b))",
    "a, b: real | max(a, b) + min(a, b) == a + b",
    "a, b: real | max(a, b) == (a + b + abs(a - b))/2",
    "n: int | floor(n/2) + ceil(n/2) == n",
    "n: int in [1, inf) | n^2 >= n",
    "x: real in (0, 1] | x*(1 - x) <= 1/4",
    "x, y: real | x^2 + y^2 >= 2*x*y",
    "x, y: real in [0, inf) | (x + y)/2 >= sqrt(x*y)",
    "x, y, z: real | x^2 + y^2 + z^2 >= x*y + y*z + z*x",
    "n: int | n^2 != 2",
    "n: int in [0, inf) | n*(n - 1)*(n - 2) >= 0",
    "N: int in [1, inf) | 9*N/(9 + N) <= 9",
    "x: real | 1/(1 + exp(-x)) < 1",
    "n, s: int in [1, inf) | ceil(n/s)*s >= n",
    "x, y: real | abs(x + y) <= abs(x) + abs(y)",
    "x, y: real | floor(x) + floor(y) <= floor(x + y)",
    "c: int in [1, 2000] | 8*floor((c + 4)/8) >= 9*c/10 - 8",
  ])("%s", (text) => {
    expect(verdictOf(text).kind).toBe("proved");
  });
});

describe("false statements, with the smallest point at which they fail", () => {
  it.each([
    ["n: int in [1, inf) | n^2 > n", "n = 1: 1 and 1"],
    ["x: real in (0, 1] | x*(1 - x) <= 1/5", "x = 1/2: 1/4 and 1/5"],
    ["n: int | n*(n - 1)*(n - 2) >= 0", "n = -1: -6 and 0"],
    ["x: real in [0, 1] | x^3 - x^2 + 1/10 > 0", "x = 1/2: -1/40 and 0"],
    ["N: int in [64, 512] | 9*N/(9 + N) >= 8", "N = 64: 576/73 and 8"],
    ["x: real | round(-x) == -round(x)", "x = 1/2: 0 and -1"],
    ["n: int | n/(n + 1) < 1", "n = -2: 2 and 1"],
  ])("%s", (text, wanted) => {
    expect(counterexampleOf(verdictOf(text))).toBe(wanted);
  });
});

const correctedIn = (text: string): string | undefined => {
  const verdict = verdictOf(text);
  return verdict.kind === "refuted" && verdict.corrected !== undefined ? toText(verdict.corrected) : undefined;
};

describe("corrected right sides, each proved", () => {
  it.each([
    // One shift too many; the argument may be written in several ways.
    ["n, s: int in [1, inf) | ceil(n/s) == floor((n + s)/s)", "floor((n - 1)/s) + 1"],
    // The padding counts on both sides.
    [
      "n, p, k, s: int in [1, inf) | floor((n + 2*p - k)/s) + 1 == floor((n + p - k)/s) + 1",
      "1 - ceil((k - n - 2*p)/s)",
    ],
    ["c: int in [1, inf) | 8*floor((c + 4)/8) == 8*floor((c + 8)/8)", "8*floor((c + 4)/8)"],
    ["x: real | abs(x) == max(x, -2*x)", "max(x, -x)"],
    // The stride of the depthwise and of the second pointwise convolution.
    [
      "h, w, d, e, t, k, s: int in [1, inf) | h*w*d*t*d + h*w/s^2*t*d*k^2 + h*w/s^2*t*d*e == h*w*d*t*(d + k^2 + e)",
      "d^2*h*t*w + d*h*k^2*t*w/s^2 + d*e*h*t*w/s^2",
    ],
    // x*(1 - x) is largest at 1/2.
    ["x: real in [0, 1] | x*(1 - x) <= 1/5", "1/4"],
    // Rises to 9, and is 9/10 at N = 1.
    ["N: int in [1, inf) | 9*N/(9 + N) <= 8", "9"],
    ["N: int in [1, inf) | 9*N/(9 + N) >= 1", "9/10"],
  ])("%s: %s", (text, wanted) => {
    const found = correctedIn(text);
    expect(found).toBeDefined();
    const statement = readStatement(text);
    const [domains = ""] = text.split(" | ");
    const right = readFormula(domains, found ?? "0");
    expect(decideStatement({ ...statement, right }).kind).toBe("proved");
    expect(decideStatement({ left: right, operator: "==", right: readFormula(domains, wanted) }).kind).toBe("proved");
  });

  it("there is none of the shape of 1/N + 1/Dk^2 once batch norm is counted", () => {
    const text = "M, N, Dk: int in [1, inf) | (Dk^2*M + 2*M + M*N + 2*N)/(Dk^2*M*N + 2*N) == 1/N + 1/Dk^2";
    expect(correctedIn(text)).toBeUndefined();
  });
});

describe("what a verdict says beside", () => {
  it.each([
    ["x: real | x^4 - x + 1 > 0", "Sturm sequence: no real root in (-inf, inf)"],
    ["n: int in [3, inf) | n^2 >= 3*n", "bounds of the difference"],
    ["n, s: int in [1, inf) | ceil(n/s)*s >= n", "what the cases and roundings imply"],
    ["n: int in [3, 24] | floor(n/2)*ceil(n/2) == floor(n^2/4)", "22 cases"],
    ["x, y: real | x^2 + y^2 + 1 > 2*x*y", "discriminant of a quadratic"],
  ])("the method of %s: %s", (text, method) => {
    expect(verdictOf(text)).toMatchObject({ kind: "proved", method });
  });

  it("that the opposite holds everywhere", () => {
    expect(verdictOf("n: int | n^2 + 1 == n")).toMatchObject({
      method: "exact values at a legal point; left > right everywhere",
    });
  });

  it("that it fails at irrational numbers only", () => {
    expect(verdictOf("x: real | x^2 != 2")).toMatchObject({
      kind: "undecided",
      reason: "it fails only at an irrational `x` near 1.414",
    });
  });

  it("the smallest integer at which an inequality fails, far from simple numbers", () => {
    // 9*N/(9 + N) reaches 8 at N = 72.
    expect(counterexampleOf(verdictOf("N: int in [1, inf) | 9*N/(9 + N) <= 8"))).toBe("N = 73: 657/82 and 8");
    expect(counterexampleOf(verdictOf("n, m: int in [1, inf) | n < 150 + m"))).toBe("m = 1, n = 151: 151 and 151");
  });
});
