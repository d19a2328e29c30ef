import type { Instruction, Kernel } from "../instruction.ts";
import { closeLoop, convert, extract, fmla, fmulByLane, fp32, load, loadDeinterleaved, store } from "./assembly.ts";

const output = "x21";
const [firstSum, secondSum, bias] = [28, 29, 27];
const steps = (count: number) => Array.from({ length: count }, (_, step) => step);

/**
 * 3x3 depthwise convolution, stride 1, on channels-first data: four outputs of one row from three input rows, weights in
 * registers, neighbours cut out of adjacent registers. With `carriesSum` the second sum is never reset, as in the assembly that the
 * scheduler is compared on.
 */
export function planeDepthwise(name: string, title: string, carriesSum: boolean): Kernel {
  const rows = steps(3).map((row) => {
    const [middle, left, right] = [8 + 3 * row, 9 + 3 * row, 10 + 3 * row];
    const loads = [
      load(`q${middle}`, { base: `x${row + 1}`, step: 16 }),
      extract(left, 24 + row, middle, 12),
      extract(right, middle, 20 + row, 4),
    ];
    const startsSum = row === 0 && !carriesSum;
    const products = [
      fmla(28, middle, row, "s[0]"),
      startsSum ? fmulByLane(29, left, row, "s[1]") : fmla(29, left, row, "s[1]"),
      fmla(28, right, row, "s[2]"),
    ];
    return { loads, products };
  });
  return {
    name,
    title,
    macs: 36,
    outputs: 4,
    body: [
      ...rows.flatMap((each) => each.loads),
      convert("mov", "move", ["16b", "16b"], [firstSum, bias]),
      ...rows.flatMap((each) => each.products),
      ...finish(26),
    ],
  };
}

/** Sums joined, clamped from below and stored: four outputs. */
function finish(lower: number): readonly Instruction[] {
  return [
    fp32("fadd", firstSum, firstSum, secondSum),
    fp32("fmax", firstSum, firstSum, lower),
    store(`q${firstSum}`, { base: output, step: 16 }),
    ...closeLoop(4),
  ];
}

/** `sum += input * weight`, taps by turns to one sum and the other; the first of the second sum starts it. */
function tapProduct(tap: number, input: number, weights: number, lane: number): Instruction {
  const sum = tap % 2 === 0 ? firstSum : secondSum;
  return (tap === 1 ? fmulByLane : fmla)(sum, input, weights, `s[${lane}]`);
}

/**
 * 3x3 depthwise convolution, stride 2, on channels-first data: four outputs of one row from three input rows, each loaded into even
 * and odd columns; the column before them is kept from the pass before. Weights in registers, two sums.
 * Source: the structure of google/XNNPACK, src/f32-dwconv2d-chw/3x3s2p1-neonfma.c.in.
 */
export function stridedPlaneDepthwise(name: string, title: string): Kernel {
  const rows = steps(3).map((row) => {
    const [even, odd, left, before] = [8 + 3 * row, 9 + 3 * row, 10 + 3 * row, 20 + row];
    const columns = [left, even, odd];
    return {
      loads: [
        loadDeinterleaved(even, `x${row + 1}`),
        extract(left, before, odd, 12),
        convert("mov", "move", ["16b", "16b"], [before, odd]),
      ],
      products: columns.map((input, column) => tapProduct(3 * row + column, input, row, column)),
    };
  });
  return {
    name,
    title,
    macs: 36,
    outputs: 4,
    body: [
      ...rows.flatMap((each) => each.loads),
      convert("mov", "move", ["16b", "16b"], [firstSum, bias]),
      ...rows.flatMap((each) => each.products),
      ...finish(26),
    ],
  };
}

/**
 * 5x5 depthwise convolution, stride 1, on channels-first data: four outputs of one row from five input rows. Of each row the columns
 * before and at the outputs are kept from the passes before. Twenty-five weights in seven registers, two sums.
 * Source: the structure of google/XNNPACK, src/f32-dwconv2d-chw/5x5p2-neonfma.c.in.
 */
export function widePlaneDepthwise(name: string, title: string): Kernel {
  const rows = steps(5).map((row) => {
    const [before, middle] = [7 + row, 12 + row];
    const [after, ...shifted] = [17, 18, 19, 20, 21].map((each) => each + (row % 2 === 0 ? 0 : 5));
    return rowOfFive(row, before, middle, after ?? 0, shifted);
  });
  return {
    name,
    title,
    macs: 100,
    outputs: 4,
    body: [convert("mov", "move", ["16b", "16b"], [firstSum, bias]), ...rows.flat(), ...finish(30)],
  };
}

function rowOfFive(
  row: number,
  before: number,
  middle: number,
  after: number,
  [farLeft = 0, left = 0, right = 0, farRight = 0]: readonly number[],
): readonly Instruction[] {
  return [
    load(`q${after}`, { base: `x${row + 1}`, step: 16 }),
    extract(farLeft, before, middle, 8),
    extract(left, before, middle, 12),
    extract(right, middle, after, 4),
    extract(farRight, middle, after, 8),
    ...[farLeft, left, middle, right, farRight].map((input, column) => {
      const tap = 5 * row + column;
      return tapProduct(tap, input, Math.floor(tap / 4), tap % 4);
    }),
    convert("mov", "move", ["16b", "16b"], [before, middle]),
    convert("mov", "move", ["16b", "16b"], [middle, after]),
  ];
}
