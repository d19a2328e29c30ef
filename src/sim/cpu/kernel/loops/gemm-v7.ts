import type { Instruction, Kernel } from "../instruction.ts";
import { accumulateV7, closeLoopV7, loadMany, vectorV7 } from "./assembly-v7.ts";

const rowPointers = ["r3", "r12", "r10", "r0"];
const weights = "r9";
const steps = (count: number) => Array.from({ length: count }, (_, step) => step);

/**
 * fp32 GEMM 4x8 on ARMv7, 2 steps of k: sums in q8-q15, a row of the left operand in each of d0-d3, the right operand in q4-q7.
 * Source: the tile and the registers of google/XNNPACK, src/f32-gemm/4x8-aarch32-neon-ld64.S.in.
 */
export function rowGemmV7(name: string, title: string): Kernel {
  const left = steps(4).map((row) => loadMany(32, row, 1, rowPointers[row] ?? ""));
  const right = steps(2).map((step) => loadMany(32, 8 + 4 * step, 4, weights));
  const products = steps(2).flatMap((step) =>
    steps(4).flatMap((row) =>
      steps(2).map((part) => product(`q${8 + 2 * row + part}`, `q${4 + 2 * step + part}`, `d${row}`, step)),
    ),
  );
  return {
    name,
    title,
    macs: 64,
    tile: { rows: 4, columns: 8, depth: 2 },
    body: [...left, ...right, ...products, ...closeLoopV7("r5", 8)],
  };
}

/**
 * fp32 GEMM 6x8 on ARMv7 with both operands packed, 4 steps of k: sums in q4-q15, six values of the left operand in d0-d2, eight
 * of the right one in q2-q3. Each load stands behind the last product that reads its register.
 * Source: the tile of PaddlePaddle/Paddle-Lite, lite/backends/arm/math/sgemm.cc, for ARMv7.
 */
export function packedGemmV7(name: string, title: string): Kernel {
  const left = [loadMany(32, 0, 2, "r3"), loadMany(32, 2, 1, "r3")];
  const products = (part: number) =>
    steps(6).map((row) => product(`q${4 + 2 * row + part}`, `q${2 + part}`, `d${Math.floor(row / 2)}`, row % 2));
  const step = [...products(0), loadMany(32, 4, 2, weights), ...products(1), loadMany(32, 6, 2, weights), ...left];
  return {
    name,
    title,
    macs: 192,
    tile: { rows: 6, columns: 8, depth: 4 },
    body: [...steps(4).flatMap(() => step), ...closeLoopV7("r5", 4)],
  };
}

/** `sum += vector * element`, the element given by its 64-bit register and lane. */
function product(sum: string, vector: string, element: string, lane: number): Instruction {
  return accumulateV7("vmla.f32", "fpMla", sum, [vector, element], lane);
}

/**
 * int8 GEMM 4x8 on ARMv7, 8 steps of k: both operands are widened to 16 bits; products by lane are added to 32-bit sums in q8-q15.
 * Source: the tile and the registers of google/XNNPACK, src/qs8-gemm/4x8-aarch32-neon-mlal-lane-ld64.S.in.
 */
export function laneWideningGemmV7(name: string, title: string): Kernel {
  const left = steps(4).flatMap((row) => [loadMany(8, 2 * row, 1, rowPointers[row] ?? ""), widen(row)]);
  const products = (step: number) => {
    const right = 4 + (step % 4);
    const sums = steps(4).flatMap((row) =>
      steps(2).map((part) => {
        const element = `d${2 * row + Math.floor(step / 4)}`;
        return accumulateV7(
          "vmlal.s16",
          "mlaLong",
          `q${8 + 2 * row + part}`,
          [`d${2 * right + part}`, element],
          step % 4,
        );
      }),
    );
    return [loadMany(8, 2 * right, 1, weights), widen(right), ...sums];
  };
  return {
    name,
    title,
    macs: 256,
    tile: { rows: 4, columns: 8, depth: 8 },
    body: [...left, ...steps(8).flatMap(products), ...closeLoopV7("r5", 8)],
  };
}

/** The eight int8 in the low half of a register, to 16 bits each. */
function widen(register: number): Instruction {
  return vectorV7("vmovl.s8", "widen", `q${register}`, [`d${2 * register}`]);
}

/**
 * int8 GEMM 2x8 on ARMv7, 16 steps of k: pairs of products along k, eight steps in each of two halves, are summed to 16 bits, then added to
 * 32-bit sums; between four groups of weights the rows are shifted round by two bytes.
 * Source: google/XNNPACK, src/qs8-gemm/c2-neon-mull-shuffle.c.in (2x8c2s4 mlal).
 */
export function shuffledGemmV7(name: string, title: string): Kernel {
  const rows = steps(2);
  const halves = steps(2);
  const left = (row: number, half: number) => `d${2 * row + half}`;
  const right = (half: number, group: number) => 4 + 2 * half + group;
  const shifts = steps(4).flatMap((shift) => {
    const loads = halves.flatMap((half) => [loadMany(8, right(half, 0), 2, half === 0 ? "r9" : "r8")]);
    const sums = steps(2).flatMap((group) =>
      rows.flatMap((row) => [
        vectorV7("vmull.s8", "mulLong", partial(row), [left(row, 0), `d${right(0, group)}`]),
        accumulateV7("vmlal.s8", "mlaLong", partial(row), [left(row, 1), `d${right(1, group)}`]),
        accumulateV7("vpadal.s16", "pairwiseAccumulate", `q${12 + 2 * row + group}`, [partial(row)]),
      ]),
    );
    const turned = rows.flatMap((row) => halves.map((half) => turn(left(row, half))));
    return [...loads, ...sums, ...(shift === 3 ? [] : turned)];
  });
  return {
    name,
    title,
    macs: 256,
    tile: { rows: 2, columns: 8, depth: 16, grain: 8 },
    body: [...rows.map((row) => loadMany(8, 2 * row, 2, rowPointers[row] ?? "")), ...shifts, ...closeLoopV7("r5", 16)],
  };
}

function partial(row: number): string {
  return `q${8 + row}`;
}

/** The eight bytes of a register shifted round by two. */
function turn(register: string): Instruction {
  const made = vectorV7("vext.8", "extract", register, [register, register]);
  return { ...made, text: `${made.text}, #2` };
}
