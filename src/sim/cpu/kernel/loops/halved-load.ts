import type { Instruction } from "../instruction.ts";
import { type Address, insertHigh, load } from "./assembly.ts";

/** A register whose upper half waits in a general register. */
interface Waiting {
  readonly register: number;
  readonly general: string;
}

/** Halves that are on their way, the oldest first. */
export type HalvesUnderWay = readonly Waiting[];

/**
 * A 128-bit load in halves, for cores on which it would keep arithmetic out for longer: the lower half by a vector load beside which the
 * insert for the register before the last one is free, the upper half by a load of a general register, free beside arithmetic.
 * Source: Tencent/ncnn, docs/developer-guide/arm-a53-a55-dual-issue.md; google/XNNPACK, src/f32-gemm/6x8-aarch64-neonfma-cortex-a53.S.in.
 */
export function halvedLoad(
  register: number,
  [low, high]: readonly [Address, Address],
  underWay: HalvesUnderWay,
): { readonly chunks: readonly (readonly Instruction[])[]; readonly underWay: HalvesUnderWay } {
  const [oldest, ...others] = underWay;
  const isFull = others.length > 0 && oldest !== undefined;
  const newest = underWay.at(-1);
  const general = newest?.general === "x14" ? "x15" : "x14";
  const first = [load(`d${register}`, low), ...(isFull ? [insertHigh(oldest.register, oldest.general)] : [])];
  return {
    chunks: [first, [load(general, high)]],
    underWay: [...(isFull ? others : underWay), { register, general }],
  };
}
