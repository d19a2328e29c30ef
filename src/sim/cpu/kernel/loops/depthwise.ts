import type { Instruction, Kernel } from "../instruction.ts";
import { advance, closeLoop, load, store } from "./assembly.ts";
import { type Floats, floats } from "./floats.ts";

const weights = "x20";
const output = "x21";

/** Registers of sums; the second set takes every other tap where there are two. */
const sums = [28, 24] as const;
const bounds = { lower: 22, upper: 23 } as const;

export interface RowDepthwise {
  readonly name: string;
  readonly title: string;
  readonly channels: 4 | 8 | 16;
  /** Two sums per channel, and loads three taps ahead of their use. */
  readonly pipelined: boolean;
  readonly arithmetic?: Floats["name"];
}

/**
 * 3x3 depthwise convolution on channels-last data: nine input pointers, weights and bias streamed, `channels` outputs of one
 * pixel in a pass.
 */
export function rowDepthwise({ name, title, channels, pipelined, arithmetic = "fp32" }: RowDepthwise): Kernel {
  const on = floats[arithmetic];
  const { width, multiply, multiplyAdd, add } = on;
  const vectors = channels / width;
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
      return pipelined && tap === 1 ? multiply(...operands) : multiplyAdd(...operands);
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
      ...(pipelined ? parts.map((part) => add(sums[0] + part, sums[0] + part, sums[1] + part)) : []),
      ...parts.flatMap((part) => [
        ...clamp(sums[0] + part, bounds.lower, bounds.upper, on),
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

function clamp(register: number, lower: number, upper: number, { larger, smaller }: Floats): readonly Instruction[] {
  return [larger(register, register, lower), smaller(register, register, upper)];
}

/** How many sums a loop over 25 taps has per channel: one, two, or two of which the second is never reset. */
export type StackSums = "one" | "two" | "carried";

/**
 * 5x5 depthwise convolution on channels-last data: 25 input pointers are more than there are registers, so each is loaded from
 * the stack before its use. With `carried` the second sum runs on into the next pass, as in the assembly that the scheduler is compared
 * on; with `two` its first product starts it.
 */
export function stackDepthwise(
  name: string,
  title: string,
  channels: 4 | 8,
  sumsPerChannel: StackSums,
  arithmetic: Floats["name"] = "fp32",
): Kernel {
  const on = floats[arithmetic];
  const parts = Array.from({ length: channels / on.width }, (_, part) => part);
  const sum = (set: number, part: number) => sums[0] + parts.length * set + part;
  const index = ["x11", "x12"];
  const taps = Array.from({ length: 25 }, (_, tap) => {
    const pointer = `x${(tap % 6) + 1}`;
    const input = (part: number) => parts.length * (tap % 4) + part;
    const weight = (part: number) => 8 + parts.length * (tap % 4) + part;
    const set = sumsPerChannel === "one" ? 0 : tap % 2;
    const isFirst = tap === 1 && sumsPerChannel === "two";
    return [
      load(pointer, { base: "sp", offset: 8 * tap }),
      ...parts.map((part) => load(`q${input(part)}`, { base: pointer, index: index[part] ?? "" })),
      ...parts.map((part) =>
        load(`q${weight(part)}`, { base: weights, offset: 16 * (parts.length * (tap + 1) + part) }),
      ),
      ...parts.map((part) => {
        const operands = [sum(set, part), input(part), weight(part)] as const;
        return isFirst ? on.multiply(...operands) : on.multiplyAdd(...operands);
      }),
    ];
  });
  const step = 16 * parts.length;
  return {
    name,
    title,
    macs: 25 * channels,
    outputs: channels,
    body: [
      ...parts.map((part) => load(`q${sum(0, part)}`, { base: weights, offset: 16 * part })),
      ...taps.flat(),
      ...(sumsPerChannel === "one" ? [] : parts.map((part) => on.add(sum(0, part), sum(0, part), sum(1, part)))),
      ...parts.flatMap((part) => clamp(sum(0, part), 26, 27, on)),
      ...parts.map((part) => store(`q${sum(0, part)}`, { base: output, step: 16 })),
      advance(weights, 26 * step),
      ...parts.map((part) => advance(index[part] ?? "", step)),
      ...closeLoop(channels),
    ],
  };
}
