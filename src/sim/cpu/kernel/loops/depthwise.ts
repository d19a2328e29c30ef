import type { Instruction, Kernel } from "../instruction.ts";
import { accumulate, advance, closeLoop, fmla, fp32, load, store, vector } from "./assembly.ts";

const weights = "x20";
const output = "x21";

/** Sums of four channels each; the second set takes every other tap where there are two. */
const sums = [28, 24] as const;
const bounds = { lower: 22, upper: 23 } as const;

type Operation = (destination: number, first: number, second: number) => Instruction;

/** The arithmetic of a loop on floats of one size; `width` of them fill a register. */
interface Floats {
  readonly width: 4 | 8;
  readonly multiply: Operation;
  readonly multiplyAdd: Operation;
  readonly add: Operation;
  readonly larger: Operation;
  readonly smaller: Operation;
}

const floats: Readonly<Record<"fp32" | "fp16", Floats>> = {
  fp32: { width: 4, ...operations("4s", "fpMla") },
  fp16: { width: 8, ...operations("8h", "fp16Mla") },
};

function operations(shape: "4s" | "8h", multiplyAdd: "fpMla" | "fp16Mla"): Omit<Floats, "width"> {
  return {
    multiply: (...registers) => vector("fmul", "fpMul", [shape, shape], registers),
    multiplyAdd: (...registers) => accumulate("fmla", multiplyAdd, [shape, shape], registers),
    add: (...registers) => vector("fadd", "fpAdd", [shape, shape], registers),
    larger: (...registers) => vector("fmax", "fpMinMax", [shape, shape], registers),
    smaller: (...registers) => vector("fmin", "fpMinMax", [shape, shape], registers),
  };
}

export interface RowDepthwise {
  readonly name: string;
  readonly title: string;
  readonly channels: 4 | 8;
  /** Two sums per channel, and loads three taps ahead of their use. */
  readonly pipelined: boolean;
  readonly arithmetic?: "fp32" | "fp16";
}

/**
 * 3x3 depthwise convolution on channels-last data: nine input pointers, weights and bias streamed, `channels` outputs of one
 * pixel in a pass.
 */
export function rowDepthwise({ name, title, channels, pipelined, arithmetic = "fp32" }: RowDepthwise): Kernel {
  const { width, multiply, multiplyAdd, add } = floats[arithmetic];
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
        ...clamp(sums[0] + part, bounds.lower, bounds.upper, arithmetic),
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

function clamp(
  register: number,
  lower: number,
  upper: number,
  arithmetic: "fp32" | "fp16" = "fp32",
): readonly Instruction[] {
  const { larger, smaller } = floats[arithmetic];
  return [larger(register, register, lower), smaller(register, register, upper)];
}

/** How many sums a loop over 25 taps has per channel: one, two, or two of which the second is never reset. */
export type StackSums = "one" | "two" | "carried";

/**
 * 5x5 depthwise convolution on channels-last data: 25 input pointers are more than there are registers, so each is loaded from
 * the stack before its use. With `carried` the second sum runs on into the next pass, as in the assembly that the scheduler is compared
 * on; with `two` its first product starts it.
 */
export function stackDepthwise(name: string, title: string, channels: 4 | 8, sumsPerChannel: StackSums): Kernel {
  const parts = Array.from({ length: channels / 4 }, (_, part) => part);
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
        return isFirst ? fp32("fmul", ...operands) : fmla(...operands);
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
      ...(sumsPerChannel === "one" ? [] : parts.map((part) => fp32("fadd", sum(0, part), sum(0, part), sum(1, part)))),
      ...parts.flatMap((part) => clamp(sum(0, part), 26, 27)),
      ...parts.map((part) => store(`q${sum(0, part)}`, { base: output, step: 16 })),
      advance(weights, 26 * step),
      ...parts.map((part) => advance(index[part] ?? "", step)),
      ...closeLoop(channels),
    ],
  };
}
