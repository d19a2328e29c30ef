import type { Job } from "../pass.ts";
import type { LoopRole } from "./lowering.ts";

/** A way to compute a layer, and the loops that it needs of the runtime. */
export interface Recipe {
  readonly roles: readonly LoopRole[];
  /** To be asked for once all roles are known to be there. */
  job(): Job;
}
