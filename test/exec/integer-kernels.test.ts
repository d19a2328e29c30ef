import { describe, expect, it } from "vitest";
import type { AttributeNumber } from "../../src/exec/index.ts";
import { quantizeMultiplier } from "../../src/exec/quantize/fixed-point.ts";
import {
  integerAdd,
  integerAvgpool,
  integerConv,
  integerGap,
  integerLinear,
  type QuantizedTensor,
} from "../../src/exec/quantize/integer-kernels.ts";
import { dequantize, type Quantization, quantizationOf, quantize } from "../../src/exec/quantize/quantization.ts";
import { type IntegerWeights, integerWeights } from "../../src/exec/quantize/weights.ts";
import { generator } from "../zoo/seeded.ts";

type Draw = (below: number) => number;

const between = (draw: Draw, low: number, high: number) => low + draw(high - low + 1);
const bytes = (draw: Draw, count: number) => Int8Array.from({ length: count }, () => draw(256) - 128);
const quantization = (draw: Draw): Quantization => ({
  scale: Math.fround(2 ** -draw(8) * (0.5 + draw(1000) / 2000)),
  zeroPoint: draw(256) - 128,
});

function randomWeights(draw: Draw, channels: number, perChannel: number): IntegerWeights {
  return {
    weights: Int8Array.from({ length: channels * perChannel }, () => draw(255) - 127),
    biases: Int32Array.from({ length: channels }, () => draw(20001) - 10000),
    // From 2^-14 up: most results are inside int8, some are cut off, some factors are above 1.
    factors: Array.from({ length: channels }, () =>
      quantizeMultiplier(2 ** (2 - draw(16)) * (0.5 + draw(1000) / 2000)),
    ),
  };
}

/** Sum to int8 in exact integers: floor(sum 2^left multiplier / 2^31 + 1/2), then halves away from zero. */
function exactRequantized(
  sum: bigint,
  { multiplier, shift }: { multiplier: number; shift: number },
  zeroPoint: number,
): number {
  const raised = BigInt.asIntN(32, sum << BigInt(Math.max(shift, 0)));
  const high = (raised * BigInt(multiplier) + 2n ** 30n) >> 31n;
  const right = BigInt(Math.max(-shift, 0));
  const size = high < 0n ? -high : high;
  const divided = right === 0n ? size : (size + 2n ** (right - 1n)) >> right;
  const value = (high < 0n ? -divided : divided) + BigInt(zeroPoint);
  return Number(value < -128n ? -128n : value > 127n ? 127n : value);
}

const image = (dims: readonly [number, number, number], data: Int8Array, of: Quantization): QuantizedTensor => ({
  layout: "image",
  dims,
  data,
  quantization: of,
});

/** A random convolution, plain, grouped or depthwise, and its result in exact integers, output by output. */
function randomConv(draw: Draw) {
  const groups = between(draw, 1, 3);
  const [depth, groupFilters] = [between(draw, 1, 3), between(draw, 1, 2)];
  const [kernel, stride, dilation, pad] = [between(draw, 1, 3), between(draw, 1, 2), between(draw, 1, 2), draw(2)];
  const side = between(draw, dilation * (kernel - 1) + 1, 7);
  const [channels, filters] = [groups * depth, groups * groupFilters];
  const [input, output] = [quantization(draw), quantization(draw)];
  const data = bytes(draw, channels * side * side);
  const weights = randomWeights(draw, filters, depth * kernel * kernel);
  const attributes = new Map<string, AttributeNumber>(
    Object.entries({ n: filters, k: kernel, s: stride, d: dilation, g: groups, pad }),
  );
  const wanted: number[] = [];
  const isInside = (at: number) => at >= 0 && at < side;
  const span = dilation * (kernel - 1);
  for (let n = 0; n < filters; n++) {
    for (let row = -pad; row + span < side + pad; row += stride) {
      for (let column = -pad; column + span < side + pad; column += stride) {
        let sum = BigInt(weights.biases[n] ?? 0);
        for (let c = 0; c < depth; c++) {
          for (let tap = 0; tap < kernel * kernel; tap++) {
            const [h, w] = [row + dilation * Math.floor(tap / kernel), column + dilation * (tap % kernel)];
            if (!isInside(h) || !isInside(w)) continue;
            const channel = Math.floor(n / groupFilters) * depth + c;
            const x = BigInt(data[(channel * side + h) * side + w] ?? 0) - BigInt(input.zeroPoint);
            sum += x * BigInt(weights.weights[(n * depth + c) * kernel * kernel + tap] ?? 0);
          }
        }
        wanted.push(exactRequantized(sum, weights.factors[n] ?? { multiplier: 0, shift: 0 }, output.zeroPoint));
      }
    }
  }
  const found = integerConv(image([channels, side, side], data, input), weights, attributes, output, false);
  return { found, wanted, products: wanted.length * depth * kernel * kernel };
}

