import type { Kernel } from "../kernel/instruction.ts";
import type { Access, Role } from "../nest.ts";
import { largestShare, type Pass } from "../pass.ts";

/** Arrays that are gone through once, side by side. Units: elements. */
export interface Sweep {
  /** Elements that the loop makes: what its passes are counted by. */
  readonly outputs: number;
  readonly bytes: number;
  readonly reads: readonly (readonly [role: Role, elements: number])[];
  readonly writes: readonly [role: Role, elements: number];
}

/** One pass of a streaming loop over whole arrays. */
export function sweep(loop: Kernel, { outputs, bytes, reads, writes }: Sweep, threads: number): Pass {
  const per = loop.outputs ?? 1;
  const passes = Math.ceil(outputs / per);
  const array = (role: Role, elements: number): Access => ({
    role,
    bytes,
    dimensions: [{ extent: elements, steps: { element: elements / outputs } }],
  });
  return {
    runs: [{ loop: loop.name, passes: largestShare(passes, threads), entries: 1 }],
    nest: {
      loops: [{ name: "element", trips: outputs }],
      accesses: [...reads.map(([role, elements]) => array(role, elements)), array(...writes)],
    },
    split: "element",
    threads: Math.min(threads, passes),
  };
}
