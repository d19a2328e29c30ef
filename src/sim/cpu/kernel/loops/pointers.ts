import type { Instruction, Kernel } from "../instruction.ts";
import { advance, closeLoop, integer, loadPair } from "./assembly.ts";

/**
 * What an indirect GEMM does per tap of the window before its inner loop: the pointers of `rows` input pixels are loaded in
 * pairs; each is moved to the right image unless it points to the zero buffer.
 * Source: the structure of XNNPACK's f32-igemm micro-kernels.
 */
export function tapPointers(name: string, title: string, rows: 4 | 6): Kernel {
  const row = (at: number) => `x${at + 5}`;
  const pairs = Array.from({ length: rows / 2 }, (_, pair) =>
    loadPair(row(2 * pair), row(2 * pair + 1), { base: "x4", offset: 16 * pair }),
  );
  const moves = Array.from({ length: rows }, (_, at): readonly Instruction[] => [
    integer(`cmp ${row(at)}, x12`, [row(at), "x12"], ["nzcv"], "integerRegisters"),
    integer(`add x16, ${row(at)}, x11`, [row(at), "x11"], ["x16"], "integerRegisters"),
    integer(`csel ${row(at)}, ${row(at)}, x16, eq`, [row(at), "x16", "nzcv"], [row(at)]),
  ]);
  const body = [...pairs, ...moves.flat(), advance("x4", 8 * rows), ...closeLoop(1)];
  return { name, title, macs: 0, pointers: rows, body };
}