describe("int8 kernels are those of exact integers", () => {
  it("in 10,000 random convolutions and fully connected layers", () => {
    const draw = generator(20_210_118);
    let outputs = 0;
    for (let count = 0; count < 8000; count++) {
      const { found, wanted, products } = randomConv(draw);
      outputs += wanted.length;
      if (found.output.data.join() !== wanted.join()) expect([...found.output.data]).toEqual(wanted);
      if (found.multiplications !== products) expect(found.multiplications).toBe(products);
    }
    for (let count = 0; count < 2000; count++) {
      const [features, outFeatures] = [between(draw, 1, 40), between(draw, 1, 6)];
      const [input, output] = [quantization(draw), quantization(draw)];
      const data = bytes(draw, features);
      const weights = randomWeights(draw, outFeatures, features);
      const wanted = Array.from({ length: outFeatures }, (_, n) => {
        const sum = data.reduce(
          (all, x, i) => all + (BigInt(x) - BigInt(input.zeroPoint)) * BigInt(weights.weights[n * features + i] ?? 0),
          BigInt(weights.biases[n] ?? 0),
        );
        return exactRequantized(sum, weights.factors[n] ?? { multiplier: 0, shift: 0 }, output.zeroPoint);
      });
      outputs += outFeatures;
      const vector = { layout: "vector", dims: [features], data, quantization: input } as const;
      const found = integerLinear(vector, weights, output);
      if (found.output.data.join() !== wanted.join()) expect([...found.output.data]).toEqual(wanted);
    }
    expect(outputs).toBeGreaterThan(300_000);
  });
});

describe("published tests of TensorFlow Lite", () => {
  it("DepthwiseConv, SimpleTestQuantizedPerChannel", () => {
    // Input and filter are [H, W, C] there; two filters per channel.
    const x = [1, 2, 7, 8, 3, 4, 9, 10, 5, 6, 11, 12];
    const f = [1, 2, 3, 4, -9, 10, -11, 12, 5, 6, 7, 8, 13, -14, 15, -16];
    const input = { scale: 0.5, zeroPoint: 0 };
    const output = { scale: 1, zeroPoint: 0 };
    const data = quantize(
      Array.from({ length: 12 }, (_, at) => x[(at % 6) * 2 + Math.floor(at / 6)] ?? 0),
      input,
    );
    const reals = Float32Array.from({ length: 16 }, (_, at) => f[(at % 4) * 4 + Math.floor(at / 4)] ?? 0);
    const layout = { channels: 4, channelOf: (place: number) => Math.floor(place / 4) };
    const weights = integerWeights(reals, Float32Array.of(1, 2, 3, 4), layout, input, output);
    const attributes = new Map<string, AttributeNumber>(Object.entries({ n: 4, k: 2, s: 1, d: 1, g: 2, pad: 0 }));
    const found = integerConv(image([2, 3, 2], data, input), weights, attributes, output, false);
    // [71, -34, 99, -20, 91, -26, 127, -4] row by row with the channels inside; the test there allows one step.
    const wanted = [71, 91, -34, -26, 99, 127, -20, -4];
    expect(found.output.dims).toEqual([4, 2, 1]);
    for (const [at, value] of wanted.entries())
      expect(Math.abs((found.output.data[at] ?? 0) - value)).toBeLessThanOrEqual(1);
  });

  it("TransposeConv, SimpleTestQuantizedPerChannelSingleChannel", () => {
    const input = { scale: Math.fround(16 / 255), zeroPoint: -128 };
    const output = { scale: 2, zeroPoint: -128 };
    const weights = {
      weights: Int8Array.of(14, 28, 42, 56, 71, 85, 99, 113, 127),
      biases: new Int32Array(1),
      factors: [quantizeMultiplier((input.scale * Math.fround(9 / 127)) / output.scale)],
    };
    const data = quantize([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16], input);
    const attributes = new Map<string, AttributeNumber>(
      Object.entries({ n: 1, k: 3, s: 1, d: 1, g: 1, pad: 1, out_pad: 0 }),
    );
    const found = integerConv(image([1, 4, 4], data, input), weights, attributes, output, true);
    expect([...dequantize(found.output.data, output)]).toEqual([
      28, 62, 82, 76, 98, 192, 238, 198, 206, 372, 416, 330, 262, 446, 486, 366,
    ]);
  });
});

