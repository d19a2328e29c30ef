import type { Instruction, Kernel } from "../instruction.ts";
import { closeLoop, convert, fmla, load, store } from "./assembly.ts";

/** Output pixels of a row in one pass. */
const pixels = 4;
const sum = (pixel: number) => 28 + pixel;
const steps = (count: number) => Array.from({ length: count }, (_, step) => step);

/**
 * Depthwise convolution of stride 1 on data whose innermost four values are channels: four pixels of one row in a pass, each input register
 * used by all the taps that reach it. Nine taps stay in registers; twenty-five do not, and are loaded row by row.
 * Source: Tencent/ncnn, src/layer/arm/convolutiondepthwise_3x3_pack4.h and convolutiondepthwise_5x5_pack4.h.
 */
export function packedDepthwise(name: string, title: string, size: 3 | 5): Kernel {
  const rows = steps(size).map((row) => (size === 3 ? rowOfNine(row) : rowOfTwentyFive(row)));
  return {
    name,
    title,
    macs: 4 * pixels * size * size,
    outputs: 4 * pixels,
    body: [
      ...steps(pixels).map((pixel) => convert("mov", "move", ["16b", "16b"], [sum(pixel), 27])),
      ...rows.flat(),
      ...steps(pixels).map((pixel) => store(`q${sum(pixel)}`, { base: "x21", step: 16 })),
      ...closeLoop(pixels),
    ],
  };
}

/** Taps in v0-v8, six input registers in v9-v14 or v15-v20, by turns. */
function rowOfNine(row: number): readonly Instruction[] {
  const input = (column: number) => 9 + 6 * (row % 2) + column;
  return [...inputLoads(row, pixels + 2, input), ...products(3, input, (tap) => 3 * row + tap)];
}

/** Five taps in v0-v4 or v5-v9, by turns, eight input registers in v10-v17 or v18-v25. */
function rowOfTwentyFive(row: number): readonly Instruction[] {
  const tap = (column: number) => 5 * (row % 2) + column;
  const input = (column: number) => 10 + 8 * (row % 2) + column;
  const taps = steps(5).map((column) => load(`q${tap(column)}`, { base: "x20", offset: 16 * (5 * row + column) }));
  return [...taps, ...inputLoads(row, pixels + 4, input), ...products(5, input, tap)];
}

/** The row's address is stepped on by the pixels of a pass with the last load. */
function inputLoads(row: number, count: number, input: (column: number) => number): readonly Instruction[] {
  const base = `x${row + 1}`;
  const others = steps(count - 1).map((at) => load(`q${input(at + 1)}`, { base, offset: 16 * (at + 1) }));
  return [...others, load(`q${input(0)}`, { base, step: 16 * pixels })];
}

function products(
  size: number,
  input: (column: number) => number,
  tap: (column: number) => number,
): readonly Instruction[] {
  return steps(size).flatMap((column) =>
    steps(pixels).map((pixel) => fmla(sum(pixel), input(pixel + column), tap(column))),
  );
}
