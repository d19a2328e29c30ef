import type { Instruction, Kernel } from "../instruction.ts";
import { closeLoop, fmla, fp32, load, loadPair, store, vector } from "./assembly.ts";

/**
 * fp32 product of a matrix and a vector: four rows at a time, eight columns in a pass, two sums per row whose lanes are added at the end. Each
 * value of the matrix is read once, so that memory is what a large one waits for.
 */
export function matrixVector(name: string, title: string): Kernel {
  const rows = [0, 1, 2, 3];
  const halves = [0, 1];
  const products = halves.flatMap((half) => rows.map((row) => fmla(24 + 2 * row + half, 2 * row + half, 8 + half)));
  const body: readonly Instruction[] = [
    loadPair("q8", "q9", { base: "x1", step: 32 }),
    ...rows.map((row) => loadPair(`q${2 * row}`, `q${2 * row + 1}`, { base: `x${row + 2}`, step: 32 })),
    ...products,
    ...closeLoop(8),
  ];
  return { name, title, macs: 32, tile: { rows: 4, columns: 1, depth: 8 }, body, end: matrixVectorEnd(`${name}_end`) };
}

/** Once per four rows: the two sums of each are joined, lanes added pairwise, then the bias; clamped and stored. */
function matrixVectorEnd(name: string): Kernel {
  const pairs = (to: number, first: number, second: number) =>
    vector("faddp", "fpAdd", ["4s", "4s"], [to, first, second]);
  const body = [
    load("q0", { base: "x20", step: 16 }),
    ...[24, 26, 28, 30].map((sum) => fp32("fadd", sum, sum, sum + 1)),
    pairs(24, 24, 26),
    pairs(28, 28, 30),
    pairs(24, 24, 28),
    fp32("fadd", 24, 24, 0),
    fp32("fmax", 24, 24, 16),
    fp32("fmin", 24, 24, 17),
    store("q24", { base: "x21", step: 16 }),
  ];
  return { name, title: "fp32 matrix by vector, what follows the loop: 4 sums", macs: 0, outputs: 4, body };
}
