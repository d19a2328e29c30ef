import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isIntegerRational, multiplyRational, rational } from "../../src/core/rational.ts";
import * as symbolic from "../../src/symbolic/index.ts";
import { build, domains, makeDivisible, point, symbols, trees, tryBuild } from "./random-tree.ts";

const runs = Number(process.env.RIDGE_RUNS ?? "300");
const { constant: c } = symbolic;

/** One denominator per symbol that covers every value of the random points. */
const denominators: Readonly<Record<string, bigint>> = {
  n: 1n,
  m: 1n,
  res: 1n,
  odd: 1n,
  alpha: 400n,
  beta: 12n,
  width: 4n,
};
const inputs = Object.keys(domains).map((name) => ({ name, denominator: denominators[name] ?? 1n }));

function numeratorsAt(at: symbolic.Point): number[] {
  return inputs.map(({ name, denominator }) => {
    const scaled = multiplyRational(at.get(name) ?? rational(0), rational(denominator));
    return Number(scaled.num);
  });
}

describe("compiled formulas", () => {
  it.each(["bounded", "unbounded"])("equal exact evaluation at random points, %s symbols", (kind) => {
    const names = Object.keys(domains).filter((name) => kind === "unbounded" || name !== "n");
    const law = fc.property(trees(names), fc.array(point, { minLength: 6, maxLength: 6 }), (tree, at) => {
      const e = tryBuild(() => build(tree));
      if (e === undefined) return;
      const compiled = symbolic.compile([e], inputs);
      for (const p of at) {
        const value = symbolic.evaluate(e, p);
        if (value === undefined || !isIntegerRational(value)) {
          expect(() => compiled.evaluate(numeratorsAt(p)), symbolic.toText(e)).toThrow(/not an integer/);
        } else {
          expect(BigInt(compiled.evaluate(numeratorsAt(p))[0] ?? -1), symbolic.toText(e)).toBe(value.num);
        }
      }
    });
    fc.assert(law, { numRuns: runs });
  });

  // 300774272 and 582195824 MAC: torchvision's mobilenet_v2 with width_mult 1.0 and 1.4 at 224 x 224, counted layer by layer.
  it("give the MACs of MobileNetV2", () => {
    const compiled = symbolic.compile(
      [symbolic.mobileNetV2Macs()],
      [
        { name: "alpha", denominator: 100n },
        { name: "res", denominator: 1n },
      ],
    );
    expect(compiled.mode).toBe("double");
    expect(compiled.evaluate([100, 224])).toEqual([300_774_272]);
    expect(compiled.evaluate([140, 224])).toEqual([582_195_824]);
  });

  it("run in doubles where the domains prove it, in big integers elsewhere", () => {
    const alpha = symbols.get("alpha") ?? symbolic.zero;
    const n = symbols.get("n") ?? symbolic.zero;
    const channels = makeDivisible(symbolic.multiply(c(96), alpha));
    expect(symbolic.compile([channels], inputs).mode).toBe("double");
    expect(symbolic.compile([symbolic.multiply(n, channels)], inputs).mode).toBe("bigint");
  });

  it("stay exact beyond 2^53", () => {
    const n = symbols.get("n") ?? symbolic.zero;
    const compiled = symbolic.compile([symbolic.add(symbolic.power(n, 5n), c(1))], [{ name: "n", denominator: 1n }]);
    expect(compiled.evaluate([10_001])).toEqual([10_001n ** 5n + 1n]);
    expect(compiled.evaluate([7])).toEqual([16808n]);
  });

  it.each([
    ["above the domain", [600]],
    ["below the domain", [0]],
    ["off the step", [48]],
    ["not a number", [Number.NaN]],
  ])("reject an input %s", (_, numerators) => {
    const res = symbols.get("res") ?? symbolic.zero;
    const compiled = symbolic.compile([symbolic.multiply(res, res)], [{ name: "res", denominator: 1n }]);
    expect(() => compiled.evaluate(numerators)).toThrow("input res is outside its domain");
  });

  it("name the result that is no integer", () => {
    const alpha = symbols.get("alpha") ?? symbolic.zero;
    const compiled = symbolic.compile([symbolic.multiply(c(32), alpha)], [{ name: "alpha", denominator: 100n }]);
    expect(compiled.evaluate([50])).toEqual([16]);
    expect(() => compiled.evaluate([51])).toThrow("not an integer: 32*alpha");
  });
});