describe("element-wise sums and means", () => {
  it("a sum is within one step of the sum of the reals", () => {
    const draw = generator(5);
    for (let count = 0; count < 300; count++) {
      const [first, second] = [0, 1].map(() => ({
        ...image([1, 4, 4], bytes(draw, 16), {
          scale: Math.fround(0.01 + draw(100) / 1000),
          zeroPoint: draw(256) - 128,
        }),
      })) as [QuantizedTensor, QuantizedTensor];
      const [a, b] = [first, second].map((each) => dequantize(each.data, each.quantization));
      const reals = Float32Array.from(a ?? [], (each, at) => each + (b?.[at] ?? 0));
      const output = quantizationOf(Math.min(...reals), Math.max(...reals));
      const found = dequantize(integerAdd(first, second, output).data, output);
      for (const [at, real] of reals.entries()) {
        expect(Math.abs((found[at] ?? 0) - real)).toBeLessThanOrEqual(output.scale * 1.01);
      }
    }
  });

  it("means round halves away from zero at the input's scale", () => {
    const of = { scale: 0.5, zeroPoint: 3 };
    const attributes = new Map<string, AttributeNumber>(Object.entries({ k: 2, s: 2, pad: 0, count_pad: true }));
    const data = Int8Array.of(1, 2, -1, -2, 2, 1, -2, -1, 0, 1, 127, 127, 0, 0, 127, 126);
    // Windows: 1 2 2 1 -> 1.5, -1 -2 -2 -1 -> -1.5, 0 1 0 0 -> 0.25, 127 127 127 126 -> 126.75.
    expect([...integerAvgpool(image([1, 4, 4], data, of), attributes).data]).toEqual([2, -2, 0, 127]);
    // The mean over a channel is taken of differences from the zero point: (-2 - 1)/2 = -1.5 -> -2, and 3 - 2 = 1.
    expect([...integerGap(image([1, 1, 2], Int8Array.of(1, 2), of)).data]).toEqual([1]);
  });
});

describe("ranges", () => {
  it.each([
    [-1, 1, { scale: Math.fround(2 / 255), zeroPoint: -1 }],
    [0, 6, { scale: Math.fround(6 / 255), zeroPoint: -128 }],
    [-6, 0, { scale: Math.fround(6 / 255), zeroPoint: 127 }],
    [2, 4, { scale: Math.fround(4 / 255), zeroPoint: -128 }],
    [0, 0, { scale: 1, zeroPoint: 0 }],
  ])("from %d to %d", (min, max, wanted) => {
    expect(quantizationOf(min, max)).toEqual(wanted);
  });

  it("0 is exact, and no value is off by more than half a step", () => {
    const draw = generator(3);
    for (let count = 0; count < 500; count++) {
      const [min, max] = [-draw(1000) / 100, draw(1000) / 100 + 0.01];
      const of = quantizationOf(min, max);
      const reals = Float32Array.from({ length: 50 }, () => min + ((max - min) * draw(10_001)) / 10_000);
      const back = dequantize(quantize([0, ...reals], of), of);
      expect(back[0]).toBe(0);
      for (const [at, real] of reals.entries())
        expect(Math.abs((back[at + 1] ?? 0) - real)).toBeLessThan(of.scale * 1.01);
    }
  });
});
