import type { AttributeNumber } from "../../src/exec/index.ts";
import { type FixedPointFactor, quantizeMultiplier } from "../../src/exec/quantize/fixed-point.ts";
import {
  integerAdd,
  integerAvgpool,
  integerConv,
  integerGap,
  integerLinear,
  type QuantizedTensor,
} from "../../src/exec/quantize/integer-kernels.ts";
import type { Quantization } from "../../src/exec/quantize/quantization.ts";
import type { IntegerWeights } from "../../src/exec/quantize/weights.ts";

/** Draws a whole number from 0 to below - 1. */
export type Draw = (below: number) => number;

/** One random layer: what the kernel makes of it, and what exact integers make of it, output by output. */
export interface RandomLayer {
  readonly found: ArrayLike<number>;
  readonly wanted: readonly number[];
  /** Products that the kernel counted, and that there are. */
  readonly counted: number;
  readonly products: number;
}

const between = (draw: Draw, low: number, high: number) => low + draw(high - low + 1);
const attributesFrom = (record: Readonly<Record<string, AttributeNumber>>) => new Map(Object.entries(record));

/** Random int8 values from end to end. */
export const bytes = (draw: Draw, count: number) => Int8Array.from({ length: count }, () => draw(256) - 128);

const quantization = (draw: Draw): Quantization => ({
  scale: Math.fround(2 ** -draw(8) * (0.5 + draw(1000) / 2000)),
  zeroPoint: draw(256) - 128,
});

/** An int8 image. */
export const image = (
  dims: readonly [number, number, number],
  data: Int8Array,
  quantized: Quantization,
): QuantizedTensor => ({ layout: "image", dims, data, quantization: quantized });

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

/** The quotient nearest to the exact one, halves away from zero. */
function divideAway(value: bigint, by: bigint): bigint {
  const size = ((value < 0n ? -value : value) * 2n + by) / (2n * by);
  return value < 0n ? -size : size;
}

const cutOff = (value: bigint) => Number(value < -128n ? -128n : value > 127n ? 127n : value);

/** floor(value 2^left multiplier / 2^31 + 1/2), then the rest of the shift with halves away from zero. */
function scaled(value: bigint, { multiplier, shift }: FixedPointFactor): bigint {
  const raised = BigInt.asIntN(32, value << BigInt(Math.max(shift, 0)));
  return divideAway((raised * BigInt(multiplier) + 2n ** 30n) >> 31n, 2n ** BigInt(Math.max(-shift, 0)));
}

const zeroFactor: FixedPointFactor = { multiplier: 0, shift: 0 };

/** An element without its zero point; outside of the image it is 0. */
function reader({ dims: [, height = 1, width = 1], data, quantization: { zeroPoint } }: QuantizedTensor) {
  return (c: number, h: number, w: number): bigint =>
    h < 0 || w < 0 || h >= height || w >= width
      ? 0n
      : BigInt(data[(c * height + h) * width + w] ?? 0) - BigInt(zeroPoint);
}

/** Plain, grouped and depthwise convolutions with stride, dilation and padding. */
function convolution(draw: Draw): RandomLayer {
  const groups = between(draw, 1, 3);
  const [depth, groupFilters] = [between(draw, 1, 3), between(draw, 1, 2)];
  const [kernel, stride, dilation, pad] = [between(draw, 1, 3), between(draw, 1, 2), between(draw, 1, 2), draw(2)];
  const span = dilation * (kernel - 1);
  const side = between(draw, span + 1, 7);
  const [channels, filters] = [groups * depth, groups * groupFilters];
  const output = quantization(draw);
  const ifmap = image([channels, side, side], bytes(draw, channels * side * side), quantization(draw));
  const weights = randomWeights(draw, filters, depth * kernel * kernel);
  const at = reader(ifmap);
  const wanted: number[] = [];
  for (let n = 0; n < filters; n++) {
    for (let row = -pad; row + span < side + pad; row += stride) {
      for (let column = -pad; column + span < side + pad; column += stride) {
        let sum = BigInt(weights.biases[n] ?? 0);
        for (let c = 0; c < depth; c++) {
          for (let r = 0; r < kernel; r++) {
            for (let s = 0; s < kernel; s++) {
              const x = at(Math.floor(n / groupFilters) * depth + c, row + dilation * r, column + dilation * s);
              sum += x * BigInt(weights.weights[((n * depth + c) * kernel + r) * kernel + s] ?? 0);
            }
          }
        }
        wanted.push(cutOff(scaled(sum, weights.factors[n] ?? zeroFactor) + BigInt(output.zeroPoint)));
      }
    }
  }
  const attributes = attributesFrom({ n: filters, k: kernel, s: stride, d: dilation, g: groups, pad });
  const result = integerConv(ifmap, weights, attributes, output, false);
  const products = wanted.length * depth * kernel * kernel;
  return { found: result.output.data, wanted, counted: result.multiplications, products };
}

