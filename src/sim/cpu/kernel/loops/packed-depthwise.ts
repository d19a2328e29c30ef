import type { Instruction, Kernel } from "../instruction.ts";
import { closeLoop, convert, load, loadPair, store } from "./assembly.ts";
import { type Floats, floats } from "./floats.ts";

/** Output pixels of a row in one pass. */
const pixels = 4;
const steps = (count: number) => Array.from({ length: count }, (_, step) => step);

/**
 * 3x3 depthwise convolution of stride 1 on data whose innermost values, a register of them, are channels: four pixels of each of two rows in a pass, from four input
 * rows. The nine taps and the bias stay in registers; an input register is used by all the taps and rows that reach it.
 * Source: the pass of Tencent/ncnn, src/layer/arm/convolutiondepthwise_3x3_pack4.h.
 */
export function packedDepthwise3x3(name: string, title: string, arithmetic: Floats["name"] = "fp32"): Kernel {
  const on = floats[arithmetic];
  const bias = 9;
  const sum = (row: number, pixel: number) => 24 + pixels * row + pixel;
  const input = (row: number, column: number) => 10 + 6 * (row % 2) + column;
  const tapRow = (row: number, output: number): readonly Instruction[] =>
    steps(3).flatMap((column) =>
      steps(pixels).map((pixel) =>
        on.multiplyAdd(sum(output, pixel), input(row, pixel + column), 3 * (row - output) + column),
      ),
    );
  const rows = steps(4).flatMap((row) => [
    ...inputLoads(row, pixels + 2, (column) => input(row, column)),
    ...[0, 1].filter((output) => row >= output && row <= output + 2).flatMap((output) => tapRow(row, output)),
  ]);
  const sums = steps(2).flatMap((row) => steps(pixels).map((pixel) => sum(row, pixel)));
  return {
    name,
    title,
    macs: 2 * on.width * pixels * 9,
    outputs: 2 * on.width * pixels,
    block: { lanes: on.width, rows: 2, columns: pixels },
    body: [
      ...sums.map((each) => convert("mov", "move", ["16b", "16b"], [each, bias])),
      ...rows,
      ...sums.map((each, at) => store(`q${each}`, { base: at < pixels ? "x21" : "x22", step: 16 })),
      ...closeLoop(pixels),
    ],
  };
}

/**
 * 5x5 depthwise convolution of stride 1 on the same layout: four pixels of one row in a pass. Twenty-five taps do not stay in registers and
 * are loaded row by row.
 * Source: the structure of Tencent/ncnn, src/layer/arm/convolutiondepthwise_5x5_pack4.h.
 */
export function packedDepthwise5x5(name: string, title: string, arithmetic: Floats["name"] = "fp32"): Kernel {
  const on = floats[arithmetic];
  const sum = (pixel: number) => 28 + pixel;
  const rows = steps(5).flatMap((row) => {
    const tap = (column: number) => 5 * (row % 2) + column;
    const input = (column: number) => 10 + 8 * (row % 2) + column;
    return [
      ...steps(5).map((column) => load(`q${tap(column)}`, { base: "x20", offset: 16 * (5 * row + column) })),
      ...inputLoads(row, pixels + 4, input),
      ...steps(5).flatMap((column) =>
        steps(pixels).map((pixel) => on.multiplyAdd(sum(pixel), input(pixel + column), tap(column))),
      ),
    ];
  });
  return {
    name,
    title,
    macs: on.width * pixels * 25,
    outputs: on.width * pixels,
    block: { lanes: on.width, rows: 1, columns: pixels },
    body: [
      ...steps(pixels).map((pixel) => convert("mov", "move", ["16b", "16b"], [sum(pixel), 27])),
      ...rows,
      ...steps(pixels).map((pixel) => store(`q${sum(pixel)}`, { base: "x21", step: 16 })),
      ...closeLoop(pixels),
    ],
  };
}

/** Pairs of input registers; the row's address is stepped on by the pixels of a pass with the last load. */
function inputLoads(row: number, count: number, input: (column: number) => number): readonly Instruction[] {
  const base = `x${row + 1}`;
  return steps(count / 2).map((pair) => {
    const at = count - 2 - 2 * pair;
    const address = at === 0 ? { base, step: 16 * pixels } : { base, offset: 16 * at };
    return loadPair(`q${input(at)}`, `q${input(at + 1)}`, address);
  });
}
