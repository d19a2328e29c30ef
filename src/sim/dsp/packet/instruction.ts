import type { PacketClass } from "./packet-class.ts";

/** A register that an instruction reads. */
export interface Source {
  readonly register: string;
  /**
   * `early` and `late` sources of vector instructions differ by a packet; `general` is a general register; `same` must be made in the packet
   * itself, as with `.new` and `.tmp`.
   */
  readonly when: "early" | "late" | "general" | "same";
}

/** One instruction of an inner loop: what it does to registers, and how it is written. Registers are called `v0`, `r2`, `q0`. */
export interface PacketInstruction {
  /** As an assembler reads it. */
  readonly text: string;
  /** Short name for a column: `vrmpy`, `load`. */
  readonly mnemonic: string;
  readonly kind: PacketClass;
  readonly reads: readonly Source[];
  readonly writes: readonly string[];
  /** Address register that is read and stepped on. */
  readonly base?: string;
}

/** An inner loop as it is written for the vector unit, run by a hardware loop. */
export interface HvxLoop {
  readonly name: string;
  /** What an iteration computes. */
  readonly title: string;
  /** Multiply-accumulates of the operator in an iteration; 0 for loops that have none. */
  readonly macs: number;
  /** Elements written in an iteration, and for sums over a whole map those read. */
  readonly elements: number;
  readonly body: readonly PacketInstruction[];
  /** Whether it multiplies and adds IEEE half floats, which not all cores do. */
  readonly needsHalfFloats: boolean;
}
