import { describe, expect, it } from "vitest";
import {
  multiplyByQuantizedMultiplier,
  quantizeMultiplier,
  roundingDivideByPowerOfTwo,
  saturatingRoundingDoublingHighMul,
} from "../../src/exec/quantize/fixed-point.ts";
import { generator } from "../zoo/seeded.ts";

describe("published vectors", () => {
  // TensorFlow Lite, kernels/internal/quantization_util_test.cc: QuantizeMultiplierSmallerThanOneExp, ...GreaterThanOne, ...Array.
  it.each([
    [0.25, 1073741824, -1],
    [0.5 - 5e-9, 2147483627, -1],
    [0.5 - 1e-10, 1073741824, 0],
    [0.5, 1073741824, 0],
    [0.75, 1610612736, 0],
    [1 - 1e-9, 2147483646, 0],
    [1 + 1e-11, 1073741824, 1],
    [0, 0, 0],
    [0.125, 1073741824, -2],
    [1, 1073741824, 1],
    [2, 1073741824, 2],
    [4, 1073741824, 3],
  ])("QuantizeMultiplier(%d)", (factor, multiplier, shift) => {
    expect(quantizeMultiplier(factor)).toEqual({ multiplier, shift });
  });

  // CFU-Playground, hps_accel post_process tests: made with the C implementation of gemmlowp.
  it.each([
    [76199, 1799162196, 63840],
    [-45918, 1999098553, -42745],
    [113093, 1673911861, 88153],
    [-103077, 1190764262, -57155],
    [-34232, 1477988098, -23560],
    [-59473, 1648902784, -45665],
    [120827, 1885389667, 106080],
    [-24191, 1473168262, -16595],
    [4902, 1678418407, 3831],
    [235, 1953821820, 214],
    [-264, 1521947588, -187],
    [-3113, 1145983455, -1661],
    [107625, 2139653618, 107233],
    [-12552, 1170510491, -6842],
  ])("SaturatingRoundingDoublingHighMul(%d, %d)", (a, b, product) => {
    expect(saturatingRoundingDoublingHighMul(a, b)).toBe(product);
  });

  it.each([
    [8, 3, 1],
    [11, 3, 1],
    [12, 3, 2],
    [-11, 3, -1],
    [-12, 3, -2],
    [-13, 3, -2],
    [-981784153, 7, -7670189],
    [2036578757, 8, 7955386],
    [-1142287578, 10, -1115515],
    [1681229186, 10, 1641825],
    [-6842, 8, -27],
  ])("RoundingDivideByPOT(%d, %d)", (x, exponent, quotient) => {
    expect(roundingDivideByPowerOfTwo(x, exponent)).toBe(quotient);
  });

  // The same source: sum, bias, multiplier, right shift, and the int8 result behind the zero point -128.
  it.each([
    [-15150, 2598, 1170510491, 8, -128],
    [-432, 2193, 2082838296, 9, -125],
    [37233, -18945, 1368877765, 9, -105],
    [-294, 1851, 1661334583, 8, -123],
    [3908, 1994, 1384690194, 8, -113],
    [153, 1467, 1177612918, 8, -125],
  ])("a requantised sum %d + %d", (sum, bias, multiplier, right, wanted) => {
    const scaled = multiplyByQuantizedMultiplier(sum + bias, { multiplier, shift: -right }) - 128;
    expect(Math.min(Math.max(scaled, -128), 127)).toBe(wanted);
  });
});

/** The rules in exact integers: floor(a b / 2^31 + 1/2), and x / 2^e with halves away from zero. */
function exactHighMul(a: bigint, b: bigint): bigint {
  const low = -(2n ** 31n);
  return a === low && b === low ? 2n ** 31n - 1n : (a * b + 2n ** 30n) >> 31n;
}

function exactDivide(x: bigint, exponent: bigint): bigint {
  const size = x < 0n ? -x : x;
  const rounded = exponent === 0n ? size : (size + 2n ** (exponent - 1n)) >> exponent;
  return x < 0n ? -rounded : rounded;
}

describe("against exact integers", () => {
  const edges = [
    0,
    1,
    -1,
    2,
    -2,
    3,
    65535,
    65536,
    -65537,
    2 ** 30 - 1,
    2 ** 30,
    2 ** 30 + 1,
    -(2 ** 30),
    -(2 ** 30) - 1,
  ];
  const all = [...edges, 2 ** 31 - 1, -(2 ** 31), -(2 ** 31) + 1];

  it("at every pair of edges", () => {
    for (const a of all) {
      for (const b of all) {
        const wanted = Number(exactHighMul(BigInt(a), BigInt(b)));
        expect([a, b, saturatingRoundingDoublingHighMul(a, b) + 0]).toEqual([a, b, wanted]);
      }
      for (let e = 0; e <= 31; e++) {
        expect([a, e, roundingDivideByPowerOfTwo(a, e)]).toEqual([a, e, Number(exactDivide(BigInt(a), BigInt(e)))]);
      }
    }
  });

  it("at random numbers of all sizes", () => {
    const draw = generator(7);
    const word = () => ((draw(2 ** 16) * 2 ** 16 + draw(2 ** 16)) | 0) >> draw(31);
    for (let count = 0; count < 100_000; count++) {
      const [a, b] = [word(), word()];
      if (saturatingRoundingDoublingHighMul(a, b) !== Number(exactHighMul(BigInt(a), BigInt(b)))) {
        expect.fail(`${a} times ${b}`);
      }
    }
  });
});
