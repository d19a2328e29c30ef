import type { Instruction, Kernel } from "../instruction.ts";
import { advance, closeLoop, convert, load, store } from "./assembly.ts";
import { type Floats, floats } from "./floats.ts";

/**
 * One line of a Winograd transform F(m, 3): `t` inputs or sums of a register's channels each, from memory to memory. A tile of t x t is
 * transformed by its rows, then by its columns: t + t passes for the input, t + m for the output.
 * Source: Lavin and Gray 2015, arXiv 1509.09308, section 4; the shared partial sums of F(6,3) as in Tencent/ncnn,
 * src/layer/arm/convolution_3x3_winograd.h.
 */
interface Transform {
  /** Values read, in v0 and the following registers. */
  readonly inputs: number;
  /** Factors, as many to a register as it holds, from v24 on. */
  readonly factors: readonly number[];
  readonly arithmetic: (on: Floats, factor: (value: number) => Factor) => readonly Instruction[];
  /** Registers that are stored, in order. */
  readonly results: readonly number[];
}

/** A factor's register and lane. */
type Factor = readonly [register: number, lane: string];

const firstFactor = 24;

function transformKernel(
  name: string,
  title: string,
  { inputs, factors, arithmetic, results }: Transform,
  on: Floats,
): Kernel {
  const factor = (value: number): Factor => {
    const at = factors.indexOf(value);
    return [firstFactor + Math.floor(at / on.width), `${on.shape.slice(1)}[${at % on.width}]`];
  };
  return {
    name,
    title,
    macs: 0,
    outputs: on.width * results.length,
    body: [
      ...Array.from({ length: inputs }, (_, at) => load(`q${at}`, { base: "x1", offset: 16 * at })),
      ...arithmetic(on, factor),
      ...results.map((each, at) => store(`q${each}`, { base: "x2", offset: 16 * at })),
      advance("x1", 16 * inputs),
      advance("x2", 16 * results.length),
      ...closeLoop(1),
    ],
  };
}

const copy = (to: number, from: number) => convert("mov", "move", ["16b", "16b"], [to, from]);

/** Sum and difference of two registers. */
function both(on: Floats, sum: number, difference: number, a: number, b: number): readonly Instruction[] {
  return [on.add(sum, a, b), on.subtract(difference, a, b)];
}

const input23: Transform = {
  inputs: 4,
  factors: [],
  arithmetic: (on) => [on.subtract(8, 0, 2), on.add(9, 1, 2), on.subtract(10, 2, 1), on.subtract(11, 3, 1)],
  results: [8, 9, 10, 11],
};

const output23: Transform = {
  inputs: 4,
  factors: [],
  arithmetic: (on) => [...both(on, 8, 9, 1, 2), on.add(8, 8, 0), on.add(9, 9, 3)],
  results: [8, 9],
};

const input43: Transform = {
  inputs: 6,
  factors: [4, 5, 2],
  arithmetic: (on, by) => [
    copy(8, 4),
    on.multiplySubtract(8, 2, ...by(5)),
    on.multiplyAdd(8, 0, ...by(4)),
    on.multiplySubtract(5, 3, ...by(5)),
    on.multiplyAdd(5, 1, ...by(4)),
    copy(10, 4),
    on.multiplySubtract(10, 2, ...by(4)),
    copy(11, 3),
    on.multiplySubtract(11, 1, ...by(4)),
    ...both(on, 12, 13, 10, 11),
    on.subtract(14, 4, 2),
    on.subtract(15, 3, 1),
    on.multiply(15, 15, ...by(2)),
    ...both(on, 16, 17, 14, 15),
  ],
  results: [8, 12, 13, 16, 17, 5],
};

const output43: Transform = {
  inputs: 6,
  factors: [2, 4, 8],
  arithmetic: (on, by) => [
    ...both(on, 8, 9, 1, 2),
    ...both(on, 10, 11, 3, 4),
    on.add(0, 0, 8),
    on.add(0, 0, 10),
    on.add(5, 5, 9),
    on.multiplyAdd(5, 11, ...by(8)),
    on.multiplyAdd(9, 11, ...by(2)),
    on.multiplyAdd(8, 10, ...by(4)),
  ],
  results: [0, 9, 8, 5],
};

