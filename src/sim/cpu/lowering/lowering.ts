import type { Kernel } from "../kernel/instruction.ts";
import type { Role } from "../nest.ts";

/** What a layer needs an inner loop for. */
export const loopRoles = [
  "gemm",
  "gemv",
  "taps",
  "direct3",
  "depthwise3",
  "depthwise3s2",
  "depthwise5",
  "binary",
  "unary",
  "exponential",
  "pool",
  "reduce",
  "copy",
  "quantize",
  "dequantize",
  "requantize",
  "winograd2-input",
  "winograd2-output",
  "winograd4-input",
  "winograd4-output",
  "winograd6-input",
  "winograd6-output",
] as const;
export type LoopRole = (typeof loopRoles)[number];

/** How one runtime lowers layers on one core at one data type. */
export interface Lowering {
  readonly threads: number;
  /** Threads of a role: 1 where the runtime does not share its work. */
  threadsOf(role: LoopRole): number;
  /** Bytes of an element of each array of the layer. */
  readonly bytes: Readonly<Record<Role, number>>;
  /** Bytes of the cache that blocks of pixels are cut to. */
  readonly blockCache: number;
  has(role: LoopRole): boolean;
  /** The loop for a role; asking for one that is not there is a broken invariant. */
  loop(role: LoopRole): Kernel;
}
