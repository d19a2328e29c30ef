import { describe, expect, it } from "vitest";
import { decideStatement } from "../../../src/symbolic/index.ts";
import { readStatement } from "./read.ts";

const kindOf = (text: string): string => decideStatement(readStatement(text)).kind;

/** Inequalities of text books, each with a sharper one that fails where the first is nearly an equality. */
const pairs: readonly (readonly [domains: string, holds: string, fails: string])[] = [
  ["a, b, c: real in [0, inf)", "a^3 + b^3 + c^3 >= 3*a*b*c", "a^3 + b^3 + c^3 >= 4*a*b*c"],
  ["a, b, c: real in [0, inf)", "(a + b + c)^3 >= 27*a*b*c", "(a + b + c)^3 >= 28*a*b*c"],
  ["a, b, c: real in [0, inf)", "(a + b)*(b + c)*(c + a) >= 8*a*b*c", "(a + b)*(b + c)*(c + a) > 8*a*b*c"],
  ["a, b, c: real in (0, inf)", "(a + b)*(b + c)*(c + a) > 7*a*b*c", "(a + b)*(b + c)*(c + a) > 8*a*b*c"],
  ["a, b, c: real in [0, inf)", "a^2*b + b^2*c + c^2*a >= 3*a*b*c", "a^2*b + b^2*c + c^2*a >= 4*a*b*c"],
  ["a, b, c: real in (0, inf)", "a/(b + c) + b/(a + c) + c/(a + b) >= 3/2", "a/(b + c) + b/(a + c) + c/(a + b) > 3/2"],
  ["a, b, c: real in (0, inf)", "a/b + b/c + c/a >= 3", "a/b + b/c + c/a > 3"],
  ["a, b, c: real in (0, inf)", "(a + b + c)*(1/a + 1/b + 1/c) >= 9", "(a + b + c)*(1/a + 1/b + 1/c) > 9"],
  ["a, b, c, d: real in [0, inf)", "(a + b + c + d)^2 >= 8*(a*c + b*d)/2", "(a + b + c + d)^2 >= 9*(a*c + b*d)/2"],
  ["a, b: int in [2, inf)", "a^3 + b^3 >= a^2*b + a*b^2", "a^3 + b^3 > a^2*b + a*b^2"],
  ["a, b, x, y: real", "(a*x + b*y)^2 <= (a^2 + b^2)*(x^2 + y^2)", "(a*x + b*y)^2 < (a^2 + b^2)*(x^2 + y^2)"],
  [
    "a, b, c, x, y, z: real",
    "(a*x + b*y + c*z)^2 <= (a^2 + b^2 + c^2)*(x^2 + y^2 + z^2)",
    "(a*x + b*y + c*z)^2 <= (a^2 + b^2 + c^2)*(x^2 + y^2 + z^2)/2",
  ],
  ["x, y: real", "x^4 + 3*x^2*y^2 + 2*y^6 + 1/2 > 0", "x^4 + 3*x^2*y^2 + 2*y^6 > 0"],
  [
    "H, k, s: int in [1, inf)",
    "floor((H + 2*floor((k - 1)/2) - k)/s) + 1 <= ceil(H/s)",
    "floor((H + 2*floor((k - 1)/2) - k)/s) + 1 == ceil(H/s)",
  ],
  [
    "H, s: int in [1, inf); k: int in [1, inf) step 2",
    "floor((H + 2*floor(k/2) - k)/s) + 1 == ceil(H/s)",
    "floor((H + 2*floor(k/2) - k)/s) + 1 == floor(H/s)",
  ],
  ["n, m, a: int in [1, inf)", "ceil(n/a) + ceil(m/a) >= ceil((n + m)/a)", "ceil(n/a) + ceil(m/a) > ceil((n + m)/a)"],
  [
    "n, m, a: int in [1, inf)",
    "floor(n/a) + floor(m/a) <= floor((n + m)/a)",
    "floor(n/a) + floor(m/a) >= floor((n + m)/a)",
  ],
  [
    "a: real in (0, 1]; n: int in [1, inf)",
    "floor((a - 1)/n) == floor((a - 1)/(2*n))",
    "floor((a - 1)/n) == floor(a/n)",
  ],
  ["u: real in (0, inf)", "log2(u) <= u", "log2(u) <= u - 92/100"],
  ["u: real in [0, inf)", "log2(1 + u) <= 3*u/2", "log2(1 + u) < 3*u/2"],
];

describe("classical inequalities", () => {
  it.each(pairs)("%s | %s", (domains, holds, fails) => {
    expect(kindOf(`${domains} | ${holds}`)).toBe("proved");
    expect(kindOf(`${domains} | ${fails}`)).toBe("refuted");
  });
});
