import { describe, expect, it } from "vitest";
import { rational } from "../../src/core/rational.ts";
import type { Expr } from "../../src/symbolic/index.ts";
import * as symbolic from "../../src/symbolic/index.ts";

const { add, constant: c, divide, ExpressionTooLarge, floor, maxOf, multiply, power, sum } = symbolic;
const real = (name: string): Expr => symbolic.symbol(name, { kind: "real" });
const x = real("x");

/** A sum of `count` symbols. */
const wide = (count: number): Expr => sum(Array.from({ length: count }, (_, index) => real(`x${index}`)));

describe("hostile sizes are refused", () => {
  it.each<[string, () => unknown]>([
    ["a tower of powers", () => power(power(c(10), 1000n), 1000n)],
    ["a huge exponent of a number", () => power(c(3), 10n ** 12n)],
    ["a huge negative exponent", () => power(c(3), -(10n ** 12n))],
    ["a huge exponent of a symbol", () => power(x, 10n ** 12n)],
    ["repeated squaring of a number", () => Array.from({ length: 40 }).reduce<Expr>((e) => multiply(e, e), c(3))],
    ["a sum raised to a high power", () => power(wide(30), 20n)],
    ["a product of long sums", () => multiply(wide(3000), wide(3000))],
    ["more terms than the limit", () => wide(20_001)],
    [
      "functions nested without end",
      () => Array.from({ length: 5000 }).reduce<Expr>((e) => floor(divide(add(e, x), c(rational(7, 3)))), x),
    ],
    [
      "functions that double their text",
      () =>
        Array.from({ length: 60 }).reduce<Expr>((e) => maxOf([multiply(e, x), add(multiply(e, e), c(1))]), real("y")),
    ],
    [
      "a disjunction of many unrelated conditions",
      () =>
        symbolic.iverson(
          symbolic.or(
            Array.from({ length: 30 }, (_, index) => symbolic.compare("==", real(`a${index}`), real(`b${index}`))),
          ),
        ),
    ],
  ])("%s", (_, make) => {
    expect(make).toThrow(ExpressionTooLarge);
  });

  it("and large but honest ones are not", () => {
    expect(symbolic.asInteger(power(c(2), 3999n))).toBe(2n ** 3999n);
    expect(symbolic.symbolsOf(wide(2000)).size).toBe(2000);
    expect(symbolic.asInteger(power(c(1), 10n ** 12n))).toBe(1n);
    expect(symbolic.asInteger(power(c(-1), 10n ** 12n + 1n))).toBe(-1n);
  });

  it("what is too large to be compared is not decided, where only a proof is asked for", () => {
    const long = sum(Array.from({ length: 3000 }, (_, index) => floor(divide(real(`x${index}`), c(3)))));
    expect(() => symbolic.compare(">=", long, symbolic.zero)).toThrow(ExpressionTooLarge);
    expect(symbolic.surelyHolds(">=", long, symbolic.zero)).toBe(false);
    expect(symbolic.surelyHolds(">=", add(x, c(1)), x)).toBe(true);
    expect(symbolic.surelyHolds(">=", x, add(x, c(1)))).toBe(false);
  });

  it("gives up on a costly common factor and stays correct", () => {
    const [p, q] = [power(add(wide(6), c(1)), 4n), power(add(wide(7), c(3)), 4n)];
    const ratio = divide(p, q);
    expect(symbolic.equals(multiply(ratio, q), p)).toBe(true);
  });

  it("dividing by zero is a RangeError", () => {
    expect(() => divide(x, symbolic.zero)).toThrow(RangeError);
    expect(() => power(symbolic.zero, -1n)).toThrow(RangeError);
    expect(() => symbolic.substitute(divide(c(1), x), new Map([["x", symbolic.zero]]))).toThrow(RangeError);
  });
});
