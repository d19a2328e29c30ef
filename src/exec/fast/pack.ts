import type { Affine } from "../kernels/bn.ts";
import { affineCount, type StageShape } from "./stages.ts";

const lanes = 4;
const floatBytes = 4;

/** What a convolution or fully connected layer multiplies and adds per output channel. */
export interface ChannelParameters {
  /** [filters, depth, taps]. */
  readonly weights: Float32Array;
  readonly biases: Float32Array | undefined;
  readonly affines: readonly Affine[];
}

/** Output channels [first, first + count) in vectors of four; channels behind the last one are 0. */
export interface PanelRange {
  readonly first: number;
  readonly count: number;
  readonly vectors: number;
}

/** Rows of biases, factors and addends that stand in front of the weights. */
export function headCount({ hasBias, stages }: { hasBias: boolean; stages: readonly StageShape[] }): number {
  return (hasBias ? 1 : 0) + 2 * affineCount(stages);
}

/** Bytes of rows of values, `columns` values each. */
export function rowsBytes(rows: number, columns: number): number {
  return floatBytes * rows * columns;
}

/** A panel as its kernel reads it: biases, factors, addends, then for each product of a sum a row of columns. */
export function packPanel(
  { weights, biases, affines }: ChannelParameters,
  { first, count, vectors }: PanelRange,
  products: number,
): Float32Array {
  const columns = lanes * vectors;
  const heads = headRows(biases, affines);
  const data = new Float32Array(columns * (heads.length + products));
  for (const [row, values] of heads.entries()) data.set(values.subarray(first, first + count), row * columns);
  for (let column = 0; column < count; column++) {
    const from = (first + column) * products;
    for (let p = 0; p < products; p++) data[(heads.length + p) * columns + column] = weights[from + p] ?? 0;
  }
  return data;
}

/** Rows of one value per channel, a pitch of `columns` apart: biases, factors, addends, then the taps of a depthwise filter. */
export function packRows(
  { weights, biases, affines }: ChannelParameters,
  channels: number,
  columns: number,
  taps: number,
): Float32Array {
  const heads = headRows(biases, affines);
  const data = new Float32Array(columns * (heads.length + taps));
  for (const [row, values] of heads.entries()) data.set(values.subarray(0, channels), row * columns);
  for (let t = 0; t < taps; t++) {
    for (let c = 0; c < channels; c++) data[(heads.length + t) * columns + c] = weights[c * taps + t] ?? 0;
  }
  return data;
}

function headRows(biases: Float32Array | undefined, affines: readonly Affine[]): readonly Float32Array[] {
  return [...(biases === undefined ? [] : [biases]), ...affines.flatMap(({ factors, addends }) => [factors, addends])];
}
