import type { Instruction, Kernel } from "../instruction.ts";
import { accumulate, advance, closeLoop, convert, load, loadPair, pairSum, vector } from "./assembly.ts";

/**
 * int8 GEMM 4x16 without dot products: both operands are widened to 16 bits, products by lane are added to 32-bit sums. One pass
 * takes 8 steps of k: 4 x 16 x 8 MAC.
 */
export function laneWideningGemm(name: string, title: string, isPipelined: boolean): Kernel {
  const rows = [0, 1, 2, 3].map((row) => widened(row, load(`d${row}`, { base: `x${row + 2}`, step: 8 })));
  const steps = Array.from({ length: 8 }, (_, lane) => lane);
  const slots = isPipelined ? 2 : 3;
  const ahead = (lane: number) => rightOperand((lane + 1) % 8, (lane + 1) % slots);
  const body = isPipelined
    ? steps.flatMap((lane) => interleaved(lane, slots, ahead(lane), lane === 7 ? rows : []))
    : [
        ...rows.flat(),
        ...steps.flatMap((lane) => [...rightOperand(lane, lane % slots), ...laneSums(lane, slots).flat()]),
      ];
  return {
    name,
    title,
    macs: 512,
    tile: { rows: 4, columns: 16, depth: 8 },
    body: [...body, advance("x20", 128), ...closeLoop(8)],
  };
}

function widened(register: number, loaded: Instruction): readonly Instruction[] {
  return [loaded, convert("sxtl", "widen", ["8h", "8b"], [register, register])];
}

/** Sixteen int8 of the right operand in two registers, widened. */
function rightOperand(lane: number, slot: number): readonly Instruction[] {
  const parts = [0, 1].map((half) => {
    const register = 4 + 2 * slot + half;
    return widened(register, load(`d${register}`, { base: "x20", offset: 16 * lane + 8 * half }));
  });
  return [0, 1].flatMap((stage) => parts.flatMap((each) => each.slice(stage, stage + 1)));
}

/** The four sums of each row for one step of k. */
function laneSums(lane: number, slots: number): readonly (readonly Instruction[])[] {
  const first = 4 + 2 * (lane % slots);
  return [0, 1, 2, 3].map((row) =>
    [0, 1, 2, 3].map((part) => {
      const isHigh = part % 2 === 1;
      const target: readonly [number, number, number] = [16 + 4 * row + part, first + Math.floor(part / 2), row];
      return accumulate(isHigh ? "smlal2" : "smlal", "mlaLong", ["4s", isHigh ? "8h" : "4h"], target, `h[${lane}]`);
    }),
  );
}

/** The next step's right operand between the sums of this one; a row of the left operand behind its last use. */
function interleaved(
  lane: number,
  slots: number,
  ahead: readonly Instruction[],
  rows: readonly (readonly Instruction[])[],
): readonly Instruction[] {
  return laneSums(lane, slots).flatMap((sums, row) => [
    ...sums.slice(0, 1),
    ...ahead.slice(row, row + 1),
    ...sums.slice(1),
    ...(rows[row] ?? []),
  ]);
}

/**
 * int8 GEMM 2x8 without dot products: eight products along k are summed inside a register, first pairs in 16 bits, then into
 * 32-bit sums. One pass takes 16 steps of k: 2 x 8 x 16 MAC.
 */
export function pairwiseWideningGemm(name: string, title: string): Kernel {
  const columns = Array.from({ length: 8 }, (_, column) => {
    const right = column % 2 === 0 ? [4, 5] : [6, 7];
    const loads = right.map((register, half) => load(`d${register}`, { base: "x20", offset: 64 * half + 8 * column }));
    const sums = [0, 1].flatMap((row) => {
      const partial = 8 + 2 * (column % 2) + row;
      const [low = 0, high = 0] = right;
      return [
        vector("smull", "mulLong", ["8h", "8b"], [partial, low, 2 * row]),
        accumulate("smlal", "mlaLong", ["8h", "8b"], [partial, high, 2 * row + 1]),
        pairSum(16 + 2 * column + row, partial),
      ];
    });
    return [...loads, ...sums];
  });
  const left = [0, 1].map((row) => loadPair(`d${2 * row}`, `d${2 * row + 1}`, { base: `x${row + 2}`, step: 16 }));
  return {
    name,
    title,
    macs: 256,
    tile: { rows: 2, columns: 8, depth: 16, grain: 8 },
    body: [...left, ...columns.flat(), advance("x20", 128), ...closeLoop(16)],
  };
}

/**
 * int8 GEMM 4x4 without dot products, both operands packed, 16 steps of k: as above, with each operand's sixteen bytes in one register.
 * Source: the tile of google/gemmlowp, internal/kernel_neon.h, for int8 operands, and of google/ruy, ruy/kernel_arm64.cc.
 */
export function packedWideningGemm(name: string, title: string): Kernel {
  const four = [0, 1, 2, 3];
  const columns = four.flatMap((column) => {
    const partial = (row: number) => 8 + 4 * (column % 2) + row;
    return [
      ...four.map((row) => vector("smull", "mulLong", ["8h", "8b"], [partial(row), 4 + column, row])),
      ...four.map((row) => accumulate("smlal2", "mlaLong", ["8h", "16b"], [partial(row), 4 + column, row])),
      ...four.map((row) => pairSum(16 + 4 * column + row, partial(row))),
    ];
  });
  return {
    name,
    title,
    macs: 256,
    tile: { rows: 4, columns: 4, depth: 16, grain: 16 },
    body: [
      ...four.map((row) => load(`q${row}`, { base: "x2", offset: 16 * row })),
      ...four.map((column) => load(`q${4 + column}`, { base: "x20", offset: 16 * column })),
      ...columns,
      advance("x2", 64),
      advance("x20", 64),
      ...closeLoop(16),
    ],
  };
}
