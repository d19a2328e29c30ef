import type { Instruction, Kernel } from "../instruction.ts";
import { advance, closeLoop, convert, extract, fmla, fp32, load, store } from "./assembly.ts";

const weights = "x20";
const output = "x21";

/** Sums of four channels each; the second set takes every other tap where there are two. */
const sums = [28, 24] as const;
const bounds = { lower: 22, upper: 23 } as const;

export interface RowDepthwise {
  readonly name: string;
  readonly title: string;
  readonly channels: 4 | 8;
  /** Two sums per channel, and loads three taps ahead of their use. */
  readonly pipelined: boolean;
}

/**
 * 3x3 depthwise convolution on channels-last data: nine input pointers, weights and bias streamed, `channels` outputs of one
 * pixel in a pass.
 */
export function rowDepthwise({ name, title, channels, pipelined }: RowDepthwise): Kernel {
  const vectors = channels / 4;
  const parts = Array.from({ length: vectors }, (_, part) => part);
  const loads = (tap: number) =>
    parts.flatMap((part) => [
      load(`q${2 * (tap % 4) + part}`, { base: `x${tap + 1}`, offset: 16 * part }),
      load(`q${8 + 2 * (tap % 4) + part}`, { base: weights, offset: 16 * ((tap + 1) * vectors + part) }),
    ]);
  const products = (tap: number) =>
    parts.map((part) => {
      const set = pipelined ? tap % 2 : 0;
      const operands = [(sums[set] ?? 0) + part, 2 * (tap % 4) + part, 8 + 2 * (tap % 4) + part] as const;
      return pipelined && tap === 1 ? fp32("fmul", ...operands) : fmla(...operands);
    });
  const step = 16 * vectors;
  return {
    name,
    title,
    macs: 9 * channels,
    outputs: channels,
    body: [
      ...parts.map((part) => load(`q${sums[0] + part}`, { base: weights, offset: 16 * part })),
      ...(pipelined ? tapsAhead(9, 3, loads, products) : tapsAhead(9, 0, loads, products)),
      ...(pipelined ? parts.map((part) => fp32("fadd", sums[0] + part, sums[0] + part, sums[1] + part)) : []),
      ...parts.flatMap((part) => [
        ...clamp(sums[0] + part, bounds.lower, bounds.upper),
        store(`q${sums[0] + part}`, { base: output, offset: 16 * part }),
      ]),
      advance(weights, 10 * step),
      ...Array.from({ length: 9 }, (_, tap) => advance(`x${tap + 1}`, step)),
      advance(output, step),
      ...closeLoop(channels),
    ],
  };
}

/** Loads and products of all taps in order, the loads of `lead` taps in front of the first product. */
function tapsAhead(
  taps: number,
  lead: number,
  loads: (tap: number) => readonly Instruction[],
  products: (tap: number) => readonly Instruction[],
): readonly Instruction[] {
  const first = Array.from({ length: lead }, (_, tap) => loads(tap)).flat();
  const rest = Array.from({ length: taps }, (_, tap) => {
    const next = tap + lead < taps ? loads(tap + lead) : [];
    return lead === 0 ? [...next, ...products(tap)] : [...products(tap), ...next];
  });
  return [...first, ...rest.flat()];
}

function clamp(register: number, lower: number, upper: number): readonly Instruction[] {
  return [fp32("fmax", register, register, lower), fp32("fmin", register, register, upper)];
}

/**
 * 5x5 depthwise convolution on channels-last data: 25 input pointers are more than there are registers, so each is loaded from
 * the stack before its use. Four channels, two sums. With `carriesSum` the second sum is never reset and runs on into the next pass,
 * as in the assembly that the scheduler is compared on; without, its first product starts it.
 */
export function stackDepthwise(name: string, title: string, carriesSum: boolean): Kernel {
  const taps = Array.from({ length: 25 }, (_, tap) => {
    const [pointer, input, weight] = [`x${(tap % 6) + 1}`, tap % 4, 8 + (tap % 4)];
    return [
      load(pointer, { base: "sp", offset: 8 * tap }),
      load(`q${input}`, { base: pointer, index: "x11" }),
      load(`q${weight}`, { base: weights, offset: 16 * (tap + 1) }),
      tap === 1 && !carriesSum ? fp32("fmul", 29, input, weight) : fmla(28 + (tap % 2), input, weight),
    ];
  });
  return {
    name,
    title,
    macs: 100,
    outputs: 4,
    body: [
      load("q28", { base: weights, offset: 0 }),
      ...taps.flat(),
      fp32("fadd", 28, 28, 29),
      ...clamp(28, 26, 27),
      store("q28", { base: output, step: 16 }),
      advance(weights, 416),
      advance("x11", 16),
      ...closeLoop(4),
    ],
  };
}

/**
 * 3x3 depthwise convolution, stride 1, on channels-first data: four outputs of one row from three input rows, weights in
 * registers, neighbours cut out of adjacent registers. `carriesSum` as in `stackDepthwise`.
 */
export function planeDepthwise(name: string, title: string, carriesSum: boolean): Kernel {
  const rows = [0, 1, 2].map((row) => {
    const [middle, left, right] = [8 + 3 * row, 9 + 3 * row, 10 + 3 * row];
    const loads = [
      load(`q${middle}`, { base: `x${row + 1}`, step: 16 }),
      extract(left, 24 + row, middle, 12),
      extract(right, middle, 20 + row, 4),
    ];
    const startsSum = row === 0 && !carriesSum;
    const products = [
      fmla(28, middle, row, "s[0]"),
      startsSum
        ? { ...fp32("fmul", 29, left, row), text: `fmul v29.4s, v${left}.4s, v0.s[1]` }
        : fmla(29, left, row, "s[1]"),
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
      convert("mov", "move", ["16b", "16b"], [28, 27]),
      ...rows.flatMap((each) => each.products),
      fp32("fadd", 28, 28, 29),
      fp32("fmax", 28, 28, 26),
      store("q28", { base: output, step: 16 }),
      ...closeLoop(4),
    ],
  };
}
