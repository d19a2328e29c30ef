import type { Instruction } from "../instruction.ts";
import { accumulate, type Shape } from "./assembly.ts";

/** Arithmetic whose multiply-add takes one element, or one group of four int8, by lane. */
export type LaneArithmetic = "fp32" | "fp16" | "sdot" | "udot";

interface LaneInstruction {
  readonly opcode: string;
  readonly kind: "fpMla" | "fp16Mla" | "dot";
  readonly shapes: readonly [Shape, Shape];
  /** Before the number of the lane. */
  readonly lane: string;
  /** Lanes of a register, which are also the sums that it holds. */
  readonly width: number;
  /** Steps of k that one instruction adds to each sum. */
  readonly depth: number;
}

export const laneArithmetics: Readonly<Record<LaneArithmetic, LaneInstruction>> = {
  fp32: { opcode: "fmla", kind: "fpMla", shapes: ["4s", "4s"], lane: "s", width: 4, depth: 1 },
  fp16: { opcode: "fmla", kind: "fp16Mla", shapes: ["8h", "8h"], lane: "h", width: 8, depth: 1 },
  sdot: { opcode: "sdot", kind: "dot", shapes: ["4s", "16b"], lane: "4b", width: 4, depth: 4 },
  udot: { opcode: "udot", kind: "dot", shapes: ["4s", "16b"], lane: "4b", width: 4, depth: 4 },
};

/** `sum += vector * element`, the element given by its register and lane. MACs: width x depth. */
export function laneProduct(
  arithmetic: LaneArithmetic,
  sum: number,
  vector: number,
  element: number,
  lane: number,
): Instruction {
  const { opcode, kind, shapes, lane: letter } = laneArithmetics[arithmetic];
  return accumulate(opcode, kind, shapes, [sum, vector, element], `${letter}[${lane}]`);
}
