import { describe, expect, it } from "vitest";
import type { AttributeNumber } from "../../src/exec/index.ts";
import { quantizeMultiplier } from "../../src/exec/quantize/fixed-point.ts";
import {
  integerAdd,
  integerAvgpool,
  integerConv,
  integerGap,
  type QuantizedTensor,
} from "../../src/exec/quantize/integer-kernels.ts";
import { dequantize, quantizationOf, quantize } from "../../src/exec/quantize/quantization.ts";
import { integerWeights } from "../../src/exec/quantize/weights.ts";
import { generator } from "../zoo/seeded.ts";
import { bytes, image, randomLayer } from "./exact-integers.ts";

/** `npm run verify` tries 10,000 layers. */
const layers = Number(process.env.RIDGE_LAYERS ?? 400);

describe("int8 kernels are those of exact integers", () => {
  it(`in ${layers} random layers`, () => {
    const draw = generator(20_210_118);
    const seen = new Map<string, number>();
    let [inside, cutOff] = [0, 0];
    for (let count = 0; count < layers; count++) {
      const { kind, found, wanted, counted, products } = randomLayer(draw);
      const values = Array.from(found);
      if (values.join() !== wanted.join()) expect([count, kind, values]).toEqual([count, kind, wanted]);
      if (counted !== products) expect([count, kind, counted]).toEqual([count, kind, products]);
      seen.set(kind, (seen.get(kind) ?? 0) + 1);
      for (const each of wanted) Math.abs(each + 0.5) < 127 ? inside++ : cutOff++;
    }
    // The layers are worth something: every kind is among them, and values lie inside of int8 as well as at its ends.
    expect(Math.min(...seen.values())).toBeGreaterThan(layers / 20);
    expect([seen.size, inside > cutOff, cutOff > inside / 20]).toEqual([6, true, true]);
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
      const errors = reals.map((real, at) => Math.abs((found[at] ?? 0) - real));
      expect(Math.max(...errors)).toBeLessThanOrEqual(output.scale * 1.01);
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
      const errors = reals.map((real, at) => Math.abs((back[at + 1] ?? 0) - real));
      expect(Math.max(...errors)).toBeLessThan(of.scale * 1.01);
    }
  });
});
