import type { Instruction, Kernel } from "../instruction.ts";
import { loadMany, storeMany, vectorV7 } from "./assembly-v7.ts";

const [weights, output] = ["r9", "r6"];
const steps = (count: number) => Array.from({ length: count }, (_, step) => step);

/**
 * Straight code around a GEMM tile of `rows` x 8 on ARMv7, once per tile: the sums start at the bias of their columns, and are clamped and
 * stored; sums in the highest registers.
 */
export function gemmEndV7(name: string, title: string, rows: 4 | 6): Kernel {
  const sums = registers(rows);
  const clamp = (opcode: string, bound: string) =>
    sums.map((each) => vectorV7(opcode, "fpMinMax", `q${each}`, [`q${each}`, bound]));
  const body = [
    ...started(sums),
    ...clamp("vmax.f32", "q0"),
    ...clamp("vmin.f32", "q1"),
    ...sums.map((each) => storeMany(32, 2 * each, 2, output)),
  ];
  return { name, title, macs: 0, outputs: 8 * rows, body };
}

/**
 * The same for int32 sums of a tile of `rows` x 8, scaled to int8 in integers: a doubling multiply between two shifts.
 * Source: the rndnu requantisation of google/XNNPACK, src/qs8-gemm/4x8-aarch32-neon-mlal-lane-ld64.S.in.
 */
export function gemmEndInt8V7(name: string, title: string, rows: 2 | 4 = 4): Kernel {
  const sums = registers(rows);
  const q = (each: number) => `q${each}`;
  const all = (opcode: string, kind: "shiftRounding" | "mulSame", by: string, lane?: number) =>
    sums.map((each) => vectorV7(opcode, kind, q(each), [q(each), by], lane));
  const firsts = sums.filter((_, at) => at % 2 === 0);
  const narrowed = sums.map((each, at) =>
    vectorV7("vqmovn.s32", "narrow", `d${2 * (firsts[at >> 1] ?? 0) + (at % 2)}`, [q(each)]),
  );
  const bounded = (opcode: string, by: string) =>
    firsts.map((row) => vectorV7(opcode, "integerVector", `d${2 * row}`, [`d${2 * row}`, by]));
  const body = [
    ...started(sums),
    ...all("vqshl.s32", "shiftRounding", "q0"),
    ...all("vqdmulh.s32", "mulSame", "d2", 0),
    ...all("vrshl.s32", "shiftRounding", "q2"),
    ...narrowed,
    ...firsts.map((row) => vectorV7("vqadd.s16", "integerVector", q(row), [q(row), "q3"])),
    ...firsts.map((row) => vectorV7("vqmovn.s16", "narrow", `d${2 * row}`, [q(row)])),
    ...bounded("vmax.s8", "d6"),
    ...bounded("vmin.s8", "d7"),
    ...firsts.map((row) => storeMany(8, 2 * row, 1, output)),
  ];
  return { name, title, macs: 0, outputs: 8 * rows, body };
}

function registers(rows: number): readonly number[] {
  return steps(2 * rows).map((at) => 16 - 2 * rows + at);
}

/** The bias of eight columns in the first row, copied to the others. */
function started(sums: readonly number[]): readonly Instruction[] {
  const [first = 0] = sums;
  const copies = sums.slice(2).map((each, at) => vectorV7("vmov", "move", `q${each}`, [`q${first + (at % 2)}`]));
  return [loadMany(32, 2 * first, 4, weights), ...copies];
}
