import type { Instruction, Kernel } from "../instruction.ts";
import { accumulate, advance, closeLoop, convert, extract, load, store, vector } from "./assembly.ts";
import { addWide, requantize } from "./requantize.ts";

const weights = "x20";
const output = "x21";
const range = { zero: 28, lower: 30, upper: 31 } as const;
const steps = (count: number) => Array.from({ length: count }, (_, step) => step);

/** Sums of four channels each, and products of eight channels to 16 bits. */
const sum = (at: number) => 24 + at;
const partial = (group: number) => 16 + group;
const scale = (at: number) => 20 + at;

/**
 * int8 depthwise convolution on channels-last data, `channels` outputs of one pixel in a pass. Products of two taps are summed to 16 bits,
 * then added to 32-bit sums; the sums are scaled in fp32 by channel. Nine input pointers lie in registers, twenty-five on the stack.
 * Source: the structure of google/XNNPACK, src/qs8-dwconv/unipass-neon-mul8.c.in (mla8_ld64).
 */
export function rowDepthwiseInt8(name: string, title: string, taps: 9 | 25, channels: 8 | 16): Kernel {
  const groups = steps(channels / 8);
  const sums = steps(channels / 4).map(sum);
  const scales = sums.map((_, at) => scale(at));
  const tapsAt = 4 * channels;
  const scalesAt = tapsAt + taps * channels;
  return {
    name,
    title,
    macs: taps * channels,
    outputs: channels,
    body: [
      ...sums.map((each, at) => load(`q${each}`, { base: weights, offset: 16 * at })),
      ...steps(taps).flatMap((tap) => [
        ...(taps === 9 ? [] : [load("x1", { base: "sp", offset: 8 * tap })]),
        ...groups.map((group) => inputLoad(taps, tap, group)),
        ...groups.map((group) =>
          load(`d${8 + 2 * (tap % 4) + group}`, { base: weights, offset: tapsAt + tap * channels + 8 * group }),
        ),
        ...groups.map((group) => product(tap, group)),
        ...(tap % 2 === 1 || tap === taps - 1 ? groups.flatMap(widened) : []),
      ]),
      ...scales.map((each, at) => load(`q${each}`, { base: weights, offset: scalesAt + 16 * at })),
      ...requantize(
        sums,
        scales.map((each) => [each]),
        range,
      ),
      store(`${channels === 16 ? "q" : "d"}${sum(0)}`, { base: output, step: channels }),
      advance(weights, scalesAt + 4 * channels),
      ...(taps === 9 ? [] : ["x11", "x12"].map((each) => advance(each, channels))),
      ...closeLoop(channels),
    ],
  };
}

/** Eight channels of a tap's pixel; the second eight of a stacked pointer by an index of their own. */
function inputLoad(taps: number, tap: number, group: number): Instruction {
  const register = `d${2 * (tap % 4) + group}`;
  return taps === 9
    ? load(register, { base: `x${tap + 1}`, step: 8 })
    : load(register, { base: "x1", index: group === 0 ? "x11" : "x12" });
}

function product(tap: number, group: number): Instruction {
  const operands = [partial(group), 2 * (tap % 4) + group, 8 + 2 * (tap % 4) + group] as const;
  return tap % 2 === 0
    ? vector("smull", "mulLong", ["8h", "8b"], operands)
    : accumulate("smlal", "mlaLong", ["8h", "8b"], operands);
}

function widened(group: number): readonly Instruction[] {
  return [addWide(sum(2 * group), partial(group), false), addWide(sum(2 * group + 1), partial(group), true)];
}

/**
 * int8 3x3 depthwise convolution, stride 1, on channels-first data: eight outputs of one row from three input rows of sixteen bytes, each tap
 * spread over a register. Products of two taps are summed to 16 bits, since three do not fit, then added to 32-bit sums.
 * Source: the structure of PaddlePaddle/Paddle-Lite, lite/backends/arm/math/conv3x3s1_depthwise_int8.cc.
 */
export function planeDepthwiseInt8(name: string, title: string): Kernel {
  const input = (row: number, column: number) => 9 + 3 * row + column;
  const loads = steps(3).flatMap((row) => [
    load(`q${input(row, 0)}`, { base: `x${row + 1}`, step: 8 }),
    extract(input(row, 1), input(row, 0), input(row, 0), 1),
    extract(input(row, 2), input(row, 0), input(row, 0), 2),
  ]);
  const products = steps(9).flatMap((tap) => {
    const operands = [18, input(Math.floor(tap / 3), tap % 3), tap] as const;
    const made =
      tap % 2 === 0
        ? vector("smull", "mulLong", ["8h", "8b"], operands)
        : accumulate("smlal", "mlaLong", ["8h", "8b"], operands);
    return tap % 2 === 1 || tap === 8 ? [made, addWide(24, 18, false), addWide(25, 18, true)] : [made];
  });
  return {
    name,
    title,
    macs: 72,
    outputs: 8,
    body: [
      ...loads,
      ...[24, 25].map((each) => convert("mov", "move", ["16b", "16b"], [each, 27])),
      ...products,
      ...requantize([24, 25], [[29], [29]], range),
      store("d24", { base: output, step: 8 }),
      ...closeLoop(8),
    ],
  };
}
