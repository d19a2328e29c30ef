import type { LoopRole } from "../../../hardware/index.ts";
import type { Kernel } from "../kernel/instruction.ts";
import type { Role } from "../nest.ts";

export type { LoopRole };

/** How one runtime lowers layers on one core at one data type. */
export interface Lowering {
  readonly threads: number;
  /** Threads of a role: 1 where the runtime does not share its work. */
  threadsOf(role: LoopRole): number;
  /** Bytes of an element of each array of the layer. */
  readonly bytes: Readonly<Record<Role, number>>;
  /** Bytes of the cache that blocks of pixels are cut to. */
  readonly blockCache: number;
  /** Whether the runtime has a loop for the role whose instructions the core has. */
  has(role: LoopRole): boolean;
  /** The loop for a role; asking for one that is not there is a broken invariant. */
  loop(role: LoopRole): Kernel;
}
