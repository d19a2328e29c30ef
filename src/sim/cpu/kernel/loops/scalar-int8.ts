import type { Instruction, Kernel } from "../instruction.ts";
import { accessWord, general, multiplyAdd, selectIf } from "./assembly-v6.ts";
import { closeLoopV7 } from "./assembly-v7.ts";
import { clampSingle, loadSingle, single, storeSingle, toGeneral, toSingle } from "./assembly-vfp.ts";

/* int8 loops of ARMv6, one value in a general register; sums become int8 through the float unit. */

const steps = (length: number) => Array.from({ length }, (_, step) => step);
const loadByte = (register: string, base: string, offset: number) => accessWord("ldrsb", [register], { base, offset });
const loadNextByte = (register: string, base: string) => accessWord("ldrsb", [register], { base, step: 1 });
const storeNextByte = (register: string, base: string) => accessWord("strb", [register], { base, step: 1 });

/** Scale, bounds less the zero point, and the number whose sum with a float has that float's nearest integer in its last bits, in s27 to s30. */
const constants = { scale: "s27", lower: "s28", upper: "s29", bias: "s30" } as const;

/**
 * A value in a single register to int8 in a general one: scaled, clamped, rounded by a large number added; from its bits those of that
 * number less the zero point, in `offset`, are taken away.
 * Source: the structure of google/XNNPACK, src/qs8-gemm/scalar.c.in (fmagic).
 */
function rounded(value: string, register: string, offset: string): readonly Instruction[] {
  return [
    single("vmul.f32", "scalarAdd", value, [value, constants.scale]),
    ...clampSingle(value, constants.lower, constants.upper),
    single("vadd.f32", "scalarAdd", value, [value, constants.bias]),
    toGeneral(register, value),
    general("sub", register, [register, offset]),
  ];
}

/** A 32-bit sum to int8, by way of the single register. */
function requantized(sum: string, by: string, offset: string): readonly Instruction[] {
  return [toSingle(by, sum), single("vcvt.f32.s32", "scalarAdd", by, [by]), ...rounded(by, sum, offset)];
}

const sums = ["r6", "r7", "r8", "r9"];

/**
 * int8 GEMM 2x2: one step of k in a pass, 4 MAC. Rows at r0 and r1, columns at r2, sums in r6 to r9.
 * Source: the structure of google/XNNPACK, src/qs8-gemm/scalar.c.in; products of 32 bits, as GCC makes of them.
 */
export function scalarGemmInt8(name: string, title: string): Kernel {
  const body = [
    loadNextByte("r3", "r0"),
    loadNextByte("r4", "r1"),
    loadByte("r5", "r2", 0),
    loadByte("r10", "r2", 1),
    general("add", "r2", ["r2", "#2"]),
    ...["r3", "r4"].flatMap((row, at) =>
      ["r5", "r10"].map((column, to) => {
        const sum = sums[2 * at + to] ?? "";
        return multiplyAdd(sum, row, column, sum);
      }),
    ),
    ...closeLoopV7("r11", 1),
  ];
  return { name, title, macs: 4, tile: { rows: 2, columns: 2, depth: 1 }, body };
}

/** Straight code around the same tile, once per tile: the sums start at the bias of their columns, and become int8. Offset in r12. */
export function scalarGemmEndInt8(name: string, title: string): Kernel {
  const body = [
    ...sums.slice(0, 2).map((sum) => accessWord("ldr", [sum], { base: "r2", step: 4 })),
    ...sums.slice(2).map((sum, at) => general("mov", sum, [sums[at] ?? ""])),
    ...sums.flatMap((sum, at) => requantized(sum, `s${at}`, "r12")),
    ...sums.map((sum, at) => storeNextByte(sum, at < 2 ? "r4" : "r5")),
  ];
  return { name, title, macs: 0, outputs: 4, body };
}

/**
 * int8 depthwise convolution, channels last: one output in a pass. The pointers are more than the registers hold beside the sum and its
 * operands, so that each is loaded from the stack and moved to the channel in r3.
 * Source: the structure of google/XNNPACK, src/qs8-dwconv/unipass-scalar.c.in (fmagic).
 */
export function scalarDepthwiseInt8(name: string, title: string, taps: 9 | 25): Kernel {
  const products = steps(taps).flatMap((tap) => {
    const [input, weight] = [`r${4 + 2 * (tap % 3)}`, `r${5 + 2 * (tap % 3)}`];
    return [
      accessWord("ldr", [input], { base: "sp", offset: 4 * tap }),
      accessWord("ldrsb", [input], { base: input, index: "r3" }),
      loadNextByte(weight, "r2"),
      multiplyAdd("r1", input, weight, "r1"),
    ];
  });
  const body = [
    accessWord("ldr", ["r1"], { base: "r2", step: 4 }),
    ...products,
    ...requantized("r1", "s0", "r12"),
    storeNextByte("r1", "r10"),
    general("add", "r3", ["r3", "#1"]),
    ...closeLoopV7("r11", 1),
  ];
  return { name, title, macs: taps, outputs: 1, body };
}

