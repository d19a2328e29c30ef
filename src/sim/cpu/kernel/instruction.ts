import type { InstructionClass } from "../../../hardware/index.ts";

/** One instruction of a loop body: what it does to registers, and how it is written. Registers are called `v0`, `x2`, `nzcv`. */
export interface Instruction {
  /** As an assembler reads it. */
  readonly text: string;
  readonly kind: InstructionClass;
  /** Registers that must be ready at issue. */
  readonly reads: readonly string[];
  readonly writes: readonly string[];
  /** Read and written as the running sum; a core may take it later than the other operands. */
  readonly accumulator?: string;
  /** Address register that the instruction reads and steps on. */
  readonly base?: string;
}

/** Part of the output that a GEMM loop keeps in registers. Units: elements; `depth` in steps of k per pass. */
export interface Tile {
  readonly rows: number;
  readonly columns: number;
  readonly depth: number;
  /** Steps of k that the operands are padded to a multiple of; 1 unless given. */
  readonly grain?: number;
}

/** Outputs of one pass of a depthwise loop on packs of channels. Units: elements. */
export interface Block {
  /** Channels side by side. */
  readonly lanes: number;
  readonly rows: number;
  readonly columns: number;
}

/** An inner loop, or straight code that runs once. */
export interface Kernel {
  readonly name: string;
  /** What one pass through the body computes. */
  readonly title: string;
  /** Multiply-accumulates of one pass; 0 for loops that have none. */
  readonly macs: number;
  readonly body: readonly Instruction[];
  /** Of a GEMM: what a pass works on; its product is `macs`. */
  readonly tile?: Tile;
  /** Of a loop that computes something else: elements written per pass. */
  readonly outputs?: number;
  /** Of a depthwise loop on packs of channels: how its outputs lie; their product is `outputs`. */
  readonly block?: Block;
  /** Of a loop that moves bytes, whatever they stand for: bytes written per pass. */
  readonly outputBytes?: number;
  /** Of a loop that prepares pointers to pixels: how many in a pass. */
  readonly pointers?: number;
  /** Of a GEMM: straight code around the loop, once per tile: the sums started, finished and stored. */
  readonly end?: Kernel;
}
