import type { Instruction, Kernel } from "../instruction.ts";
import { closeLoop, load, loadPair, store, vector } from "./assembly.ts";
import { type Floats, floats } from "./floats.ts";

/**
 * Product of a matrix and a vector: four rows at a time, two registers of columns in a pass, two sums per row whose lanes are added at the end. Each
 * value of the matrix is read once, so that memory is what a large one waits for.
 */
export function matrixVector(name: string, title: string, arithmetic: Floats["name"] = "fp32"): Kernel {
  const on = floats[arithmetic];
  const columns = 2 * on.width;
  const rows = [0, 1, 2, 3];
  const halves = [0, 1];
  const products = halves.flatMap((half) =>
    rows.map((row) => on.multiplyAdd(24 + 2 * row + half, 2 * row + half, 8 + half)),
  );
  const body: readonly Instruction[] = [
    loadPair("q8", "q9", { base: "x1", step: 32 }),
    ...rows.map((row) => loadPair(`q${2 * row}`, `q${2 * row + 1}`, { base: `x${row + 2}`, step: 32 })),
    ...products,
    ...closeLoop(columns),
  ];
  return {
    name,
    title,
    macs: 4 * columns,
    tile: { rows: 4, columns: 1, depth: columns },
    body,
    end: matrixVectorEnd(`${name}_end`, on),
  };
}

/** Once per four rows: the two sums of each are joined, lanes added pairwise, then the bias; clamped and stored. */
function matrixVectorEnd(name: string, on: Floats): Kernel {
  const pairs = (to: number, first: number, second: number) =>
    vector("faddp", "fpAdd", [on.shape, on.shape], [to, first, second]);
  const sums = on.name === "fp32" ? "q" : "d";
  const body = [
    load(`${sums}0`, { base: "x20", step: 4 * (16 / on.width) }),
    ...[24, 26, 28, 30].map((sum) => on.add(sum, sum, sum + 1)),
    pairs(24, 24, 26),
    pairs(28, 28, 30),
    pairs(24, 24, 28),
    // Eight lanes take a step more, whose lower half holds the four sums.
    ...(on.width === 8 ? [pairs(24, 24, 24)] : []),
    on.add(24, 24, 0),
    on.larger(24, 24, 16),
    on.smaller(24, 24, 17),
    store(`${sums}24`, { base: "x21", step: 4 * (16 / on.width) }),
  ];
  return { name, title: `${on.name} matrix by vector, what follows the loop: 4 sums`, macs: 0, outputs: 4, body };
}