/**
 * Sum of two int8 arrays of different scales: one element in a pass. Both are multiplied by integers, in r5 and r6, and added to the
 * bias in r4; shifted, clamped to the bounds in r7 and r8, moved by the zero point in r9.
 * Source: the structure of google/XNNPACK, src/qs8-vadd/scalar.c.in (scalar_x1).
 */
export function scalarAddInt8(name: string, title: string): Kernel {
  const body = [
    loadNextByte("r2", "r0"),
    loadNextByte("r3", "r1"),
    multiplyAdd("r2", "r2", "r5", "r4"),
    multiplyAdd("r2", "r3", "r6", "r2"),
    general("asr", "r2", ["r2", "#8"]),
    ...selectIf("lt", "r2", "r7"),
    ...selectIf("gt", "r2", "r8"),
    general("add", "r2", ["r2", "r9"]),
    storeNextByte("r2", "r10"),
    ...closeLoopV7("r11", 1),
  ];
  return { name, title, macs: 0, outputs: 1, body };
}

/**
 * Pooling of int8 data, channels last: one channel of seven pixels summed on top of the bias in r9 and scaled, offset in r12.
 * Source: the structure of google/XNNPACK, src/qs8-gavgpool/unipass-scalar.c.in.
 */
export function scalarAverageInt8(name: string, title: string): Kernel {
  const pixels = steps(7).map((pixel) => `r${pixel}`);
  const body = [
    ...pixels.flatMap((pointer) => [loadNextByte("r8", pointer), general("add", "r9", ["r9", "r8"])]),
    ...requantized("r9", "s0", "r12"),
    storeNextByte("r9", "r10"),
    ...closeLoopV7("r11", 1),
  ];
  return { name, title, macs: 0, outputs: 1, body };
}

/**
 * The largest of nine pixels, one int8 channel in a pass, between the bounds in r2 and r3; pointers on the stack, moved to the channel in r4.
 * Source: the structure of google/XNNPACK, src/s8-maxpool/9p8x-minmax-scalar.c.
 */
export function scalarMaximumInt8(name: string, title: string): Kernel {
  const value = (pixel: number) => `r${pixel === 0 ? 0 : 5 + (pixel % 3)}`;
  const body = [
    ...steps(9).flatMap((pixel) => [
      accessWord("ldr", [value(pixel)], { base: "sp", offset: 4 * pixel }),
      accessWord("ldrsb", [value(pixel)], { base: value(pixel), index: "r4" }),
      ...(pixel === 0 ? [] : selectIf("lt", "r0", value(pixel))),
    ]),
    ...selectIf("lt", "r0", "r2"),
    ...selectIf("gt", "r0", "r3"),
    storeNextByte("r0", "r10"),
    general("add", "r4", ["r4", "#1"]),
    ...closeLoopV7("r11", 1),
  ];
  return { name, title, macs: 0, outputs: 1, body };
}

/** fp32 to int8: four elements in a pass, offset in r12. Source: the structure of google/XNNPACK, src/f32-qs8-vcvt (scalar_x4). */
export function scalarQuantize(name: string, title: string): Kernel {
  const body = [
    ...steps(4).map((at) => loadSingle(`s${at}`, "r0")),
    ...steps(4).flatMap((at) => rounded(`s${at}`, `r${at + 2}`, "r12")),
    ...steps(4).map((at) => storeNextByte(`r${at + 2}`, "r10")),
    ...closeLoopV7("r11", 4),
  ];
  return { name, title, macs: 0, outputs: 4, body };
}

/** int8 to fp32: four elements in a pass, less the zero point in r12. Source: the structure of google/XNNPACK, src/qs8-f32-vcvt (scalar_x4). */
export function scalarDequantize(name: string, title: string): Kernel {
  const body = [
    ...steps(4).map((at) => loadNextByte(`r${at + 2}`, "r0")),
    ...steps(4).flatMap((at) => [
      general("sub", `r${at + 2}`, [`r${at + 2}`, "r12"]),
      toSingle(`s${at}`, `r${at + 2}`),
      single("vcvt.f32.s32", "scalarAdd", `s${at}`, [`s${at}`]),
      single("vmul.f32", "scalarAdd", `s${at}`, [`s${at}`, constants.scale]),
    ]),
    ...steps(4).map((at) => storeSingle(`s${at}`, "r10")),
    ...closeLoopV7("r11", 4),
  ];
  return { name, title, macs: 0, outputs: 4, body };
}
