import type { Instruction, Kernel } from "../instruction.ts";
import { accumulate, advance, closeLoop, load, pairSum, reverse, vector } from "./assembly.ts";

const steps = (count: number) => Array.from({ length: count }, (_, step) => step);

/**
 * int8 GEMM of 4 rows by `columns` without dot products, both operands packed, 4 steps of k. A register holds two steps of four rows,
 * or of four columns, in 64 bits and the next two steps in the other 64. Products of equal places are summed to 16 bits over both halves,
 * then pairs of them into 32-bit sums; the other places meet when the rows are rotated, so that no element is spread over a register.
 * The sums of a register belong to a diagonal of the tile, which is put straight at the end.
 * Source: smull, smlal and sadalp on int8 pairs: PaddlePaddle/Paddle-Lite, lite/backends/arm/math/gemm_prepacked_int8.cc; rotated
 * operands: Tencent/ncnn, src/layer/arm/gemm_int8.h.
 */
export function rotatingGemm(name: string, title: string, columns: 8 | 16): Kernel {
  const groups = steps(columns / 4);
  const turned = [0, 1, 2, 3];
  const right = (group: number) => 4 + group;
  const partial = (at: number) => 4 + groups.length + (at % 8);
  const products = groups.flatMap((group) => {
    const at = (turn: number) => 4 * group + turn;
    return [
      ...turned.map((turn) => vector("smull", "mulLong", ["8h", "8b"], [partial(at(turn)), right(group), turn])),
      ...turned.map((turn) => accumulate("smlal2", "mlaLong", ["8h", "16b"], [partial(at(turn)), right(group), turn])),
      ...turned.map((turn) => pairSum(31 - turn * groups.length - group, partial(at(turn)))),
    ];
  });
  const rotations: readonly Instruction[] = [
    reverse("rev32", "8h", 1, 0),
    reverse("rev64", "4s", 2, 0),
    reverse("rev64", "8h", 3, 0),
  ];
  return {
    name,
    title,
    macs: 16 * columns,
    tile: { rows: 4, columns, depth: 4 },
    body: [
      load("q0", { base: "x2", step: 16 }),
      ...groups.map((group) => load(`q${right(group)}`, { base: "x20", offset: 16 * group })),
      ...rotations,
      ...products,
      advance("x20", 4 * columns),
      ...closeLoop(4),
    ],
  };
}