/** Transposed convolutions, gathered: an output reads every input that a tap puts there. */
function transposed(draw: Draw): RandomLayer {
  const groups = between(draw, 1, 2);
  const [depth, groupFilters] = [between(draw, 1, 3), between(draw, 1, 2)];
  const [kernel, stride] = [between(draw, 2, 3), between(draw, 1, 2)];
  const [pad, outPad] = [draw(2), stride === 2 ? draw(2) : 0];
  const side = between(draw, 2, 5);
  const [channels, filters] = [groups * depth, groups * groupFilters];
  const output = quantization(draw);
  const ifmap = image([channels, side, side], bytes(draw, channels * side * side), quantization(draw));
  const { biases, factors } = randomWeights(draw, filters, 0);
  const weights = bytes(draw, channels * groupFilters * kernel * kernel);
  const at = reader(ifmap);
  const extent = (side - 1) * stride + kernel + outPad - 2 * pad;
  const wanted: number[] = [];
  for (let n = 0; n < filters; n++) {
    for (let place = 0; place < extent * extent; place++) {
      const [row, column] = [Math.floor(place / extent) + pad, (place % extent) + pad];
      let sum = BigInt(biases[n] ?? 0);
      for (let each = 0; each < depth; each++) {
        const c = Math.floor(n / groupFilters) * depth + each;
        for (let r = 0; r < kernel; r++) {
          for (let s = 0; s < kernel; s++) {
            if ((row - r) % stride !== 0 || (column - s) % stride !== 0) continue;
            const weight = weights[((c * groupFilters + (n % groupFilters)) * kernel + r) * kernel + s] ?? 0;
            sum += at(c, (row - r) / stride, (column - s) / stride) * BigInt(weight);
          }
        }
      }
      wanted.push(cutOff(scaled(sum, factors[n] ?? zeroFactor) + BigInt(output.zeroPoint)));
    }
  }
  const attributes = attributesFrom({ n: filters, k: kernel, s: stride, d: 1, g: groups, pad, out_pad: outPad });
  const result = integerConv(ifmap, { weights, biases, factors }, attributes, output, true);
  const products = channels * groupFilters * kernel * kernel * side * side;
  return { found: result.output.data, wanted, counted: result.multiplications, products };
}

/** Fully connected layers on vectors, and on each pixel of an image. */
function connected(draw: Draw): RandomLayer {
  const [features, outFeatures] = [between(draw, 1, 40), between(draw, 1, 6)];
  const isImage = draw(3) === 0;
  const pixels = isImage ? between(draw, 1, 6) : 1;
  const [input, output] = [quantization(draw), quantization(draw)];
  const data = bytes(draw, features * pixels);
  const weights = randomWeights(draw, outFeatures, features);
  const wanted = Array.from({ length: outFeatures * pixels }, (_, place) => {
    const [n, pixel] = [Math.floor(place / pixels), place % pixels];
    let sum = BigInt(weights.biases[n] ?? 0);
    for (let i = 0; i < features; i++) {
      const x = BigInt(data[i * pixels + pixel] ?? 0) - BigInt(input.zeroPoint);
      sum += x * BigInt(weights.weights[n * features + i] ?? 0);
    }
    return cutOff(scaled(sum, weights.factors[n] ?? zeroFactor) + BigInt(output.zeroPoint));
  });
  const ifmap: QuantizedTensor = isImage
    ? image([features, 1, pixels], data, input)
    : { layout: "vector", dims: [features], data, quantization: input };
  const result = integerLinear(ifmap, weights, output);
  const products = features * outFeatures * pixels;
  return { found: result.output.data, wanted, counted: result.multiplications, products };
}