const input63: Transform = {
  inputs: 8,
  factors: [5.25, 4.25, 0.25, 1.25, 0.5, 2.5, 2, 4],
  arithmetic: (on, by) => [
    on.subtract(8, 0, 6),
    on.subtract(9, 4, 2),
    on.multiplyAdd(8, 9, ...by(5.25)),
    on.subtract(9, 7, 1),
    on.subtract(10, 3, 5),
    on.multiplyAdd(9, 10, ...by(5.25)),
    on.add(10, 2, 6),
    on.multiplySubtract(10, 4, ...by(4.25)),
    on.add(11, 1, 5),
    on.multiplySubtract(11, 3, ...by(4.25)),
    ...both(on, 12, 13, 10, 11),
    copy(15, 6),
    on.multiplyAdd(15, 2, ...by(0.25)),
    on.multiplySubtract(15, 4, ...by(1.25)),
    ...oddPart(on, 10, by(0.5), by(2.5), by(2)),
    ...both(on, 16, 17, 15, 10),
    on.multiplySubtract(2, 4, ...by(1.25)),
    on.multiplyAdd(6, 2, ...by(4)),
    ...oddPart(on, 10, by(2), by(2.5), by(0.5)),
    ...both(on, 18, 19, 6, 10),
  ],
  results: [8, 12, 13, 16, 17, 18, 19, 9],
};

/** The odd inputs, weighted: first, less second, plus third. */
function oddPart(on: Floats, to: number, first: Factor, second: Factor, third: Factor): readonly Instruction[] {
  return [on.multiply(to, 1, ...first), on.multiplySubtract(to, 3, ...second), on.multiplyAdd(to, 5, ...third)];
}

const output63: Transform = {
  inputs: 8,
  factors: [2, 4, 8, 16, 32],
  arithmetic: (on, by) => [
    ...both(on, 8, 9, 1, 2),
    ...both(on, 10, 11, 3, 4),
    ...both(on, 12, 13, 5, 6),
    on.add(0, 0, 8),
    on.add(0, 0, 10),
    on.multiplyAdd(0, 12, ...by(32)),
    copy(14, 8),
    on.multiplyAdd(14, 10, ...by(4)),
    on.multiplyAdd(14, 12, ...by(8)),
    on.multiplyAdd(8, 10, ...by(16)),
    on.multiplyAdd(8, 12, ...by(2)),
    on.add(7, 7, 9),
    on.multiplyAdd(7, 11, ...by(32)),
    on.add(7, 7, 13),
    copy(15, 9),
    on.multiplyAdd(15, 11, ...by(2)),
    on.multiplyAdd(15, 13, ...by(16)),
    on.multiplyAdd(9, 11, ...by(8)),
    on.multiplyAdd(9, 13, ...by(4)),
  ],
  results: [0, 15, 14, 9, 8, 7],
};

/** The transforms of F(2,3), F(4,3) and F(6,3), in fp32 and fp16. */
export function winogradTransforms(): readonly Kernel[] {
  return [floats.fp32, floats.fp16].flatMap(transformsOf);
}

function transformsOf(on: Floats): readonly Kernel[] {
  const shapes = [
    [2, input23, output23],
    [4, input43, output43],
    [6, input63, output63],
  ] as const;
  const prefix = on.name === "fp32" ? "f32" : "f16";
  const line = (m: number, what: string) => `${on.name} Winograd F(${m},3): one line of ${what}, ${on.width} channels`;
  return shapes.flatMap(([m, input, output]) => [
    transformKernel(`${prefix}_winograd${m}3_input`, line(m, `${m + 2} inputs`), input, on),
    transformKernel(`${prefix}_winograd${m}3_output`, line(m, `${m} outputs`), output, on),
  ]);
}
