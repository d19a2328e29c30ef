import type { Instruction, Kernel } from "../instruction.ts";
import { advance, closeLoop } from "./assembly.ts";
import { type HalvesUnderWay, halvedLoad } from "./halved-load.ts";
import { laneProduct } from "./lane-arithmetic.ts";

const weights = "x20";
const steps = (count: number) => Array.from({ length: count }, (_, step) => step);

/**
 * fp32 GEMM of `rows` x 8 whose loads are all of 64 bits: two rows of the left operand share a register, two steps of k each. Two sets of registers by
 * turns; the next set is loaded between the products of this one. One pass takes 4 steps of k.
 * Source: the registers and the mix of google/XNNPACK, src/f32-gemm/6x8-aarch64-neonfma-cortex-a53.S.in; prefetches are left out.
 */
export function halvedGemm(name: string, title: string, rows: 4 | 6): Kernel {
  let underWay: HalvesUnderWay = [];
  const pass = (): readonly Instruction[] =>
    steps(2).flatMap((half) => {
      const loads = steps(rows / 2 + 4).flatMap((at) => {
        const made = halvedLoad(register(rows, 1 - half, at), addresses(rows, half + 1, at), underWay);
        underWay = made.underWay;
        return made.chunks;
      });
      return spread(products(rows, half), loads);
    });
  pass();
  return {
    name,
    title,
    macs: 32 * rows,
    tile: { rows, columns: 8, depth: 4 },
    body: [...pass(), advance(weights, 128), ...closeLoop(4)],
  };
}

/** Of a set: first the registers of two rows each, then two per step of k of the right operand. */
function register(rows: number, set: number, at: number): number {
  return set * (rows / 2 + 4) + at;
}

function addresses(rows: number, step: number, at: number): Parameters<typeof halvedLoad>[1] {
  const right = at - rows / 2;
  if (right < 0)
    return [
      { base: `x${2 * at + 2}`, step: 8 },
      { base: `x${2 * at + 3}`, step: 8 },
    ];
  const offset = 64 * step + 16 * right;
  return [
    { base: weights, offset },
    { base: weights, offset: offset + 8 },
  ];
}

function products(rows: number, set: number): readonly Instruction[] {
  return steps(2).flatMap((k) =>
    steps(2).flatMap((part) =>
      steps(rows).map((row) => {
        const right = register(rows, set, rows / 2 + 2 * k + part);
        const left = register(rows, set, Math.floor(row / 2));
        return laneProduct("fp32", 31 - 2 * row - part, right, left, 2 * (row % 2) + k);
      }),
    ),
  );
}

/** Chunks spread evenly behind products. */
function spread(products: readonly Instruction[], chunks: readonly (readonly Instruction[])[]): readonly Instruction[] {
  const before = (at: number) => Math.floor((at * chunks.length) / products.length);
  return products.flatMap((product, at) => [product, ...chunks.slice(before(at), before(at + 1)).flat()]);
}
