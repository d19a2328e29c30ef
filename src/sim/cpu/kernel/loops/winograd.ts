import type { Instruction, Kernel } from "../instruction.ts";
import { advance, closeLoop, convert, fmla, fmls, fmulByLane, fp32, load, store } from "./assembly.ts";

/**
 * One line of a Winograd transform F(m, 3): `t` inputs or sums of four channels each, from memory to memory. A tile of t x t is
 * transformed by its rows, then by its columns: t + t passes for the input, t + m for the output.
 * Source: Lavin and Gray 2015, arXiv 1509.09308, section 4; the shared partial sums of F(6,3) as in Tencent/ncnn,
 * src/layer/arm/convolution_3x3_winograd.h.
 */
interface Transform {
  /** Values read, in v0 and the following registers. */
  readonly inputs: number;
  /** Factors, four to a register from v24 on. */
  readonly factors: readonly number[];
  readonly arithmetic: (factor: (value: number) => Factor) => readonly Instruction[];
  /** Registers that are stored, in order. */
  readonly results: readonly number[];
}

/** A factor's register and lane. */
type Factor = readonly [register: number, lane: string];

const firstFactor = 24;

function transformKernel(name: string, title: string, { inputs, factors, arithmetic, results }: Transform): Kernel {
  const factor = (value: number): Factor => {
    const at = factors.indexOf(value);
    return [firstFactor + Math.floor(at / 4), `s[${at % 4}]`];
  };
  return {
    name,
    title,
    macs: 0,
    outputs: 4 * results.length,
    body: [
      ...Array.from({ length: inputs }, (_, at) => load(`q${at}`, { base: "x1", offset: 16 * at })),
      ...arithmetic(factor),
      ...results.map((each, at) => store(`q${each}`, { base: "x2", offset: 16 * at })),
      advance("x1", 16 * inputs),
      advance("x2", 16 * results.length),
      ...closeLoop(1),
    ],
  };
}

const copy = (to: number, from: number) => convert("mov", "move", ["16b", "16b"], [to, from]);

/** Sum and difference of two registers. */
function both(sum: number, difference: number, a: number, b: number): readonly Instruction[] {
  return [fp32("fadd", sum, a, b), fp32("fsub", difference, a, b)];
}

const input23: Transform = {
  inputs: 4,
  factors: [],
  arithmetic: () => [fp32("fsub", 8, 0, 2), fp32("fadd", 9, 1, 2), fp32("fsub", 10, 2, 1), fp32("fsub", 11, 3, 1)],
  results: [8, 9, 10, 11],
};

const output23: Transform = {
  inputs: 4,
  factors: [],
  arithmetic: () => [...both(8, 9, 1, 2), fp32("fadd", 8, 8, 0), fp32("fadd", 9, 9, 3)],
  results: [8, 9],
};

const input43: Transform = {
  inputs: 6,
  factors: [4, 5, 2],
  arithmetic: (by) => [
    copy(8, 4),
    fmls(8, 2, ...by(5)),
    fmla(8, 0, ...by(4)),
    fmls(5, 3, ...by(5)),
    fmla(5, 1, ...by(4)),
    copy(10, 4),
    fmls(10, 2, ...by(4)),
    copy(11, 3),
    fmls(11, 1, ...by(4)),
    ...both(12, 13, 10, 11),
    fp32("fsub", 14, 4, 2),
    fp32("fsub", 15, 3, 1),
    fmulByLane(15, 15, ...by(2)),
    ...both(16, 17, 14, 15),
  ],
  results: [8, 12, 13, 16, 17, 5],
};

const output43: Transform = {
  inputs: 6,
  factors: [2, 4, 8],
  arithmetic: (by) => [
    ...both(8, 9, 1, 2),
    ...both(10, 11, 3, 4),
    fp32("fadd", 0, 0, 8),
    fp32("fadd", 0, 0, 10),
    fp32("fadd", 5, 5, 9),
    fmla(5, 11, ...by(8)),
    fmla(9, 11, ...by(2)),
    fmla(8, 10, ...by(4)),
  ],
  results: [0, 9, 8, 5],
};

const input63: Transform = {
  inputs: 8,
  factors: [5.25, 4.25, 0.25, 1.25, 0.5, 2.5, 2, 4],
  arithmetic: (by) => [
    fp32("fsub", 8, 0, 6),
    fp32("fsub", 9, 4, 2),
    fmla(8, 9, ...by(5.25)),
    fp32("fsub", 9, 7, 1),
    fp32("fsub", 10, 3, 5),
    fmla(9, 10, ...by(5.25)),
    fp32("fadd", 10, 2, 6),
    fmls(10, 4, ...by(4.25)),
    fp32("fadd", 11, 1, 5),
    fmls(11, 3, ...by(4.25)),
    ...both(12, 13, 10, 11),
    copy(15, 6),
    fmla(15, 2, ...by(0.25)),
    fmls(15, 4, ...by(1.25)),
    ...oddPart(10, by(0.5), by(2.5), by(2)),
    ...both(16, 17, 15, 10),
    fmls(2, 4, ...by(1.25)),
    fmla(6, 2, ...by(4)),
    ...oddPart(10, by(2), by(2.5), by(0.5)),
    ...both(18, 19, 6, 10),
  ],
  results: [8, 12, 13, 16, 17, 18, 19, 9],
};

/** The odd inputs, weighted: first, less second, plus third. */
function oddPart(to: number, first: Factor, second: Factor, third: Factor): readonly Instruction[] {
  return [fmulByLane(to, 1, ...first), fmls(to, 3, ...second), fmla(to, 5, ...third)];
}

const output63: Transform = {
  inputs: 8,
  factors: [2, 4, 8, 16, 32],
  arithmetic: (by) => [
    ...both(8, 9, 1, 2),
    ...both(10, 11, 3, 4),
    ...both(12, 13, 5, 6),
    fp32("fadd", 0, 0, 8),
    fp32("fadd", 0, 0, 10),
    fmla(0, 12, ...by(32)),
    copy(14, 8),
    fmla(14, 10, ...by(4)),
    fmla(14, 12, ...by(8)),
    fmla(8, 10, ...by(16)),
    fmla(8, 12, ...by(2)),
    fp32("fadd", 7, 7, 9),
    fmla(7, 11, ...by(32)),
    fp32("fadd", 7, 7, 13),
    copy(15, 9),
    fmla(15, 11, ...by(2)),
    fmla(15, 13, ...by(16)),
    fmla(9, 11, ...by(8)),
    fmla(9, 13, ...by(4)),
  ],
  results: [0, 15, 14, 9, 8, 7],
};

/** The transforms of F(2,3), F(4,3) and F(6,3). */
export function winogradTransforms(): readonly Kernel[] {
  const shapes = [
    [2, input23, output23],
    [4, input43, output43],
    [6, input63, output63],
  ] as const;
  return shapes.flatMap(([m, input, output]) => [
    transformKernel(
      `f32_winograd${m}3_input`,
      `fp32 Winograd F(${m},3): one line of ${m + 2} inputs, 4 channels`,
      input,
    ),
    transformKernel(
      `f32_winograd${m}3_output`,
      `fp32 Winograd F(${m},3): one line of ${m} outputs, 4 channels`,
      output,
    ),
  ]);
}
