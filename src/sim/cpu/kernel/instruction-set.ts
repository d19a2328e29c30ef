import type { InstructionSet } from "../../../hardware/index.ts";
import type { Kernel } from "./instruction.ts";

/**
 * The instruction set that a loop is written in, told by its registers: `x` and `v` are those of 64-bit ARMv8; of 32-bit code, `d`
 * registers hold vectors, which came with ARMv7, and without them it has the single floats of ARMv6.
 */
export function instructionSetOf({ body }: Kernel): InstructionSet {
  const registers = body.flatMap(({ reads, writes }) => [...reads, ...writes]);
  const has = (letters: RegExp) => registers.some((each) => letters.test(each));
  if (has(/^[xv]\d/)) return "armv8";
  return has(/^d\d/) ? "armv7" : "armv6";
}

/** Whether a core whose systems run `sets` has the instructions of a loop: ARMv7 has those of ARMv6, 64-bit ARMv8 neither. */
export function isWrittenFor(sets: readonly InstructionSet[], kernel: Kernel): boolean {
  const set = instructionSetOf(kernel);
  return sets.includes(set) || (set === "armv6" && sets.includes("armv7"));
}