/** Sums of two images: both raised by 2^20 and brought to twice the larger scale, then to that of the output. */
function addition(draw: Draw): RandomLayer {
  const [first, second] = [0, 1].map(() => image([1, 4, 5], bytes(draw, 20), quantization(draw)));
  const output = quantization(draw);
  if (first === undefined || second === undefined) throw new Error("two images");
  const twice = 2 * Math.max(first.quantization.scale, second.quantization.scale);
  const back = quantizeMultiplier(twice / (2 ** 20 * output.scale));
  const addend = ({ data, quantization: { scale, zeroPoint } }: QuantizedTensor, at: number) =>
    scaled((BigInt(data[at] ?? 0) - BigInt(zeroPoint)) * 2n ** 20n, quantizeMultiplier(scale / twice));
  const wanted = Array.from({ length: 20 }, (_, at) =>
    cutOff(scaled(addend(first, at) + addend(second, at), back) + BigInt(output.zeroPoint)),
  );
  return { found: integerAdd(first, second, output).data, wanted, counted: 0, products: 0 };
}

/** Means of windows, with padding as the zero point or left out. */
function windowMean(draw: Draw): RandomLayer {
  const [kernel, stride, channels] = [between(draw, 1, 3), between(draw, 1, 2), between(draw, 1, 3)];
  const pad = draw(Math.floor(kernel / 2) + 1);
  const side = between(draw, kernel, 6);
  const countsPadding = draw(2) === 0;
  const ifmap = image([channels, side, side], bytes(draw, channels * side * side), quantization(draw));
  const wanted: number[] = [];
  for (let c = 0; c < channels; c++) {
    for (let row = -pad; row + kernel <= side + pad; row += stride) {
      for (let column = -pad; column + kernel <= side + pad; column += stride) {
        let [sum, cells] = [0n, 0n];
        for (let tap = 0; tap < kernel * kernel; tap++) {
          const [h, w] = [row + Math.floor(tap / kernel), column + (tap % kernel)];
          const isInside = h >= 0 && w >= 0 && h < side && w < side;
          if (isInside) sum += BigInt(ifmap.data[(c * side + h) * side + w] ?? 0);
          else if (countsPadding) sum += BigInt(ifmap.quantization.zeroPoint);
          cells += isInside || countsPadding ? 1n : 0n;
        }
        wanted.push(cutOff(divideAway(sum, cells)));
      }
    }
  }
  const attributes = attributesFrom({ k: kernel, s: stride, pad, count_pad: countsPadding });
  return { found: integerAvgpool(ifmap, attributes).data, wanted, counted: 0, products: 0 };
}

/** Means of whole channels, of differences from the zero point. */
function channelMean(draw: Draw): RandomLayer {
  const [channels, side] = [between(draw, 1, 4), between(draw, 1, 6)];
  const ifmap = image([channels, side, side], bytes(draw, channels * side * side), quantization(draw));
  const at = reader(ifmap);
  const wanted = Array.from({ length: channels }, (_, c) => {
    let sum = 0n;
    for (let place = 0; place < side * side; place++) sum += at(c, Math.floor(place / side), place % side);
    return cutOff(divideAway(sum, BigInt(side * side)) + BigInt(ifmap.quantization.zeroPoint));
  });
  return { found: integerGap(ifmap).data, wanted, counted: 0, products: 0 };
}

const kinds = { convolution, transposed, connected, addition, windowMean, channelMean };
/** Half of the layers are convolutions. */
const weighted: readonly (keyof typeof kinds)[] = [
  "convolution",
  "convolution",
  "convolution",
  "convolution",
  "convolution",
  "transposed",
  "connected",
  "addition",
  "windowMean",
  "channelMean",
];

/** The next random layer. */
export function randomLayer(draw: Draw): RandomLayer & { readonly kind: string } {
  const kind = weighted[draw(weighted.length)] ?? "convolution";
  return { kind, ...kinds[kind](draw) };
}
