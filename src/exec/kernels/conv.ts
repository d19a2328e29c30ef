import { type Attributes, flagOf, numberOf, pairOf } from "../attributes.ts";
import { biasSpec, inputOf, type Kernel, type ParameterSpec, parameterOf } from "../kernel.ts";
import type { Precision, Sums } from "../precision.ts";
import { imageDims, imageOf, type Tensor } from "../tensor.ts";
import { groupsOf, padded, tapOffsets, type WindowAxis, windowAxes, windowStarts } from "../window.ts";

/** Values of one convolution; the biases are what the sums start with. */
export interface ConvOperands {
  readonly dims: readonly [channels: number, height: number, width: number];
  readonly data: Float32Array | Int16Array;
  /** [n, C / g, kh, kw]. */
  readonly weights: Float32Array | Int8Array;
  readonly biases: ArrayLike<number> | undefined;
}

/** Sums of an image [n, P, Q], and how many products they took. */
export interface ConvSums {
  readonly dims: readonly [channels: number, height: number, width: number];
  readonly sums: Sums;
  readonly multiplications: number;
}

/**
 * Slides n filters over an image with margins of zeros, and multiplies at every tap, those on the margins too.
 *
 * Order of each sum: the bias, then the channels of its group, the rows and the columns of the filter.
 */
export function convolve(operands: ConvOperands, attributes: Attributes, precision: Precision): ConvSums {
  const { dims, weights, biases } = operands;
  const [channels, height, width] = dims;
  const [rows, columns] = windowAxes(height, width, attributes);
  const data = padded(operands.data, dims, rows, columns);
  const paddedHeight = rows.before + height + rows.after;
  const paddedWidth = columns.before + width + columns.after;
  const [rowStarts, columnStarts] = [windowStarts(rows), windowStarts(columns)];
  const groups = groupsOf(attributes);
  const filters = numberOf(attributes, "n");
  const [depth, groupFilters] = [channels / groups, filters / groups];
  const taps = tapOffsets(depth, rows, columns, paddedHeight, paddedWidth);
  const strips = stripsOf(rows, columns, rowStarts, columnStarts, paddedWidth);
  const outArea = rowStarts.length * columnStarts.length;
  const sums = startingSums(filters, outArea, biases, precision);
  let multiplications = 0;
  for (let g = 0; g < groups; g++) {
    const plane = g * depth * paddedHeight * paddedWidth;
    for (const { at, count, from, step } of strips) {
      for (let k = g * groupFilters; k < (g + 1) * groupFilters; k++) {
        multiplications += precision.run({
          sums,
          at: k * outArea + at,
          every: 1,
          count,
          factors: weights,
          factorAt: k * taps.length,
          taps,
          data,
          from: plane + from,
          step,
        });
      }
    }
  }
  return { dims: [filters, rowStarts.length, columnStarts.length], sums, multiplications };
}

/** Output positions in one line: place of the first, how many, where its window starts, and the way to the next window. */
interface Strip {
  readonly at: number;
  readonly count: number;
  readonly from: number;
  readonly step: number;
}

/** Longest strip of a pointwise convolution, in positions; what it reads stays in the cache for all filters. */
const longestStrip = 256;

/** A strip per output row; where every pixel is its own window, rows are cut as suits. */
function stripsOf(
  rows: WindowAxis,
  columns: WindowAxis,
  rowStarts: Int32Array,
  columnStarts: Int32Array,
  paddedWidth: number,
): readonly Strip[] {
  const count = columnStarts.length;
  const isPointwise = [rows, columns].every(
    ({ kernel, stride, before, after }) => kernel === 1 && stride === 1 && before + after === 0,
  );
  if (!isPointwise) {
    return Array.from(rowStarts, (start, row) => ({
      at: row * count,
      count,
      from: start * paddedWidth,
      step: columns.stride,
    }));
  }
  const strips: Strip[] = [];
  const all = rowStarts.length * count;
  for (let at = 0; at < all; at += longestStrip) {
    strips.push({ at, count: Math.min(longestStrip, all - at), from: at, step: 1 });
  }
  return strips;
}

/** Sums of `filters` planes, each plane starting with its bias. */
export function startingSums(
  filters: number,
  area: number,
  biases: ArrayLike<number> | undefined,
  precision: Precision,
): Sums {
  const sums = precision.sums(filters * area);
  if (biases === undefined) return sums;
  for (let k = 0; k < filters; k++) sums.fill(biases[k] ?? 0, k * area, (k + 1) * area);
  return sums;
}

/** Weights [n, C / g, kh, kw] and, with `bias`, n biases. */
function parametersOf(inputs: readonly Tensor[], attributes: Attributes): readonly ParameterSpec[] {
  const [channels] = imageDims(inputOf({ inputs }));
  const [kernelHeight, kernelWidth] = pairOf(attributes, "k");
  const depth = channels / groupsOf(attributes);
  const filters = numberOf(attributes, "n");
  const fanIn = depth * kernelHeight * kernelWidth;
  const dims = [filters, depth, kernelHeight, kernelWidth];
  return [
    { name: "weight", dims, start: { kind: "he-normal", fanIn } },
    ...(flagOf(attributes, "bias") ? [biasSpec("bias", filters)] : []),
  ];
}

/** 2-D convolution. Source: ONNX operator Conv. */
export const conv: Kernel = {
  parameters: parametersOf,
  scratch(inputs, attributes) {
    const [channels, height, width] = imageDims(inputOf({ inputs }));
    const [rows, columns] = windowAxes(height, width, attributes);
    const area = (rows.before + height + rows.after) * (columns.before + width + columns.after);
    return area === height * width ? 0 : channels * area;
  },
  run(task) {
    const image = inputOf(task);
    const operands = {
      dims: imageDims(image),
      data: image.data,
      weights: parameterOf(task, "weight"),
      biases: task.parameters.get("bias"),
    };
    const { dims, sums, multiplications } = convolve(operands, task.attributes, task.precision);
    return { outputs: [imageOf(...dims, task.precision.store(sums))], multiplications };
  },
};
