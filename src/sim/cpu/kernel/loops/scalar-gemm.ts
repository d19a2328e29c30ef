import type { Instruction, Kernel } from "../instruction.ts";
import { clampSingle, loadSingle, storeSingle } from "./assembly-vfp.ts";

/**
 * GEMM 4x4 on single fp32 registers (ARMv6 with VFP): one step of k in a pass, 16 MAC. Sums in s16-s31, the left operand in
 * s0-s3, the right one in s4-s7 by one load of two 64-bit registers.
 */
export function scalarGemm(name: string, title: string): Kernel {
  const rows = [0, 1, 2, 3];
  const left = rows.map((row): Instruction => {
    const base = ["r3", "r12", "r10", "r0"][row] ?? "";
    return { text: `vldm ${base}!, {s${row}}`, kind: "loadScalar", reads: [base], writes: [`s${row}`], base };
  });
  const right: Instruction = {
    text: "vldm r9!, {d2-d3}",
    kind: "loadPair64Post",
    reads: ["r9"],
    writes: ["s4", "s5", "s6", "s7"],
    base: "r9",
  };
  const products = rows.flatMap((row) =>
    rows.map((column): Instruction => {
      const sum = `s${16 + 4 * row + column}`;
      return {
        text: `vmla.f32 ${sum}, s${4 + column}, s${row}`,
        kind: "scalarMac",
        reads: [`s${4 + column}`, `s${row}`],
        writes: [sum],
        accumulator: sum,
      };
    }),
  );
  const close: readonly Instruction[] = [
    { text: "subs r5, r5, #4", kind: "integer", reads: ["r5"], writes: ["r5", "nzcv"] },
    { text: "bhs 1b", kind: "branch", reads: ["nzcv"], writes: [] },
  ];
  return {
    name,
    title,
    macs: 16,
    tile: { rows: 4, columns: 4, depth: 1 },
    body: [...left, right, ...products, ...close],
  };
}

/**
 * Straight code around the same tile, once per tile: the sums start at the bias of their columns, and are clamped and stored. Bounds in
 * s0 and s1.
 */
export function scalarGemmEnd(name: string, title: string): Kernel {
  const columns = [0, 1, 2, 3];
  const sums = Array.from({ length: 16 }, (_, at) => `s${16 + at}`);
  const copies = sums.slice(4).map((sum, at): Instruction => {
    const source = sums[at % 4] ?? "";
    return { text: `vmov.f32 ${sum}, ${source}`, kind: "scalarCompare", reads: [source], writes: [sum] };
  });
  const body = [
    ...columns.map((column) => loadSingle(`s${16 + column}`, "r9")),
    ...copies,
    ...sums.flatMap((sum) => clampSingle(sum, "s0", "s1")),
    ...sums.map((sum) => storeSingle(sum, "r6")),
  ];
  return { name, title, macs: 0, outputs: 16, body };
}
