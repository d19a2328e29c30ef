import { type Attributes, flagOf, marginsOf } from "../attributes.ts";
import { convolve } from "../kernels/conv.ts";
import { convolveTransposed, cropped } from "../kernels/conv-transpose.ts";
import { multiplyFeatures } from "../kernels/linear.ts";
import { coversOf } from "../kernels/pool.ts";
import { integer, type Sums } from "../precision.ts";
import { alongFeatures, imageDims, type Tensor } from "../tensor.ts";
import { windowAxes } from "../window.ts";
import { multiplyByQuantizedMultiplier, quantizeMultiplier, roundAway } from "./fixed-point.ts";
import { centred, int8Range, type Quantization } from "./quantization.ts";
import type { IntegerWeights } from "./weights.ts";

/** A tensor of int8 values. */
export interface QuantizedTensor extends Omit<Tensor, "data"> {
  readonly data: Int8Array;
  readonly quantization: Quantization;
}

/** An int8 tensor, and how many products it took. */
export interface IntegerResult {
  readonly output: QuantizedTensor;
  readonly multiplications: number;
}

/** Sums of each channel back to int8: times the channel's factor, plus the zero point, cut off at the ends. */
function requantized(
  sums: Sums,
  channelOf: (place: number) => number,
  { factors }: IntegerWeights,
  { zeroPoint }: Quantization,
): Int8Array {
  const values = new Int8Array(sums.length);
  for (let at = 0; at < values.length; at++) {
    const factor = factors[channelOf(at)];
    const scaled = factor === undefined ? 0 : multiplyByQuantizedMultiplier(sums[at] ?? 0, factor);
    values[at] = cutOff(scaled + zeroPoint);
  }
  return values;
}

function cutOff(value: number): number {
  return Math.min(Math.max(value, int8Range.low), int8Range.high);
}

/** Convolution, plain or transposed: int32 sums of int8 products. Source: TensorFlow Lite, reference/integer_ops/conv.h. */
export function integerConv(
  input: QuantizedTensor,
  weights: IntegerWeights,
  attributes: Attributes,
  output: Quantization,
  isTransposed: boolean,
): IntegerResult {
  const operands = {
    dims: imageDims(input),
    data: centred(input.data, input.quantization),
    weights: weights.weights,
    biases: weights.biases,
  };
  const whole = (isTransposed ? convolveTransposed : convolve)(operands, attributes, integer);
  const { dims, sums } = isTransposed ? cropped(whole, marginsOf(attributes, "pad")) : whole;
  const area = dims[1] * dims[2];
  const data = requantized(sums, (place) => Math.floor(place / area), weights, output);
  const { multiplications } = whole;
  return { output: { layout: "image", dims, data, quantization: output }, multiplications };
}

/** Fully connected layer. Source: TensorFlow Lite, reference/integer_ops/fully_connected.h, per channel. */
export function integerLinear(input: QuantizedTensor, weights: IntegerWeights, output: Quantization): IntegerResult {
  const outFeatures = weights.biases.length;
  const operands = {
    shape: input,
    data: centred(input.data, input.quantization),
    weights: weights.weights,
    biases: weights.biases,
    outFeatures,
  };
  const { sums, multiplications } = multiplyFeatures(operands, integer);
  const { inner } = alongFeatures(input);
  const data = requantized(sums, (place) => Math.floor(place / inner) % outFeatures, weights, output);
  const axis = input.layout === "image" ? 0 : input.dims.length - 1;
  const dims = input.dims.map((each, at) => (at === axis ? outFeatures : each));
  return { output: { ...input, dims, data, quantization: output }, multiplications };
}

/** Bits by which both addends are raised before they are scaled. Source: TensorFlow Lite, kernels/add.cc. */
const addShift = 20;

/** Element-wise sum of tensors of one shape. Source: TensorFlow Lite, kernels/add.cc and reference/integer_ops/add.h. */
export function integerAdd(first: QuantizedTensor, second: QuantizedTensor, output: Quantization): QuantizedTensor {
  const twice = 2 * Math.max(first.quantization.scale, second.quantization.scale);
  const firstFactor = quantizeMultiplier(first.quantization.scale / twice);
  const secondFactor = quantizeMultiplier(second.quantization.scale / twice);
  const outFactor = quantizeMultiplier(twice / (2 ** addShift * output.scale));
  const raised = ({ data, quantization }: QuantizedTensor, at: number) =>
    ((data[at] ?? 0) - quantization.zeroPoint) << addShift;
  const data = new Int8Array(first.data.length);
  for (let at = 0; at < data.length; at++) {
    const sum =
      multiplyByQuantizedMultiplier(raised(first, at), firstFactor) +
      multiplyByQuantizedMultiplier(raised(second, at), secondFactor);
    data[at] = cutOff(multiplyByQuantizedMultiplier(sum, outFactor) + output.zeroPoint);
  }
  return { ...first, grid: first.grid ?? second.grid, data, quantization: output };
}

/** Means of windows at the input's own scale: sums of int8 values, divided with halves away from zero. Source: TensorFlow Lite, reference/integer_ops/pooling.h. */
export function integerAvgpool(input: QuantizedTensor, attributes: Attributes): QuantizedTensor {
  const [channels, height, width] = imageDims(input);
  const [rows, columns] = windowAxes(height, width, attributes).map(coversOf);
  const countsPadding = flagOf(attributes, "count_pad");
  const values: number[] = [];
  for (let c = 0; c < channels; c++) {
    for (const row of rows ?? []) {
      for (const column of columns ?? []) {
        let [sum, cells] = [0, 0];
        for (let h = row.from; h < row.to; h++) {
          for (let w = column.from; w < column.to; w++) {
            sum += input.data[(c * height + h) * width + w] ?? 0;
            cells += 1;
          }
        }
        const all = countsPadding ? row.padded * column.padded : cells;
        // Padding is 0, which stands as the zero point.
        sum += (all - cells) * input.quantization.zeroPoint;
        values.push(cutOff(roundAway(sum / all)));
      }
    }
  }
  const dims = [channels, rows?.length ?? 0, columns?.length ?? 0];
  return { layout: "image", dims, data: Int8Array.from(values), quantization: input.quantization };
}

/** Mean of each channel at the input's own scale, of differences from the zero point. Source: TensorFlow Lite, reference/integer_ops/mean.h. */
export function integerGap(input: QuantizedTensor): QuantizedTensor {
  const [channels, height, width] = imageDims(input);
  const { zeroPoint } = input.quantization;
  const area = height * width;
  const data = Int8Array.from({ length: channels }, (_, c) => {
    let sum = 0;
    for (const value of input.data.subarray(c * area, (c + 1) * area)) sum += value - zeroPoint;
    return cutOff(roundAway(sum / area) + zeroPoint);
  });
  return { layout: "image", dims: [channels, 1, 1], data, quantization: input.quantization };
}
