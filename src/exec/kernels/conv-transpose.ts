import { type Attributes, flagOf, marginsOf, numberOf, pairOf } from "../attributes.ts";
import { biasSpec, inputOf, type Kernel, type ParameterSpec, parameterOf } from "../kernel.ts";
import type { Precision } from "../precision.ts";
import { imageDims, imageOf, type Tensor } from "../tensor.ts";
import { groupsOf } from "../window.ts";
import { type ConvOperands, type ConvSums, startingSums } from "./conv.ts";

/** One axis of the image that the taps write. */
interface WrittenAxis {
  readonly stride: number;
  readonly dilation: number;
  readonly extent: number;
}

/** The written axis ends with the last cell that a tap reaches, and `out_pad` beyond. */
function writtenAxis(axis: 0 | 1, inputExtent: number, attributes: Attributes): WrittenAxis {
  const stride = pairOf(attributes, "s")[axis];
  const dilation = pairOf(attributes, "d")[axis];
  let last = 0;
  for (let h = 0; h < inputExtent; h++) {
    for (let r = 0; r < pairOf(attributes, "k")[axis]; r++) last = Math.max(last, h * stride + r * dilation);
  }
  return { stride, dilation, extent: last + 1 + pairOf(attributes, "out_pad")[axis] };
}

const oneTap = new Int32Array(1);

/**
 * Every input element meets each tap of its filters once and is added into the output; what margins crop is multiplied, too.
 *
 * Order of each sum: the bias, then the channels of its group, the rows and the columns of the filter.
 */
export function convolveTransposed(operands: ConvOperands, attributes: Attributes, precision: Precision): ConvSums {
  const { dims, data, weights, biases } = operands;
  const [channels, height, width] = dims;
  const [kernelHeight, kernelWidth] = pairOf(attributes, "k");
  const [rows, columns] = [writtenAxis(0, height, attributes), writtenAxis(1, width, attributes)];
  const groups = groupsOf(attributes);
  const filters = numberOf(attributes, "n");
  const [depth, groupFilters] = [channels / groups, filters / groups];
  const sums = startingSums(filters, rows.extent * columns.extent, biases, precision);
  let multiplications = 0;
  for (let c = 0; c < channels; c++) {
    const firstFilter = Math.floor(c / depth) * groupFilters;
    for (let k = 0; k < groupFilters; k++) {
      for (let r = 0; r < kernelHeight; r++) {
        for (let s = 0; s < kernelWidth; s++) {
          for (let h = 0; h < height; h++) {
            const row = (firstFilter + k) * rows.extent + h * rows.stride + r * rows.dilation;
            multiplications += precision.run({
              sums,
              at: row * columns.extent + s * columns.dilation,
              every: columns.stride,
              count: width,
              factors: weights,
              factorAt: ((c * groupFilters + k) * kernelHeight + r) * kernelWidth + s,
              taps: oneTap,
              data,
              from: (c * height + h) * width,
              step: 1,
            });
          }
        }
      }
    }
  }
  return { dims: [filters, rows.extent, columns.extent], sums, multiplications };
}

/** Sums without the margins that are cut off. */
export function cropped(
  { dims, sums }: ConvSums,
  [top, bottom, left, right]: readonly [number, number, number, number],
) {
  const [channels, height, width] = dims;
  const [outHeight, outWidth] = [height - top - bottom, width - left - right];
  const kept = sums.slice(0, channels * outHeight * outWidth);
  for (let c = 0; c < channels; c++) {
    for (let h = 0; h < outHeight; h++) {
      const from = (c * height + top + h) * width + left;
      kept.set(sums.subarray(from, from + outWidth), (c * outHeight + h) * outWidth);
    }
  }
  return { dims: [channels, outHeight, outWidth] as const, sums: kept };
}

/** Weights [C, n / g, kh, kw] and, with `bias`, n biases. One output gets about kh kw / (sh sw) taps of each channel. */
function parametersOf(inputs: readonly Tensor[], attributes: Attributes): readonly ParameterSpec[] {
  const [channels] = imageDims(inputOf({ inputs }));
  const [kernelHeight, kernelWidth] = pairOf(attributes, "k");
  const [strideHeight, strideWidth] = pairOf(attributes, "s");
  const groups = groupsOf(attributes);
  const filters = numberOf(attributes, "n");
  const taps = Math.max(1, kernelHeight / strideHeight) * Math.max(1, kernelWidth / strideWidth);
  return [
    {
      name: "weight",
      dims: [channels, filters / groups, kernelHeight, kernelWidth],
      start: { kind: "he-normal", fanIn: (channels / groups) * taps },
    },
    ...(flagOf(attributes, "bias") ? [biasSpec("bias", filters)] : []),
  ];
}

/** 2-D transposed convolution. Source: PyTorch ConvTranspose2d; ONNX operator ConvTranspose. */
export const convTranspose: Kernel = {
  parameters: parametersOf,
  scratch(inputs, attributes) {
    const [, height, width] = imageDims(inputOf({ inputs }));
    const area = writtenAxis(0, height, attributes).extent * writtenAxis(1, width, attributes).extent;
    return numberOf(attributes, "n") * area;
  },
  run(task) {
    const image = inputOf(task);
    const operands = {
      dims: imageDims(image),
      data: image.data,
      weights: parameterOf(task, "weight"),
      biases: task.parameters.get("bias"),
    };
    const whole = convolveTransposed(operands, task.attributes, task.precision);
    const { dims, sums } = cropped(whole, marginsOf(task.attributes, "pad"));
    return { outputs: [imageOf(...dims, task.precision.store(sums))], multiplications: whole.multiplications };
  },
};
