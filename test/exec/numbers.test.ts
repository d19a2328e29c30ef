import { describe, expect, it } from "vitest";
import { halfFromBits } from "../../src/core/half-bits.ts";
import { roundToHalf } from "../../src/exec/half.ts";
import { randomStream, seededWeights, statisticsOf } from "../../src/exec/index.ts";
import { normalDistribution } from "../../src/exec/kernels/error-function.ts";
import { xoshiro128 } from "../../src/exec/random.ts";

describe("halves", () => {
  it("every half is its own rounding, and what lies between two goes to the nearer one, in the middle to the even one", () => {
    for (let bits = 0; bits < 0x7c00; bits++) {
      const [low, high] = [halfFromBits(bits), bits === 0x7bff ? 65536 : halfFromBits(bits + 1)];
      const middle = (low + high) / 2;
      const even = bits % 2 === 0 ? low : high;
      const rounded = [
        low,
        middle,
        Math.fround(middle - (high - low) / 64),
        Math.fround(middle + (high - low) / 64),
      ].map(roundToHalf);
      const top = high === 65536 ? Number.POSITIVE_INFINITY : high;
      const wanted = [low, even === 65536 ? top : even, low, top];
      if (rounded.join() !== wanted.join()) expect([bits, rounded]).toEqual([bits, wanted]);
      if (roundToHalf(-middle) !== -(rounded[1] ?? 0))
        expect([bits, roundToHalf(-middle)]).toEqual([bits, -(rounded[1] ?? 0)]);
    }
  });

  it.each([
    [Number.NaN, Number.NaN],
    [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
    [-0, -0],
    [65519, 65504],
    [65520, Number.POSITIVE_INFINITY],
    [2 ** -25, 0],
    [1.5 * 2 ** -25, 2 ** -24],
  ])("%d is stored as %d", (value, wanted) => {
    expect(roundToHalf(value)).toBe(wanted);
  });
});

describe("seeded numbers", () => {
  it("xoshiro128** gives the numbers of the reference implementation", () => {
    // xoshiro128starstar.c 1.1 of prng.di.unimi.it from the state 1, 2, 3, 4, as the tests of Rust's rand_xoshiro print them.
    const next = xoshiro128([1, 2, 3, 4]);
    expect(Array.from({ length: 10 }, next)).toEqual([
      11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804,
    ]);
  });

  it("normal numbers have the moments and the tails of the normal distribution", () => {
    const { normal } = randomStream("test");
    const data = Float32Array.from({ length: 200_000 }, normal);
    const { mean, std } = statisticsOf(data);
    expect(Math.abs(mean)).toBeLessThan(0.01);
    expect(Math.abs(std - 1)).toBeLessThan(0.01);
    for (const limit of [-2, -1, 0, 0.5, 1, 3]) {
      const share = data.filter((each) => each < limit).length / data.length;
      expect(Math.abs(share - normalDistribution(limit))).toBeLessThan(0.004);
    }
  });

  it("uniform numbers lie in [0, 1), evenly", () => {
    const { uniform } = randomStream("test");
    const cells = new Float64Array(10);
    for (let count = 0; count < 100_000; count++) {
      const cell = Math.floor(10 * uniform());
      cells[cell] = (cells[cell] ?? 0) + 1;
    }
    for (const each of cells) expect(Math.abs(each / 10_000 - 1)).toBeLessThan(0.05);
  });

  it("a tensor depends on seed, layer and name alone", () => {
    const spec = (name: string, count: number) =>
      ({ name, dims: [count], start: { kind: "he-normal", fanIn: 2 } }) as const;
    const of = (seed: number, layer: string, ...specs: ReturnType<typeof spec>[]) =>
      seededWeights(seed)({ name: layer }, specs);
    const alone = of(1, "a", spec("weight", 4)).get("weight");
    expect(of(1, "a", spec("bias", 9), spec("weight", 4)).get("weight")).toEqual(alone);
    expect(of(1, "a", spec("weight", 8)).get("weight")?.subarray(0, 4)).toEqual(alone);
    for (const other of [of(2, "a", spec("weight", 4)), of(1, "b", spec("weight", 4))])
      expect(other.get("weight")).not.toEqual(alone);
  });

  it("are the same on every machine", () => {
    // Worked out by a Python program from the description of the stream.
    const { normal } = randomStream("0/input");
    expect(Array.from({ length: 4 }, () => Math.fround(normal()))).toEqual([
      -0.40822747349739075, -0.6548015475273132, -1.7854814529418945, 0.4194028377532959,
    ]);
  });
});

describe("the normal distribution function", () => {
  // Values of Wolfram|Alpha and of tables, to all digits of a double.
  it.each([
    [0, 0.5],
    [1, 0.8413447460685429],
    [-1, 0.15865525393145705],
    [2, 0.9772498680518208],
    [-3, 0.0013498980316300946],
    [-6, 9.865876450376981e-10],
    [Number.NEGATIVE_INFINITY, 0],
    [Number.POSITIVE_INFINITY, 1],
  ])("Phi(%d) = %d", (x, wanted) => {
    expect(Math.abs(normalDistribution(x) - wanted)).toBeLessThanOrEqual(2e-15 * wanted);
  });
});
